package ticketing

import (
	"time"
)

// doublePress is the time within which the same button acts once.
const doublePress = time.Second

// Next calls whoever comes next by policy (see pick).
type Next struct{ Desk string }

func (a Next) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	if r := d.s.DeskOf(a.Desk); r.Ticket != 0 && d.pressedAgain(r, "next") {
		d.result = Result{Ticket: r.Ticket, Again: true}
		return nil
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	t, turn, ok := pick(d.s, d.o, desk)
	if !ok {
		return d.nobody(desk)
	}
	d.call(t, desk, t.Stage, &turn)
	return nil
}

// nobody says why a desk has nobody to call.
func (d *decision) nobody(desk *Desk) error {
	for _, stage := range desk.Stages {
		if _, paused := d.s.Paused[stage]; paused && len(d.s.Queues[stage]) > 0 {
			return refusef(Conflict, StageOnPause, []string{"stage", stage}, "stage %s is paused for the whole office", stage)
		}
	}
	return refusef(Conflict, NobodyWaits, []string{"desk", desk.ID}, "nobody waits for %s", desk.ID)
}

// CallNumber calls a given number out of turn: one that waits, is parked, has
// missed its calls or was sent for documents. Ticket is a code or a number of
// the day.
type CallNumber struct{ Desk, Ticket string }

func (a CallNumber) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	t, err := d.ticket(a.Ticket)
	if err != nil {
		return err
	}
	if r := d.s.DeskOf(a.Desk); r.Ticket == t.ID && d.pressedAgain(r, "call") {
		d.result = Result{Ticket: t.ID, Again: true}
		return nil
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	stage := t.Stage
	switch t.State {
	case Waiting, Aside, NoShow:
	case Returned:
		stage = d.backTo(t)
	default:
		return wrongState(t, "it cannot be called")
	}
	if err := d.serves(desk, t, stage); err != nil {
		return err
	}
	d.call(t, desk, stage, nil)
	return nil
}

func (d *decision) serves(desk *Desk, t *Ticket, stage string) error {
	if !desk.Serves(stage) {
		return refusef(Conflict, WrongDesk, []string{"number", t.Number, "stage", stage, "desk", desk.ID},
			"%s is at stage %s, which %s does not serve", t.Number, stage, desk.ID)
	}
	if _, paused := d.s.Paused[stage]; paused {
		return refusef(Conflict, StageOnPause, []string{"stage", stage}, "stage %s is paused for the whole office", stage)
	}
	return nil
}

func (d *decision) call(t *Ticket, desk *Desk, stage string, turn *Turn) {
	st, ok := d.o.Stage(stage)
	d.fact(&CalledUp{Ticket: t.ID, Desk: desk.ID, Stage: stage, File: ok && st.Mode == File, Turn: turn})
	d.result.Ticket = t.ID
}

// Recall repeats the call of the number in hand.
type Recall struct{ Desk string }

func (a Recall) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State != Calling {
		return wrongState(t, "only a called number is called again")
	}
	if d.pressedAgain(d.s.DeskOf(a.Desk), "recall") {
		d.result.Again = true
		return nil
	}
	d.fact(&Recalled{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Arrive notes that the called applicant stands at the desk. It is optional:
// a stage may be finished straight from the call.
type Arrive struct{ Desk string }

func (a Arrive) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State == Calling {
		d.fact(&Arrived{Ticket: t.ID, Desk: a.Desk})
	}
	return nil
}

// Miss gives up calling an applicant who did not come. Policy.NoShowCalls is
// the custom the desk page reminds of, not a lock: staff see the room.
type Miss struct{ Desk string }

func (a Miss) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State != Calling {
		return wrongState(t, "only a called number can be a no-show")
	}
	d.fact(&Missed{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Park sets the number in hand aside at this desk.
type Park struct{ Desk string }

func (a Park) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	d.fact(&Parked{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Resume takes a parked number back in hand without calling it: the one
// named, or the one this desk parked last. A number that was returned or has
// missed its calls is put back into the queue instead (see CheckIn).
type Resume struct{ Desk, Ticket string }

func (a Resume) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	t, err := d.parked(a)
	if err != nil {
		return err
	}
	if t.State == Returned || t.State == NoShow {
		return CheckIn{Ticket: t.Code}.decide(d)
	}
	if t.State != Aside {
		return wrongState(t, "only a parked number is resumed")
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	if err := d.serves(desk, t, t.Stage); err != nil {
		return err
	}
	d.fact(&Resumed{Ticket: t.ID, Desk: a.Desk})
	d.result.Ticket = t.ID
	return nil
}

func (d *decision) parked(a Resume) (*Ticket, error) {
	if a.Ticket != "" {
		return d.ticket(a.Ticket)
	}
	all := d.s.list(func(t *Ticket) bool { return t.State == Aside && t.Desk == a.Desk })
	if len(all) == 0 {
		return nil, refusef(Conflict, WrongState, []string{"desk", a.Desk}, "%s has parked nobody", a.Desk)
	}
	last := all[0]
	for _, t := range all {
		if t.Last > last.Last {
			last = t
		}
	}
	return last, nil
}

// pressedAgain tells a double press: the same act of the desk within a
// second. A clock that went back is no double press.
func (d *decision) pressedAgain(r DeskRecord, act string) bool {
	since := d.now.Sub(r.ActedAt)
	return r.Acted == act && since >= 0 && since < doublePress
}
