package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"giliran/ticketing"
)

// late is a queue whose every view is taken only after its asker has given
// up, as happens when a browser leaves in the middle.
type late struct {
	Queue
	views sync.WaitGroup
}

func (l *late) View(_ context.Context, f func(*ticketing.State)) error {
	l.views.Go(func() { _ = l.Queue.View(context.Background(), f) })
	return context.Canceled
}

// TestAnAnswerGivenUpIsNotRead: what a late view writes is nobody's any more.
// The race detector is the judge.
func TestAnAnswerGivenUpIsNotRead(t *testing.T) {
	h := newHouse(t)
	ticket := h.issue("ktp-baru")
	queue := &late{Queue: h.core}
	keys := &Keyring{}
	keys.Set(h.core.st.Tokens)
	server := New(Config{Queue: queue, Office: h.core.o, Keys: keys, Now: h.core.now, Feed: http.NotFoundHandler(), Latest: h.board, Random: h.server.random})
	for _, line := range []string{
		"GET /kiosk", "GET /desk/loket-1", "GET /admin", "GET /s/" + ticket.Code,
		"GET /healthz", "GET /api/v1/figures", "GET /api/v1/tokens", "GET /api/v1/papers", "GET /api/v1/desks/loket-1",
		"GET /api/v1/tickets", "GET /api/v1/holds/blanko", "GET /api/v1/tickets/" + ticket.Code,
		"POST /api/v1/day/open", "POST /api/v1/desks/loket-1/open",
	} {
		w := httptest.NewRecorder()
		server.Console().ServeHTTP(w, h.request(line, "", ""))
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: %d, want 503", line, w.Code)
		}
		queue.views.Wait()
	}
}
