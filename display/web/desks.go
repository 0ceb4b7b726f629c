package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// PauseRequest gives a desk a break.
type PauseRequest struct {
	Reason string `json:"reason,omitempty" example:"Istirahat" doc:"That the public may read"`
}

// WhichTicket names a ticket by today's number or by the code on the paper.
type WhichTicket struct {
	Number string `json:"number,omitempty" maxLength:"16" example:"B001"`
	Code   string `json:"code,omitempty" maxLength:"64"`
}

// FinishRequest ends a stage.
type FinishRequest struct {
	Outcome string   `json:"outcome,omitempty" maxLength:"64" example:"lengkap" doc:"One of the stage's outcomes"`
	Usual   bool     `json:"usual,omitempty" doc:"The stage's first outcome, for a button that cannot name one"`
	Missing []string `json:"missing,omitempty" maxItems:"20" nullable:"false" doc:"Documents by id or name, with an outcome that returns the application"`
	Note    string   `json:"note,omitempty"`
}

// ReturnRequest sends an applicant for documents.
type ReturnRequest struct {
	Missing []string `json:"missing,omitempty" maxItems:"20" nullable:"false" doc:"By id or name"`
	Note    string   `json:"note,omitempty" doc:"Printed on the slip"`
}

// TransferRequest sends an application elsewhere.
type TransferRequest struct {
	Stage   string `json:"stage,omitempty" maxLength:"64"`
	Service string `json:"service,omitempty" maxLength:"64"`
}

// LinkRequest shows a slip.
type LinkRequest struct {
	Slip string `json:"slip" maxLength:"64" doc:"The code on it"`
}

