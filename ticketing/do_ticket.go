package ticketing

import (
	"fmt"
	"time"
)

// TakeTicket gives out a number. Code is a fresh one from NewCode; it is not
// part of the wish. Slip is the code on a slip, for a service that takes
// applications up again; such a service also gives tickets without one, and
// the desk links them later.
//
// Device is the kiosk board that asks, "" for any other asker: it prints the
// ticket if it has a printer, else the first kiosk's printer does.
type TakeTicket struct {
	Service  string
	Priority bool
	Slip     string
	Device   string
	Code     string `json:"-"`
}

func (a TakeTicket) decide(d *decision) error {
	service, err := d.service(a.Service)
	if err != nil {
		return err
	}
	if err := d.issuing(service); err != nil {
		return err
	}
	printer := d.ticketPrinter(a.Device)
	if d.o.Printing.StopWhenOut && d.s.Printers[printer].State.Trouble() {
		return refusef(Conflict, PrinterDown, []string{"printer", printer, "state", string(d.s.Printers[printer].State)},
			"the ticket printer reports %s; numbers are given out again when it is mended", d.s.Printers[printer].State)
	}
	if a.Code == "" || d.s.ByCode(a.Code) != nil || d.s.leased(a.Code) != nil {
		return refuse(Conflict, CodeTaken, "the drawn ticket code is taken; draw another")
	}
	f := &Issued{Code: a.Code, Service: service.ID, Stage: service.Start, Priority: a.Priority}
	if a.Slip != "" {
		app, err := d.pickup(service, a.Slip)
		if err != nil {
			return err
		}
		f.For, f.Priority = app.ID, a.Priority || app.Priority
	}
	f.N = d.s.Issued[service.ID] + 1
	f.Number = fmt.Sprintf("%s%0*d", service.Prefix, d.o.Digits, f.N)
	d.fact(f)
	d.result.Ticket = d.s.Seq + 1
	d.print(printer, PrintAsked{Kind: PaperTicket, Ticket: d.result.Ticket})
	return nil
}

func (d *decision) ticketPrinter(device string) string {
	if dev, ok := d.o.Device(device); ok && dev.Printer {
		return dev.ID
	}
	return d.o.PrinterOf("")
}

// issuing refuses when the service gives out no tickets now.
func (d *decision) issuing(service *Service) error {
	if err := d.open(); err != nil {
		return err
	}
	if service.Quota > 0 && d.s.Issued[service.ID] >= service.Quota {
		return refusef(Conflict, QuotaReached, []string{"service", service.ID, "quota", fmt.Sprint(service.Quota)},
			"all %d tickets of today for %s are given out", service.Quota, service.ID)
	}
	if d.s.Manual || DateOf(d.now, d.o.Zone) != d.s.Day {
		return nil // opened by hand, or the clock is wrong: then the hours say nothing
	}
	first, last := d.o.window(service, d.s.Day)
	if (d.now.Before(first) || d.now.After(last)) && d.s.Doubt(d.o, d.now) == nil {
		return refusef(Conflict, AfterHours, []string{"service", service.ID, "from", clockOf(first, d.o.Zone), "to", clockOf(last, d.o.Zone)},
			"tickets for %s are given out from %s to %s", service.ID, clockOf(first, d.o.Zone), clockOf(last, d.o.Zone))
	}
	return nil
}

// window is when a service gives out tickets on a day.
func (o *Office) window(s *Service, day Date) (first, last time.Time) {
	hours, _ := o.Hours.On(day)
	opens, closes := hours.Open, hours.Last
	if s.Opens > 0 {
		opens = s.Opens
	}
	if s.Closes > 0 {
		closes = s.Closes
	}
	return day.At(opens, o.Zone), day.At(closes, o.Zone)
}

func clockOf(t time.Time, zone *time.Location) string { return t.In(zone).Format("15.04") }

// pickup finds the application a slip stands for, ready to be picked up.
func (d *decision) pickup(service *Service, slip string) (*Ticket, error) {
	if service.Pickup == "" {
		return nil, refusef(Invalid, NotPickup, []string{"service", service.ID}, "%s does not take slips; leave the slip out", service.ID)
	}
	app := d.s.ByCode(slip)
	if app == nil {
		return nil, refuse(Missing, NoSuchTicket, "no application has this slip code; check the letters on the slip", "ticket", slip)
	}
	if visit := d.s.Ticket(app.Visit); visit != nil {
		return nil, refusef(Conflict, SlipNotReady, []string{"number", visit.Number, "state", string(visit.State), "at", visit.Stage},
			"%s is being picked up already, with number %s", app.Number, visit.Number)
	}
	if app.State != Held || app.Hold != service.Pickup {
		at := app.Stage
		if app.State == Held {
			at = app.Hold
		}
		return nil, refusef(Conflict, SlipNotReady, []string{"number", app.Number, "state", string(app.State), "at", at},
			"%s cannot be picked up yet: it is %s (%s)", app.Number, app.State, at)
	}
	return app, nil
}

