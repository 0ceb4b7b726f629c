package office

import (
	"slices"

	"giliran/ticketing"
)

// routes follows every service through its stages: each must be able to
// finish from wherever it can get, and each stage must be on somebody's way.
func (c checker) routes() {
	onWay, reported := map[string]bool{}, map[string]bool{}
	astray := len(c.Services) == 0
	for i := range c.Services {
		s := &c.Services[i]
		if _, ok := c.Stage(s.Start); !ok {
			astray = true
			continue
		}
		way := c.way(s)
		for _, id := range way.stages {
			onWay[id] = true
		}
		astray = astray || way.astray
		for _, id := range way.deadEnds() {
			if !reported[id] {
				reported[id] = true
				c.wrong("stages."+id, "give an outcome finished: true, or let one lead to a stage that can finish",
					"a ticket of the service %q can never finish from the stage %q", s.ID, id)
			}
		}
		if s.Deadline > 0 && !way.complete && !way.astray {
			c.wrong("services."+s.ID+".deadline", "mark the outcome by which the file is complete with complete: true",
				"the deadline never starts to run")
		}
	}
	for _, st := range c.Stages {
		if !astray && !onWay[st.ID] {
			c.wrong("stages."+st.ID, "let an outcome lead to it (to: "+st.ID+"), even if staff only transfer to it by hand, or remove it",
				"no service gets to the stage %q", st.ID)
		}
	}
}

// way is how a service can move through the stages.
type way struct {
	stages   []string            // that can be reached, nearest first
	next     map[string][]string // stages an outcome leads to, holds passed through
	ends     map[string]bool     // stages with an outcome that finishes, or leads nobody knows where
	complete bool                // an outcome on the way starts the deadline
	astray   bool                // somewhere a place is not known, because of another mistake
}

func (c checker) way(s *ticketing.Service) way {
	w := way{stages: []string{s.Start}, next: map[string][]string{}, ends: map[string]bool{}}
	for i := 0; i < len(w.stages); i++ {
		st, _ := c.Stage(w.stages[i])
		for j := range st.Outcomes {
			o := &st.Outcomes[j]
			w.complete = w.complete || o.Complete
			c.follow(&w, st.ID, c.Leads(s.ID, st, o))
		}
		if len(st.Outcomes) == 0 {
			c.follow(&w, st.ID, ticketing.Destination{})
		}
		for _, id := range w.next[st.ID] {
			w.reach(id)
		}
		for _, hold := range []string{st.AtClose.Hold, st.Absent} {
			if h, ok := c.Hold(hold); ok && c.known(h.To) {
				w.reach(h.To)
			} else if hold != "" {
				w.astray = true
			}
		}
	}
	return w
}

// follow notes where one outcome of a stage leads.
func (c checker) follow(w *way, from string, d ticketing.Destination) {
	to := d.Stage
	if h, ok := c.Hold(d.Hold); ok {
		to = h.To
	}
	switch {
	case d.Finished:
		w.ends[from] = true
	case c.known(to):
		w.next[from] = append(w.next[from], to)
	case !d.Returned:
		w.ends[from], w.astray = true, true
	}
}

func (c checker) known(stage string) bool {
	_, ok := c.Stage(stage)
	return ok
}

func (w *way) reach(id string) {
	if !slices.Contains(w.stages, id) {
		w.stages = append(w.stages, id)
	}
}

// from gives all stages the outcomes of a stage lead to, its own among them.
func (w *way) from(id string) []string {
	list := []string{id}
	for i := 0; i < len(list); i++ {
		for _, n := range w.next[list[i]] {
			if !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// deadEnds gives the stages from which nothing finishes: of a chain of them
// the last, of a circle the first.
func (w *way) deadEnds() []string {
	var list []string
	for _, id := range w.stages {
		after := w.from(id)
		if slices.ContainsFunc(after, func(s string) bool { return w.ends[s] }) {
			continue
		}
		last := !slices.ContainsFunc(after, func(s string) bool { return !slices.Contains(w.from(s), id) })
		if last && !slices.ContainsFunc(after, func(s string) bool { return slices.Contains(list, s) }) {
			list = append(list, id)
		}
	}
	return list
}
