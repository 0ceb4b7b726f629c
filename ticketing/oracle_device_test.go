package ticketing_test

import (
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// oracleJob is one paper; id is the core's, told by the duel.
type oracleJob struct {
	id      uint64
	printer string
	kind    ticketing.PaperKind
	about   *card
	copy    int
	state   ticketing.JobState
	since   time.Time
}

// oracleLease is what a board holds of a service.
type oracleLease struct {
	device, service string
	day             ticketing.Date
	over            bool
	numbers         []ticketing.LeasedNumber
}

// doDevice is what boards wish, and what is wished for papers and tokens.
func (w *oracle) doDevice(a ticketing.Action) (granted, known bool) {
	switch a := a.(type) {
	case ticketing.LendNumbers:
		return w.lend(a), true
	case ticketing.HandOver:
		return w.handOver(a), true
	case ticketing.StartJob:
		return w.onJob(a.Device, a.Job, ticketing.JobPrinting, ticketing.JobPending), true
	case ticketing.EndJob:
		return w.endJob(a), true
	case ticketing.Reprint:
		return w.reprint(a), true
	case ticketing.PrintPaper:
		ok := w.hasPrinter(a.Device) && (a.Kind == ticketing.PaperTest || a.Kind == ticketing.PaperRegister)
		if ok {
			w.paper(a.Device, a.Kind, nil)
		}
		return ok, true
	case ticketing.SetPrinter:
		ok := w.hasPrinter(a.Device) && a.State != "on fire"
		if ok {
			w.printer[a.Device] = a.State
		}
		return ok, true
	case ticketing.AddToken:
		return w.addToken(a), true
	case ticketing.RevokeToken:
		was := w.tokens[a.ID]
		delete(w.tokens, a.ID)
		return was, true
	}
	return false, false
}

func (w *oracle) addToken(a ticketing.AddToken) bool {
	desk := w.desks[a.Name] != nil
	ok := slices.Contains(ticketing.Roles(), a.Role) && (a.Role != ticketing.RoleDesk || desk) &&
		a.Name != "" && len(a.Name) <= 64 && a.ID != "" && len(a.Hash) == 64 && !w.tokens[a.ID]
	if ok {
		w.tokens[a.ID] = true
	}
	return ok
}

func (w *oracle) hasPrinter(device string) bool {
	d, ok := w.o.Device(device)
	return ok && d.Printer
}

func (w *oracle) printerFor(device string) string {
	if w.hasPrinter(device) {
		return device
	}
	return w.nearest("")
}

// nearest is the printer of the board on a desk, or of a kiosk, or any.
func (w *oracle) nearest(desk string) string {
	for _, fits := range []func(*ticketing.Device) bool{
		func(d *ticketing.Device) bool { return slices.Contains(d.Desks, desk) },
		func(d *ticketing.Device) bool { return d.Kiosk },
		func(*ticketing.Device) bool { return true },
	} {
		for i := range w.o.Devices {
			if d := &w.o.Devices[i]; d.Printer && fits(d) {
				return d.ID
			}
		}
	}
	return ""
}

func (w *oracle) paper(printer string, kind ticketing.PaperKind, about *card) {
	if printer != "" {
		w.jobs = append(w.jobs, &oracleJob{printer: printer, kind: kind, about: about, state: ticketing.JobPending, since: w.now})
	}
}

// slip is the paper that somebody leaves a desk with, if any.
func (w *oracle) slip(desk string, c *card, to ticketing.Destination) {
	if h, held := w.o.Hold(to.Hold); held && c.day == w.day && w.slipOf(c, h) != "" {
		w.paper(w.nearest(desk), ticketing.PaperSlip, c)
	} else if to.Returned {
		w.paper(w.nearest(desk), ticketing.PaperReturned, c)
	}
}

func (w *oracle) slipOf(c *card, h *ticketing.Hold) string {
	id := h.Slip
	if own, ok := h.Slips[c.service]; ok {
		id = own
	}
	if s, ok := w.o.Slip(id); ok && s.Off {
		return s.Instead
	}
	return id
}

func (w *oracle) job(id uint64) *oracleJob {
	for _, j := range w.jobs {
		if j.id == id {
			return j
		}
	}
	return nil
}

// onJob moves a paper on from one of some states.
func (w *oracle) onJob(device string, id uint64, to ticketing.JobState, from ...ticketing.JobState) bool {
	j := w.job(id)
	if j == nil || device != "" && device != j.printer || !slices.Contains(from, j.state) {
		return false
	}
	if j.state != to {
		j.state, j.since = to, w.now
	}
	return true
}

func (w *oracle) endJob(a ticketing.EndJob) bool {
	from := []ticketing.JobState{a.As}
	switch a.As {
	case ticketing.JobPrinted:
		from = append(from, ticketing.JobPrinting, ticketing.JobUnsure)
	case ticketing.JobFailed:
		from = append(from, ticketing.JobPending, ticketing.JobPrinting, ticketing.JobUnsure)
	case ticketing.JobUnsure:
		from = append(from, ticketing.JobPrinting)
	}
	return len(a.Reason) <= ticketing.MaxText && w.onJob(a.Device, a.Job, a.As, from...)
}

func (w *oracle) reprint(a ticketing.Reprint) bool {
	j := w.job(a.Job)
	if a.Ticket != "" {
		c := w.find(a.Ticket)
		if c == nil {
			return false
		}
		j = nil
		for _, x := range w.jobs {
			if x.about == c {
				j = x
			}
		}
		if j == nil {
			j = &oracleJob{kind: ticketing.PaperTicket, about: c, printer: w.nearest("")}
		}
	}
	if j == nil || j.printer == "" || j.state == ticketing.JobPending {
		return false
	}
	if j.state == ticketing.JobUnsure || j.state == ticketing.JobPrinting {
		j.state, j.since = ticketing.JobFailed, w.now
	}
	w.paper(j.printer, j.kind, j.about)
	w.jobs[len(w.jobs)-1].copy = j.copy + 1
	return true
}

func (w *oracle) dropOldPapers() {
	for _, j := range w.jobs {
		waits := w.now.Sub(j.since)
		if waits <= max(w.o.Printing.MaxAge, 0) || w.o.Printing.MaxAge == 0 && waits <= 2*time.Minute || waits >= 24*time.Hour {
			continue
		}
		switch j.state {
		case ticketing.JobPending:
			j.state, j.since = ticketing.JobDropped, w.now
		case ticketing.JobPrinting:
			j.state, j.since = ticketing.JobUnsure, w.now
		}
	}
}

// lend fills a board's numbers up, the lowest that nobody has today first.
func (w *oracle) lend(a ticketing.LendNumbers) bool {
	d, ok := w.o.Device(a.Device)
	s := w.service(a.Service)
	if !ok || s == nil || d.Offline == 0 || !w.open {
		return false
	}
	l := &oracleLease{device: a.Device, service: a.Service, day: w.day}
	for _, x := range w.leases {
		if x.device == a.Device && x.service == a.Service && x.day == w.day && !x.over {
			l.numbers = slices.Clone(x.numbers)
		}
	}
	if len(l.numbers) >= d.Offline {
		return true
	}
	letter := "XYZWVU"[slices.IndexFunc(w.o.Devices, func(x ticketing.Device) bool { return x.ID == a.Device })]
	for n := 1; len(l.numbers) < d.Offline && len(a.Codes) > 0; n++ {
		number := fmt.Sprintf("%s%c%02d", s.Prefix, letter, n)
		lent := slices.ContainsFunc(l.numbers, func(x ticketing.LeasedNumber) bool { return x.Number == number })
		if lent || slices.ContainsFunc(w.all, func(c *card) bool { return c.day == w.day && c.number == number }) {
			continue
		}
		if w.codeTaken(a.Codes[0]) {
			return false
		}
		l.numbers = append(l.numbers, ticketing.LeasedNumber{Number: number, Code: a.Codes[0]})
		a.Codes = a.Codes[1:]
	}
	w.leases = slices.DeleteFunc(w.leases, func(x *oracleLease) bool { return x.device == a.Device && x.service == a.Service })
	w.leases = append(w.leases, l)
	return true
}

// handOver makes a card of a number that a board gave out by itself. On
// another day, or after closing, it is put by like everybody left over.
func (w *oracle) handOver(a ticketing.HandOver) bool {
	if slices.ContainsFunc(w.all, func(c *card) bool { return c.code == ticketing.NormalCode(a.Code) }) {
		return true
	}
	for _, l := range w.leases {
		i := slices.IndexFunc(l.numbers, func(n ticketing.LeasedNumber) bool { return n.Code == ticketing.NormalCode(a.Code) })
		if i < 0 || l.device != a.Device {
			continue
		}
		n := l.numbers[i]
		l.numbers = slices.Delete(l.numbers, i, i+1)
		c := &card{code: n.Code, number: n.Number, day: l.day, service: l.service, priority: a.Priority}
		w.admit(c, w.service(l.service).Start)
		if !w.open || l.day != w.day {
			w.leftOver(c)
		}
		return true
	}
	return false
}
