package ticketing

import (
	"fmt"
	"slices"
	"time"
)

// print asks for a paper about a ticket; nothing when there is no printer.
func (d *decision) print(printer string, f PrintAsked) {
	if printer == "" {
		return
	}
	f.Printer = printer
	d.fact(&f)
}

// stale ends the jobs that have waited too long: the applicant has left or
// has read the number from the screen. One that is being printed since then
// is unsure.
func (d *decision) stale() {
	age := d.o.Printing.MaxAge
	if age <= 0 {
		age = defaultPaperAge
	}
	var old []*Job
	for _, j := range d.s.Jobs {
		// A clock that jumped says nothing about how long somebody waits.
		if wait := d.now.Sub(j.Since); wait > age && wait < 24*time.Hour && (j.State == JobPending || j.State == JobPrinting) {
			old = append(old, j)
		}
	}
	slices.SortFunc(old, func(a, b *Job) int { return int(a.ID) - int(b.ID) })
	for _, j := range old {
		as := JobDropped
		if j.State == JobPrinting {
			as = JobUnsure
		}
		d.fact(&PrintEnded{Job: j.ID, As: as, Reason: "stale"})
	}
}

// StartJob claims a pending job for its printer, before the first byte.
type StartJob struct {
	Device string
	Job    uint64
}

func (a StartJob) decide(d *decision) error {
	j, err := d.job(a.Device, a.Job)
	if err != nil {
		return err
	}
	if j.State != JobPending {
		return wrongJob(j, "only a pending job is started")
	}
	d.fact(&PrintStarted{Job: j.ID})
	return nil
}

// EndJob says what became of a job. Its own device says printed, failed or
// unsure; a person (Device empty) says of an unsure one that it was printed.
type EndJob struct {
	Device string
	Job    uint64
	As     JobState
	Reason string
}

func (a EndJob) decide(d *decision) error {
	j, err := d.job(a.Device, a.Job)
	if err != nil {
		return err
	}
	if len(a.Reason) > MaxText {
		return tooLong("reason")
	}
	if j.State == a.As {
		d.result.Again = true
		return nil
	}
	inFlight := j.State == JobPrinting || j.State == JobUnsure
	allowed := map[JobState]bool{
		JobPrinted: inFlight,
		JobFailed:  inFlight || j.State == JobPending,
		JobUnsure:  j.State == JobPrinting,
	}
	if !allowed[a.As] {
		return wrongJob(j, fmt.Sprintf("it cannot become %q", a.As))
	}
	d.fact(&PrintEnded{Job: j.ID, As: a.As, Reason: a.Reason})
	return nil
}

// Reprint asks for a job's paper again: a new job with a copy number. The
// event names who asked. Job is the old job's id; or Ticket, a code or a
// number of the day, for a new print of its latest paper.
type Reprint struct {
	Job    uint64
	Ticket string
}

func (a Reprint) decide(d *decision) error {
	j := d.s.Jobs[a.Job]
	if a.Ticket != "" {
		t, err := d.ticket(a.Ticket)
		if err != nil {
			return err
		}
		j = d.s.lastPaper(t.ID)
		if j == nil { // its papers are of another day
			j = &Job{Kind: PaperTicket, Ticket: t.ID, Printer: d.o.PrinterOf("")}
		}
	}
	if j == nil || j.Printer == "" {
		return refuse(Missing, NoSuchJob, "there is no such paper to print again")
	}
	if j.State == JobPending {
		return wrongJob(j, "it is still waiting for the printer")
	}
	if j.State == JobUnsure || j.State == JobPrinting {
		d.fact(&PrintEnded{Job: j.ID, As: JobFailed, Reason: "printed again"})
	}
	d.result.Ticket = j.Ticket
	d.print(j.Printer, PrintAsked{Kind: j.Kind, Ticket: j.Ticket, Slip: j.Slip, Day: j.Day, Of: j.ID, Copy: j.Copy + 1})
	return nil
}

func (s *State) lastPaper(ticket uint64) *Job {
	var last *Job
	for _, j := range s.Jobs {
		if j.Ticket == ticket && (last == nil || j.ID > last.ID) {
			last = j
		}
	}
	return last
}

// PrintPaper asks a device's printer for a test page, or for the register of
// a day (today's when Day is empty).
type PrintPaper struct {
	Device string
	Kind   PaperKind
	Day    Date
}

func (a PrintPaper) decide(d *decision) error {
	dev, ok := d.o.Device(a.Device)
	if !ok || !dev.Printer {
		return refusef(Missing, NoSuchPrinter, []string{"printer", a.Device}, "there is no printer %q", a.Device)
	}
	switch a.Kind {
	case PaperTest:
	case PaperRegister:
		if a.Day == "" {
			a.Day = d.s.Day
		}
	default:
		return refusef(Invalid, NoSuchPrinter, nil, "%q is not printed on demand; test and register are", a.Kind)
	}
	d.print(dev.ID, PrintAsked{Kind: a.Kind, Day: a.Day})
	return nil
}

// SetPrinter is what a device says of its printer.
type SetPrinter struct {
	Device string
	State  PrinterState
}

func (a SetPrinter) decide(d *decision) error {
	if dev, ok := d.o.Device(a.Device); !ok || !dev.Printer {
		return refusef(Missing, NoSuchPrinter, []string{"printer", a.Device}, "there is no printer %q", a.Device)
	}
	known := []PrinterState{PrinterReady, PrinterLow, PrinterOut, PrinterCover, PrinterOffline, PrinterError, PrinterUnknown}
	if !slices.Contains(known, a.State) {
		return refusef(Invalid, NoSuchPrinter, nil, "a printer is never %q; it is one of %v", a.State, known)
	}
	if d.s.Printers[a.Device].State != a.State {
		d.fact(&PrinterChanged{Printer: a.Device, State: a.State})
	}
	return nil
}

func (d *decision) job(device string, id uint64) (*Job, error) {
	j := d.s.Jobs[id]
	if j == nil || device != "" && j.Printer != device {
		return nil, refusef(Missing, NoSuchJob, nil, "there is no paper %d for this printer", id)
	}
	d.result.Ticket = j.Ticket
	return j, nil
}

func wrongJob(j *Job, why string) error {
	return refusef(Conflict, WrongJob, []string{"state", string(j.State)}, "paper %d is %s: %s", j.ID, j.State, why)
}
