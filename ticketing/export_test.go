package ticketing

import (
	"maps"
	"slices"
)

// Copy is the state once more, sharing nothing that Apply changes. Only the
// exhaustive test needs it; the office itself never goes back.
func (s *State) Copy() *State {
	c := *s
	c.Issued, c.Turns, c.Paused = maps.Clone(s.Issued), maps.Clone(s.Turns), maps.Clone(s.Paused)
	c.Keys, c.Tokens, c.Printers = maps.Clone(s.Keys), maps.Clone(s.Tokens), maps.Clone(s.Printers)
	c.codes, c.numbers, c.prioritised = maps.Clone(s.codes), maps.Clone(s.numbers), maps.Clone(s.prioritised)
	c.Calls = slices.Clone(s.Calls)
	c.Tickets = make(map[uint64]*Ticket, len(s.Tickets))
	for id, t := range s.Tickets {
		x := t.clone()
		c.Tickets[id] = &x
	}
	c.Queues, c.Holds = copyLists(s.Queues), copyLists(s.Holds)
	c.Desks = make(map[string]*DeskRecord, len(s.Desks))
	for id, d := range s.Desks {
		x := *d
		if d.Undo != nil {
			u := *d.Undo
			x.Undo = &u
		}
		c.Desks[id] = &x
	}
	c.Jobs = make(map[uint64]*Job, len(s.Jobs))
	for id, j := range s.Jobs {
		x := *j
		c.Jobs[id] = &x
	}
	c.Leases = make(map[string]*Lease, len(s.Leases))
	for id, l := range s.Leases {
		x := *l
		x.Numbers = slices.Clone(l.Numbers)
		c.Leases[id] = &x
	}
	return &c
}

func copyLists(m map[string][]uint64) map[string][]uint64 {
	c := make(map[string][]uint64, len(m))
	for k, v := range m {
		c[k] = slices.Clone(v)
	}
	return c
}
