package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// core is a queue that keeps its events in memory: the real decisions behind
// a lock in place of the engine.
type core struct {
	mu     sync.Mutex
	st     *ticketing.State
	o      *ticketing.Office
	at     atomic.Int64 // the clock, in nanoseconds since 1970
	trail  Trail        // of what was done
	broken error        // what the journal says, nil while it works
}

func (c *core) Do(ctx context.Context, cmd ticketing.Command) (ticketing.Result, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	events, result, err := c.st.Decide(c.o, cmd, c.now())
	if err != nil {
		return ticketing.Result{}, err
	}
	if c.broken != nil {
		return ticketing.Result{}, c.broken
	}
	for i := range events {
		c.st.Apply(&events[i])
	}
	c.trail.Note(c.st, events)
	return result, nil
}

func (c *core) View(ctx context.Context, f func(*ticketing.State)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	f(c.st)
	return nil
}

func (c *core) now() time.Time { return time.Unix(0, c.at.Load()) }

// later moves the clock on.
func (c *core) later(d time.Duration) { c.at.Add(int64(d)) }

// house is an office that answers over loopback.
type house struct {
	testing.TB
	core    *core
	server  *Server
	url     string
	console http.Client       // reaches the console's socket
	start   []byte            // the state when it was new
	tokens  map[string]string // secret by holder: a role, "loket-1", "loket-2", "revoked"
}

// morning is a Monday on which the office works.
const morning = "2026-11-23T08:00:00+07:00"

// newHouse opens the example office on a working morning, with desk loket-1
// open, and admits one holder of every role.
func newHouse(t testing.TB, change ...func(*ticketing.Office)) *house {
	t.Helper()
	now, err := time.Parse(time.RFC3339, morning)
	if err != nil {
		t.Fatal(err)
	}
	o := office.Default().Office
	for _, f := range change {
		f(&o)
	}
	c := &core{st: ticketing.NewState(), o: &o}
	c.at.Store(now.UnixNano())
	h := &house{TB: t, core: c, tokens: map[string]string{}}
	h.server = New(Config{
		Queue: c, Office: &o, Keys: &Keyring{}, Now: c.now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Feed:   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "feed") }),
		Latest: h.board, Random: rand.NewChaCha8([32]byte{1}), Viewers: func() int { return 3 }, Trail: &c.trail,
	})
	h.open()
	h.do(ticketing.Tick{})
	h.do(ticketing.OpenDesk{Desk: "loket-1"})
	for _, who := range []string{"kiosk", "supervisor", "admin", "device", "wall"} {
		h.tokens[who], _ = h.admit(who, who+"-1")
	}
	h.tokens["loket-1"], _ = h.admit("desk", "loket-1")
	h.tokens["loket-2"], _ = h.admit("desk", "loket-2")
	secret, id := h.admit("admin", "gone")
	h.tokens["revoked"] = secret
	h.do(ticketing.RevokeToken{ID: id})
	h.server.keys.Set(c.st.Tokens)
	h.start = encoded(t, c.st)
	return h
}

// anew is the same house as it was when it was new, for a test of its own.
func (h *house) anew(t testing.TB) *house {
	t.Helper()
	again := *h
	again.TB = t
	h.core.mu.Lock()
	defer h.core.mu.Unlock()
	h.core.st, h.core.broken = decoded(t, h.start), nil
	h.server.keys.Set(h.core.st.Tokens)
	return &again
}

func encoded(t testing.TB, st *ticketing.State) []byte {
	t.Helper()
	b, err := st.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decoded(t testing.TB, b []byte) *ticketing.State {
	t.Helper()
	st, err := ticketing.DecodeState(b)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// open listens as giliran does: on the network, and on a socket for the
// console.
func (h *house) open() {
	h.Helper()
	h.url = "http://" + h.listen("tcp", "127.0.0.1:0", h.server.Handler())
	socket := h.listen("unix", filepath.Join(h.TempDir(), "console"), h.server.Console())
	h.console.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	h.Cleanup(h.console.CloseIdleConnections)
}

func (h *house) listen(network, address string, handler http.Handler) string {
	h.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		h.Fatal(err)
	}
	srv := HTTPServer(handler, 100, h.server.log)
	go srv.Serve(l)
	h.Cleanup(func() { srv.Close() })
	return l.Addr().String()
}

// board is the feed's newest message.
func (h *house) board() []byte {
	var b []byte
	err := h.core.View(context.Background(), func(st *ticketing.State) {
		b, _ = json.Marshal(BoardMessage{Epoch: "test", Seq: st.Seq, Board: st.Board(h.core.o, h.core.now())})
	})
	if err != nil {
		return nil
	}
	return b
}

// do does something to the office without asking over HTTP.
func (h *house) do(a ticketing.Action) ticketing.Result {
	h.Helper()
	r, err := h.core.Do(context.Background(), ticketing.Command{Actor: "test", Do: a})
	if err != nil {
		h.Fatalf("%#v: %v", a, err)
	}
	return r
}

func (h *house) admit(role, name string) (secret, id string) {
	h.Helper()
	secret, id = "gil_"+role+name, role+"."+name
	h.do(ticketing.AddToken{ID: id, Role: role, Name: name, Hash: hashed(secret)})
	return secret, id
}

// issue gives out a number without asking over HTTP.
func (h *house) issue(service string) *ticketing.Ticket {
	h.Helper()
	code, err := ticketing.NewCode(h.server.random)
	if err != nil {
		h.Fatal(err)
	}
	return h.core.st.Ticket(h.do(ticketing.TakeTicket{Service: service, Code: code}).Ticket)
}

func (h *house) seq() uint64 {
	h.core.mu.Lock()
	defer h.core.mu.Unlock()
	return h.core.st.Seq
}

// response is an answer with its body read.
type response struct {
	*http.Response
	body []byte
}

// problem reads the answer as a problem.
func (r *response) problem(t *testing.T) Problem {
	t.Helper()
	var p Problem
	if ct := r.Header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("status %d has content type %q, want a problem: %.200s", r.StatusCode, ct, r.body)
		return p
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Errorf("problem %q: %v", r.body, err)
	}
	return p
}

// consoleURL leads to the console's socket.
const consoleURL = "http://console"

// request describes a request as tests write it: "POST /path", a holder of
// h.tokens ("" for the public, "console" for the console), a JSON body.
func (h *house) request(line, holder, body string, header ...string) *http.Request {
	h.Helper()
	method, path, _ := strings.Cut(line, " ")
	url := h.url
	if holder == "console" {
		url = consoleURL
	}
	r, err := http.NewRequest(method, url+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if secret := h.tokens[holder]; secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func (h *house) send(r *http.Request) *response {
	h.Helper()
	client := h.console
	if !strings.HasPrefix(r.URL.String(), consoleURL) {
		client.Transport = http.DefaultTransport
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.Fatal(err)
	}
	h.conforms(r, resp, b)
	return &response{resp, b}
}

// ask sends a request and, when it succeeds, reads the answer into out.
func (h *house) ask(line, holder, body string, out any, header ...string) *response {
	h.Helper()
	r := h.send(h.request(line, holder, body, header...))
	if out == nil {
		return r
	}
	if r.StatusCode >= 300 {
		h.Fatalf("%s %s: %d %s", line, body, r.StatusCode, r.body)
	}
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		h.Fatalf("%s: %v in %s", line, err, r.body)
	}
	return r
}

// logTo is a calm log that writes to w, as the one for strangers.
func logTo(w io.Writer) *slog.Logger { return slog.New(newCalm(slog.NewTextHandler(w, nil))) }
