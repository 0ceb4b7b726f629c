package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// TakeRequest asks for a number.
type TakeRequest struct {
	Service  string `json:"service" example:"ktp-rusak" maxLength:"64"`
	Priority bool   `json:"priority,omitempty" doc:"Vulnerable groups first (UU 25/2009 Art. 29); the reason is nobody's business"`
	Slip     string `json:"slip,omitempty" maxLength:"64" doc:"Code on the slip, for a service that takes applications up again"`
}

// PriorityRequest gives or takes priority.
type PriorityRequest struct {
	Priority bool `json:"priority"`
}

// ServiceRequest names the service an application really is for.
type ServiceRequest struct {
	Service string `json:"service" example:"ktp-hilang" maxLength:"64"`
}

// DeliverRequest ends an application at the applicant's home.
type DeliverRequest struct {
	Receiver string `json:"receiver,omitempty" doc:"Who took it; kept only where the office has turned that on"`
}

// takenTicket is the answer to a new ticket.
type takenTicket struct {
	Location string `header:"Location" doc:"Where its status is"`
	Body     *Ticket
}

func (s *Server) ticketOperations() {
	handle(s, kioskRole|deviceRole|leadRoles, huma.Operation{
		OperationID: "take-ticket", Method: http.MethodPost, Path: "/api/v1/tickets", Tags: []string{"tickets"}, DefaultStatus: http.StatusCreated, Errors: notFound(),
		Summary: "Take a number", Description: "Give out the next number of a service.",
	}, func(ctx context.Context, in *struct {
		Keyed
		Body TakeRequest
	}) (*takenTicket, error) {
		t, err := s.take(ctx, in.Key, in.Body)
		if err != nil {
			return nil, err
		}
		return &takenTicket{Location: "/api/v1/tickets/" + t.Code, Body: t}, nil
	})
	handle(s, everybody, huma.Operation{
		OperationID: "get-ticket", Method: http.MethodGet, Path: "/api/v1/tickets/{code}", Tags: []string{"tickets"}, Errors: notFound(),
		Summary: "Look at a ticket", Description: "By the code on its paper. With a token, what only staff need is shown too.",
	}, func(ctx context.Context, in *struct {
		Code string `path:"code" maxLength:"64" example:"7KQM2RXA"`
	}) (*reply[*Ticket], error) {
		a := askerIn(ctx)
		if err := s.mayLook(a, in.Code); err != nil {
			return nil, err
		}
		_, whole := callerOf(ctx)
		t, err := s.ticket(ctx, in.Code, whole, func(st *ticketing.State) *ticketing.Ticket { return st.ByCode(in.Code) })
		if err == nil {
			s.looked(a, in.Code)
		}
		return answer(t, err)
	})
	actOnTicket(s, anyRole, "check-in", "Report back", "Put an applicant who was sent for documents, or missed the calls, near the front of the queue again.",
		func(ref string, _ Nothing) ticketing.Action { return ticketing.CheckIn{Ticket: ref} })
	actOnTicket(s, deskRoles, "priority", "Set priority", "Give or take priority.",
		func(ref string, b PriorityRequest) ticketing.Action {
			return ticketing.SetPriority{Ticket: ref, Priority: b.Priority}
		})
	actOnTicket(s, deskRoles, "service", "Correct the service", "Give an application the service it really is for; number, stage and place stay.",
		func(ref string, b ServiceRequest) ticketing.Action {
			return ticketing.Correct{Ticket: ref, Service: b.Service}
		})
	actOnTicket(s, leadRoles, "deliver", "Deliver to the home", "End an application past its deadline whose card was brought to the applicant.",
		func(ref string, b DeliverRequest) ticketing.Action {
			return ticketing.Deliver{Ticket: ref, Receiver: b.Receiver}
		})
	s.listTickets()
}

// actOnTicket registers an act on a ticket, named by its code or by today's
// number.
func actOnTicket[B any](s *Server, allow roles, verb, summary, description string, act func(ref string, b B) ticketing.Action) {
	handle(s, allow, huma.Operation{
		OperationID: "ticket-" + verb, Method: http.MethodPost, Path: "/api/v1/tickets/{code}/" + verb, Tags: []string{"tickets"}, Errors: notFound(),
		Summary: summary, Description: description, RequestBody: bodyFor[B](),
	}, func(ctx context.Context, in *struct {
		Keyed
		Code string `path:"code" maxLength:"64" example:"B001" doc:"The ticket's code, or its number today"`
		Body *B
	}) (*reply[*Ticket], error) {
		result, err := s.do(ctx, in.Key, act(in.Code, orZero(in.Body)))
		if err != nil {
			return nil, err
		}
		return answer(s.ticket(ctx, in.Code, true, func(st *ticketing.State) *ticketing.Ticket { return st.Ticket(result.Ticket) }))
	})
}

func (s *Server) take(ctx context.Context, key string, want TakeRequest) (*Ticket, error) {
	var result ticketing.Result
	c, _ := callerOf(ctx)
	if err := s.mayIssue(c); err != nil {
		return nil, err
	}
	err := s.withCodes(1, func(codes []string) (err error) {
		result, err = s.do(ctx, key, ticketing.TakeTicket{Service: want.Service, Priority: want.Priority, Slip: want.Slip, Device: c.board(), Code: codes[0]})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.issued(ctx, result)
}

// issued shows a new ticket and counts it, once.
func (s *Server) issued(ctx context.Context, result ticketing.Result) (*Ticket, error) {
	t, err := s.ticket(ctx, "", true, func(st *ticketing.State) *ticketing.Ticket { return st.Ticket(result.Ticket) })
	if err == nil && !result.Again {
		s.metrics.issued.WithLabelValues(t.Service).Inc()
	}
	return t, err
}

// ticket shows the one that find picks, or says that what was asked for by ref
// is not there.
func (s *Server) ticket(ctx context.Context, ref string, whole bool, find func(*ticketing.State) *ticketing.Ticket) (*Ticket, error) {
	var x *seen
	if err := s.queue.View(ctx, func(st *ticketing.State) { x = s.sight(st).ticket(find(st)) }); err != nil {
		return nil, err
	}
	if x == nil {
		return nil, problem(http.StatusNotFound, string(ticketing.NoSuchTicket), "there is no ticket "+ref+"; check the letters on the paper", "ticket", ref)
	}
	return s.show(x, whole), nil
}
