package ticketing_test

import (
	"fmt"
	"strings"

	"giliran/ticketing"
)

// sound is a model of what must hold after every single event, whatever was
// wished. It knows nothing of who may do what; it keeps books:
//
//   - Of the office's own numbers, each service's on each day are 1, 2, 3 …
//     without a gap, in the order of the events, and none is ever given twice,
//     not even long after its ticket was forgotten. Of the numbers lent to a
//     board, each is with the board, or a ticket, or has come back at closing
//     time; a ticket has only a number that was lent on its day, once.
//   - Every ticket ever issued is in exactly one place, or was over and
//     forgotten; over is the end, except that a desk takes its last step back.
//   - A called or serving ticket is with one desk, and a desk has one ticket.
//   - An application has one open pick-up at most, and waits in a hold while
//     it is being picked up.
//   - Events and calls count up; the business day never goes back.
//   - Nobody is overtaken without bound (see overtake_test.go).
type sound struct {
	o       *ticketing.Office
	issued  map[uint64]*ledger // every ticket ever
	numbers map[string]uint64  // day and number of every ticket ever
	last    map[string]int     // the newest own number, by day and service
	lent    map[string]string  // day and number → code, of lent ones not yet handed over
	seq     uint64
	calls   uint64
	day     ticketing.Date
	waits   map[uint64]*wait
}

// ledger is what the books say of a ticket.
type ledger struct {
	code, number string
	day          ticketing.Date
	over         ticketing.Date
}

func newSound(o *ticketing.Office) *sound {
	return &sound{
		o: o, issued: map[uint64]*ledger{}, numbers: map[string]uint64{}, last: map[string]int{}, lent: map[string]string{},
		waits: map[uint64]*wait{},
	}
}

// before is what the event is about to change.
func (m *sound) before(s *ticketing.State, e *ticketing.Event) (from string) {
	if f, ok := e.Fact.(*ticketing.CalledUp); ok && f.Turn != nil {
		return s.Ticket(f.Ticket).Stage
	}
	return ""
}

func (m *sound) after(d *duel, e *ticketing.Event, calledFrom string) {
	if e.Seq != m.seq+1 || d.s.Seq != e.Seq {
		d.wrong("event %d follows %d", e.Seq, m.seq)
	}
	if d.s.Day < m.day || d.s.CallSeq < m.calls {
		d.wrong("the day went from %s back to %s, or call %d to %d", m.day, d.s.Day, m.calls, d.s.CallSeq)
	}
	switch f := e.Fact.(type) {
	case *ticketing.Issued:
		m.number(d, e.Seq, f)
	case *ticketing.Leased:
		m.lease(d, f)
	}
	_, undone := e.Fact.(*ticketing.Undone)
	m.books(d, undone)
	if wrong := standing(d.s); wrong != "" {
		d.wrong("%s", wrong)
	}
	m.overtaking(d, e, calledFrom)
	m.seq, m.calls, m.day = e.Seq, d.s.CallSeq, d.s.Day
}

// number: gapless and unique per day and service.
func (m *sound) number(d *duel, id uint64, f *ticketing.Issued) {
	day := d.s.Day
	if f.Offline {
		day = f.Day
	}
	key := string(day) + " " + f.Number
	if other, twice := m.numbers[key]; twice {
		d.wrong("%s was given twice, as tickets %d and %d", key, other, id)
	}
	m.numbers[key] = id
	m.issued[id] = &ledger{code: f.Code, number: f.Number, day: day}
	if f.Offline {
		if m.lent[key] != f.Code {
			d.wrong("%s with code %s was not lent; lent was %q", key, f.Code, m.lent[key])
		}
		delete(m.lent, key)
		return
	}
	s, _ := m.o.Service(f.Service)
	series := string(day) + " " + s.ID
	m.last[series]++
	if want := fmt.Sprintf("%s%0*d", s.Prefix, m.o.Digits, m.last[series]); f.Number != want || f.N != m.last[series] {
		d.wrong("%s is issued as %s (%d), want %s", series, f.Number, f.N, want)
	}
	if s.Quota > 0 && m.last[series] > s.Quota {
		d.wrong("%s: %d numbers of a quota of %d", series, m.last[series], s.Quota)
	}
}

// lease: what is lent is nobody's yet, and what was lent stays so that day.
func (m *sound) lease(d *duel, f *ticketing.Leased) {
	for _, n := range f.Numbers {
		key := string(d.s.Day) + " " + n.Number
		if m.numbers[key] != 0 {
			d.wrong("%s is lent, but is a ticket already", key)
		}
		m.lent[key] = n.Code
	}
}

// books: every ticket is there, or was over and forgotten.
func (m *sound) books(d *duel, undone bool) {
	for id, l := range m.issued {
		t := d.s.Ticket(id)
		if t == nil {
			if l.over == "" || l.over >= d.s.Day.Add(-7) {
				d.wrong("%s is gone; it came to rest on %q", l.number, l.over)
			}
			continue
		}
		if l.over != "" && !t.State.Over() && !undone {
			d.wrong("%s was over, and now is %s", t.Number, t.State)
		}
		l.over = ""
		if t.State.Over() {
			l.over = t.Over
		}
		if t.Number != l.number || t.Day != l.day || t.Code != l.code {
			d.wrong("%s of %s has become %s of %s", l.number, l.day, t.Number, t.Day)
		}
	}
	if len(d.s.Tickets) > len(m.issued) {
		d.wrong("%d tickets of %d issued", len(d.s.Tickets), len(m.issued))
	}
}

