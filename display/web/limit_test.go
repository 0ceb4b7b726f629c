package web

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"giliran/ticketing"
)

// from asks as somebody at an address of the network, through the whole door.
func (h *house) from(address, line, holder string, header ...string) *httptest.ResponseRecorder {
	h.Helper()
	body := ""
	if strings.HasPrefix(line, "POST /api/v1/tickets") {
		body = `{"service":"ktp-baru"}`
	}
	r := h.request(line, holder, body, header...)
	r.RemoteAddr, r.RequestURI = address+":50000", r.URL.RequestURI()
	r.Host = r.URL.Host
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	return w
}

// TestWaitingRoom: five hundred phones behind one address open their tickets'
// pages at the same moment, and all of them see everything.
func TestWaitingRoom(t *testing.T) {
	h := newHouse(t)
	for i := range 500 {
		if i%50 == 0 {
			h.core.later(time.Second) // they walk in within ten seconds
		}
		code := h.issue("ktp-baru").Code
		for _, line := range []string{"GET /s/" + code, "GET /assets/base.css", "GET /assets/status.css", "GET /assets/theme.css", "GET /assets/status.js",
			"GET /assets/feed.js", "GET /assets/live.js", "GET /assets/morph.js", "GET /assets/words.js", "GET /assets/icon.svg", "GET /feed"} {
			if w := h.from("203.0.113.7", line, ""); w.Code != http.StatusOK {
				t.Fatalf("phone %d: %s: %d %s", i, line, w.Code, w.Body)
			}
		}
	}
}

