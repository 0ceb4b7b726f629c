package web

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// TicketList is a list of tickets, in the order of issue.
type TicketList struct {
	Tickets []*Ticket `json:"tickets" nullable:"false"`
}

// ticketFilter says which tickets to list.
type ticketFilter struct {
	Number string `query:"number" maxLength:"16" example:"B001" doc:"Today's ticket with this number: the answer is that ticket"`
	State  string `query:"state" enum:"waiting,called,serving,parked,held,returned,no-show,finished,ended"`
	Hold   string `query:"hold" maxLength:"64"`
	Stage  string `query:"stage" maxLength:"64"`
	Late   bool   `query:"late" doc:"Only those past their deadline"`
}

// wants tells whether a ticket is to be listed, its lateness aside. Without a
// state those that are over are left out.
func (f *ticketFilter) wants(t *ticketing.Ticket) bool {
	return (f.State == "" && !t.State.Over() || f.State == string(t.State)) &&
		(f.Hold == "" || t.State == ticketing.Held && f.Hold == t.Hold) &&
		(f.Stage == "" || f.Stage == t.Stage)
}

func (s *Server) listTickets() {
	handle(s, deskRoles, huma.Operation{
		OperationID: "list-tickets", Method: http.MethodGet, Path: "/api/v1/tickets", Tags: []string{"tickets"}, Errors: notFound(),
		Summary: "Find tickets", Description: "With a number, today's ticket of that number; otherwise a list of those that fit, and with no state given only of those that are not over. A device must give a number.",
		Responses: s.either(reflect.TypeFor[Ticket](), reflect.TypeFor[TicketList]()),
	}, func(ctx context.Context, in *ticketFilter) (*reply[any], error) {
		if in.Number != "" {
			return answer[any](s.ticket(ctx, in.Number, true, func(st *ticketing.State) *ticketing.Ticket {
				return st.ByNumber(ticketing.NormalCode(in.Number))
			}))
		}
		c, known := callerOf(ctx)
		if err := (deskRole | leadRoles).permit(c, known, ""); err != nil {
			return nil, err
		}
		return answer[any](s.list(ctx, in))
	})
}

// either describes an answer that has one of several forms.
func (s *Server) either(types ...reflect.Type) map[string]*huma.Response {
	schema := &huma.Schema{}
	for _, t := range types {
		schema.OneOf = append(schema.OneOf, s.api.OpenAPI().Components.Schemas.Schema(t, true, ""))
	}
	if len(schema.OneOf) == 1 {
		schema = schema.OneOf[0]
	}
	return map[string]*huma.Response{"200": {Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}}
}

func (s *Server) list(ctx context.Context, f *ticketFilter) (*TicketList, error) {
	var found []*seen
	err := s.queue.View(ctx, func(st *ticketing.State) {
		g := s.sight(st)
		for _, t := range st.Tickets {
			if f.wants(t) {
				found = append(found, g.ticket(t))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b *seen) int { return cmp.Compare(a.ID, b.ID) })
	list := &TicketList{Tickets: s.showAll(found)}
	if f.Late {
		list.Tickets = slices.DeleteFunc(list.Tickets, func(t *Ticket) bool { return !t.Late })
	}
	return list, nil
}
