package web

import (
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Ticket is one number and its application as the API shows it. Nothing in it
// is personal; the public is still not shown what only staff need.
type Ticket struct {
	Number   string                `json:"number" example:"B001" doc:"As called; unique within its day"`
	Code     string                `json:"code" example:"7KQM2RXA" doc:"The secret on the paper"`
	Service  string                `json:"service" example:"ktp-rusak"`
	State    ticketing.TicketState `json:"state" enum:"waiting,called,serving,parked,held,returned,no-show,finished,ended"`
	Stage    string                `json:"stage" example:"berkas" doc:"Where it is, was held or was returned from"`
	Desk     string                `json:"desk" doc:"That has it or parked it, else empty"`
	Hold     string                `json:"hold" doc:"That it is in, else empty"`
	Ahead    int                   `json:"ahead" doc:"How many are called before it if nobody joins"`
	Day      ticketing.Date        `json:"day" example:"2026-11-23" doc:"Business day it was issued on"`
	Priority *bool                 `json:"priority,omitempty" doc:"With a token only"`
	Issued   time.Time             `json:"issued"`
	Since    time.Time             `json:"since" doc:"When it came into its state"`
	Calls    int                   `json:"calls" doc:"Since it last waited"`
	Missing  []string              `json:"missing" nullable:"false" doc:"Documents it was returned for"`
	Note     *string               `json:"note,omitempty" doc:"The desk's remark; with a token only"`
	Slip     string                `json:"slip" doc:"The last slip handed out, else empty"`
	For      *Application          `json:"for" doc:"What this pick-up visit is for, else null"`
	Visit    *string               `json:"visit" doc:"Number of the visit that picks it up now, else null"`
	Route    []ticketing.Leg       `json:"route" nullable:"false" doc:"What it has been through, in order; desks with a token only"`
	Clocks   Clocks                `json:"clocks"`
	Due      *time.Time            `json:"due" doc:"When its deadline ends, null without one"`
	Late     bool                  `json:"late" doc:"Past its deadline: to be delivered to the home"`
}

// Application names another ticket.
type Application struct {
	Number  string         `json:"number" example:"B001"`
	Day     ticketing.Date `json:"day" example:"2026-11-20"`
	Service string         `json:"service" example:"ktp-rusak"`
}

// Clocks are an application's two clocks in seconds of office hours.
type Clocks struct {
	Elapsed int `json:"elapsed_seconds" doc:"Working time since the file was complete"`
	Office  int `json:"office_seconds" doc:"The part of it that was in the office's hands"`
}

// seen is a ticket copied out of the state together with what only the state
// knows. The clocks are computed from the copy: over many days they take
// longer than the engine should wait.
type seen struct {
	ticketing.Ticket
	ahead int
	app   *Application
	visit *string
}

// sight copies tickets out of one view of the state.
type sight struct {
	st    *ticketing.State
	ratio ticketing.Ratio
	ahead map[string]map[uint64]int // by stage, where lined up
}

func (s *Server) sight(st *ticketing.State) *sight {
	return &sight{st: st, ratio: s.office.Policy.Ratio, ahead: map[string]map[uint64]int{}}
}

// ticket copies one; nil stays nil.
func (g *sight) ticket(t *ticketing.Ticket) *seen {
	if t == nil {
		return nil
	}
	x := &seen{Ticket: *t}
	x.Route, x.Missing = slices.Clone(t.Route), slices.Clone(t.Missing)
	if t.State == ticketing.Waiting {
		x.ahead = g.before(t)
	}
	if app := g.st.Ticket(t.For); app != nil {
		x.app = &Application{Number: app.Number, Day: app.Day, Service: app.Service}
	}
	if v := g.st.Ticket(t.Visit); v != nil {
		number := v.Number
		x.visit = &number
	}
	return x
}

func (g *sight) tickets(list []*ticketing.Ticket) []*seen {
	all := make([]*seen, len(list))
	for i, t := range list {
		if t.State == ticketing.Waiting {
			g.lineUp(t.Stage)
		}
		all[i] = g.ticket(t)
	}
	return all
}

// before is how many come before one who waits: looked up where the whole
// stage has been lined up, else counted for this one alone.
func (g *sight) before(t *ticketing.Ticket) int {
	if line := g.ahead[t.Stage]; line != nil {
		return line[t.ID]
	}
	return g.st.Ahead(t, g.ratio)
}

// lineUp works a stage's order out once, for a list.
func (g *sight) lineUp(stage string) {
	if g.ahead[stage] != nil {
		return
	}
	g.ahead[stage] = map[uint64]int{}
	for i, t := range g.st.Order(stage, g.ratio) {
		g.ahead[stage][t.ID] = i
	}
}

// show makes a copied ticket ready to be sent: whole for a caller with a
// token, without priority, note and desks for the public. nil stays nil.
func (s *Server) show(x *seen, whole bool) *Ticket {
	if x == nil {
		return nil
	}
	now := s.now()
	c := s.office.Clocks(&x.Ticket, now)
	t := &Ticket{
		Number: x.Number, Code: x.Code, Service: x.Service, State: x.State, Stage: x.Stage, Desk: x.Desk, Hold: x.Hold,
		Ahead: x.ahead, Day: x.Day, Issued: x.Issued, Since: x.Since, Calls: x.Calls, Missing: x.Missing, Slip: x.Slip,
		For: x.app, Visit: x.visit, Route: x.Route,
		Clocks: Clocks{Elapsed: int(c.Elapsed / time.Second), Office: int(c.Office / time.Second)},
	}
	if t.Missing == nil {
		t.Missing = []string{}
	}
	if due, ok := s.office.Due(&x.Ticket); ok {
		t.Due = &due
		t.Late, _ = s.office.Late(&x.Ticket, now)
	}
	if whole {
		t.Priority, t.Note = &x.Priority, &x.Note
		return t
	}
	for i := range t.Route {
		t.Route[i].Desk = ""
	}
	return t
}

func (s *Server) showAll(list []*seen) []*Ticket {
	all := make([]*Ticket, len(list))
	for i, x := range list {
		all[i] = s.show(x, true)
	}
	return all
}

// TransformSchema tells huma what may be null.
func (Ticket) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return orNull(s, "for") }
