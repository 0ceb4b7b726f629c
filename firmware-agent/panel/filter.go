package panel

import "time"

// Filter turns the raw edges of one button into events. It is a pure state
// machine: it has no clock but the times it is given, and two filters given
// the same edges say the same, however often they are asked in between.
//
// A level counts once it has been stable for the debounce time; the event then
// carries the time of the edge since which it was. Glitches shorter than that
// are nothing, whatever their number.
//
// Times should not run backwards. Where they do (an edge delivered late), the
// latest time given so far is taken instead.
//
// It is not safe for concurrent use.
type Filter struct {
	t    Timing
	now  time.Time // the latest time heard of
	wire bool      // pressed, by the last edge
	at   time.Time // of the last edge

	down     bool      // pressed, debounced
	since    time.Time // of that
	starting bool      // it was down from the start, which has not been debounced yet
	long     bool      // Long has been told
	stuck    bool      // Stuck has been told
	before   time.Time // the last Press that can still become a double
}

// NewFilter starts with a wire that is pressed or not at some time. A button
// that is down from the start is Stuck once debounced, and was never pressed.
// It returns ErrTiming.
func NewFilter(t Timing, pressed bool, at time.Time) (*Filter, error) {
	t, err := t.complete()
	if err != nil {
		return nil, err
	}
	return newFilter(t, pressed, at), nil
}

// newFilter takes a complete Timing, or one without Debounce: then the wire is
// clean already, and every edge counts at once.
func newFilter(t Timing, pressed bool, at time.Time) *Filter {
	return &Filter{t: t, now: at, wire: pressed, at: at, starting: pressed}
}

// Edge takes a change of the wire: pressed is what it is afterwards. That may
// be the same as before, when an edge in between went unseen.
func (f *Filter) Edge(pressed bool, at time.Time) []Event {
	events := f.Advance(at)
	f.wire, f.at = pressed, f.now
	return append(events, f.Advance(f.now)...) // without debounce it counts at once
}

// Advance lets time pass without an edge.
func (f *Filter) Advance(now time.Time) (events []Event) {
	if now.After(f.now) {
		f.now = now
	}
	for at, ok := f.Next(); ok && !at.After(f.now); at, ok = f.Next() {
		events = append(events, f.step(at)...)
	}
	return events
}

// Next is when Advance must be called if no edge comes before; ok is false if
// time alone brings nothing.
func (f *Filter) Next() (at time.Time, ok bool) {
	switch {
	case f.starting || f.wire != f.down:
		return f.at.Add(f.t.Debounce), true
	case !f.down || f.stuck:
		return time.Time{}, false
	case f.t.Long != 0 && !f.long:
		return f.since.Add(f.t.Long), true
	default:
		return f.since.Add(f.t.Stuck), true
	}
}

// step does what is due at a time that Next gave.
func (f *Filter) step(at time.Time) []Event {
	switch {
	case f.starting:
		return f.started()
	case f.wire != f.down && f.wire:
		return f.pressed()
	case f.wire != f.down:
		return f.released()
	case f.t.Long != 0 && !f.long:
		f.long = true
		return []Event{{Kind: Long, At: at}}
	default:
		f.stuck, f.before = true, time.Time{}
		return []Event{{Kind: Stuck, At: at}}
	}
}

func (f *Filter) started() []Event {
	f.starting = false
	if !f.wire {
		return nil
	}
	f.down, f.since, f.stuck = true, f.at, true
	return []Event{{Kind: Stuck, At: f.at}}
}

func (f *Filter) pressed() []Event {
	f.down, f.since, f.long, f.stuck = true, f.at, false, false
	events := []Event{{Kind: Press, At: f.at}}
	if f.t.Double != 0 && !f.before.IsZero() && f.at.Sub(f.before) <= f.t.Double {
		f.before = time.Time{} // a third press begins anew
		return append(events, Event{Kind: Double, At: f.at})
	}
	f.before = f.at
	return events
}

func (f *Filter) released() []Event {
	held := f.at.Sub(f.since)
	f.down, f.since = false, f.at
	return []Event{{Kind: Release, At: f.at, Held: held}}
}
