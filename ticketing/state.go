package ticketing

import (
	"slices"
	"time"
)

// State is the office at one moment: the fold of all events up to Seq.
// Only Apply changes it. It is not safe for concurrent use; the engine's one
// goroutine owns it.
type State struct {
	Seq uint64    // last event applied
	At  time.Time // its wall clock
	// Clock is the latest wall clock of any event since a person last named
	// the date, see Doubt.
	Clock time.Time
	Day   Date // business day, "" before the first
	Open  bool
	// Manual: the day was opened by hand and the hours do not bind.
	Manual  bool
	Issued  map[string]int     // numbers issued on Day, by service
	Tickets map[uint64]*Ticket // all that are not over, and the lately over
	Queues  map[string][]uint64
	Holds   map[string][]uint64
	Turns   map[string]Turn // by stage, the priority ratio's state
	Desks   map[string]*DeskRecord
	Paused  map[string]Text // by stage, the notice of its pause
	Notice  Text
	Calls   []Call // the latest, oldest first
	CallSeq uint64
	Keys    map[string]Done
	Tokens  map[string]Token

	Jobs     map[uint64]*Job          // papers of the day, see do_print.go
	Printers map[string]PrinterRecord // by device
	Leases   map[string]*Lease        // by device and service, see do_offline.go

	codes   map[string]uint64 // derived: ticket by code
	numbers map[string]uint64 // derived: ticket of Day by number
	// prioritised is derived: how many with priority stand in each queue.
	prioritised map[string]int
}

// DeskRecord is one desk's part of the state.
type DeskRecord struct {
	State   DeskState
	Reason  string    `json:",omitempty"`
	Ticket  uint64    `json:",omitempty"` // what it has in hand, 0 for none
	Call    uint64    `json:",omitempty"` // Seq of the present call
	Run     int       `json:",omitempty"` // see Policy.StageRun
	Acted   string    `json:",omitempty"` // kind of its last act, to catch a double press
	ActedAt time.Time `json:",omitzero"`
	Undo    *Undo     `json:",omitempty"`
}

// Undo is what it takes to take a desk's last step back.
type Undo struct {
	Step   uint64   // sequence of the step
	Last   uint64   // the tickets' Last as long as nobody else acted on them
	Before []Ticket // how the tickets were
	Ahead  []uint64 // who stood before the first in its queue, when it was waiting
	Hand   uint64   // what the desk had in hand
	Call   uint64   // the desk's call before the step
	Called uint64   // Seq of the call the step made, 0 for none
}

// Done remembers a command by its idempotency key.
type Done struct {
	Print   uint64   // fingerprint of the command
	Ticket  uint64   `json:",omitempty"` // the answer, as in Result
	Tickets []uint64 `json:",omitempty"`
	Day     Date     // business day it was done on
}

// How long the state remembers what nobody needs for the queue any more.
const (
	keepCalls = 20 // calls on the board, more than any wall lists
	keepDays  = 7  // calendar days a ticket's status page outlives the ticket
)

// NewState is the state before the first event.
func NewState() *State {
	s := &State{}
	s.complete()
	return s
}

// complete makes every map and the derived indexes.
func (s *State) complete() {
	fill(&s.Issued)
	fill(&s.Tickets)
	fill(&s.Queues)
	fill(&s.Holds)
	fill(&s.Turns)
	fill(&s.Desks)
	fill(&s.Paused)
	fill(&s.Keys)
	fill(&s.Tokens)
	fill(&s.Jobs)
	fill(&s.Printers)
	fill(&s.Leases)
	s.codes = make(map[string]uint64, len(s.Tickets))
	s.numbers = make(map[string]uint64)
	s.prioritised = make(map[string]int)
	for id, t := range s.Tickets {
		s.codes[t.Code] = id
		if t.Day == s.Day {
			s.numbers[t.Number] = id
		}
		if t.State == Waiting {
			s.prioritised[t.Stage] += kindOf(t)
		}
	}
}

func fill[K comparable, V any](m *map[K]V) {
	if *m == nil {
		*m = make(map[K]V)
	}
}

// Apply adds one event to the state. Events come in order, each once.
func (s *State) Apply(e *Event) {
	e.Fact.apply(s, e)
	s.Seq, s.At = e.Seq, e.At
	if e.At.After(s.Clock) {
		s.Clock = e.At
	}
	if e.Key != "" {
		s.Keys[scoped(e.Actor, e.Key)] = e.done(s.Day)
	}
}

// scoped keeps one holder's keys from meeting another's.
func scoped(actor, key string) string { return actor + "\x00" + key }

// Ticket gives the ticket with that id, nil for none.
func (s *State) Ticket(id uint64) *Ticket { return s.Tickets[id] }

// ByCode gives the ticket with that code, nil for none. The code is taken as
// typed: see NormalCode.
func (s *State) ByCode(code string) *Ticket {
	return s.Tickets[s.codes[NormalCode(code)]]
}

// ByNumber gives the business day's ticket with that number, nil for none.
func (s *State) ByNumber(number string) *Ticket { return s.Tickets[s.numbers[number]] }

// DeskOf gives a desk's record; a desk nobody has opened yet is closed.
func (s *State) DeskOf(id string) DeskRecord {
	if d := s.Desks[id]; d != nil {
		return *d
	}
	return DeskRecord{State: DeskShut}
}

