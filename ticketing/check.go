package ticketing

import (
	"fmt"
	"slices"
	"strings"
)

// Check looks for contradictions in a state that no sequence of facts should
// ever cause: a ticket in two places or in none, two desks with one ticket,
// a number given twice, a gap in the day's numbers. It answers with one line
// each, in no particular order; giliran verify prints them.
func (s *State) Check(o *Office) []string {
	c := &checker{s: s, places: map[uint64][]string{}}
	for stage, q := range s.Queues {
		for _, id := range q {
			c.at(id, "queue "+stage, Waiting, func(t *Ticket) bool { return t.Stage == stage })
		}
	}
	for hold, ids := range s.Holds {
		for _, id := range ids {
			c.at(id, "hold "+hold, Held, func(t *Ticket) bool { return t.Hold == hold })
		}
	}
	for name, d := range s.Desks {
		if d.Ticket != 0 {
			c.atDesk(d.Ticket, name)
		}
	}
	numbers := map[string][]int{}
	seen := map[string]uint64{}
	for id, t := range s.Tickets {
		c.ticket(id, t)
		key := string(t.Day) + " " + t.Number
		if other, twice := seen[key]; twice {
			c.say("number %s was given twice, as tickets %d and %d", key, other, id)
		}
		seen[key] = id
		if t.Day == s.Day && t.N > 0 { // N is 0 for a number given out offline
			prefix := strings.TrimRight(t.Number, "0123456789") // the office may have had other digits this morning
			numbers[prefix] = append(numbers[prefix], t.N)
		}
	}
	for prefix, n := range numbers {
		slices.Sort(n)
		for i := range n {
			if n[i] != i+1 {
				c.say("numbers of %s have a gap: %d stands where %d should", prefix, n[i], i+1)
				break
			}
		}
	}
	return c.problems
}

type checker struct {
	s        *State
	places   map[uint64][]string
	problems []string
}

func (c *checker) say(format string, a ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, a...))
}

func (c *checker) at(id uint64, place string, want TicketState, there func(*Ticket) bool) {
	c.places[id] = append(c.places[id], place)
	switch t := c.s.Tickets[id]; {
	case t == nil:
		c.say("%s holds ticket %d, which is not there", place, id)
	case t.State != want || !there(t):
		c.say("%s holds %s, which is %s at %s%s", place, t.Number, t.State, t.Stage, t.Hold)
	}
}

func (c *checker) atDesk(id uint64, desk string) {
	c.places[id] = append(c.places[id], "desk "+desk)
	switch t := c.s.Tickets[id]; {
	case t == nil:
		c.say("desk %s has ticket %d, which is not there", desk, id)
	case t.State != Calling && t.State != Serving || t.Desk != desk:
		c.say("desk %s has %s, which is %s at desk %q", desk, t.Number, t.State, t.Desk)
	}
}

func (c *checker) ticket(id uint64, t *Ticket) {
	places := len(c.places[id])
	needs := t.State == Waiting || t.State == Held || t.State == Calling || t.State == Serving
	switch {
	case t.ID != id:
		c.say("ticket %d is kept under id %d", t.ID, id)
	case needs && places != 1, !needs && places != 0:
		c.say("%s is %s but stands in %d places: %v", t.Number, t.State, places, c.places[id])
	case len(t.Route) == 0:
		c.say("%s has no route", t.Number)
	}
	if app := c.s.Tickets[t.For]; app != nil && !t.State.Over() && app.Visit != id {
		c.say("%s picks up %s, which knows nothing of it", t.Number, app.Number)
	}
	if visit := c.s.Tickets[t.Visit]; t.Visit != 0 && (visit == nil || visit.For != id || visit.State.Over()) {
		c.say("%s is said to be picked up by ticket %d, which is not so", t.Number, t.Visit)
	}
}
