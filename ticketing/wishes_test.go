package ticketing_test

import (
	"fmt"
	"strings"
	"time"

	"giliran/ticketing"
)

// wishes are all the actions of the core, each so many times as it stands
// here: random_test.go sees to it that none is missing.
func wishes() []func(*duel, *choices) ticketing.Action {
	var all []func(*duel, *choices) ticketing.Action
	add := func(times int, w func(*duel, *choices) ticketing.Action) {
		for range times {
			all = append(all, w)
		}
	}
	add(40, wishTicket)
	add(40, func(d *duel, c *choices) ticketing.Action { return ticketing.Next{Desk: d.idle(c)} })
	add(24, wishFinish)
	add(10, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Return{Desk: d.busy(c), Missing: missing(c), Note: text(c)}
	})
	add(12, func(d *duel, c *choices) ticketing.Action {
		return ticketing.CallNumber{Desk: d.idle(c), Ticket: d.ref(c)}
	})
	add(4, func(d *duel, c *choices) ticketing.Action { return ticketing.Recall{Desk: d.busy(c)} })
	add(4, func(d *duel, c *choices) ticketing.Action { return ticketing.Arrive{Desk: d.busy(c)} })
	add(5, func(d *duel, c *choices) ticketing.Action { return ticketing.Miss{Desk: d.busy(c)} })
	add(5, func(d *duel, c *choices) ticketing.Action { return ticketing.Park{Desk: d.busy(c)} })
	add(7, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Resume{Desk: d.idle(c), Ticket: d.aside(c)}
	})
	add(5, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Transfer{Desk: d.busy(c), Stage: d.stageOrNone(c), Service: d.serviceOrNone(c)}
	})
	add(5, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Link{Desk: d.busy(c), Slip: d.heldCode(c)}
	})
	add(12, func(d *duel, c *choices) ticketing.Action { return ticketing.UndoStep{Desk: d.desk(c)} })
	add(9, func(d *duel, c *choices) ticketing.Action { return ticketing.OpenDesk{Desk: d.desk(c)} })
	add(2, func(d *duel, c *choices) ticketing.Action { return ticketing.CloseDesk{Desk: d.desk(c)} })
	add(3, func(d *duel, c *choices) ticketing.Action {
		return ticketing.PauseDesk{Desk: d.desk(c), Reason: text(c)}
	})
	add(10, func(d *duel, c *choices) ticketing.Action { return ticketing.CheckIn{Ticket: d.gone(c)} })
	add(5, func(d *duel, c *choices) ticketing.Action {
		return ticketing.SetPriority{Ticket: d.ref(c), Priority: !c.odd(3)}
	})
	add(3, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Correct{Ticket: d.ref(c), Service: d.service(c)}
	})
	add(5, func(d *duel, c *choices) ticketing.Action {
		return ticketing.Deliver{Ticket: d.overdue(c), Receiver: text(c)}
	})
	add(12, wishRelease)
	add(2, func(d *duel, c *choices) ticketing.Action {
		return ticketing.PauseStage{Stage: d.stage(c), Notice: notice(c)}
	})
	add(5, func(d *duel, c *choices) ticketing.Action { return ticketing.ResumeStage{Stage: d.stage(c)} })
	add(1, func(d *duel, c *choices) ticketing.Action { return ticketing.SetNotice{Notice: notice(c)} })
	add(7, func(*duel, *choices) ticketing.Action { return ticketing.Tick{} })
	add(5, wishDay)
	add(2, func(*duel, *choices) ticketing.Action { return ticketing.CloseDay{} })
	add(5, wishLease)
	add(6, func(d *duel, c *choices) ticketing.Action {
		return ticketing.HandOver{Device: d.device(c), Code: d.lent(c), Priority: c.odd(3), Pressed: d.now.Add(-time.Minute)}
	})
	add(4, func(d *duel, c *choices) ticketing.Action {
		return ticketing.StartJob{Device: d.deviceOrNone(c), Job: d.job(c)}
	})
	add(5, wishEnd)
	add(3, wishReprint)
	add(1, func(d *duel, c *choices) ticketing.Action {
		return ticketing.PrintPaper{Device: d.device(c), Kind: pick(c, []ticketing.PaperKind{"test", "register", "confetti"})}
	})
	add(2, func(d *duel, c *choices) ticketing.Action {
		return ticketing.SetPrinter{Device: d.device(c), State: pick(c, []ticketing.PrinterState{"ready", "paper-out", "cover-open", "paper-low", "unknown", "on fire"})}
	})
	add(2, wishToken)
	add(1, func(_ *duel, c *choices) ticketing.Action { return ticketing.RevokeToken{ID: tokenID(c)} })
	return all
}