// TestFlood: who asks without end is refused in words, for as long as it says;
// his neighbours, staff behind the same address and this machine are not.
func TestFlood(t *testing.T) {
	h := newHouse(t)
	flood := func(address, holder string) (w *httptest.ResponseRecorder, n int) {
		for n = range 1_000_000 {
			if w = h.from(address, "GET /healthz", holder, "Accept", "application/json"); w.Code != http.StatusOK {
				return w, n
			}
		}
		t.Fatalf("%s as %q is never refused", address, holder)
		return nil, 0
	}
	w, n := flood("203.0.113.7", "")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"too-many-rate"`) {
		t.Errorf("refused with %d %v %s", w.Code, w.Header(), w.Body)
	}
	if n < 3000 {
		t.Errorf("refused after only %d", n)
	}
	if w := h.from("203.0.113.7", "GET /board", "", "Accept", "text/html"); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "Terlalu banyak permintaan") {
		t.Errorf("a browser is told %d %s", w.Code, w.Body)
	}
	for _, c := range []struct{ address, holder string }{
		{"203.0.113.8", ""}, {"203.0.113.7", "loket-1"}, {"127.0.0.1", ""}, {"[::1]", ""}, {"[::ffff:127.0.0.1]", ""},
	} {
		if w := h.from(c.address, "GET /healthz", c.holder); w.Code != http.StatusOK {
			t.Errorf("%s as %q is refused too", c.address, c.holder)
		}
	}
	for range 4100 { // more than an address of the network may
		if w := h.from("127.0.0.1", "GET /healthz", ""); w.Code != http.StatusOK {
			t.Fatalf("this machine itself is refused: %d", w.Code)
		}
	}
	h.core.later(time.Second)
	if w := h.from("203.0.113.7", "GET /healthz", ""); w.Code != http.StatusOK {
		t.Errorf("a second later it is still refused: %s", w.Body)
	}
	if w, _ := flood("203.0.113.9", "kiosk"); w.Code != http.StatusTooManyRequests {
		t.Errorf("a token without end is answered %d", w.Code)
	}
}

// TestManyAddresses: one machine with all the addresses of an IPv6 network is
// one client, and many addresses together meet the bound for all.
func TestManyAddresses(t *testing.T) {
	now := time.Now()
	clients := map[string]bool{}
	for i := range 100 {
		clients[client(&http.Request{RemoteAddr: fmt.Sprintf("[2001:db8:0:1:%x::1%%eth0]:40000", i)})] = true
	}
	if len(clients) != 1 {
		t.Error("a network of addresses is as many clients")
	}
	m, n := newMeter(publicAllowance()), 0
	for ; n < 60_000; n++ {
		if _, ok := m.use(now, fmt.Sprintf("10.%d.%d.%d", n>>16, n>>8&255, n&255), 1); !ok {
			break
		}
	}
	if _, all := publicAllowance(); n != int(all.burst) {
		t.Errorf("many addresses together may ask %d times at once, want %v", n, all.burst)
	}
	if known := len(m.clients.now) + len(m.clients.before); known > 2*metered {
		t.Errorf("%d clients are remembered", known)
	}
}

// TestGuessing: who tries ticket codes is stopped, on the page and in the API,
// one after the other or all at once; who shares his address keeps the tickets
// already found there, and staff can look up anything, but not who holds a
// screen's token only.
func TestGuessing(t *testing.T) {
	h := newHouse(t)
	mine, other := h.issue("ktp-baru").Code, h.issue("ktp-baru").Code
	at := "203.0.113.7"
	if w := h.from(at, "GET /s/"+mine, ""); w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	var guesses sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for i := range 700 {
		guesses.Go(func() {
			line := []string{"GET /s/", "GET /api/v1/tickets/"}[i%2] + fmt.Sprintf("Z2%06d", i)
			w := h.from(at, line, "")
			mu.Lock()
			defer mu.Unlock()
			count[w.Code]++
		})
	}
	guesses.Wait()
	each, _ := guessAllowance()
	if count[http.StatusNotFound] != int(each.burst) || count[http.StatusTooManyRequests] != 700-int(each.burst) {
		t.Errorf("answers %v, want %v of 404 and then 429", count, each.burst)
	}
	if w := h.from(at, "GET /s/"+other, ""); w.Code != http.StatusTooManyRequests {
		t.Errorf("a guesser who is lucky gets %d", w.Code)
	}
	for _, c := range []struct{ address, code, holder string }{{at, mine, ""}, {at, strings.ToLower(mine), ""}, {at, other, "loket-1"}, {"203.0.113.8", other, ""}} {
		if w := h.from(c.address, "GET /s/"+c.code, c.holder); w.Code != http.StatusOK {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
	if w := h.from(at, "GET /s/"+other, "wall"); w.Code != http.StatusTooManyRequests {
		t.Errorf("a screen that guesses is answered %d", w.Code)
	}
	h.core.later(10 * time.Second)
	if w := h.from(at, "GET /s/"+other, ""); w.Code != http.StatusOK {
		t.Errorf("ten seconds later: %d", w.Code)
	}
}

// TestGuessingTakesYears: at the rate all addresses together may guess, the
// first code of anybody's is found after years, one person's after lifetimes.
func TestGuessingTakesYears(t *testing.T) {
	_, all := guessAllowance()
	codes := math.Pow(float64(len(ticketing.CodeLetters)), ticketing.CodeLength)
	const kept = 3000 // a week of tickets and a year of holds
	year := (365 * 24 * time.Hour).Seconds()
	if years := codes / kept / all.rate / year; years < 5 {
		t.Errorf("anybody's ticket is found after %.1f years on average", years)
	}
	if years := codes / 2 / all.rate / year; years < 5000 {
		t.Errorf("a given ticket is found after %.0f years on average", years)
	}
}

// TestLogin: wrong tokens are slowed down and noted, a few of them; the right
// one enters all the while, from the same address.
func TestLogin(t *testing.T) {
	var said bytes.Buffer
	h := newHouse(t)
	h.server.strangers = logTo(&said)
	at := "203.0.113.7"
	codes := map[int]int{}
	for i := range 200 {
		codes[h.from(at, fmt.Sprintf("GET /enter?token=gil_guess%d", i), "").Code]++
		codes[h.from(at, "GET /api/v1/office", "", "Authorization", fmt.Sprintf("Bearer gil_guess%d", i)).Code]++
		codes[h.from(at, "GET /admin", "", "Cookie", fmt.Sprintf("giliran-admin-0=gil_guess%d", i)).Code]++
	}
	each, _ := loginAllowance()
	if codes[http.StatusUnauthorized] != int(each.burst) || codes[http.StatusTooManyRequests] != 600-int(each.burst) {
		t.Errorf("answers %v", codes)
	}
	if w := h.from(at, "GET /enter?token="+h.tokens["loket-1"], ""); w.Code != http.StatusSeeOther {
		t.Errorf("the right token does not enter: %d", w.Code)
	}
	if w := h.from(at, "GET /api/v1/office", "loket-1"); w.Code != http.StatusOK {
		t.Errorf("the right token opens nothing: %d", w.Code)
	}
	lines := strings.Count(said.String(), "\n")
	if lines == 0 || lines > 20 || !strings.Contains(said.String(), "203.0.113.7") || strings.Contains(said.String(), "gil_") {
		t.Errorf("the log says\n%s", &said)
	}
}

// TestIssueRate: a stolen kiosk token takes numbers no faster than a kiosk, so
// that it cannot use up the day before somebody notices.
func TestIssueRate(t *testing.T) {
	h := newHouse(t)
	n := 0
	var w *httptest.ResponseRecorder
	for ; n < 1000; n++ {
		if w = h.from("203.0.113.7", "POST /api/v1/tickets", "kiosk"); w.Code != http.StatusCreated {
			break
		}
	}
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || n > IssueRate || n < 10 {
		t.Errorf("after %d numbers: %d %s", n, w.Code, w.Body)
	}
	if w := h.from("203.0.113.7", "POST /api/v1/tickets", "device"); w.Code != http.StatusCreated {
		t.Errorf("another token is refused too: %s", w.Body)
	}
	if w := h.from("127.0.0.1", "POST /api/v1/tickets", "kiosk"); w.Code != http.StatusCreated {
		t.Errorf("the kiosk on this machine is refused: %s", w.Body)
	}
	h.core.later(time.Minute)
	again := 0
	for h.from("203.0.113.7", "POST /api/v1/tickets", "kiosk").Code == http.StatusCreated && again < 1000 {
		again++
	}
	if again > IssueRate {
		t.Errorf("%d numbers in the next minute", again)
	}
}

// TestLogHoldsNoCode: when the office fails, its log says which page or request
// failed, and no code of a ticket nor a token.
func TestLogHoldsNoCode(t *testing.T) {
	h := newHouse(t)
	code := h.issue("ktp-baru").Code
	var said bytes.Buffer
	h.server.log = slog.New(slog.NewTextHandler(&said, nil))
	h.core.broken = errors.New("the journal is away")
	for _, line := range []string{"GET /s/" + code, "GET /api/v1/tickets/" + code, "POST /api/v1/tickets/" + code + "/check-in", "GET /enter?token=" + h.tokens["kiosk"], "GET /kiosk", "GET /admin"} {
		h.from("203.0.113.7", line, "supervisor")
	}
	if !strings.Contains(said.String(), "journal is away") || !strings.Contains(said.String(), "/s/{code}") {
		t.Errorf("the log does not say what failed:\n%s", &said)
	}
	if strings.Contains(said.String(), code) || strings.Contains(said.String(), "gil_") {
		t.Errorf("the log holds a secret:\n%s", &said)
	}
}
