package web

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"giliran/ticketing"
)

// refusal is a request that must be refused, and how.
type refusal struct {
	name       string
	given      func(h *house) // what has happened before, nil for nothing
	line       string
	as         string
	body       string
	header     []string
	status     int
	code       string
	detailSays string // part of the detail, or of an entry of errors
}

func refusals() []refusal {
	take, finish, next := "POST /api/v1/tickets", "POST /api/v1/desks/loket-1/finish", "POST /api/v1/desks/loket-1/next"
	long := strings.Repeat("x", 501)
	inHand := func(h *house) { h.issue("ktp-baru"); h.do(ticketing.Next{Desk: "loket-1"}) }
	closed := func(h *house) { h.do(ticketing.CloseDay{}) }
	return []refusal{
		{"unknown service", nil, take, "kiosk", `{"service":"sim"}`, nil, 422, "unknown-service", "/api/v1/office"},
		{"office closed", closed, take, "kiosk", `{"service":"ktp-baru"}`, nil, 409, "day-closed", "open the day"},
		{"quota reached", func(h *house) { h.issue("ktp-hilang") }, take, "kiosk", `{"service":"ktp-hilang"}`, nil, 409, "quota", "all 1"},
		{"slip where none belongs", nil, take, "kiosk", `{"service":"ktp-baru","slip":"ABCDEFGH"}`, nil, 422, "not-a-pickup", "leave the slip out"},
		{"slip nobody has", nil, take, "kiosk", `{"service":"pengambilan","slip":"ABCDEFGH"}`, nil, 404, "unknown-ticket", "check the letters"},
		{"key of another command", func(h *house) { h.ask(take, "kiosk", `{"service":"ktp-baru"}`, nil, "Idempotency-Key", "k1") },
			take, "kiosk", `{"service":"ktp-rusak"}`, []string{"Idempotency-Key", "k1"}, 422, "key-reused", "new key"},
		{"key too long", nil, take, "kiosk", `{"service":"ktp-baru"}`, []string{"Idempotency-Key", strings.Repeat("k", 201)}, 422, "invalid", "header.Idempotency-Key"},

		{"no body", nil, take, "kiosk", ``, nil, 400, "malformed", "body is required"},
		{"malformed JSON", nil, take, "kiosk", `{"service":`, nil, 400, "malformed", "unexpected end"},
		{"two JSON values", nil, take, "kiosk", `{"service":"ktp-baru"}{}`, nil, 400, "malformed", "after top-level"},
		{"not JSON at all", nil, take, "kiosk", `service=ktp-baru`, nil, 400, "malformed", ""},
		{"an array", nil, take, "kiosk", `["ktp-baru"]`, nil, 422, "invalid", "expected object"},
		{"null", nil, take, "kiosk", `null`, nil, 422, "invalid", "expected object"},
		{"null to a desk", nil, next, "loket-1", `null`, nil, 422, "invalid", "expected object"},
		{"wrong type", nil, take, "kiosk", `{"service":7}`, nil, 422, "invalid", "body.service: expected string"},
		{"text for true", nil, take, "kiosk", `{"service":"ktp-baru","priority":"yes"}`, nil, 422, "invalid", "body.priority: expected boolean"},
		{"missing field", nil, take, "kiosk", `{"priority":true}`, nil, 422, "invalid", "service"},
		{"unknown field", nil, take, "kiosk", `{"service":"ktp-baru","nik":"350812"}`, nil, 422, "invalid", "body.nik: unexpected property"},
		{"unknown field at a desk", nil, next, "loket-1", `{"number":"A001"}`, nil, 422, "invalid", "unexpected property"},
		{"a number beyond all numbers", nil, "POST /api/v1/holds/blanko/release", "supervisor", `{"count":1e30}`, nil, 422, "invalid", "body"},
		{"deep nesting", nil, take, "kiosk", strings.Repeat("[", 20000), nil, 400, "malformed", ""},
		{"body too large", nil, take, "kiosk", `{"service":"` + strings.Repeat("x", MaxBody) + `"}`, nil, 413, "too-large", "65537"},
		{"text instead of JSON", nil, take, "kiosk", `{"service":"ktp-baru"}`, []string{"Content-Type", "text/plain"}, 415, "media-type", "application/json"},
		{"a form", nil, take, "kiosk", `service=ktp-baru`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "media-type", "application/json"},
		{"a relative of JSON", nil, take, "kiosk", `{"service":"ktp-baru"}`, []string{"Content-Type", "application/cbor+json"}, 415, "media-type", "application/json"},

		{"no token", nil, take, "", `{"service":"ktp-baru"}`, nil, 401, "token-needed", "Bearer"},
		{"revoked token", nil, take, "revoked", `{"service":"ktp-baru"}`, nil, 401, "token-needed", "revoked"},
		{"made-up token", nil, take, "", `{"service":"ktp-baru"}`, []string{"Authorization", "Bearer gil_x"}, 401, "token-needed", ""},
		{"token in the wrong scheme", nil, take, "", `{"service":"ktp-baru"}`, []string{"Authorization", "Basic gil_kioskkiosk-1"}, 401, "token-needed", ""},
		{"a desk's token at the kiosk", nil, take, "loket-1", `{"service":"ktp-baru"}`, nil, 403, "role", "kiosk"},
		{"other desk's token", nil, next, "loket-2", ``, nil, 403, "other-desk", "loket-2"},
		{"other desk's token, looking", nil, "GET /api/v1/desks/loket-1", "loket-2", ``, nil, 403, "other-desk", "loket-2"},
		{"a device listing tickets", nil, "GET /api/v1/tickets", "device", ``, nil, 403, "role", ""},

		{"unknown ticket", nil, "GET /api/v1/tickets/ABCDEFGH", "", ``, nil, 404, "unknown-ticket", "check the letters"},
		{"a number is no code", func(h *house) { h.issue("ktp-baru") }, "GET /api/v1/tickets/A001", "", ``, nil, 404, "unknown-ticket", ""},
		{"unknown number", nil, "GET /api/v1/tickets?number=Z999", "admin", ``, nil, 404, "unknown-ticket", "Z999"},
		{"unknown state", nil, "GET /api/v1/tickets?state=lost", "admin", ``, nil, 422, "invalid", "query.state"},
		{"unknown desk", nil, "POST /api/v1/desks/loket-9/open", "supervisor", ``, nil, 404, "unknown-desk", "loket-9"},
		{"look at an unknown desk", nil, "GET /api/v1/desks/loket-9", "supervisor", ``, nil, 404, "unknown-desk", "loket-9"},
		{"desk not open", nil, "POST /api/v1/desks/loket-2/next", "loket-2", ``, nil, 409, "desk-closed", "open it first"},
		{"desk empty", nil, finish, "loket-1", `{"outcome":"lengkap"}`, nil, 409, "desk-empty", "call one first"},
		{"nobody waits", nil, next, "loket-1", ``, nil, 409, "nobody-waiting", ""},
		{"desk busy", func(h *house) {
			inHand(h)
			h.do(ticketing.Arrive{Desk: "loket-1"})
			h.do(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})
			inHand(h)
		},
			"POST /api/v1/desks/loket-1/close", "loket-1", ``, nil, 409, "desk-busy", "finish it"},
		{"stage paused", func(h *house) {
			h.issue("ktp-baru")
			h.do(ticketing.PauseStage{Stage: "berkas", Notice: ticketing.Text{"id": "x"}})
		}, next, "loket-1", ``, nil, 409, "stage-paused", "berkas"},
		{"wrong desk", func(h *house) { h.issue("ktp-baru"); h.do(ticketing.OpenDesk{Desk: "siak-1"}) },
			"POST /api/v1/desks/siak-1/call", "supervisor", `{"number":"A001"}`, nil, 409, "wrong-desk", "berkas"},
		{"wrong outcome", inHand, finish, "loket-1", `{"outcome":"tercetak"}`, nil, 409, "wrong-outcome", "lengkap, tidak-lengkap"},
		{"unknown outcome", inHand, finish, "loket-1", `{"outcome":"beres"}`, nil, 422, "unknown-outcome", "lengkap, tidak-lengkap"},
		{"unknown document", inHand, "POST /api/v1/desks/loket-1/return", "loket-1", `{"missing":["paspor"]}`, nil, 422, "unknown-document", "kk"},
		{"returned without a reason", inHand, "POST /api/v1/desks/loket-1/return", "loket-1", ``, nil, 422, "reason-needed", "missing"},
		{"note too long", inHand, "POST /api/v1/desks/loket-1/return", "loket-1", `{"note":"` + long + `"}`, nil, 422, "too-long", "500"},
		{"call whom", nil, "POST /api/v1/desks/loket-1/call", "loket-1", ``, nil, 422, "ticket-unnamed", "number"},
		{"call by two names", nil, "POST /api/v1/desks/loket-1/call", "loket-1", `{"number":"A001","code":"ABCDEFGH"}`, nil, 422, "ticket-unnamed", "number"},
		{"transfer nowhere", inHand, "POST /api/v1/desks/loket-1/transfer", "loket-1", ``, nil, 422, "unknown-stage", "stage"},
		{"link without a visit", inHand, "POST /api/v1/desks/loket-1/link", "loket-1", `{"slip":"ABCDEFGH"}`, nil, 422, "not-a-pickup", ""},
		{"nothing to undo", nil, "POST /api/v1/desks/loket-1/undo", "loket-1", ``, nil, 409, "nothing-to-undo", ""},
		{"report back while waiting", func(h *house) { h.issue("ktp-baru") }, "POST /api/v1/tickets/A001/check-in", "kiosk", ``, nil, 409, "wrong-state", "waiting"},
		{"deliver in time", func(h *house) { h.issue("ktp-baru") }, "POST /api/v1/tickets/A001/deliver", "supervisor", ``, nil, 409, "wrong-state", "deadline"},
		{"unknown hold", nil, "POST /api/v1/holds/kulkas/release", "supervisor", `{"count":1}`, nil, 404, "unknown-hold", ""},
		{"look at an unknown hold", nil, "GET /api/v1/holds/kulkas", "supervisor", ``, nil, 404, "unknown-hold", ""},
		{"release whom", nil, "POST /api/v1/holds/blanko/release", "supervisor", `{}`, nil, 422, "bad-count", "count"},
		{"release fewer than none", nil, "POST /api/v1/holds/blanko/release", "supervisor", `{"count":-1}`, nil, 422, "bad-count", "count"},
		{"unknown stage", nil, "POST /api/v1/stages/teras/pause", "supervisor", `{"notice":"x"}`, nil, 404, "unknown-stage", ""},
		{"pause without a word", nil, "POST /api/v1/stages/cetak/pause", "supervisor", `{"notice":""}`, nil, 422, "reason-needed", "notice"},
		{"notice of the wrong kind", nil, "PUT /api/v1/notice", "supervisor", `{"notice":7}`, nil, 422, "invalid", "body.notice"},
		{"notice with numbers for words", nil, "PUT /api/v1/notice", "supervisor", `{"notice":{"id":7}}`, nil, 422, "invalid", "body.notice"},
		{"notice too long", nil, "PUT /api/v1/notice", "supervisor", `{"notice":"` + long + `"}`, nil, 422, "too-long", "500"},
		{"a day before the last", nil, "POST /api/v1/day/open", "supervisor", `{"date":"2026-11-20"}`, nil, 409, "day-backwards", "2026-11-23"},
		{"a day in another decade", nil, "POST /api/v1/day/open", "supervisor", `{"date":"2036-11-23"}`, nil, 422, "day-too-far", "look at the year"},
		{"no date", nil, "POST /api/v1/day/open", "supervisor", `{"date":"tomorrow"}`, nil, 422, "day-backwards", "2026-11-23"},
		{"unknown role", nil, "POST /api/v1/tokens", "admin", `{"role":"king","name":"x"}`, nil, 422, "invalid", "body.role"},
		{"token of an unknown desk", nil, "POST /api/v1/tokens", "admin", `{"role":"desk","name":"loket-9"}`, nil, 422, "unknown-desk", "loket-9"},
		{"token without a name", nil, "POST /api/v1/tokens", "admin", `{"role":"kiosk","name":""}`, nil, 422, "bad-token", "name"},
		{"unknown token", nil, "DELETE /api/v1/tokens/nobody", "admin", ``, nil, 404, "unknown-token", ""},

		{"nothing there", nil, "GET /api/v1/nothing", "admin", ``, nil, 404, "not-found", "openapi.json"},
		{"wrong method", nil, "DELETE /api/v1/tickets", "admin", ``, nil, 405, "method", "GET or POST"},

		{"the journal failed", func(h *house) { h.fail(errors.New("flush: input/output error")) }, take, "kiosk", `{"service":"ktp-baru"}`, nil, 503, "unavailable", "same Idempotency-Key"},
		{"the disk is full", func(h *house) { h.fail(fmt.Errorf("append: %w", syscall.ENOSPC)) }, take, "kiosk", `{"service":"ktp-baru"}`, nil, 507, "disk-full", "Free space"},
		{"no health", func(h *house) { h.fail(errors.New("stopped")) }, "GET /healthz", "", ``, nil, 503, "unavailable", ""},
		{"no board yet", func(h *house) { h.fail(errors.New("starting")) }, "GET /api/v1/board", "", ``, nil, 503, "unavailable", "ask again"},
	}
}

