package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"giliran/display/feed"
	agent "giliran/firmware-agent"
	"giliran/ticketing"
)

// cramped is an office that may open few files, with a desk, a screen and a
// board that have not come yet.
type cramped struct {
	*testing.T
	office *lived
	url    string
	token  map[string]string
	ask    *insistent
	ctx    context.Context
}

const cramp = 256 // files

func newCramped(t *testing.T) *cramped {
	d := &day{T: t, worst: worst{desks: 3, boards: 1}, token: map[string]string{}}
	d.settle(t.TempDir())
	d.dawn.Speed, d.dawn.Files = 1, cramp
	c := &cramped{T: t, office: d.dawn.wake(t), url: d.url, token: d.token}
	d.admit()
	var stop context.CancelFunc
	c.ctx, stop = context.WithCancel(context.Background())
	t.Cleanup(stop)
	c.ask = &insistent{t: t, url: d.url, tally: newTally(), stuck: func() bool { return false }, http: &http.Client{Timeout: 30 * time.Second}}
	return c
}

// crowd fills every place a stranger can have, and keeps trying: connections
// that ask once and stay, and more phones than there are seats.
func (c *cramped) crowd() (phones, refused int) {
	for range 4 * cramp {
		conn, err := net.Dial("tcp", c.url[len("http://"):])
		if err != nil {
			c.Fatal(err)
		}
		c.Cleanup(func() { conn.Close() })
		if _, err := fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\nHost: office\r\n\r\n"); err != nil {
			c.Fatal(err)
		}
	}
	m := &crowd{address: c.url[len("http://"):]}
	for range 2 * cramp {
		conn, err := m.dial(c.ctx, false)
		if err != nil {
			refused++
			continue
		}
		phones++
		c.Cleanup(func() { conn.Close() })
	}
	return phones, refused
}

// TestStaffGetThroughWhenPhonesEatAllSeats: every seat and every connection
// there is room for is taken by a crowd. A desk opens and calls, a screen sees
// the call, an agent gets its board, a kiosk gives out a number.
func TestStaffGetThroughWhenPhonesEatAllSeats(t *testing.T) {
	c := newCramped(t)
	phones, refused := c.crowd()
	if space := shareOut(cramp); phones != space.viewers || refused == 0 {
		t.Fatalf("%d phones found a seat of %d, %d were refused", phones, space.viewers, refused)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	c.ask.applicant(c.ctx, rng, c.token[door(0)])
	if len(c.ask.tally.tickets) != 1 {
		t.Fatal("no number at the kiosk")
	}
	screen := feed.NewClient("ws"+c.url[len("http"):]+"/feed", feed.ClientOptions{Token: c.token["layar"]})
	go func() { _ = screen.Run(c.ctx) }()
	s := newStation(c.ctx, t, c.url, "pi-1", c.token["pi-1"])
	desk := deskNames(1)[0]
	for _, verb := range []string{"open", "next"} {
		if a, ok := c.ask.ask(c.ctx, rng, c.token[desk], "/desks/"+desk+"/"+verb, js{}); !ok || a.status != http.StatusOK {
			t.Fatalf("%s: %v", verb, a)
		}
	}
	waitUntil(t, "the board beside the door is linked", func() bool { return s.agent.Status().Link == agent.LinkUp })
	waitUntil(t, "the screen shows the call", func() bool {
		m, _ := screen.Latest()
		var b ticketing.Board
		return m.Epoch != "" && decode(t, m.Board, &b) && len(b.Calls) == 1
	})
	if tries := c.ask.tally.tries; tries != 3 {
		t.Errorf("staff had to try %d times for 3 wishes", tries)
	}
	if v := c.office.ask("vital"); v.Files > cramp {
		t.Errorf("%d files are open, the limit is %d", v.Files, cramp)
	}
}

// TestNoFileLeft: for a while the system gives the office no file more. Who
// comes then waits at the door; nobody who is in notices, and nothing ends.
func TestNoFileLeft(t *testing.T) {
	c := newCramped(t)
	rng := rand.New(rand.NewPCG(1, 2))
	c.ask.applicant(c.ctx, rng, c.token[door(0)]) // is in, and stays
	if v := c.office.ask("squeeze"); !strings.Contains(v.Err, syscall.EMFILE.Error()) {
		t.Fatalf("there are files left: %s", v.Err)
	}
	late, err := net.Dial("tcp", c.url[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if _, err := fmt.Fprint(late, "GET /healthz HTTP/1.1\r\nHost: office\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	c.ask.applicant(c.ctx, rng, c.token[door(0)])
	if len(c.ask.tally.tickets) != 2 {
		t.Error("the kiosk that was in got no number")
	}
	c.office.ask("release")
	if answer, err := io.ReadAll(late); err != nil || len(answer) == 0 {
		t.Errorf("who waited at the door was not answered: %q %v", answer, err)
	}
	c.office.stop()
}
