package web

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"giliran/ticketing"
)

// TestAgain: a request sent again with its key does nothing twice and answers
// the same; a double press without a key neither.
func TestAgain(t *testing.T) {
	h := newHouse(t)
	h.issue("ktp-baru")
	h.issue("ktp-baru")
	again := func(line, body, key string) (first, second Desk) {
		h.ask(line, "loket-1", body, &first, "Idempotency-Key", key)
		before := h.seq()
		h.ask(line, "loket-1", body, &second, "Idempotency-Key", key)
		if h.seq() != before {
			t.Errorf("%s happened twice", line)
		}
		return first, second
	}
	a, b := again("POST /api/v1/desks/loket-1/next", "", "n1")
	if a.Ticket.Number != "A001" || b.Ticket == nil || b.Ticket.Number != "A001" {
		t.Errorf("next: %+v and %+v", a.Ticket, b.Ticket)
	}
	a, b = again("POST /api/v1/desks/loket-1/return", `{"missing":["kk"]}`, "r1")
	if a.Last == nil || b.Last == nil || b.Last.Number != a.Last.Number || len(b.Last.Missing) != 1 {
		t.Errorf("return: %+v and %+v: the paper cannot be printed from the second", a.Last, b.Last)
	}

	h.core.later(5e9)
	var one, two Desk
	h.ask("POST /api/v1/desks/loket-1/next", "loket-1", "", &one)
	h.ask("POST /api/v1/desks/loket-1/next", "loket-1", "", &two)
	if one.Ticket.Number != "A002" || two.Ticket.Number != "A002" {
		t.Errorf("double press: %s and %s", one.Ticket.Number, two.Ticket.Number)
	}

	var x, y Ticket
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-baru"}`, &x, "Idempotency-Key", "t1")
	h.ask("POST /api/v1/tickets", "device", `{"service":"ktp-baru"}`, &y, "Idempotency-Key", "t1")
	if x.Number == y.Number {
		t.Error("two holders' keys met")
	}
}

// TestReleaseAgain: fifty blanks are handed out once, however often the
// request arrives.
func TestReleaseAgain(t *testing.T) {
	h := newHouse(t)
	h.hold(3)
	var first, second ReleaseResult
	h.ask("POST /api/v1/holds/restore/release", "supervisor", `{"count":2}`, &first, "Idempotency-Key", "r1")
	before := h.seq()
	h.ask("POST /api/v1/holds/restore/release", "supervisor", `{"count":2}`, &second, "Idempotency-Key", "r1")
	if h.seq() != before || len(first.Released) != 2 || first.Released[0].Number != "A001" {
		t.Errorf("%d released: %+v", len(first.Released), first.Released)
	}
	if !slices.EqualFunc(first.Released, second.Released, func(a, b *Ticket) bool { return a.Number == b.Number }) {
		t.Errorf("first %d released, the same again %d", len(first.Released), len(second.Released))
	}
	var left HoldList
	h.ask("GET /api/v1/holds/restore", "loket-1", "", &left)
	if len(left.Tickets) != 1 || left.Tickets[0].Number != "A003" {
		t.Errorf("left %+v", left)
	}
}

// hold brings n new applications into the hold restore.
func (h *house) hold(n int) {
	h.Helper()
	h.do(ticketing.OpenDesk{Desk: "kasi"})
	h.do(ticketing.OpenDesk{Desk: "siak-1"})
	for range n {
		h.issue("ktp-baru")
		for _, at := range [][2]string{{"loket-1", "lengkap"}, {"kasi", "sah"}, {"siak-1", "bermasalah"}} {
			h.core.later(2e9)
			h.do(ticketing.Next{Desk: at[0]})
			h.do(ticketing.Finish{Desk: at[0], Outcome: at[1]})
		}
	}
}

// TestTakenCode: a code that is taken is drawn again, and a source that keeps
// drawing the same one is given up on.
func TestTakenCode(t *testing.T) {
	h := newHouse(t)
	a, b := bytes.Repeat([]byte{1}, ticketing.CodeLength), bytes.Repeat([]byte{2}, ticketing.CodeLength)
	h.server.random = bytes.NewReader(append(append(append([]byte{}, a...), a...), b...))
	for _, want := range []string{"33333333", "44444444"} {
		var got Ticket
		h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-baru"}`, &got)
		if got.Code != want {
			t.Errorf("code %s, want %s", got.Code, want)
		}
	}
	before := h.seq()
	h.server.random = bytes.NewReader(bytes.Repeat(a, draws))
	if r := h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-baru"}`, nil); r.StatusCode != 409 || r.problem(t).Code != "code-taken" {
		t.Errorf("stuck source: %d %s", r.StatusCode, r.body)
	}
	h.server.random = bytes.NewReader(nil)
	if r := h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-baru"}`, nil); r.StatusCode != 503 || bytes.Contains(r.body, []byte(io.EOF.Error())) {
		t.Errorf("dry source: %d %s", r.StatusCode, r.body)
	}
	if h.seq() != before {
		t.Error("refused, and yet something changed")
	}
}
