package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// OpenRequest opens the business day by hand.
type OpenRequest struct {
	Date ticketing.Date `json:"date,omitempty" example:"2026-11-23" doc:"Today by the clock if left out"`
}

// Day is the business day.
type Day struct {
	Day    ticketing.Date `json:"day" example:"2026-11-23" doc:"Empty before the first"`
	Open   bool           `json:"open"`
	Manual bool           `json:"manual" doc:"Opened by hand: the hours do not bind"`
}

func (s *Server) dayOperations() {
	handle(s, leadRoles, huma.Operation{
		OperationID: "open-day", Method: http.MethodPost, Path: "/api/v1/day/open", Tags: []string{"office"},
		Summary: "Open the day by hand", Description: "Whatever the hours; never a day before the last one.", RequestBody: bodyFor[OpenRequest](),
	}, func(ctx context.Context, in *struct {
		Keyed
		Body *OpenRequest
	}) (*reply[Day], error) {
		return s.doToDay(ctx, in.Key, ticketing.OpenDay{Date: orZero(in.Body).Date})
	})
	handle(s, leadRoles, huma.Operation{
		OperationID: "close-day", Method: http.MethodPost, Path: "/api/v1/day/close", Tags: []string{"office"},
		Summary: "Close the day by hand", Description: "Who still waits is kept, held or ended as each stage says.", RequestBody: bodyFor[Nothing](),
	}, func(ctx context.Context, in *struct {
		Keyed
		Body *Nothing
	}) (*reply[Day], error) {
		return s.doToDay(ctx, in.Key, ticketing.CloseDay{})
	})
}

func (s *Server) doToDay(ctx context.Context, key string, a ticketing.Action) (*reply[Day], error) {
	if _, err := s.do(ctx, key, a); err != nil {
		return nil, err
	}
	var d Day
	if err := s.queue.View(ctx, func(st *ticketing.State) { d = Day{Day: st.Day, Open: st.Open, Manual: st.Manual} }); err != nil {
		return nil, err
	}
	return answer(d, nil)
}