// fail makes the journal fail from now on.
func (h *house) fail(err error) {
	h.core.mu.Lock()
	defer h.core.mu.Unlock()
	h.core.broken = err
}

// TestRefusals: whatever is wrong with a request is said with its status, its
// code and what to do, and has changed nothing.
func TestRefusals(t *testing.T) {
	house := newHouse(t, func(o *ticketing.Office) { o.Services[2].Quota = 1 })
	for _, c := range refusals() {
		t.Run(c.name, func(t *testing.T) {
			h := house.anew(t)
			if c.given != nil {
				c.given(h)
			}
			before := h.seq()
			r := h.ask(c.line, c.as, c.body, nil, c.header...)
			if h.seq() != before {
				t.Error("refused, and yet something changed")
			}
			if r.StatusCode != c.status {
				t.Errorf("status %d, want %d: %s", r.StatusCode, c.status, r.body)
			}
			p := r.problem(t)
			if p.Code != c.code || p.Status != c.status || p.Title == "" || p.Args == nil {
				t.Errorf("problem %+v, want code %s", p, c.code)
			}
			if p.Detail == "" || !strings.Contains(p.Detail, c.detailSays) {
				t.Errorf("detail %q does not say %q", p.Detail, c.detailSays)
			}
			if retry := r.Header.Get("Retry-After"); (retry != "") != (c.status == 503 || c.status == 507) {
				t.Errorf("Retry-After %q with %d", retry, c.status)
			}
			if c.status == http.StatusUnauthorized && r.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Error("401 does not name the scheme")
			}
		})
	}
}