func wishTicket(d *duel, c *choices) ticketing.Action {
	a := ticketing.TakeTicket{Service: pick(c, []string{"plain", "plain", "scarce", "pickup"}), Priority: c.odd(3), Device: d.deviceOrNone(c), Code: d.freshCode()}
	switch c.n(24) {
	case 1:
		a.Service = "nonsense"
	case 2:
		a.Code = d.code(c)
	case 3:
		a.Slip = d.code(c)
	case 7, 8, 9, 10:
		a.Service, a.Slip = "pickup", d.heldCode(c)
	}
	return a
}

func wishFinish(d *duel, c *choices) ticketing.Action {
	a := ticketing.Finish{Desk: d.busy(c), Outcome: pick(c, []string{"on", "on", "on", "on", "on", "hold", "hold", "out", "back", "back", "only-0", "only-1", "nonsense", "", ""})}
	switch a.Outcome {
	case "back":
		a.Missing, a.Note = missing(c), text(c)
	case "":
		a.Usual = true
	case "on":
		if c.odd(12) {
			a.Missing = missing(c)
		}
	}
	return a
}

func wishRelease(d *duel, c *choices) ticketing.Action {
	a := ticketing.ReleaseHold{Hold: d.hold(c)}
	switch c.n(4) {
	case 0, 1:
		a.Count = 1 + c.n(3)
	case 2:
		a.Codes = []string{d.heldCode(c), d.heldCode(c)}
	default:
		a.Codes = []string{d.ref(c)}
		a.Count = -c.n(3)
	}
	return a
}

func wishDay(d *duel, c *choices) ticketing.Action {
	switch c.n(8) {
	case 0:
		return ticketing.OpenDay{Date: "tomorrow"}
	case 1, 2:
		return ticketing.OpenDay{Date: d.s.Day}
	case 3:
		return ticketing.OpenDay{Date: d.s.Day.Add(1)}
	case 4:
		return ticketing.OpenDay{Date: d.s.Day.Add(-1)}
	case 5:
		return ticketing.OpenDay{Date: d.s.Day.Add(200 * (1 + c.n(3)))}
	}
	return ticketing.OpenDay{}
}

func wishLease(d *duel, c *choices) ticketing.Action {
	a := ticketing.LendNumbers{Device: d.device(c), Service: d.service(c)}
	for range c.n(5) {
		a.Codes = append(a.Codes, d.freshCode())
	}
	if c.odd(16) {
		a.Codes = []string{d.code(c)}
	}
	return a
}

func wishEnd(d *duel, c *choices) ticketing.Action {
	as := pick(c, []ticketing.JobState{"printed", "printed", "failed", "unsure", "dropped", "pending"})
	return ticketing.EndJob{Device: d.deviceOrNone(c), Job: d.job(c), As: as, Reason: text(c)}
}

func wishReprint(d *duel, c *choices) ticketing.Action {
	if c.odd(2) {
		return ticketing.Reprint{Ticket: d.ref(c)}
	}
	return ticketing.Reprint{Job: d.job(c)}
}

func wishToken(d *duel, c *choices) ticketing.Action {
	a := ticketing.AddToken{ID: tokenID(c), Role: pick(c, []string{"kiosk", "desk", "admin", "king"}), Name: d.desk(c), Hash: strings.Repeat("0a", 32)}
	if c.odd(8) {
		a.Hash = "short"
	}
	return a
}

func tokenID(c *choices) string { return fmt.Sprint("token-", c.n(3)) }

// text is nearly always short or none.
func text(c *choices) string {
	switch c.n(16) {
	case 1, 2, 3, 4, 5:
		return "ada"
	case 15:
		return strings.Repeat("x", ticketing.MaxText+1)
	}
	return ""
}

func notice(c *choices) ticketing.Text { return ticketing.Text{"id": text(c)} }

func missing(c *choices) []string {
	return pick(c, [][]string{{"kk"}, nil, {"kk", "ktp"}, {"passport"}})
}

// Whom and what the wishes name, now and then wrongly.

func (d *duel) desk(c *choices) string {
	if v := c.n(32); v != 31 {
		return d.o.Desks[v%len(d.o.Desks)].ID
	}
	return "nonsense"
}

