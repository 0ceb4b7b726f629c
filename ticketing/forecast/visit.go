package forecast

import (
	"cmp"
	"slices"
	"time"

	"giliran/ticketing"
)

// visit is one application's stay at one stage on one day, as its ticket tells
// it. Times before the day count as its beginning.
type visit struct {
	ticket      uint64
	stage, desk string
	priority    bool
	foretell    bool // joined the end of the line that day: what was foretold can be judged
	in          time.Time
	called      time.Time // zero for not called
	out         time.Time // zero for still there
}

// kind of moment, in the order in which those of one instant happened: a file
// that goes on joins the next line before a desk calls from it.
type kind uint8

const (
	leaves kind = iota
	joins
	called
)

// moment is what happens to a visit at an instant.
type moment struct {
	at   time.Time
	kind kind
	*visit
}

// day lists what happened from one instant to another, in order.
func day(s *ticketing.State, from, to time.Time) []moment {
	var list []moment
	for _, t := range s.Tickets {
		for i := range t.Route {
			if v := visitOf(t, i, from, to); v != nil {
				list = v.moments(list)
			}
		}
	}
	slices.SortFunc(list, func(a, b moment) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.stage, b.stage), cmp.Compare(a.ticket, b.ticket))
	})
	return list
}

// visitOf reads the i-th leg of a ticket's way, nil when it is no stay at a
// stage between the two instants, or a clock was wrong meanwhile.
func visitOf(t *ticketing.Ticket, i int, from, to time.Time) *visit {
	l := &t.Route[i]
	v := &visit{ticket: t.ID, stage: l.Stage, desk: l.Desk, priority: t.Priority, in: l.In, called: l.Called, out: l.Out}
	if i == len(t.Route)-1 && v.out.IsZero() && t.State != ticketing.Waiting && t.State != ticketing.Calling && t.State != ticketing.Serving {
		v.out = t.Since // missed, parked or put by: at no desk and in no line
	}
	begins, ends := v.in, v.out
	if ends.IsZero() {
		ends = to
	}
	if v.stage == "" || !begins.Before(to) || !ends.After(from) {
		return nil
	}
	again := i > 0 && t.Route[i-1].Stage == l.Stage // came back, near the front
	v.foretell = !v.in.Before(from) && !again
	if v.in.Before(from) {
		v.in = from
	}
	if v.called.After(to) {
		v.called, v.out = time.Time{}, time.Time{}
	}
	early := !v.called.IsZero() && v.called.Before(v.in)
	short := !v.out.IsZero() && !(v.out.After(v.in) && v.out.After(v.called))
	if early || short {
		return nil
	}
	return v
}

func (v *visit) moments(list []moment) []moment {
	list = append(list, moment{v.in, joins, v})
	if !v.called.IsZero() {
		list = append(list, moment{v.called, called, v})
	}
	if !v.out.IsZero() {
		list = append(list, moment{v.out, leaves, v})
	}
	return list
}