// CheckIn notes that an applicant who was sent for documents, or who missed
// the calls, is there again. Ticket is a code or a number of the day.
type CheckIn struct{ Ticket string }

func (a CheckIn) decide(d *decision) error {
	t, err := d.ticket(a.Ticket)
	if err != nil {
		return err
	}
	if err := d.open(); err != nil {
		return err
	}
	d.result.Ticket = t.ID
	skip := d.o.Policy.ReturnSkip
	switch t.State {
	case Returned:
	case NoShow:
		skip = d.o.Policy.NoShowSkip
	default:
		return wrongState(t, "only a returned or missed number can report back")
	}
	stage := d.backTo(t)
	d.fact(&CameBack{Ticket: t.ID, Stage: stage, Place: d.s.place(stage, skip, d.o.Policy.Overtakes)})
	return nil
}

// backTo is the stage at which somebody reports back: the one he left, or if
// nobody is called there, the last before it to which he was called.
func (d *decision) backTo(t *Ticket) string {
	for i := len(t.Route) - 1; i >= 0; i-- {
		if s, ok := d.o.Stage(t.Route[i].Stage); ok && s.Mode == Called {
			return s.ID
		}
	}
	if s, ok := d.o.Service(t.Service); ok {
		return s.Start
	}
	return t.Stage
}

// SetPriority gives or takes priority (UU 25/2009 Art. 29). Ticket is a code
// or a number of the day.
type SetPriority struct {
	Ticket   string
	Priority bool
}

func (a SetPriority) decide(d *decision) error {
	t, err := d.live(a.Ticket)
	if err != nil {
		return err
	}
	if t.Priority != a.Priority {
		d.fact(&PrioritySet{Ticket: t.ID, Priority: a.Priority})
	}
	return nil
}

// Correct gives an application the service it really is, keeping number,
// stage and place. Ticket is a code or a number of the day.
type Correct struct{ Ticket, Service string }

func (a Correct) decide(d *decision) error {
	t, err := d.live(a.Ticket)
	if err != nil {
		return err
	}
	if _, err := d.service(a.Service); err != nil {
		return err
	}
	if t.Service != a.Service {
		d.fact(&Corrected{Ticket: t.ID, Service: a.Service})
	}
	return nil
}

// Deliver ends an application whose card was brought to the applicant's home
// after the deadline. Ticket is a code or a number of the day.
type Deliver struct {
	Ticket   string
	Receiver string // only where the office records it; at most MaxText bytes
}

func (a Deliver) decide(d *decision) error {
	t, err := d.live(a.Ticket)
	if err != nil {
		return err
	}
	if t.State == Calling || t.State == Serving {
		return wrongState(t, "finish it at the desk")
	}
	if visit := d.s.Ticket(t.Visit); visit != nil {
		return wrongState(visit, "it is being picked up with this number")
	}
	if late, _ := d.o.Late(t, d.now); !late {
		return wrongState(t, "only an application past its deadline is delivered to the home")
	}
	if len(a.Receiver) > MaxText {
		return tooLong("receiver")
	}
	f := &Delivered{Ticket: t.ID}
	if d.o.RecordReceiver {
		f.Receiver = a.Receiver
	}
	d.fact(f)
	return nil
}

// live finds a ticket that is not over and makes it the command's result.
func (d *decision) live(ref string) (*Ticket, error) {
	t, err := d.ticket(ref)
	if err != nil {
		return nil, err
	}
	if t.State.Over() {
		return nil, wrongState(t, "it is over")
	}
	d.result.Ticket = t.ID
	return t, nil
}

func wrongState(t *Ticket, why string) error {
	return refusef(Conflict, WrongState, []string{"number", t.Number, "state", string(t.State)},
		"%s is %s: %s", t.Number, t.State, why)
}

func tooLong(what string) error {
	return refusef(Invalid, TooLong, []string{"what", what}, "%s is longer than %d bytes", what, MaxText)
}