func (d *duel) stage(c *choices) string {
	if v := c.n(16); v != 15 {
		return d.o.Stages[v%len(d.o.Stages)].ID
	}
	return "nonsense"
}

func (d *duel) stageOrNone(c *choices) string {
	if c.odd(2) {
		return ""
	}
	return d.stage(c)
}

func (d *duel) service(c *choices) string {
	return pick(c, []string{"plain", "scarce", "plain", "scarce", "pickup", "pickup", "plain", "nonsense"})
}

func (d *duel) serviceOrNone(c *choices) string {
	if c.odd(2) {
		return d.service(c)
	}
	return ""
}

func (d *duel) hold(c *choices) string {
	if v := c.n(16); v != 15 {
		return d.o.Holds[v%len(d.o.Holds)].ID
	}
	return "nonsense"
}

func (d *duel) device(c *choices) string {
	return pick(c, []string{"kiosk", "kiosk", "kiosk", "panel", "door", "nonsense"})
}

func (d *duel) deviceOrNone(c *choices) string {
	return pick(c, []string{"", "", "kiosk", "panel", "door"})
}

func (d *duel) freshCode() string {
	d.drawn++
	return fmt.Sprintf("C%07d", d.drawn)
}

func (d *duel) card(c *choices) *card {
	if len(d.w.all) == 0 {
		return &card{code: "NOBODYS", number: "Z999"}
	}
	return pick(c, d.w.all)
}

func (d *duel) code(c *choices) string { return d.card(c).code }

// ref names somebody by number, by code, or by code as people type it.
func (d *duel) ref(c *choices) string {
	x := d.card(c)
	switch c.n(8) {
	case 5, 6:
		return x.number
	case 7:
		return strings.ToLower(x.code[:3]) + " - " + x.code[3:]
	}
	if c.odd(32) {
		return "nonsense"
	}
	return x.code
}

// some is the code of somebody of whom it is so, if there is one; but now and
// then of anybody.
func (d *duel) some(c *choices, is func(*card) bool) string {
	var some []*card
	for _, x := range d.w.all {
		if is(x) {
			some = append(some, x)
		}
	}
	if len(some) == 0 || c.odd(6) {
		return d.ref(c)
	}
	return pick(c, some).code
}

// gone is somebody who is expected to report back.
func (d *duel) gone(c *choices) string {
	return d.some(c, func(x *card) bool { return x.state == "returned" || x.state == "no-show" })
}

// aside is somebody whom a desk has parked, by name or the last one.
func (d *duel) aside(c *choices) string {
	if c.odd(3) {
		return ""
	}
	return d.some(c, func(x *card) bool { return x.state == "parked" })
}

// overdue is somebody whose file was complete, if possible one who is being
// picked up or past the deadline.
func (d *duel) overdue(c *choices) string {
	for _, x := range d.w.all {
		if x.visit != nil && d.w.late(x) && !c.odd(3) {
			return x.code
		}
	}
	return d.some(c, func(x *card) bool { return !x.isOver() && d.w.late(x) })
}

func (d *duel) heldCode(c *choices) string {
	return d.some(c, func(x *card) bool { return x.state == "held" })
}

// busy is a desk with somebody, idle one that could take somebody, if there is
// one.
func (d *duel) busy(c *choices) string {
	return d.deskThat(c, func(k *oracleDesk) bool { return k.hand != nil })
}

func (d *duel) idle(c *choices) string { return d.deskThat(c, d.w.free) }

func (d *duel) deskThat(c *choices, is func(*oracleDesk) bool) string {
	var some []string
	for _, k := range d.o.Desks {
		if is(d.w.desks[k.ID]) {
			some = append(some, k.ID)
		}
	}
	if len(some) == 0 || c.odd(10) {
		return d.desk(c)
	}
	return pick(c, some)
}

// lent is the code of a number that a board holds, if one does.
func (d *duel) lent(c *choices) string {
	var codes []string
	for _, l := range d.w.leases {
		for _, n := range l.numbers {
			codes = append(codes, n.Code)
		}
	}
	if len(codes) == 0 || c.odd(6) {
		return d.code(c)
	}
	return pick(c, codes)
}

func (d *duel) job(c *choices) uint64 {
	if len(d.w.jobs) == 0 || c.odd(16) {
		return 1 << 40
	}
	return pick(c, d.w.jobs).id
}
