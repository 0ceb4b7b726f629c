package ticketing

import (
	"fmt"
)

// OpenDesk puts a desk to work; it also ends a pause.
type OpenDesk struct{ Desk string }

func (a OpenDesk) decide(d *decision) error {
	if _, err := d.desk(a.Desk); err != nil {
		return err
	}
	if d.s.DeskOf(a.Desk).State != DeskOpen {
		d.fact(&DeskOpened{Desk: a.Desk})
	}
	return nil
}

// CloseDesk ends a desk's work; what it has in hand must be settled first.
type CloseDesk struct{ Desk string }

func (a CloseDesk) decide(d *decision) error {
	if err := d.idle(a.Desk); err != nil {
		return err
	}
	if d.s.DeskOf(a.Desk).State != DeskShut {
		d.fact(&DeskClosed{Desk: a.Desk})
	}
	return nil
}

// PauseDesk is a break of one desk, with a reason the public may read.
type PauseDesk struct{ Desk, Reason string }

func (a PauseDesk) decide(d *decision) error {
	if err := d.idle(a.Desk); err != nil {
		return err
	}
	if len(a.Reason) > MaxText {
		return tooLong("reason")
	}
	switch r := d.s.DeskOf(a.Desk); {
	case r.State == DeskShut:
		return notOpen(a.Desk, r.State)
	case r.State != DeskBreak || r.Reason != a.Reason:
		d.fact(&DeskPaused{Desk: a.Desk, Reason: a.Reason})
	}
	return nil
}

// UndoStep takes the desk's last step back, as long as nobody has acted on
// the application since. A call that was heard stays heard; everything else
// is as before.
type UndoStep struct{ Desk string }

func (a UndoStep) decide(d *decision) error {
	if _, err := d.desk(a.Desk); err != nil {
		return err
	}
	r := d.s.DeskOf(a.Desk)
	if r.Undo == nil {
		return refusef(Conflict, NothingToUndo, []string{"desk", a.Desk}, "%s has no step to take back", a.Desk)
	}
	for i := range r.Undo.Before {
		b := &r.Undo.Before[i]
		if t := d.s.Ticket(b.ID); t == nil || t.Last != r.Undo.Last {
			return refusef(Conflict, NothingToUndo, []string{"number", b.Number}, "somebody has acted on %s since; it cannot be taken back", b.Number)
		}
	}
	first := &r.Undo.Before[0]
	if r.Ticket != 0 && r.Ticket != first.ID {
		return busy(a.Desk, d.s.Ticket(r.Ticket))
	}
	d.fact(&Undone{Desk: a.Desk, Step: r.Undo.Step})
	d.result.Ticket = first.ID
	return nil
}

// ready refuses unless the desk is open with nothing in hand, on an open day.
func (d *decision) ready(desk *Desk) error {
	if err := d.open(); err != nil {
		return err
	}
	r := d.s.DeskOf(desk.ID)
	if r.State != DeskOpen {
		return notOpen(desk.ID, r.State)
	}
	if r.Ticket != 0 {
		return busy(desk.ID, d.s.Ticket(r.Ticket))
	}
	return nil
}

// idle refuses unless the desk is known and has nothing in hand.
func (d *decision) idle(desk string) error {
	if _, err := d.desk(desk); err != nil {
		return err
	}
	if id := d.s.DeskOf(desk).Ticket; id != 0 {
		return busy(desk, d.s.Ticket(id))
	}
	return nil
}

// inHand is the ticket a desk has, and becomes the command's result.
func (d *decision) inHand(desk string) (*Ticket, error) {
	if _, err := d.desk(desk); err != nil {
		return nil, err
	}
	t := d.s.Ticket(d.s.DeskOf(desk).Ticket)
	if t == nil {
		return nil, refusef(Conflict, DeskEmpty, []string{"desk", desk}, "%s has no number in hand; call one first", desk)
	}
	d.result.Ticket = t.ID
	return t, nil
}

func notOpen(desk string, state DeskState) error {
	return refusef(Conflict, DeskNotOpen, []string{"desk", desk, "state", string(state)}, "%s is %s; open it first", desk, state)
}

func busy(desk string, t *Ticket) error {
	return refusef(Conflict, DeskBusy, []string{"desk", desk, "number", t.Number, "state", string(t.State)},
		"%s still has %s; finish it, park it or mark it a no-show first", desk, fmt.Sprint(t.Number))
}
