package web

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Desk is a desk as those who work there see it.
type Desk struct {
	Desk    string              `json:"desk" example:"loket-1"`
	Name    ticketing.Text      `json:"name"`
	State   ticketing.DeskState `json:"state" enum:"open,paused,closed"`
	Reason  string              `json:"reason" doc:"Of a pause"`
	Ticket  *Ticket             `json:"ticket" doc:"What it has in hand, else null"`
	Last    *Ticket             `json:"last" doc:"What the command acted on, else null"`
	Waiting int                 `json:"waiting" doc:"How many wait in its stages"`
	CanUndo bool                `json:"can_undo" doc:"Its last step can be taken back now"`
}

// DeskQueue is a desk and who comes to it.
type DeskQueue struct {
	Desk
	Queue  []*Ticket `json:"queue" nullable:"false" doc:"Who is called next, in order, at most 20"`
	Parked []*Ticket `json:"parked" nullable:"false" doc:"Whom it parked, missed or sent for documents today"`
}

// maxQueue is how many a desk's queue lists.
const maxQueue = 20

// deskSeen is a desk copied out of the state.
type deskSeen struct {
	record        ticketing.DeskRecord
	ticket, last  *seen
	waiting       int
	canUndo       bool
	queue, parked []*seen
}

// sightDesk copies a desk; last is the ticket acted on, 0 for none.
func (s *Server) sightDesk(g *sight, desk *ticketing.Desk, last uint64) deskSeen {
	d := deskSeen{record: g.st.DeskOf(desk.ID)}
	d.record.Undo = nil // not to be shared
	d.ticket, d.last = g.ticket(g.st.Ticket(d.record.Ticket)), g.ticket(g.st.Ticket(last))
	for _, stage := range desk.Stages {
		d.waiting += len(g.st.Queues[stage])
	}
	undo := ticketing.Command{Do: ticketing.UndoStep{Desk: desk.ID}}
	_, _, err := g.st.Decide(s.office, undo, s.now())
	d.canUndo = err == nil
	return d
}

// sightQueue adds who comes to the desk.
func (s *Server) sightQueue(g *sight, desk *ticketing.Desk, d *deskSeen) {
	d.queue = g.tickets(g.st.Line(s.office, desk, maxQueue))
	for _, t := range g.st.Tickets {
		if asideAt(t, desk.ID) {
			d.parked = append(d.parked, g.ticket(t))
		}
	}
	slices.SortFunc(d.parked, func(a, b *seen) int { return b.Since.Compare(a.Since) })
}

// asideAt tells whether a desk has put the ticket aside: parked it, waited for
// its applicant in vain, or sent him for documents.
func asideAt(t *ticketing.Ticket, desk string) bool {
	switch t.State {
	case ticketing.Aside:
		return t.Desk == desk
	case ticketing.NoShow, ticketing.Returned:
		return t.Route[len(t.Route)-1].Desk == desk
	}
	return false
}

func (s *Server) showDesk(desk *ticketing.Desk, d *deskSeen) Desk {
	return Desk{
		Desk: desk.ID, Name: desk.Name, State: d.record.State, Reason: d.record.Reason,
		Ticket: s.show(d.ticket, true), Last: s.show(d.last, true), Waiting: d.waiting, CanUndo: d.canUndo,
	}
}

// TransformSchema tells huma what may be null, in a DeskQueue too.
func (Desk) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "ticket", "last")
}
