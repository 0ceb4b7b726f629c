package main

import (
	"fmt"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// played is an office whose time the test makes pass.
type played struct {
	t   *testing.T
	o   *ticketing.Office
	s   *ticketing.State
	now time.Time
	n   int
}

func (p *played) do(a ticketing.Action) {
	p.t.Helper()
	events, _, err := p.s.Decide(p.o, ticketing.Command{Do: a}, p.now)
	if err != nil {
		p.t.Fatalf("%#v: %v", a, err)
	}
	for i := range events {
		p.s.Apply(&events[i])
	}
}

// take gives out a number to someone who is new.
func (p *played) take() {
	p.n++
	p.do(ticketing.TakeTicket{Service: "ktp-rusak", Code: fmt.Sprintf("C%07d", p.n)})
}

// serves lets one desk serve so many, each four minutes, while as many come.
func (p *played) serves(n int) {
	for range n {
		p.take()
		p.do(ticketing.Next{Desk: "loket-1"})
		p.now = p.now.Add(4 * time.Minute)
		p.do(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})
	}
}

// The board of an office says how long people wait once it has seen enough of
// them; what it has learned lasts over night and over a restart, and a clock
// that jumps back stops nothing.
func TestTheBoardForetells(t *testing.T) {
	o := office.Default().Office
	p := &played{t: t, o: &o, s: ticketing.NewState(), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	f := new(forecaster)
	known := func(f *forecaster) ticketing.Span {
		b := p.s.Board(p.o, p.now)
		f.show(p.o, p.s, &b, p.now)
		return b.Services[1].Wait
	}
	p.do(ticketing.OpenDay{})
	p.do(ticketing.OpenDesk{Desk: "loket-1"})
	for range 5 {
		p.take()
	}
	if w := known(f); w.Known() {
		t.Errorf("a new office foretells %v", w)
	}
	p.serves(40)
	// Five wait and each takes four minutes.
	if w := known(f); w[0] < 10 || w[0] > 20 || w[1] < 20 || w[1] > 35 {
		t.Errorf("foretold %v", w)
	}
	for id := range uint64(readMost) {
		p.s.Tickets[1<<40+id] = &ticketing.Ticket{}
	}
	if w := known(f); w.Known() {
		t.Errorf("%v is foretold from %d tickets", w, len(p.s.Tickets))
	}
	for id := range uint64(readMost) {
		delete(p.s.Tickets, 1<<40+id)
	}
	p.now = p.now.Add(-30 * time.Minute)
	if w := known(f); !w.Known() {
		t.Error("nothing is foretold since the clock went back")
	}
	p.now = p.now.Add(24 * time.Hour)
	p.do(ticketing.OpenDay{})
	p.do(ticketing.OpenDesk{Desk: "loket-1"})
	for range 5 {
		p.take()
	}
	for what, f := range map[string]*forecaster{"the next day": f, "a restart": new(forecaster)} {
		if w := known(f); w[1] < 15 || w[1] > 40 {
			t.Errorf("after %s %v is foretold", what, w)
		}
	}
}
