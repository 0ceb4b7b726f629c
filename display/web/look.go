package web

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// patience is how long the office may take to say that it is well.
const patience = 2 * time.Second

// BoardMessage is the board as the feed sends it.
type BoardMessage struct {
	Epoch string          `json:"epoch" doc:"Names one unbroken history"`
	Seq   uint64          `json:"seq" doc:"Orders the boards of an epoch"`
	Board ticketing.Board `json:"board"`
}

// boardReply passes the message on byte for byte.
type boardReply struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Body        []byte
}

// Health says that the office answers.
type Health struct {
	Seq  uint64         `json:"seq" doc:"The last event"`
	Day  ticketing.Date `json:"day" example:"2026-11-23"`
	Open bool           `json:"open"`
}

func (s *Server) lookOperations() {
	handle(s, everybody, huma.Operation{
		OperationID: "get-board", Method: http.MethodGet, Path: "/api/v1/board", Tags: []string{"look"},
		Summary: "The public board", Description: "The newest message of the feed: calls, desks, stages and who waits, with nothing personal in it.",
		Responses: s.either(reflect.TypeFor[BoardMessage]()),
	}, func(context.Context, *struct{}) (*boardReply, error) {
		message := s.latest()
		if message == nil {
			return nil, problem(http.StatusServiceUnavailable, "unavailable", "the office is starting; ask again")
		}
		return &boardReply{ContentType: "application/json", Body: message}, nil
	})
	office := officeView(s.office)
	handle(s, anyRole, huma.Operation{
		OperationID: "get-office", Method: http.MethodGet, Path: "/api/v1/office", Tags: []string{"look"},
		Summary: "The office", Description: "Its configuration: services, stages, outcomes, holds, slips, desks, hours.",
	}, func(context.Context, *struct{}) (*reply[Office], error) {
		return answer(office, nil)
	})
	handle(s, leadRoles, huma.Operation{
		OperationID: "get-figures", Method: http.MethodGet, Path: "/api/v1/figures", Tags: []string{"look"},
		Summary: "Today's figures", Description: "Counts by service and stage, waiting and working time against the standard.",
	}, func(ctx context.Context, _ *struct{}) (*reply[Figures], error) {
		return answer(s.figures(ctx))
	})
	handle(s, everybody, huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"look"},
		Summary: "Is the office well", Description: "503 when it cannot answer.",
	}, func(ctx context.Context, _ *struct{}) (*reply[Health], error) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var h Health
		if err := s.queue.View(ctx, func(st *ticketing.State) { h = Health{Seq: st.Seq, Day: st.Day, Open: st.Open} }); err != nil {
			return nil, err // and h is not ours: the view may still be taken
		}
		return answer(h, nil)
	})
}