// standing is what must hold of any state: every ticket in one place, one desk
// for a called ticket and one ticket for a desk, one open ticket for an
// application. "" if it does.
func standing(s *ticketing.State) string {
	places := make(map[uint64]int, len(s.Tickets))
	for _, ids := range s.Queues {
		for _, id := range ids {
			places[id]++
		}
	}
	for _, ids := range s.Holds {
		for _, id := range ids {
			places[id]++
		}
	}
	for name, r := range s.Desks {
		if r.Ticket == 0 {
			continue
		}
		places[r.Ticket]++
		t := s.Ticket(r.Ticket)
		if t == nil || t.Desk != name || t.State != ticketing.Calling && t.State != ticketing.Serving || r.State != ticketing.DeskOpen {
			return fmt.Sprintf("%s, %s, has %d: %+v", name, r.State, r.Ticket, t)
		}
	}
	for id, t := range s.Tickets {
		want := 0
		switch t.State {
		case ticketing.Finished, ticketing.Ended:
			if t.Over == "" {
				return fmt.Sprintf("%s is %s, on no day", t.Number, t.State)
			}
		case ticketing.Waiting, ticketing.Held, ticketing.Calling, ticketing.Serving:
			want = 1
		case ticketing.Aside, ticketing.Returned, ticketing.NoShow:
		default:
			return fmt.Sprintf("%s is %q", t.Number, t.State)
		}
		if places[id] != want {
			return fmt.Sprintf("%s is %s, in %d places", t.Number, t.State, places[id])
		}
		if wrong := pickup(s, t); wrong != "" {
			return wrong
		}
	}
	return ""
}

// pickup: one open ticket per application.
func pickup(s *ticketing.State, t *ticketing.Ticket) string {
	app := s.Ticket(t.For)
	if t.For != 0 && !t.State.Over() && (app == nil || app.Visit != t.ID || app.State != ticketing.Held) {
		return fmt.Sprintf("%s picks up %d, which is not so: %+v", t.Number, t.For, app)
	}
	if visit := s.Ticket(t.Visit); t.Visit != 0 && (visit == nil || visit.For != t.ID || visit.State.Over()) {
		return fmt.Sprintf("%s is said to be picked up by %d", t.Number, t.Visit)
	}
	return ""
}

// board: it shows what the state holds, all of it, and no secret.
func (d *duel) board() {
	b := d.s.Board(d.o, d.now)
	known := func(number string, day ticketing.Date) *ticketing.Ticket {
		if day == "" {
			day = d.s.Day
		}
		for _, t := range d.s.Tickets {
			if t.Number == number && t.Day == day {
				return t
			}
		}
		d.wrong("the board shows %s of %s, whom nobody knows", number, day)
		return nil
	}
	seq := uint64(0)
	for _, c := range b.Calls {
		known(c.Number, c.Day)
		if c.Seq <= seq || c.Nth < 1 {
			d.wrong("the calls are %+v", b.Calls)
		}
		seq = c.Seq
	}
	shown := 0
	for _, k := range b.Desks {
		if k.Number == "" {
			continue
		}
		shown++
		if t := known(k.Number, k.Day); t.Desk != k.ID || t.State != k.Ticket || t.Stage != k.Stage {
			d.wrong("the board shows %+v, but it is %+v", k, t)
		}
	}
	waiting, serving := 0, 0
	for _, st := range b.Stages {
		serving += len(st.Serving)
		waiting += len(st.Waiting)
		for _, x := range st.Waiting {
			if t := known(x.Number, x.Day); t.State != ticketing.Waiting || t.Stage != st.ID || t.Priority != x.Priority {
				d.wrong("the board shows %+v at %s, but it is %+v", x, st.ID, t)
			}
		}
		for _, x := range st.Serving {
			if t := known(x.Number, x.Day); t.Desk == "" || t.Stage != st.ID {
				d.wrong("the board shows %+v at %s, but it is %+v", x, st.ID, t)
			}
		}
	}
	held := 0
	for _, h := range b.Holds {
		held += h.Count
	}
	d.count(shown, waiting, serving, held)
	for _, s := range b.Services {
		if s.Left < -1 || s.Issued < 0 || s.Open != (s.Refusal == "") {
			d.wrong("the board shows %+v", s)
		}
	}
	if p := d.s.Check(d.o); len(p) > 0 {
		d.wrong("%s", strings.Join(p, "\n"))
	}
	d.clocks()
}

// count: the board leaves nobody out.
func (d *duel) count(shown, waiting, serving, held int) {
	is := map[ticketing.TicketState]int{}
	atDesks := 0
	for _, t := range d.s.Tickets {
		desk := t.State == ticketing.Calling || t.State == ticketing.Serving
		if desk {
			atDesks++
		}
		if _, ok := d.o.Stage(t.Stage); !ok && (desk || t.State == ticketing.Waiting) {
			continue // its stage is no longer in the standard: only its desk is shown
		}
		is[t.State]++
	}
	if waiting != is[ticketing.Waiting] || shown != atDesks || serving != is[ticketing.Calling]+is[ticketing.Serving] || held != is[ticketing.Held] {
		d.wrong("the board shows %d waiting, %d and %d at desks, %d held; it is %v", waiting, shown, serving, held, is)
	}
}

// clocks: whatever the wall clock did, no wait is negative, and the office's
// part is not more than the whole.
func (d *duel) clocks() {
	for _, t := range d.s.Tickets {
		if c := d.o.Clocks(t, d.now); c.Elapsed < 0 || c.Office < 0 || c.Office > c.Elapsed {
			d.wrong("%s has waited %s, of that the office's %s", t.Number, c.Elapsed, c.Office)
		}
	}
}
