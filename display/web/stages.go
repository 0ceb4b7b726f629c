package web

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// NoticeRequest carries wording for everyone to read.
type NoticeRequest struct {
	Notice Notice `json:"notice"`
}

// NoticeResult is the office's running notice, empty for none.
type NoticeResult struct {
	Notice ticketing.Text `json:"notice"`
}

// StagePath names the stage a request is about.
type StagePath struct {
	Stage string `path:"stage" maxLength:"64" example:"cetak"`
}

func (s *Server) stageOperations() {
	handle(s, leadRoles, huma.Operation{
		OperationID: "pause-stage", Method: http.MethodPost, Path: "/api/v1/stages/{stage}/pause", Tags: []string{"office"}, Errors: notFound(),
		Summary: "Pause a stage", Description: "For the whole office: no desk takes from it, and every screen says why.",
	}, func(ctx context.Context, in *struct {
		Keyed
		StagePath
		Body NoticeRequest
	}) (*reply[ticketing.BoardStage], error) {
		return s.doAtStage(ctx, in.Key, in.Stage, ticketing.PauseStage{Stage: in.Stage, Notice: in.Body.Notice.in(s.firstTongue())})
	})
	handle(s, leadRoles, huma.Operation{
		OperationID: "resume-stage", Method: http.MethodPost, Path: "/api/v1/stages/{stage}/resume", Tags: []string{"office"}, Errors: notFound(),
		Summary: "Resume a stage", Description: "Let a paused stage work again.", RequestBody: bodyFor[Nothing](),
	}, func(ctx context.Context, in *struct {
		Keyed
		StagePath
		Body *Nothing
	}) (*reply[ticketing.BoardStage], error) {
		return s.doAtStage(ctx, in.Key, in.Stage, ticketing.ResumeStage{Stage: in.Stage})
	})
	handle(s, leadRoles, huma.Operation{
		OperationID: "set-notice", Method: http.MethodPut, Path: "/api/v1/notice", Tags: []string{"office"},
		Summary: "Change the running notice", Description: "Shown on every screen; an empty one takes it away.",
	}, func(ctx context.Context, in *struct {
		Keyed
		Body NoticeRequest
	}) (*reply[NoticeResult], error) {
		if _, err := s.do(ctx, in.Key, ticketing.SetNotice{Notice: in.Body.Notice.in(s.firstTongue())}); err != nil {
			return nil, err
		}
		out := NoticeResult{Notice: ticketing.Text{}}
		if err := s.queue.View(ctx, func(st *ticketing.State) { maps.Copy(out.Notice, st.Notice) }); err != nil {
			return nil, err // and out is not ours: the view may still be taken
		}
		return answer(out, nil)
	})
}

// doAtStage does what concerns a stage and shows it as the board does.
func (s *Server) doAtStage(ctx context.Context, key, id string, a ticketing.Action) (*reply[ticketing.BoardStage], error) {
	if _, err := s.do(ctx, key, a); err != nil {
		return nil, err
	}
	var board ticketing.Board
	if err := s.queue.View(ctx, func(st *ticketing.State) { board = st.Board(s.office, s.now()) }); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(board.Stages, func(b ticketing.BoardStage) bool { return b.ID == id })
	return answer(board.Stages[i], nil) // the command has found it
}
