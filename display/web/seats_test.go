package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"giliran/display/feed"
	"giliran/ticketing"
)

// wired is a house with a board with hardware, and a real feed.
func wired(t *testing.T) *house {
	h := newHouse(t, func(o *ticketing.Office) { o.Devices = []ticketing.Device{{ID: "device-1", Kiosk: true}} })
	public := feed.NewHub(feed.HubOptions{})
	h.server.devices = NewDevices(h.core.o, "test", nil, "http://office", h.core.now)
	t.Cleanup(h.server.devices.Close)
	t.Cleanup(public.Close)
	board := h.core.st.Board(h.core.o, h.core.now())
	h.server.devices.Publish(h.core.st, &board)
	public.Publish("test", 1, []byte(`{}`))
	h.server.mux.Handle("GET /test/feed", h.server.seated(public))
	return h
}

// dial opens a websocket; token "" for none.
func (h *house) dial(path, token string, header ...string) (*websocket.Conn, int) {
	h.Helper()
	head := http.Header{}
	if token != "" {
		head.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		head.Set(header[i], header[i+1])
	}
	conn, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.url, "http")+path, head)
	if err != nil {
		if answer == nil {
			h.Fatal(err)
		}
		return nil, answer.StatusCode
	}
	h.Cleanup(func() { conn.Close() })
	return conn, http.StatusSwitchingProtocols
}

// TestRevokedAtOnce: with its token a board's open feed ends too, and that of
// nobody else.
func TestRevokedAtOnce(t *testing.T) {
	h := wired(t)
	board, _ := h.dial("/device/device-1?instance=a", h.tokens["device"])
	watcher, _ := h.dial("/test/feed", h.tokens["supervisor"])
	for _, c := range []*websocket.Conn{board, watcher} {
		if _, _, err := c.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	h.ask("DELETE /api/v1/tokens/device.device-1", "admin", "", nil)
	if err := board.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	for {
		_, _, err := board.ReadMessage()
		if err == nil {
			continue
		}
		if slow, ok := err.(interface{ Timeout() bool }); ok && slow.Timeout() {
			t.Error("the feed of a revoked token goes on")
		}
		break
	}
	if _, code := h.dial("/device/device-1?instance=a", h.tokens["device"]); code != http.StatusUnauthorized {
		t.Errorf("it may come back: %d", code)
	}
	if err := watcher.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
		t.Errorf("the feed of another ended: %v", err)
	}
	for end := time.Now().Add(20 * time.Second); h.server.seats.resting() != 1; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d seats rest on tokens, want that of the supervisor", h.server.seats.resting())
		}
	}
}

// resting is how many seats rest on tokens.
func (s *seats) resting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held)
}

// TestSeats: one address has so many seats and no more; who leaves gives his
// back.
func TestSeats(t *testing.T) {
	s := seats{count: map[string]int{}}
	var free func()
	for range MostSeats {
		var ok bool
		if free, ok = s.take("a"); !ok {
			t.Fatal("refused too early")
		}
	}
	if _, ok := s.take("a"); ok {
		t.Error("one address takes every seat")
	}
	if _, ok := s.take("b"); !ok {
		t.Error("another address finds none")
	}
	free()
	if _, ok := s.take("a"); !ok {
		t.Error("a seat given back is not free")
	}
	h := newHouse(t)
	for range MostSeats + 1 { // no websocket comes of these
		if w := h.from("203.0.113.7", "GET /feed", ""); w.Code != http.StatusOK {
			t.Fatalf("a request that is no websocket keeps its seat: %d", w.Code)
		}
	}
}

// TestForeignWebsocket: the page of another site, or of another port of this
// machine, cannot open the feed of a board with the cookie a browser holds.
func TestForeignWebsocket(t *testing.T) {
	h := wired(t)
	cookie := Caller{Role: "device", Name: "device-1"}.cookieName(false) + "=" + h.tokens["device"]
	for origin, want := range map[string]int{
		"http://elsewhere.example": http.StatusForbidden,
		"http://127.0.0.1:1":       http.StatusForbidden,
		h.url:                      http.StatusSwitchingProtocols,
	} {
		if _, code := h.dial("/device/device-1?instance=a", "", "Cookie", cookie, "Origin", origin); code != want {
			t.Errorf("from %s: %d, want %d", origin, code, want)
		}
	}
}

