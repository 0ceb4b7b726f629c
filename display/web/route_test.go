package web

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"giliran/display/feed"
	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

// shown is what giliran does after each commit: the board to the feed, the
// tokens to the keyring.
type shown struct {
	hub   *feed.Hub
	keys  *Keyring
	o     *ticketing.Office
	epoch string
	now   func() time.Time
}

func (p *shown) Publish(st *ticketing.State, _ []ticketing.Event) {
	p.keys.Set(st.Tokens)
	b, err := json.Marshal(st.Board(p.o, p.now()))
	if err != nil {
		panic(err)
	}
	p.hub.Publish(p.epoch, st.Seq, b)
}

// realHouse is the whole office on a real store, started as giliran starts it.
func realHouse(t *testing.T, s *store.Store, now func() time.Time) *house {
	t.Helper()
	o := office.Default().Office
	keys, hub := &Keyring{}, feed.NewHub(feed.HubOptions{})
	t.Cleanup(hub.Close)
	e, err := engine.Start(&o, s, &shown{hub, keys, &o, s.Epoch(), now}, engine.Options{Now: now, Tick: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	latest := func() []byte {
		m, ok := hub.Latest()
		if !ok {
			return nil
		}
		return fmt.Appendf(nil, `{"epoch":%q,"seq":%d,"board":%s}`, m.Epoch, m.Seq, m.Board)
	}
	h := &house{TB: t, tokens: map[string]string{}}
	h.server = New(Config{Queue: e, Office: &o, Keys: keys, Feed: hub, Latest: latest, Now: now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Viewers: hub.Viewers})
	h.open()
	return h
}

// TestRoute takes one application through every stage of the service standard
// and a second one home and back, over HTTP alone, on the real engine and
// store; then the power goes and comes back.
func TestRoute(t *testing.T) {
	var clock atomic.Int64
	start, err := time.Parse(time.RFC3339, morning)
	if err != nil {
		t.Fatal(err)
	}
	clock.Store(start.UnixNano())
	now := func() time.Time { return time.Unix(0, clock.Load()) }
	s := storetest.New(t)
	h := realHouse(t, s, now)

	var day Day
	h.ask("POST /api/v1/day/open", "console", `{"date":"2026-11-23"}`, &day)
	if !day.Open || !day.Manual || day.Day != "2026-11-23" {
		t.Fatalf("day %+v", day)
	}
	for _, d := range h.server.office.Desks {
		h.tokens[d.ID] = h.newToken("desk", d.ID)
		h.ask("POST /api/v1/desks/"+d.ID+"/open", d.ID, "", &Desk{})
	}
	h.tokens["kiosk"], h.tokens["lead"] = h.newToken("kiosk", "pintu"), h.newToken("supervisor", "yanum")
	at := func(desk, verb, body string) Desk {
		clock.Add(int64(time.Minute))
		var d Desk
		h.ask("POST /api/v1/desks/"+desk+"/"+verb, desk, body, &d)
		return d
	}
	step := func(desk, outcome string) *Ticket {
		at(desk, "next", "")
		return at(desk, "finish", `{"outcome":"`+outcome+`"}`).Last
	}

	var b, again Ticket
	taken := h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-rusak"}`, &b, "Idempotency-Key", "press-1")
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-rusak"}`, &again, "Idempotency-Key", "press-1")
	if b.Number != "B001" || again.Code != b.Code || taken.Header.Get("Location") != "/api/v1/tickets/"+b.Code {
		t.Fatalf("took %+v, again %+v", b, again)
	}
	if d := at("loket-1", "next", ""); d.Ticket == nil || d.Ticket.Number != "B001" || d.Ticket.State != ticketing.Calling || !d.CanUndo {
		t.Fatalf("loket-1 has %+v", d)
	}
	at("loket-1", "recall", "{}")
	at("loket-1", "arrive", "")
	if d := at("loket-1", "finish", `{"outcome":"lengkap"}`); d.Ticket != nil || d.Last.Stage != "validasi" || d.Last.Due == nil {
		t.Fatalf("after berkas: %+v", d)
	}
	step("kasi", "sah")
	step("siak-1", "belum-rekam")
	if held := step("siak-1", "selesai"); held.Hold != "prr" || held.Slip != "tanda-pengambilan" {
		t.Fatalf("after rekam: %+v", held)
	}
	var hold HoldList
	h.ask("GET /api/v1/holds/prr", "lead", "", &hold)
	var released ReleaseResult
	h.ask("POST /api/v1/holds/prr/release", "lead", `{"codes":["`+hold.Tickets[0].Code+`"]}`, &released)
	if len(released.Released) != 1 || released.Released[0].Stage != "cetak" {
		t.Fatalf("released %+v", released)
	}
	step("siak-1", "tercetak")
	step("siak-1", "diterima")
	if home := step("loket-2", "pemohon-pulang"); home.Hold != "pengambilan" {
		t.Fatalf("gone home: %+v", home)
	}
	var p Ticket
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"pengambilan","slip":"`+b.Code+`"}`, &p)
	if p.Number != "P001" || p.For == nil || p.For.Number != "B001" {
		t.Fatalf("pick-up %+v", p)
	}
	if got := h.status(b.Code); got.Visit == nil || *got.Visit != "P001" {
		t.Errorf("the application does not know its visit: %+v", got)
	}
	if done := step("loket-1", "diserahkan"); done.State != ticketing.Finished {
		t.Fatalf("handed over: %+v", done)
	}
	done := h.status(b.Code)
	if done.State != ticketing.Finished || len(done.Route) != 9 || done.Clocks.Elapsed == 0 || done.Clocks.Office >= done.Clocks.Elapsed {
		t.Errorf("in the end: %+v", done)
	}
	h.sameOnFeed()

	// The power goes. Everything acknowledged is there again, tokens too.
	board := h.ask("GET /api/v1/figures", "lead", "", &Figures{}).body
	tokens := h.tokens
	h = realHouse(t, storetest.Reopen(t, s), now)
	h.tokens = tokens
	if after := h.ask("GET /api/v1/figures", "lead", "", &Figures{}).body; string(after) != string(board) {
		t.Errorf("before %s after %s", board, after)
	}
	if got := h.status(b.Code); got.State != ticketing.Finished {
		t.Errorf("after the restart: %+v", got)
	}
}

// newToken makes a token at the console and gives its secret.
func (h *house) newToken(role, name string) string {
	h.Helper()
	var made NewToken
	h.ask("POST /api/v1/tokens", "console", fmt.Sprintf(`{"role":%q,"name":%q}`, role, name), &made)
	return made.Token
}

// status is a ticket as the public sees it.
func (h *house) status(code string) Ticket {
	h.Helper()
	var t Ticket
	h.ask("GET /api/v1/tickets/"+code, "", "", &t)
	return t
}

// sameOnFeed compares the board over websocket with the board over HTTP.
func (h *house) sameOnFeed() {
	h.Helper()
	c, _, err := websocket.DefaultDialer.Dial(strings.Replace(h.url, "http", "ws", 1)+"/feed", nil)
	if err != nil {
		h.Fatal(err)
	}
	defer c.Close()
	_, message, err := c.ReadMessage()
	if err != nil {
		h.Fatal(err)
	}
	if got := h.ask("GET /api/v1/board", "", "", nil).body; string(got) != string(message) {
		h.Errorf("over HTTP %s, over the feed %s", got, message)
	}
}
