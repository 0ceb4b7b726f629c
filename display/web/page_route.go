package web

import (
	"time"

	"giliran/ticketing"
)

// stepState tells whether a step of a way is behind, present or ahead.
type stepState string

const (
	stepDone stepState = "done"
	stepNow  stepState = "now"
	stepNext stepState = "next"
)

// step is one station on an application's way.
type step struct {
	State   stepState
	Name    ticketing.Text
	Hold    bool
	Called  bool           // the applicant is called here
	Desk    ticketing.Text // where it was, nil if nowhere yet
	Outcome ticketing.Text // how it ended
	In, Out time.Time      // zero while it has not come in or gone on
}

// steps is an application's whole way: what it has been through, where it is,
// and what the service standard has in store.
func steps(o *ticketing.Office, t *ticketing.Ticket) []step {
	var way []step
	for i := range t.Route {
		way = append(way, behind(o, &t.Route[i]))
	}
	if t.State.Over() || len(way) == 0 {
		return way
	}
	from := t.Stage
	if t.State == ticketing.Held {
		from = ""
		if h, ok := o.Hold(t.Hold); ok {
			way, from = append(way, ahead(o, ticketing.Destination{Stage: h.To})), h.To
		}
	}
	way[len(t.Route)-1].State = stepNow
	return append(way, onward(o, t.Service, from)...)
}

// behind is a leg of the way as a step.
func behind(o *ticketing.Office, l *ticketing.Leg) step {
	st := ahead(o, ticketing.Destination{Stage: l.Stage, Hold: l.Hold})
	st.State, st.In, st.Out = stepDone, l.In, l.Out
	if d, ok := o.Desk(l.Desk); ok {
		st.Desk = d.Name
	}
	if s, ok := o.Stage(l.Stage); ok {
		if end, ok := s.Outcome(l.Outcome); ok {
			st.Outcome = end.Name
		}
	}
	return st
}

// ahead is a station nobody has come to yet. One that has left the office's
// standard keeps its id for a name.
func ahead(o *ticketing.Office, to ticketing.Destination) step {
	st := step{State: stepNext, Hold: to.Hold != "", Name: ticketing.Text{firstLanguage: to.Stage + to.Hold}}
	if s, ok := o.Stage(to.Stage); ok {
		st.Name, st.Called = s.Name, s.Mode == ticketing.Called
	}
	if h, ok := o.Hold(to.Hold); ok {
		st.Name = h.Name
	}
	return st
}

// onward is what usually follows a stage: each stage's first outcome that
// does not send the applicant away. Every stage is passed once, so that a
// standard with a loop in it still ends.
func onward(o *ticketing.Office, service, from string) []step {
	var way []step
	passed := map[string]bool{}
	for from != "" && !passed[from] {
		passed[from] = true
		to := usual(o, service, from)
		from = ""
		if h, ok := o.Hold(to.Hold); ok {
			way = append(way, ahead(o, to))
			to = ticketing.Destination{Stage: h.To}
		}
		if to.Stage != "" && !passed[to.Stage] {
			way = append(way, ahead(o, to))
			from = to.Stage
		}
	}
	return way
}

// usual is where a stage usually leads applications of a service.
func usual(o *ticketing.Office, service, stage string) ticketing.Destination {
	s, ok := o.Stage(stage)
	if !ok {
		return ticketing.Destination{}
	}
	for i := range s.Outcomes {
		if to := o.Leads(service, s, &s.Outcomes[i]); !to.Returned {
			return to
		}
	}
	return ticketing.Destination{}
}
