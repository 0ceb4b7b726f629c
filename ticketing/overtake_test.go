package ticketing_test

import "giliran/ticketing"

// wait is one applicant's wait in one queue.
//
// How many are called from the same stage before him is bounded the moment he
// joins. Of his own kind, priority or regular, those ahead of him, and those
// who come back and are put before him, Policy.Overtakes at most:
//
//	own = ahead + Overtakes (+ 1 for every call that a desk took back)
//
// Of the other kind, what the ratio P : R allows. While he waits, the turn
// starts over only when nobody of the other kind waits, and then one of his
// own is called. So a regular one sees at most P priority calls before each
// regular one, and P more for a new business day, on which the ratio starts
// over:
//
//	before ≤ own + P × (own + 1 + days)
//
// For a priority one, who goes first when the turn starts over, R regular
// calls come after every P of his own, and R may be due when he joins:
//
//	before ≤ own + R × (own/P + 1)
//
// Calling a number out of turn is a person's decision and counts for nothing.
type wait struct {
	entered  uint64
	priority bool
	ahead    int
	days     int
	called   int // by policy, from his stage, while he waited
}

func (w *wait) bound(p ticketing.Policy) int {
	own := w.ahead + p.Overtakes
	if w.priority {
		return own + p.Ratio.Regular*(own/p.Ratio.Priority+1)
	}
	return own + p.Ratio.Priority*(own+1+w.days)
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
