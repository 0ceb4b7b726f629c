package ticketing

import "slices"

// This file is the only place where facts change the state. Applying trusts:
// what was decided has been checked, and what comes from the journal was
// decided once. A fact about a ticket that is not there changes nothing, so
// that even a damaged history cannot crash the office; giliran verify tells.

func (f *DayOpened) kind() string { return "day-opened" }
func (f *DayOpened) apply(s *State, e *Event) {
	before := s.Day
	s.Open, s.Manual = true, f.Manual
	if f.Dated {
		s.Clock = e.At
	}
	if f.Day <= before {
		return // the same day again: numbers go on
	}
	s.Day = f.Day
	s.Issued = map[string]int{}
	s.numbers = map[string]uint64{}
	s.Turns = map[string]Turn{}
	s.Calls = nil // yesterday's are no news; their count goes on
	s.forget(before)
}

func (f *DayClosed) kind() string { return "day-closed" }
func (f *DayClosed) apply(s *State, e *Event) {
	s.Open, s.Manual = false, false
	for _, l := range s.Leases {
		l.Over = true
	}
	for _, d := range s.Desks {
		d.Undo = nil
		if d.Ticket == 0 {
			d.State, d.Reason = DeskShut, ""
		}
	}
}

func (f *Issued) kind() string { return "issued" }
func (f *Issued) apply(s *State, e *Event) {
	t := &Ticket{
		ID: e.Seq, Code: f.Code, Number: f.Number, N: f.N, Day: s.Day, Service: f.Service,
		Priority: f.Priority, For: f.For, Issued: e.At, Last: e.Seq,
	}
	if f.Offline {
		t.Day = f.Day
		s.spend(f.Code)
	} else {
		s.Issued[f.Service] = f.N
	}
	s.Tickets[t.ID] = t
	s.codes[t.Code] = t.ID
	if t.Day == s.Day {
		s.numbers[t.Number] = t.ID
	}
	s.enter(t, e, f.Stage)
	if app := s.Tickets[f.For]; app != nil {
		app.Visit, app.Last = t.ID, e.Seq
	}
}

func (f *CalledUp) kind() string { return "called" }
func (f *CalledUp) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		if l := t.leg(); l.Stage != f.Stage || !l.Out.IsZero() {
			t.Route = append(t.Route, Leg{Stage: f.Stage, In: e.At})
		}
		t.Stage = f.Stage
		s.call(t, e, f.Desk, f.File)
		d.Acted = "call"
		if f.Turn != nil {
			d.Acted = "next"
			s.Turns[f.Stage] = Turn{Priority: f.Turn.Priority, Regular: f.Turn.Regular}
			d.Run = f.Turn.Run
		}
	})
}

func (f *Recalled) kind() string { return "recalled" }
func (f *Recalled) apply(s *State, e *Event) {
	again(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.announce(t, e, d)
		d.Acted, d.ActedAt = "recall", e.At
	})
}

func (f *Arrived) kind() string { return "arrived" }
func (f *Arrived) apply(s *State, e *Event) {
	again(s, e, f.Desk, f.Ticket, func(t *Ticket, _ *DeskRecord) {
		t.State, t.Since = Serving, e.At
	})
}

func (f *Stepped) kind() string { return "stepped" }
func (f *Stepped) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		t.leg().Outcome = f.Outcome
		t.Missing, t.Note = f.Missing, f.Note
		if f.Slip != "" {
			t.Slip = f.Slip
		}
		if f.Complete && t.Complete.IsZero() {
			t.Complete = e.At // never reset: the first complete file starts the clock
		}
		s.send(t, e, f.To, f.Outside)
		d.Acted = "finish"
	})
}

func (f *Parked) kind() string { return "parked" }
func (f *Parked) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		t.State, t.Desk, t.Since = Aside, f.Desk, e.At
		d.Acted = "park"
	})
}

func (f *Resumed) kind() string { return "resumed" }
func (f *Resumed) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		s.call(t, e, f.Desk, true)
		d.Acted = "resume"
	})
}

func (f *Missed) kind() string { return "missed" }
func (f *Missed) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		t.State, t.Desk, t.Since = NoShow, "", e.At
		d.Acted = "no-show"
	})
}

func (f *CameBack) kind() string { return "came-back" }
func (f *CameBack) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		s.lift(t)
		if t.Stage != f.Stage || !t.leg().Out.IsZero() {
			t.Route = append(t.Route, Leg{Stage: f.Stage, In: e.At})
		}
		place := min(max(0, f.Place), len(s.Queues[f.Stage]))
		for _, id := range s.Queues[f.Stage][place:] {
			s.Tickets[id].Overtaken++
		}
		s.queue(t, e, f.Stage, place)
	})
}

func (f *Transferred) kind() string { return "transferred" }
func (f *Transferred) apply(s *State, e *Event) {
	act(s, e, f.Desk, f.Ticket, func(t *Ticket, d *DeskRecord) {
		s.lift(t)
		if f.Service != "" {
			t.Service = f.Service
		}
		t.leg().Out = e.At
		s.enter(t, e, f.Stage)
		d.Acted = "transfer"
	})
}

func (f *Corrected) kind() string { return "corrected" }
func (f *Corrected) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) { t.Service = f.Service })
}

func (f *PrioritySet) kind() string { return "priority-set" }
func (f *PrioritySet) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		if t.State == Waiting {
			s.prioritised[t.Stage] += index(f.Priority) - kindOf(t)
		}
		t.Priority = f.Priority
	})
}

func (f *Released) kind() string { return "released" }
func (f *Released) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		s.lift(t)
		s.send(t, e, f.To, f.Outside)
	})
}