// TestPlain: without TLS the public reads what is public, pages with a token
// are led to TLS, and a secret sent in the clear does nothing.
func TestPlain(t *testing.T) {
	h := newHouse(t)
	code := h.issue("ktp-baru").Code
	open := map[string]bool{}
	for _, p := range public() {
		open[p] = true
	}
	for _, e := range endpoints() {
		pattern, _, _ := strings.Cut(e.line, "?")
		want := http.StatusForbidden
		switch {
		case open[pattern] || strings.HasPrefix(pattern, "GET /assets/"):
			want = 0 // whatever it answers to the public
		case strings.HasPrefix(pattern, "GET "):
			want = http.StatusTemporaryRedirect
		}
		for _, redirect := range []bool{false, true} {
			r := h.request(pathOf(e.line, code), "", e.body)
			r.RemoteAddr, r.RequestURI, r.Host = "203.0.113.7:5000", r.URL.RequestURI(), "192.168.1.10:8080"
			r.AddCookie(&http.Cookie{Name: Caller{Role: "admin", Name: "admin-1"}.cookieName(false), Value: h.tokens["admin"]})
			before, w := h.seq(), httptest.NewRecorder()
			h.server.Plain("8443", redirect).ServeHTTP(w, r)
			expect := want
			if redirect && expect == 0 {
				expect = http.StatusTemporaryRedirect
			}
			switch {
			case h.seq() != before:
				t.Errorf("%s changed something without TLS", e.line)
			case expect == 0 && (w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusForbidden || w.Code == http.StatusUnauthorized):
				t.Errorf("%s: %d, though it is public", e.line, w.Code)
			case expect != 0 && w.Code != expect:
				t.Errorf("%s, redirect %t: %d, want %d", e.line, redirect, w.Code, expect)
			case w.Code == http.StatusTemporaryRedirect && !strings.HasPrefix(w.Header().Get("Location"), "https://192.168.1.10:8443/") && w.Header().Get("Location") != "https://192.168.1.10:8443/":
				t.Errorf("%s leads to %s", e.line, w.Header().Get("Location"))
			}
		}
	}
	for name, line := range map[string]string{"a bearer token": "GET /api/v1/board", "a link with a token": "GET /enter?token=" + h.tokens["admin"]} {
		r := h.request(line, "", "")
		if strings.Contains(name, "bearer") {
			r.Header.Set("Authorization", "Bearer "+h.tokens["admin"])
		}
		r.RemoteAddr = "203.0.113.7:5000"
		w := httptest.NewRecorder()
		h.server.Plain("8443", false).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "https-needed") {
			t.Errorf("%s without TLS: %d %s", name, w.Code, w.Body)
		}
	}
	// What the public sees without TLS does not change with a cookie.
	r := h.request("GET /api/v1/tickets/"+code, "", "", "Cookie", Caller{Role: "admin", Name: "admin-1"}.cookieName(false)+"="+h.tokens["admin"])
	r.RemoteAddr = "203.0.113.7:5000"
	w := httptest.NewRecorder()
	h.server.Plain("8443", false).ServeHTTP(w, r)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"note"`) {
		t.Errorf("a cookie in the clear opens %d %s", w.Code, w.Body)
	}
}

// TestSecureURL: addresses of every form lead to the port with TLS.
func TestSecureURL(t *testing.T) {
	for host, want := range map[string]string{
		"kantor": "https://kantor:8443/a?b=c", "kantor:8080": "https://kantor:8443/a?b=c", "[fd00::2]:8080": "https://[fd00::2]:8443/a?b=c", "[fd00::2]": "https://[fd00::2]:8443/a?b=c",
	} {
		r := httptest.NewRequest("GET", "/a?b=c", nil)
		r.Host = host
		if got := secureURL(r, "8443"); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
	r := httptest.NewRequest("GET", "/a", nil)
	r.Host = "kantor:80"
	if got := secureURL(r, "443"); got != "https://kantor/a" {
		t.Errorf("port 443: %s", got)
	}
}

// TestLastUsed: the list of tokens says when each was last used.
func TestLastUsed(t *testing.T) {
	h := newHouse(t)
	h.core.later(time.Hour)
	h.ask("GET /api/v1/office", "kiosk", "", nil)
	h.ask("POST /api/v1/tokens", "admin", `{"role":"kiosk","name":"pintu"}`, nil) // sets them all anew
	var list TokenList
	h.ask("GET /api/v1/tokens", "admin", "", &list)
	used := map[string]bool{}
	for _, token := range list.Tokens {
		used[token.Name] = token.Used.Equal(h.core.now().Truncate(time.Second))
	}
	if want := map[string]bool{"kiosk-1": true, "admin-1": true, "device-1": false, "pintu": false, "loket-1": false, "loket-2": false, "supervisor-1": false, "wall-1": false}; fmt.Sprint(used) != fmt.Sprint(want) {
		t.Errorf("used just now: %v", used)
	}
}

// TestAFullHouseBehindOneRouterComesBack: 5,000 phones with one address are cut
// off and dial again, twice, at the same moment; none is told to wait.
func TestAFullHouseBehindOneRouterComesBack(t *testing.T) {
	h := newHouse(t)
	for range 2 {
		for range 5000 {
			if w := h.from("203.0.113.7", "GET /feed", ""); w.Code != http.StatusOK {
				t.Fatalf("a phone gets %d", w.Code)
			}
		}
	}
	s := seats{count: map[string]int{}}
	for i := range 5000 {
		if _, ok := s.take("203.0.113.7"); !ok {
			t.Fatalf("no seat for phone %d", i+1)
		}
	}
}