// TestLargestBody: a body of just the limit is read.
func TestLargestBody(t *testing.T) {
	h := newHouse(t)
	head, tail := `{"service":"ktp-baru"`, `}`
	body := head + strings.Repeat(" ", MaxBody-len(head)-len(tail)) + tail
	if r := h.ask("POST /api/v1/tickets", "kiosk", body, nil); r.StatusCode != http.StatusCreated {
		t.Errorf("%d bytes: status %d %s", len(body), r.StatusCode, r.body)
	}
}

// TestManyFaults: the answer to a request with thousands of mistakes is short.
func TestManyFaults(t *testing.T) {
	h := newHouse(t)
	var body strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&body, `"f%d":1,`, i)
	}
	r := h.ask("POST /api/v1/tickets", "kiosk", `{`+body.String()+`"service":"ktp-baru"}`, nil)
	if p := r.problem(t); r.StatusCode != 422 || len(p.Errors) != maxFaults || len(r.body) > 4<<10 {
		t.Errorf("status %d, %d faults in %d bytes", r.StatusCode, len(p.Errors), len(r.body))
	}
}

// TestHugeHeader sends too much header, and ten megabytes of it, to the real
// server.
func TestHugeHeader(t *testing.T) {
	h := newHouse(t)
	for _, size := range []int{MaxHeader + 8<<10, 10 << 20} { // net/http allows 4 KB of slack
		if got := h.headerOf(size); got != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%d bytes: status %d, want 431", size, got)
		}
	}
	if got := h.headerOf(MaxHeader - 4<<10); got != http.StatusOK {
		t.Errorf("within the limit: status %d", got)
	}
}

// headerOf sends a request with so much header and gives the answer's status.
func (h *house) headerOf(size int) int {
	h.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		h.Fatal(err)
	}
	defer c.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		fmt.Fprint(c, "GET /healthz HTTP/1.1\r\nHost: giliran\r\n")
		line := []byte("X-Much: " + strings.Repeat("x", 1014) + "\r\n")
		for range size / len(line) {
			if _, err := c.Write(line); err != nil {
				return // the server has heard enough
			}
		}
		fmt.Fprint(c, "\r\n")
	}()
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		h.Fatal(err)
	}
	defer r.Body.Close()
	c.Close()
	<-sent
	return r.StatusCode
}
