package web

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Trail keeps the newest acts of those who work here, for the page of those
// who run the office; the journal keeps them all (giliran log --audit). The
// zero Trail is empty. Its methods may be called at the same time.
type Trail struct {
	mu   sync.Mutex
	acts []ticketing.Act // the oldest first, at most trailLength
}

// trailLength is how many acts a Trail keeps: about an hour of a busy office.
const trailLength = 200

// Note adds what has become durable, in order; s is the state after it.
func (t *Trail) Note(s *ticketing.State, events []ticketing.Event) {
	number := func(ticket uint64) string {
		if k := s.Ticket(ticket); k != nil {
			return k.Number
		}
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range events {
		if a, ok := ticketing.ActOf(&events[i], number); ok {
			t.acts = append(t.acts, a)
		}
	}
	if n := len(t.acts) - trailLength; n > 0 {
		t.acts = slices.Delete(t.acts, 0, n)
	}
}

// newest are up to n acts, the newest first.
func (t *Trail) newest(n int) []ticketing.Act {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := slices.Clone(t.acts[max(0, len(t.acts)-n):])
	slices.Reverse(last)
	return last
}

// Acts are what was done lately.
type Acts struct {
	Acts []ticketing.Act `json:"acts" nullable:"false" doc:"The newest first"`
}

func (s *Server) trailOperations() {
	handle(s, leadRoles, huma.Operation{
		OperationID: "list-acts", Method: http.MethodGet, Path: "/api/v1/acts", Tags: []string{"look"},
		Summary: "Who did what lately", Description: "The newest acts of staff, with the token and the address they came from. giliran log --audit prints all of them.",
	}, func(context.Context, *struct{}) (*reply[Acts], error) {
		return answer(Acts{Acts: s.trail.newest(trailLength)}, nil)
	})
}