func (s *State) desk(id string) *DeskRecord {
	d := s.Desks[id]
	if d == nil {
		d = &DeskRecord{State: DeskShut}
		s.Desks[id] = d
	}
	return d
}

// lift takes a ticket out of wherever it is: queue, hold or desk. Every move
// is a lift and a put, so a ticket is never in two places.
func (s *State) lift(t *Ticket) {
	switch t.State {
	case Waiting:
		s.Queues[t.Stage] = without(s.Queues[t.Stage], t.ID)
		s.prioritised[t.Stage] -= kindOf(t)
	case Held:
		s.Holds[t.Hold] = without(s.Holds[t.Hold], t.ID)
	case Calling, Serving:
		if d := s.desk(t.Desk); d.Ticket == t.ID {
			d.Ticket, d.Call = 0, 0
			if !s.Open {
				d.State = DeskShut // it stayed open past closing only for this applicant
			}
		}
	}
}

func without(ids []uint64, id uint64) []uint64 {
	if i := slices.Index(ids, id); i >= 0 {
		return slices.Delete(ids, i, i+1)
	}
	return ids
}

// queue puts a lifted ticket into a stage's queue at a place, -1 for the end.
func (s *State) queue(t *Ticket, e *Event, stage string, place int) {
	q := s.Queues[stage]
	if place < 0 || place > len(q) {
		place = len(q)
	}
	s.Queues[stage] = slices.Insert(q, place, t.ID)
	s.prioritised[stage] += kindOf(t)
	t.State, t.Stage, t.Desk, t.Hold = Waiting, stage, "", ""
	t.Since, t.Entered, t.Overtaken, t.Calls = e.At, e.Seq, 0, 0
}

// hold puts a lifted ticket into a hold.
func (s *State) hold(t *Ticket, e *Event, hold string, outside bool) {
	s.Holds[hold] = append(s.Holds[hold], t.ID)
	t.State, t.Desk, t.Hold, t.Since = Held, "", hold, e.At
	t.Route = append(t.Route, Leg{Hold: hold, Outside: outside, In: e.At})
}

// end puts a lifted ticket to rest and frees the application it picked up.
func (s *State) end(t *Ticket, e *Event, as TicketState) {
	t.State, t.Desk, t.Hold, t.Since, t.Over = as, "", "", e.At, s.Day
	if app := s.Tickets[t.For]; app != nil && app.Visit == t.ID {
		app.Visit = 0
		app.Last = e.Seq
	}
}

// enter begins a new stage of the way, waiting at the end of its queue.
func (s *State) enter(t *Ticket, e *Event, stage string) {
	s.queue(t, e, stage, -1)
	t.Route = append(t.Route, Leg{Stage: stage, In: e.At})
}

// send moves a lifted ticket to a destination. A pick-up visit that cannot
// end well ends itself and leaves the application to wait in the hold.
func (s *State) send(t *Ticket, e *Event, to Destination, outside bool) {
	t.leg().Out = e.At
	app := s.Tickets[t.For]
	switch {
	case to.Stage != "":
		s.enter(t, e, to.Stage)
	case to.Hold != "" && app != nil:
		s.end(t, e, Ended)
		if app.Hold != to.Hold {
			s.lift(app)
			app.leg().Out = e.At
			s.hold(app, e, to.Hold, outside)
		}
	case to.Hold != "":
		s.hold(t, e, to.Hold, outside)
	case to.Returned:
		t.State, t.Desk, t.Since = Returned, "", e.At
	case to.Finished:
		s.end(t, e, Finished)
		if app != nil {
			s.lift(app)
			app.leg().Out = e.At
			s.end(app, e, Finished)
		}
	default:
		s.end(t, e, Ended)
	}
}

// call brings a lifted ticket to a desk and, unless only the file moves, puts
// the call on the board.
func (s *State) call(t *Ticket, e *Event, desk string, file bool) {
	d := s.desk(desk)
	d.Ticket = t.ID
	t.Desk, t.Hold, t.Since = desk, "", e.At
	t.leg().Desk = desk
	if t.leg().Called.IsZero() {
		t.leg().Called = e.At
	}
	if file {
		t.State = Serving
		return
	}
	t.State = Calling
	s.announce(t, e, d)
}

func (s *State) announce(t *Ticket, e *Event, d *DeskRecord) {
	t.Calls++
	s.CallSeq++
	d.Call = s.CallSeq
	c := Call{Seq: s.CallSeq, Number: t.Number, Desk: t.Desk, Stage: t.Stage, At: e.At, Nth: t.Calls}
	if t.Day != s.Day {
		c.Day = t.Day
	}
	s.Calls = append(s.Calls, c)
	if n := len(s.Calls) - keepCalls; n > 0 {
		s.Calls = slices.Delete(s.Calls, 0, n)
	}
}

// forget drops what no longer matters when a new business day begins: long
// over tickets, and the idempotency keys older than the day before.
func (s *State) forget(before Date) {
	for id, t := range s.Tickets {
		if t.State.Over() && t.Over < s.Day.Add(-keepDays) {
			delete(s.Tickets, id)
			delete(s.codes, t.Code)
		}
	}
	for id, j := range s.Jobs {
		if j.State.over() {
			delete(s.Jobs, id)
		}
	}
	for k, d := range s.Keys {
		if d.Day < before {
			delete(s.Keys, k)
		}
	}
}
