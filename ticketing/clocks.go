package ticketing

import "time"

// Clocks are the two clocks of an application (both kept, both shown): the
// working time since its file was complete, and the part of it the office
// controlled, with the holds outside its hands taken off.
type Clocks struct {
	Elapsed time.Duration `json:"elapsed"`
	Office  time.Duration `json:"office"`
}

// Clocks are an application's two clocks at a moment; zero while its file is
// not complete.
func (o *Office) Clocks(t *Ticket, now time.Time) Clocks {
	if t.Complete.IsZero() {
		return Clocks{}
	}
	if t.State.Over() {
		now = t.Since
	}
	c := Clocks{Elapsed: o.WorkingTime(t.Complete, now)}
	c.Office = c.Elapsed
	for _, l := range t.Route {
		if !l.Outside {
			continue
		}
		in, out := l.In, l.Out
		if out.IsZero() || out.After(now) {
			out = now
		}
		if in.Before(t.Complete) {
			in = t.Complete
		}
		c.Office -= o.WorkingTime(in, out)
	}
	c.Office = max(0, c.Office)
	return c
}

// WorkingTime is how much of a span lies within the office's hours; never
// negative, whatever the clocks did.
func (o *Office) WorkingTime(from, to time.Time) time.Duration {
	var sum time.Duration
	last := DateOf(to, o.Zone)
	if last > DateOf(from, o.Zone).Add(maxSpan) {
		return 0 // not a wait but a clock that was years off
	}
	for day := DateOf(from, o.Zone); day <= last; day = day.Add(1) {
		h, ok := o.Hours.On(day)
		if !ok {
			continue
		}
		a, b := day.At(h.Open, o.Zone), day.At(h.Close, o.Zone)
		if from.After(a) {
			a = from
		}
		if to.Before(b) {
			b = to
		}
		sum += max(0, b.Sub(a))
	}
	return sum
}

// maxSpan bounds, in days, how far apart two honest moments of one
// application are.
const maxSpan = 800

// Due is when an application's deadline ends: the same time of day as its
// file was complete, that many working days later. ok is false without one.
func (o *Office) Due(t *Ticket) (due time.Time, ok bool) {
	s, known := o.Service(t.Service)
	if !known || s.Deadline == 0 || t.Complete.IsZero() {
		return time.Time{}, false
	}
	in := t.Complete.In(o.Zone)
	clock := Clock(in.Hour()*60 + in.Minute())
	day := DateOf(in, o.Zone)
	for left, n := s.Deadline, 0; left > 0; n++ {
		if n > maxSpan {
			return time.Time{}, false // an office that never opens
		}
		day = day.Add(1)
		if _, works := o.Hours.On(day); works {
			left--
		}
	}
	h, _ := o.Hours.On(day)
	return day.At(min(max(clock, h.Open), h.Close), o.Zone), true
}

// Late tells whether an open application is past its deadline and so is to be
// delivered to the home, and when the deadline was.
func (o *Office) Late(t *Ticket, now time.Time) (bool, time.Time) {
	due, ok := o.Due(t)
	return ok && !t.State.Over() && now.After(due), due
}
