package scene

import (
	"slices"
	"time"

	"giliran/ticketing"
)

// Rules say how calls take turns.
type Rules struct {
	// Least is how long each call is shown at least. While the voice speaks
	// it stays longer, but when others wait no longer than Most: a guard
	// against a voice that never ends, well above the longest announcement.
	Least, Most time.Duration
	// Young is the greatest age at which a call missed while the link was down
	// is still announced when it is back.
	Young time.Duration
}

// DefaultRules give each call time to be read twice, let it be spoken in four
// languages (half a minute and more, and what it takes to make the sound first),
// and catch up on what was missed in the last two minutes: whoever was called
// before that has asked.
func DefaultRules() Rules {
	return Rules{Least: 6 * time.Second, Most: 90 * time.Second, Young: 2 * time.Minute}
}

// Caller turns boards into a queue of calls: each is shown, and may be spoken,
// once, in order, and for a minimum time, however many come at once. It knows
// no clock and is for one goroutine at a time.
type Caller struct {
	rules   Rules
	heard   bool   // a board has come
	seen    uint64 // newest call taken from a board
	queue   []ticketing.Call
	showing Showing
}

// Showing is the call on show.
type Showing struct {
	Call  ticketing.Call // zero Seq for none
	Since time.Time      // when it came up; zero for an old one that is only shown
	Least time.Duration  // how long it counts as new
}

// NewCaller makes a caller that has heard nothing.
func NewCaller(rules Rules) *Caller { return &Caller{rules: rules} }

// Hear takes the new calls of a board. gap is how long the link had been down
// before this board, 0 if it was up: what came over a living link is new
// whatever the clocks say; what was missed is as old as the gap or as the clock
// says, whichever is less. Before the first board the gap is without end. clock
// is what the office's clock shows.
func (c *Caller) Hear(b *ticketing.Board, gap time.Duration, clock time.Time) {
	c.withdraw(b.Calls)
	for _, call := range b.Calls {
		if call.Seq <= c.seen {
			continue
		}
		c.seen = call.Seq
		age := clock.Sub(call.At)
		if c.heard {
			age = min(age, gap)
		}
		if age <= c.rules.Young {
			c.queue = append(c.queue, call)
		} else if len(c.queue) == 0 {
			c.showing = Showing{Call: call}
		}
	}
	c.heard = true
}

// withdraw forgets calls that were taken back: they are missing from the board
// although older ones, or none, are there. A board whose newest call is older
// than what was seen may also come from an office restored from a backup; its
// next call has a number seen before and is new all the same.
func (c *Caller) withdraw(calls []ticketing.Call) {
	if len(calls) == 0 {
		c.queue, c.showing = nil, Showing{}
		return
	}
	gone := func(call ticketing.Call) bool {
		return call.Seq >= calls[0].Seq && !slices.ContainsFunc(calls, func(o ticketing.Call) bool { return o.Seq == call.Seq })
	}
	c.queue = slices.DeleteFunc(c.queue, gone)
	last := calls[len(calls)-1]
	if gone(c.showing.Call) && c.showing.Call.Seq != 0 {
		c.showing = Showing{}
		if len(c.queue) == 0 {
			c.showing.Call = last
		}
	}
	c.seen = min(c.seen, last.Seq)
}

// Step lets the next call take its turn, if there is one and its time has come;
// it reports true once for each, which is when a voice begins to speak it.
// speaking tells whether the voice is still busy with the one before. now must
// run evenly, as time.Now does even when somebody sets the clock.
func (c *Caller) Step(now time.Time, speaking bool) (Showing, bool) {
	if len(c.queue) == 0 || now.Before(c.due(speaking)) {
		return c.showing, false
	}
	c.showing = Showing{Call: c.queue[0], Since: now, Least: c.rules.Least}
	c.queue = c.queue[1:]
	return c.showing, true
}

// due is when the call on show has had its turn.
func (c *Caller) due(speaking bool) time.Time {
	if c.showing.Since.IsZero() {
		return time.Time{}
	}
	if speaking {
		return c.showing.Since.Add(c.rules.Most)
	}
	return c.showing.Since.Add(c.rules.Least)
}

// Showing is the call on show.
func (c *Caller) Showing() Showing { return c.showing }

// Waiting is how many calls wait for their turn.
func (c *Caller) Waiting() int { return len(c.queue) }
