package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"giliran/display/feed"
)

// crowded is a house with room for so many connections and a feed with so many
// seats for the public.
func crowded(t *testing.T, room, seats int) *house {
	h := newHouse(t)
	public, staff := feed.NewHub(feed.HubOptions{MaxViewers: seats}), feed.NewHub(feed.HubOptions{})
	t.Cleanup(public.Close)
	t.Cleanup(staff.Close)
	h.server = New(Config{
		Queue: h.core, Office: h.core.o, Keys: h.server.keys, Feed: public, StaffFeed: staff, Latest: h.board,
		Now: h.core.now, Random: h.server.random, Log: h.server.log,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := HTTPServer(h.server.Handler(), room, h.server.log)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	h.url = "http://" + l.Addr().String()
	return h
}

// wire is one connection, below HTTP.
type wire struct {
	*testing.T
	net.Conn
	in *bufio.Reader
}

func (h *house) connect(t *testing.T) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patienceOfTests)); err != nil {
		t.Fatal(err)
	}
	return &wire{t, conn, bufio.NewReader(conn)}
}

const patienceOfTests = time.Minute // half of what an idle connection has

// ask sends a request and reads its answer.
func (l *wire) ask(path, token string) (status int, err error) {
	if _, err := fmt.Fprintf(l, "GET %s HTTP/1.1\r\nHost: giliran\r\nAuthorization: Bearer %s\r\n\r\n", path, token); err != nil {
		return 0, err
	}
	r, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

// TestSilentCrowdKeepsNobodyOut: many more connections than there is room for,
// which ask once and then say nothing. Who comes after them is let in, a desk that came before
// them keeps its connection, and most of the crowd have to go.
func TestSilentCrowdKeepsNobodyOut(t *testing.T) {
	h := crowded(t, 8, 100)
	desk := h.connect(t)
	if status, err := desk.ask("/api/v1/desks/loket-1", h.tokens["loket-1"]); status != 200 || err != nil {
		t.Fatal(status, err)
	}
	var crowd []*wire
	for range 30 {
		c := h.connect(t)
		if status, err := c.ask("/assets/base.css", ""); status != 200 || err != nil {
			t.Fatal(status, err)
		}
		crowd = append(crowd, c)
	}
	late := h.connect(t)
	if status, err := late.ask("/api/v1/board", ""); status != 200 || err != nil {
		t.Errorf("a citizen behind the crowd: %d %v", status, err)
	}
	if status, err := desk.ask("/api/v1/desks/loket-1", h.tokens["loket-1"]); status != 200 || err != nil {
		t.Errorf("the desk before the crowd: %d %v", status, err)
	}
	gone := make(chan error, len(crowd))
	for _, c := range crowd {
		go func() {
			_, err := c.in.ReadByte()
			gone <- err
		}()
	}
	for n := range len(crowd) + 2 - 8 { // which of them is chance: an answer is there a moment before the server is done with it
		if err := <-gone; err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("%d of the crowd had to go, no more: %v", n, err)
		}
	}
}

// TestWhoIsAnsweredStaysBeforeWhoIsSilent: a citizen whose answer is under way
// is let finish while there are others who only wait.
func TestWhoIsAnsweredStaysBeforeWhoIsSilent(t *testing.T) {
	d := newDoor(2)
	conns := map[string]net.Conn{}
	enter := func(name string) (g *guest, out string) {
		conn, _ := net.Pipe()
		conns[name] = conn
		g = &guest{door: d}
		gone := d.admit(conn, g)
		for name, c := range conns {
			if c == gone {
				return g, name
			}
		}
		return g, ""
	}
	reader, _ := enter("reader")
	reader.begin(false)
	staff, _ := enter("staff")
	staff.begin(true)
	staff.done()
	if _, out := enter("newcomer"); out != "reader" {
		t.Errorf("when all others are staff or answered, %q has to go, want the reader", out)
	}
	second, out := enter("second")
	if out != "newcomer" {
		t.Errorf("%q has to go, want the silent newcomer", out)
	}
	second.begin(false)
	second.begin(false)
	second.done()
	if _, out := enter("third"); out != "second" {
		t.Errorf("%q has to go, want the second, whose other request is being answered", out)
	}
	d.changed(conns["third"], http.StateHijacked)
	if _, out := enter("fourth"); out != "" {
		t.Errorf("%q has to go although a websocket has left the room", out)
	}
	reader.done() // after it was sent away
	if len(d.guests) != 2 {
		t.Errorf("%d guests in a room for 2", len(d.guests))
	}
}

// TestStaffHaveSeatsOfTheirOwn: phones hold every seat of the feed. One more is
// told to come later; a desk's page and a board follow the feed all the same.
func TestStaffHaveSeatsOfTheirOwn(t *testing.T) {
	h := crowded(t, 100, 2)
	dial := func(header http.Header) int {
		conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.url, "http")+"/feed", header)
		if err == nil {
			t.Cleanup(func() { conn.Close() })
		}
		if response == nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	for _, c := range []struct {
		who    string
		header http.Header
		want   int
	}{
		{"a phone", nil, 101},
		{"a phone with a secret that is none", http.Header{"Authorization": {"Bearer gil_x"}}, 101},
		{"a phone too many", nil, 503},
		{"one with a revoked token", http.Header{"Authorization": {"Bearer " + h.tokens["revoked"]}}, 503},
		{"a desk's page", http.Header{"Cookie": {Caller{Role: "desk", Name: "loket-1"}.cookieName(false) + "=" + h.tokens["loket-1"]}}, 101},
		{"a screen with a token", http.Header{"Authorization": {"Bearer " + h.tokens["kiosk"]}}, 101},
	} {
		if got := dial(c.header); got != c.want {
			t.Errorf("%s: %d, want %d", c.who, got, c.want)
		}
	}
}