func (f *PutBy) kind() string { return "put-by" }
func (f *PutBy) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		s.lift(t)
		if f.Slip != "" {
			t.Slip = f.Slip
		}
		s.send(t, e, f.To, f.Outside)
	})
}

func (f *Linked) kind() string { return "linked" }
func (f *Linked) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		if app := s.Tickets[f.For]; app != nil {
			t.For = app.ID
			app.Visit, app.Last = t.ID, e.Seq
		}
	})
}

func (f *Delivered) kind() string { return "delivered" }
func (f *Delivered) apply(s *State, e *Event) {
	touch(s, e, f.Ticket, func(t *Ticket) {
		s.lift(t)
		t.leg().Out = e.At
		s.end(t, e, Finished)
	})
}

func (f *Undone) kind() string { return "undone" }
func (f *Undone) apply(s *State, e *Event) {
	d := s.desk(f.Desk)
	u := d.Undo
	if u == nil || u.Step != f.Step {
		return
	}
	for i := range u.Before {
		if t := s.Tickets[u.Before[i].ID]; t != nil {
			s.lift(t)
		}
	}
	d.Ticket, d.Call = u.Hand, u.Call
	if d.Ticket != 0 {
		d.State, d.Reason = DeskOpen, "" // it works again, whatever it had done since
	}
	for i := range u.Before {
		s.restore(u.Before[i].clone(), u.Ahead, e)
	}
	s.Calls = slices.DeleteFunc(s.Calls, func(c Call) bool { return u.Called != 0 && c.Seq >= u.Called && c.Desk == f.Desk })
	d.Undo, d.Acted, d.ActedAt = nil, "undo", e.At
}

// restore puts a lifted ticket back as it was: in a queue right behind those
// of whom it stood behind and who are still there, so that nobody who came
// meanwhile is before it.
func (s *State) restore(t Ticket, ahead []uint64, e *Event) {
	t.Last = e.Seq
	s.Tickets[t.ID] = &t
	switch t.State {
	case Waiting:
		q, place := s.Queues[t.Stage], 0
		for i, id := range q {
			if slices.Contains(ahead, id) {
				place = i + 1
			}
		}
		s.Queues[t.Stage] = slices.Insert(q, place, t.ID)
		s.prioritised[t.Stage] += kindOf(&t)
	case Held:
		s.Holds[t.Hold] = append(s.Holds[t.Hold], t.ID)
	}
}

func (f *DeskOpened) kind() string { return "desk-opened" }
func (f *DeskOpened) apply(s *State, e *Event) {
	d := s.desk(f.Desk)
	d.State, d.Reason = DeskOpen, ""
}

func (f *DeskClosed) kind() string { return "desk-closed" }
func (f *DeskClosed) apply(s *State, e *Event) {
	d := s.desk(f.Desk)
	d.State, d.Reason = DeskShut, ""
}

func (f *DeskPaused) kind() string { return "desk-paused" }
func (f *DeskPaused) apply(s *State, e *Event) {
	d := s.desk(f.Desk)
	d.State, d.Reason = DeskBreak, f.Reason
}

func (f *StagePaused) kind() string             { return "stage-paused" }
func (f *StagePaused) apply(s *State, _ *Event) { s.Paused[f.Stage] = f.Notice }

func (f *StageResumed) kind() string             { return "stage-resumed" }
func (f *StageResumed) apply(s *State, _ *Event) { delete(s.Paused, f.Stage) }

func (f *NoticeSet) kind() string             { return "notice-set" }
func (f *NoticeSet) apply(s *State, _ *Event) { s.Notice = f.Notice }

func (f *TokenAdded) kind() string { return "token-added" }
func (f *TokenAdded) apply(s *State, e *Event) {
	s.Tokens[f.ID] = Token{ID: f.ID, Role: f.Role, Name: f.Name, Hash: f.Hash, Added: e.At}
}

func (f *TokenRevoked) kind() string             { return "token-revoked" }
func (f *TokenRevoked) apply(s *State, _ *Event) { delete(s.Tokens, f.ID) }

// touch changes a ticket and remembers that something happened to it.
func touch(s *State, e *Event, id uint64, change func(*Ticket)) {
	if t := s.Tickets[id]; t != nil {
		change(t)
		t.Last = e.Seq
	}
}

// act is a desk's step on a ticket that can be taken back.
func act(s *State, e *Event, desk string, id uint64, change func(*Ticket, *DeskRecord)) {
	t := s.Tickets[id]
	if t == nil {
		return
	}
	d := s.desk(desk)
	u := &Undo{Step: e.Seq, Last: e.Seq, Before: []Ticket{t.clone()}, Hand: d.Ticket, Call: d.Call}
	if app := s.Tickets[t.For]; app != nil {
		u.Before = append(u.Before, app.clone())
	}
	if t.State == Waiting {
		q := s.Queues[t.Stage]
		u.Ahead = slices.Clone(q[:slices.Index(q, id)])
	}
	calls := s.CallSeq
	change(t, d)
	for _, b := range u.Before {
		s.Tickets[b.ID].Last = e.Seq
	}
	if s.CallSeq != calls {
		u.Called = s.CallSeq
	}
	d.Undo, d.ActedAt = u, e.At
}

// again is an act on the ticket in hand that leaves the step before it
// undoable.
func again(s *State, e *Event, desk string, id uint64, change func(*Ticket, *DeskRecord)) {
	touch(s, e, id, func(t *Ticket) {
		d := s.desk(desk)
		if u := d.Undo; u != nil && u.Last == t.Last {
			u.Last = e.Seq
			for _, b := range u.Before {
				s.Tickets[b.ID].Last = e.Seq
			}
		}
		change(t, d)
	})
}
