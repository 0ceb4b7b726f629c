package ticketing

import (
	"encoding/json"
	"fmt"
)

// Encode is the state as a snapshot; DecodeState reads it back.
func (s *State) Encode() ([]byte, error) { return json.Marshal(s) }

// DecodeState reads a snapshot made by Encode. It fails for one of another
// form and for one with holes, on which the office could not stand: then
// everything is to be replayed.
func DecodeState(b []byte) (*State, error) {
	s := &State{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, err
	}
	if err := s.holes(); err != nil {
		return nil, fmt.Errorf("snapshot of sequence %d: %w", s.Seq, err)
	}
	if s.Clock.IsZero() {
		s.Clock = s.At // a snapshot from before clocks were doubted
	}
	s.complete()
	return s, nil
}

// holes finds what is named and not there.
func (s *State) holes() error {
	for id, t := range s.Tickets {
		if t == nil || t.ID != id || len(t.Route) == 0 {
			return fmt.Errorf("ticket %d is not whole", id)
		}
	}
	for _, places := range []map[string][]uint64{s.Queues, s.Holds} {
		for place, ids := range places {
			for _, id := range ids {
				if s.Tickets[id] == nil {
					return fmt.Errorf("ticket %d at %s is not there", id, place)
				}
			}
		}
	}
	for name, d := range s.Desks {
		if d == nil || d.Ticket != 0 && s.Tickets[d.Ticket] == nil || d.Undo != nil && !d.Undo.whole() {
			return fmt.Errorf("desk %s is not whole", name)
		}
	}
	for id, j := range s.Jobs {
		if j == nil {
			return fmt.Errorf("paper %d is not there", id)
		}
	}
	for key, l := range s.Leases {
		if l == nil {
			return fmt.Errorf("lease %s is not there", key)
		}
	}
	return nil
}

func (u *Undo) whole() bool {
	for i := range u.Before {
		if len(u.Before[i].Route) == 0 {
			return false
		}
	}
	return len(u.Before) > 0
}