func (s *Server) deskOperations() {
	s.lookAtDesk()
	atDesk(s, "open", "Open the desk", "Also ends a pause.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.OpenDesk{Desk: desk}, nil })
	atDesk(s, "close", "Close the desk", "What it has in hand must be settled first.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.CloseDesk{Desk: desk}, nil })
	atDesk(s, "pause", "Take a break", "The board shows the reason.",
		func(desk string, b PauseRequest) (ticketing.Action, error) {
			return ticketing.PauseDesk{Desk: desk, Reason: b.Reason}, nil
		})
	s.callOperations()
	atDesk(s, "finish", "Finish the stage", "End the stage of the number in hand with one of the stage's outcomes.",
		func(desk string, b FinishRequest) (ticketing.Action, error) {
			return ticketing.Finish{Desk: desk, Outcome: b.Outcome, Usual: b.Usual, Missing: b.Missing, Note: b.Note}, nil
		})
	atDesk(s, "return", "Send for documents", "Return the number in hand, saying what is missing; the applicant keeps the number for the day.",
		func(desk string, b ReturnRequest) (ticketing.Action, error) {
			return ticketing.Return{Desk: desk, Missing: b.Missing, Note: b.Note}, nil
		})
	atDesk(s, "transfer", "Send elsewhere", "Send the number in hand to another stage, or to another service and its first stage.",
		func(desk string, b TransferRequest) (ticketing.Action, error) {
			return ticketing.Transfer{Desk: desk, Stage: b.Stage, Service: b.Service}, nil
		})
	atDesk(s, "link", "Link a slip", "Tie the pick-up number in hand to the application whose slip is shown.",
		func(desk string, b LinkRequest) (ticketing.Action, error) {
			return ticketing.Link{Desk: desk, Slip: b.Slip}, nil
		})
	atDesk(s, "undo", "Take the last step back", "As long as nobody else has acted on the application since.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.UndoStep{Desk: desk}, nil })
}

// callOperations are the acts that bring an applicant to the desk or give up.
func (s *Server) callOperations() {
	atDesk(s, "next", "Call the next", "Whoever comes next by the office's rules.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.Next{Desk: desk}, nil })
	atDesk(s, "call", "Call a given number", "One that waits, is parked, has missed its calls or was sent for documents.",
		func(desk string, b WhichTicket) (ticketing.Action, error) {
			ref, err := b.ref()
			if err == nil && ref == "" {
				err = b.unsaid()
			}
			return ticketing.CallNumber{Desk: desk, Ticket: ref}, err
		})
	atDesk(s, "recall", "Call again", "Repeat the call of the number in hand.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.Recall{Desk: desk}, nil })
	atDesk(s, "arrive", "Note the arrival", "The called applicant stands at the desk. Optional before finish.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.Arrive{Desk: desk}, nil })
	atDesk(s, "no-show", "Give up calling", "The applicant did not come; reporting later brings the number back.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.Miss{Desk: desk}, nil })
	atDesk(s, "park", "Set aside", "Set the number in hand aside at this desk.",
		func(desk string, _ Nothing) (ticketing.Action, error) { return ticketing.Park{Desk: desk}, nil })
	atDesk(s, "resume", "Take up again", "The number given, or the one parked last.",
		func(desk string, b WhichTicket) (ticketing.Action, error) {
			ref, err := b.ref()
			return ticketing.Resume{Desk: desk, Ticket: ref}, err
		})
}

// ref is what was named, "" for nothing.
func (w WhichTicket) ref() (string, error) {
	if w.Number != "" && w.Code != "" {
		return "", w.unsaid()
	}
	return w.Number + w.Code, nil
}

func (w WhichTicket) unsaid() error {
	return problem(http.StatusUnprocessableEntity, "ticket-unnamed", `say which ticket, as {"number":"B001"} or {"code":"…"}`)
}

// atDesk registers an act at a desk.
func atDesk[B any](s *Server, verb, summary, description string, act func(desk string, b B) (ticketing.Action, error)) {
	handle(s, deskRoles, huma.Operation{
		OperationID: "desk-" + verb, Method: http.MethodPost, Path: "/api/v1/desks/{desk}/" + verb, Tags: []string{"desks"}, Errors: notFound(),
		Summary: summary, Description: description, RequestBody: bodyFor[B](),
	}, func(ctx context.Context, in *struct {
		Keyed
		DeskPath
		Body *B
	}) (*reply[Desk], error) {
		a, err := act(in.Desk, orZero(in.Body))
		if err != nil {
			return nil, err
		}
		result, err := s.do(ctx, in.Key, a)
		if err != nil {
			return nil, err
		}
		desk, err := s.desk(in.Desk)
		if err != nil {
			return nil, err
		}
		var seen deskSeen
		if err := s.queue.View(ctx, func(st *ticketing.State) { seen = s.sightDesk(s.sight(st), desk, result.Ticket) }); err != nil {
			return nil, err
		}
		return answer(s.showDesk(desk, &seen), nil)
	})
}

// DeskPath names the desk a request is about.
type DeskPath struct {
	Desk string `path:"desk" maxLength:"64" example:"loket-1"`
}

func (s *Server) lookAtDesk() {
	handle(s, deskRoles, huma.Operation{
		OperationID: "get-desk", Method: http.MethodGet, Path: "/api/v1/desks/{desk}", Tags: []string{"desks"}, Errors: notFound(),
		Summary: "Look at a desk", Description: "What it has in hand, who comes next, whom it has set aside.",
	}, func(ctx context.Context, in *struct{ DeskPath }) (*reply[DeskQueue], error) {
		desk, err := s.desk(in.Desk)
		if err != nil {
			return nil, err
		}
		var seen deskSeen
		if err := s.queue.View(ctx, func(st *ticketing.State) {
			g := s.sight(st)
			seen = s.sightDesk(g, desk, 0)
			s.sightQueue(g, desk, &seen)
		}); err != nil {
			return nil, err
		}
		return answer(DeskQueue{Desk: s.showDesk(desk, &seen), Queue: s.showAll(seen.queue), Parked: s.showAll(seen.parked)}, nil)
	})
}

func (s *Server) desk(id string) (*ticketing.Desk, error) {
	if d, ok := s.office.Desk(id); ok {
		return d, nil
	}
	return nil, problem(http.StatusNotFound, string(ticketing.NoSuchDesk), "there is no desk "+id+"; GET /api/v1/office lists them", "desk", id)
}
