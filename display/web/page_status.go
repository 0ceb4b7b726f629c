package web

import (
	"net/http"
	"slices"
	"time"

	"giliran/ticketing"
)

// statusView is what the holder of a ticket sees of it. Nothing in it is
// personal, and the desk's remark is not in it.
type statusView struct {
	Ticket  ticketing.Ticket
	Service ticketing.Text
	Today   bool           // the number is of the present business day
	Desk    ticketing.Text // where to go, or where it is
	Stage   ticketing.Text
	Called  bool // the applicant is called at the present stage
	Paused  ticketing.Text
	Ahead   int
	Hold    *ticketing.Hold // a copy, nil when not held
	Slip    *ticketing.Slip
	Missing []ticketing.Text
	Calls   int    // of how many calls the custom is
	For     string // number of the application this visit picks up
	Visit   string // number with which it is being picked up
	Steps   []step
	Clocks  ticketing.Clocks
	Due     time.Time // zero without a deadline
	Late    bool
	Notice  ticketing.Text
}

// status answers GET /s/{code}.
func (p *pages) status(w http.ResponseWriter, r *http.Request) {
	code := ticketing.NormalCode(r.PathValue("code"))
	a := askerIn(r.Context())
	if err := p.mayLook(a, code); err != nil {
		p.tooMany(w, r, tooOften(err))
		return
	}
	var v *statusView
	err := p.queue.View(r.Context(), func(s *ticketing.State) {
		if t := s.ByCode(code); t != nil {
			v = p.sightStatus(s, t)
		}
	})
	switch {
	case err != nil:
		p.failed(w, r, err)
	case v == nil:
		p.show(w, r, http.StatusNotFound, &page{Kind: "unknown", Title: "unknown.title", View: code})
	default:
		p.looked(a, code)
		p.fillStatus(v)
		p.show(w, r, http.StatusOK, &page{Kind: "status", Title: "status.title", Script: true, View: v})
	}
}

// sightStatus copies what only the state knows.
func (p *pages) sightStatus(s *ticketing.State, t *ticketing.Ticket) *statusView {
	v := &statusView{
		Ticket: copied(t), Today: t.Day == s.Day, Ahead: s.Ahead(t, p.office.Policy.Ratio),
		Paused: s.Paused[t.Stage], Notice: s.Notice,
	}
	if app := s.Ticket(t.For); app != nil {
		v.For = app.Number
	}
	if visit := s.Ticket(t.Visit); visit != nil {
		v.Visit = visit.Number
	}
	return v
}

// fillStatus adds what the office's standard says; the clocks of a long way
// take a while, so it does not keep the engine.
func (p *pages) fillStatus(v *statusView) {
	o, t := p.office, &v.Ticket
	v.Calls, v.Steps, v.Clocks = o.Policy.NoShowCalls, steps(o, t), o.Clocks(t, p.now())
	v.Late, v.Due = o.Late(t, p.now())
	for i := range v.Steps {
		v.Steps[i].Desk = nil // who worked where is for the office
	}
	svc := serviceOf(o, t)
	v.Service, v.Missing = svc.Name, documentNames(svc, t.Missing)
	if d, ok := o.Desk(t.Desk); ok {
		v.Desk = d.Name
	}
	if st, ok := o.Stage(t.Stage); ok {
		v.Stage, v.Called = st.Name, st.Mode == ticketing.Called
	}
	if t.State == ticketing.Held {
		v.Hold, _ = o.Hold(t.Hold)
		v.Slip, _ = o.Slip(t.Slip)
	}
}

// copied is a ticket that stays as it is when the state goes on.
func copied(t *ticketing.Ticket) ticketing.Ticket {
	c := *t
	c.Route, c.Missing = slices.Clone(t.Route), slices.Clone(t.Missing)
	return c
}

// documentNames are a service's documents by id; an id it no longer has
// stands for itself.
func documentNames(s *ticketing.Service, ids []string) []ticketing.Text {
	var list []ticketing.Text
	for _, id := range ids {
		name := ticketing.Text{firstLanguage: id}
		if d, ok := s.Document(id); ok {
			name = d.Name
		}
		list = append(list, name)
	}
	return list
}
