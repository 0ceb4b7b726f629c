package ticketing

import "slices"

// Who comes next.
//
// A desk serves stages in an order of preference. It takes from the first of
// them where somebody waits and which is not paused, except that after
// StageRun such picks in a row past somebody who has waited longer in another
// of its stages it takes from that one.
//
// Within a stage applicants are taken in the order of the queue, which is the
// order of arrival but for those who come back (see place). While priority
// and regular applicants both wait, Ratio.Priority of the first and then
// Ratio.Regular of the second are taken in turn; while only one kind waits
// the turn starts over. Priority never interrupts anybody being served.
//
// All three rules are bounded, so nobody waits behind an unbounded number of
// later arrivals.

// pick is whom a desk calls next, with the stage's and desk's turn after the
// call; ok is false when nobody waits in a stage that works.
func pick(s *State, o *Office, desk *Desk) (t *Ticket, turn Turn, ok bool) {
	var preferred, oldest string
	var since uint64
	for _, stage := range desk.Stages {
		q := s.Queues[stage]
		if _, paused := s.Paused[stage]; paused || len(q) == 0 {
			continue
		}
		if preferred == "" {
			preferred = stage
		}
		if at := s.longest(q); oldest == "" || at < since {
			oldest, since = stage, at
		}
	}
	if preferred == "" {
		return nil, Turn{}, false
	}
	from, run := preferred, 0
	if preferred != oldest {
		if run = s.DeskOf(desk.ID).Run + 1; run > o.Policy.StageRun {
			from, run = oldest, 0
		}
	}
	t, turn = s.head(from, o.Policy.Ratio)
	turn.Run = run
	return t, turn, true
}

// longest is the earliest entry into a queue that is not empty.
func (s *State) longest(queue []uint64) uint64 {
	first := s.Tickets[queue[0]].Entered
	for _, id := range queue {
		first = min(first, s.Tickets[id].Entered)
	}
	return first
}

// head is whom a stage gives up next, by the ratio. The queue is not empty.
func (s *State) head(stage string, r Ratio) (*Ticket, Turn) {
	var first [2]*Ticket // regular, priority
	for _, id := range s.Queues[stage] {
		if t := s.Tickets[id]; first[kindOf(t)] == nil {
			first[kindOf(t)] = t
			if first[0] != nil && first[1] != nil {
				break
			}
		}
	}
	turn := s.Turns[stage]
	priority := turn.take(first[1] != nil, first[0] != nil, r)
	return first[index(priority)], turn
}

// take advances the turn by one call and tells whether it is a priority one.
func (t *Turn) take(priority, regular bool, r Ratio) bool {
	if !priority || !regular {
		*t = Turn{}
		return priority
	}
	if t.Priority < r.Priority {
		t.Priority++
		return true
	}
	if t.Regular++; t.Regular >= r.Regular {
		*t = Turn{}
	}
	return false
}

// Order is a stage's queue in the order in which its people will be called if
// nobody joins: what the board shows and what "before you" counts.
func (s *State) Order(stage string, r Ratio) []*Ticket {
	var line [2][]*Ticket // regular, priority
	for _, id := range s.Queues[stage] {
		t := s.Tickets[id]
		line[kindOf(t)] = append(line[kindOf(t)], t)
	}
	turn := s.Turns[stage]
	order := make([]*Ticket, 0, len(s.Queues[stage]))
	for len(line[0])+len(line[1]) > 0 {
		k := index(turn.take(len(line[1]) > 0, len(line[0]) > 0, r))
		order = append(order, line[k][0])
		line[k] = line[k][1:]
	}
	return order
}

// Line is whom a desk would call next, up to n of them in order, if nobody
// joined and no other desk called.
func (s *State) Line(o *Office, desk *Desk, n int) []*Ticket {
	sim := &State{Tickets: s.Tickets, Paused: s.Paused, Queues: map[string][]uint64{}, Turns: map[string]Turn{}}
	sim.Desks = map[string]*DeskRecord{desk.ID: {Run: s.DeskOf(desk.ID).Run}}
	for _, stage := range desk.Stages {
		sim.Queues[stage], sim.Turns[stage] = slices.Clone(s.Queues[stage]), s.Turns[stage]
	}
	line := []*Ticket{}
	for len(line) < n {
		t, turn, ok := pick(sim, o, desk)
		if !ok {
			break
		}
		line = append(line, t)
		sim.Queues[t.Stage] = without(sim.Queues[t.Stage], t.ID)
		sim.Turns[t.Stage] = Turn{Priority: turn.Priority, Regular: turn.Regular}
		sim.desk(desk.ID).Run = turn.Run
	}
	return line
}

// Ahead counts who is called before a waiting ticket if nobody joins; 0 for
// one that does not wait. For the newest ticket, which asks most often, it
// looks at no queue at all.
func (s *State) Ahead(t *Ticket, r Ratio) int {
	if t.State != Waiting {
		return 0
	}
	q := s.Queues[t.Stage]
	left := [2]int{len(q) - s.prioritised[t.Stage], s.prioritised[t.Stage]} // regular, priority
	own := kindOf(t)
	place := left[own] - 1 // among its own kind
	for i := len(q) - 1; q[i] != t.ID; i-- {
		if kindOf(s.Tickets[q[i]]) == own {
			place--
		}
	}
	turn := s.Turns[t.Stage]
	for n := 0; ; n++ {
		if left[1-own] == 0 {
			return n + place
		}
		k := index(turn.take(left[1] > 0, left[0] > 0, r))
		if k == own {
			if place == 0 {
				return n
			}
			place--
		}
		left[k]--
	}
}

// place is where somebody who comes back joins a queue: behind the first skip
// of those who wait, and behind everybody who has been overtaken so often
// already that it must end.
func (s *State) place(stage string, skip, overtakes int) int {
	q := s.Queues[stage]
	at := min(skip, len(q))
	for i := len(q) - 1; i >= at; i-- {
		if s.Tickets[q[i]].Overtaken >= overtakes {
			return i + 1
		}
	}
	return at
}

func kindOf(t *Ticket) int { return index(t.Priority) }

func index(priority bool) int {
	if priority {
		return 1
	}
	return 0
}
