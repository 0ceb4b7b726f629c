package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// ReleaseRequest says whom to release: the oldest, or those named.
type ReleaseRequest struct {
	Count int      `json:"count,omitempty" example:"50" doc:"How many, the oldest first"`
	Codes []string `json:"codes,omitempty" maxItems:"1000" nullable:"false" doc:"Which, by their codes"`
}

// ReleaseResult lists who goes on.
type ReleaseResult struct {
	Released []*Ticket `json:"released" nullable:"false"`
}

// HoldList is a hold and who is in it, the oldest first.
type HoldList struct {
	Hold    string    `json:"hold" example:"blanko"`
	Tickets []*Ticket `json:"tickets" nullable:"false"`
}

// HoldPath names the hold a request is about.
type HoldPath struct {
	Hold string `path:"hold" maxLength:"64" example:"blanko"`
}

func (s *Server) holdOperations() {
	handle(s, deskRole|leadRoles, huma.Operation{
		OperationID: "get-hold", Method: http.MethodGet, Path: "/api/v1/holds/{hold}", Tags: []string{"office"}, Errors: notFound(),
		Summary: "Look at a hold", Description: "Who is in it, the oldest first.",
	}, func(ctx context.Context, in *struct{ HoldPath }) (*reply[HoldList], error) {
		if _, ok := s.office.Hold(in.Hold); !ok {
			return nil, problem(http.StatusNotFound, string(ticketing.NoSuchHold), "there is no hold "+in.Hold+"; GET /api/v1/office lists them", "hold", in.Hold)
		}
		list, err := s.list(ctx, &ticketFilter{Hold: in.Hold})
		if err != nil {
			return nil, err
		}
		return answer(HoldList{Hold: in.Hold, Tickets: list.Tickets}, nil)
	})
	handle(s, leadRoles, huma.Operation{
		OperationID: "release-hold", Method: http.MethodPost, Path: "/api/v1/holds/{hold}/release", Tags: []string{"office"}, Errors: notFound(),
		Summary: "Release from a hold", Description: "Let the first so many, or those named, go on at the stage the hold names.",
	}, func(ctx context.Context, in *struct {
		Keyed
		HoldPath
		Body ReleaseRequest
	}) (*reply[ReleaseResult], error) {
		return answer(s.release(ctx, in.Key, ticketing.ReleaseHold{Hold: in.Hold, Count: in.Body.Count, Codes: in.Body.Codes}))
	})
}

// release lists those released, the same when the request comes again.
func (s *Server) release(ctx context.Context, key string, a ticketing.ReleaseHold) (ReleaseResult, error) {
	result, err := s.do(ctx, key, a)
	if err != nil {
		return ReleaseResult{}, err
	}
	ids := result.Tickets
	if len(ids) == 0 && result.Ticket != 0 {
		ids = []uint64{result.Ticket}
	}
	var released []*seen
	err = s.queue.View(ctx, func(st *ticketing.State) {
		g := s.sight(st)
		for _, id := range ids {
			if t := st.Ticket(id); t != nil {
				released = append(released, g.ticket(t))
			}
		}
	})
	if err != nil {
		return ReleaseResult{}, err
	}
	return ReleaseResult{Released: s.showAll(released)}, nil
}
