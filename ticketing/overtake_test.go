package ticketing_test

import "giliran/ticketing"

// wait is one applicant's wait in one queue.
//
// How many are called from the same stage before him is bounded the moment he
// joins: those ahead of him, those who come back and are put before him
// (Policy.Overtakes at most), and of the other kind, priority or regular, no
// more than the ratio allows between two of his own. While he waits the turn
// starts over only when nobody of the other kind waits, and then it is his
// kind that is called; so between two calls of his kind at most other of the
// other kind are made, other being the ratio's share:
//
//	own    = ahead + Overtakes (+ 1 for a call that a desk took back)
//	before ≤ own + other × (own + 1 + days)
//
// A new business day starts the ratio over, hence days. Calling a number out
// of turn is a person's decision and counts for nothing.
type wait struct {
	entered  uint64
	priority bool
	ahead    int
	days     int
	called   int // by policy, from his stage, while he waited
}

func (w *wait) bound(p ticketing.Policy) int {
	other := p.Ratio.Priority
	if w.priority {
		other = p.Ratio.Regular
	}
	own := w.ahead + p.Overtakes
	return own + other*(own+1+w.days)
}

// overtaking keeps every wait's account.
func (m *sound) overtaking(d *duel, e *ticketing.Event, calledFrom string) {
	undone, _ := e.Fact.(*ticketing.Undone)
	newDay := d.s.Day != m.day
	for _, queue := range d.s.Queues {
		for i, id := range queue {
			t := d.s.Ticket(id)
			w := m.waits[id]
			if w == nil || w.entered != t.Entered || w.priority != t.Priority {
				w = &wait{entered: t.Entered, priority: t.Priority, ahead: i}
				m.waits[id] = w
				continue
			}
			if undone != nil {
				w.ahead++
			}
			if newDay {
				w.days++
			}
			if calledFrom == t.Stage {
				w.called++
			}
			if w.called > w.bound(d.o.Policy) {
				d.wrong("%s was %d behind when it joined, and %d were called before it; at most %d may be", t.Number, w.ahead, w.called, w.bound(d.o.Policy))
			}
			if t.Overtaken > d.o.Policy.Overtakes {
				d.wrong("%s was overtaken %d times; at most %d may be", t.Number, t.Overtaken, d.o.Policy.Overtakes)
			}
		}
	}
	for id := range m.waits {
		if t := d.s.Ticket(id); t == nil || t.State != ticketing.Waiting {
			delete(m.waits, id)
		}
	}
}
