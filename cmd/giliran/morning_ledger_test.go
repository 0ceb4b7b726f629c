package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"giliran/ticketing"
)

// tally is what the people of a morning were told, kept outside the office.
type tally struct {
	mu      sync.Mutex
	tickets map[string]string // number by code, of every ticket acknowledged
	called  []calledTo        // every call acknowledged
	waits   [2][]time.Duration
	tries   int // requests sent, answered or not
}

type calledTo struct{ desk, number string }

func newTally() *tally { return &tally{tickets: map[string]string{}} }

func (l *tally) issued(code, number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tickets[code] = number
}

func (l *tally) call(desk, number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.called = append(l.called, calledTo{desk, number})
}

// took notes how long a command took, and whether viewers were stuck.
func (l *tally) took(d time.Duration, stuck bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	which := 0
	if stuck {
		which = 1
	}
	l.waits[which] = append(l.waits[which], d)
}

func (l *tally) tried() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tries++
}

// count is how many tickets have been acknowledged.
func (l *tally) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.tickets)
}

func median(d []time.Duration) time.Duration {
	if len(d) == 0 {
		return 0
	}
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)/2]
}

// chronicle is what the journal says of a morning.
type chronicle struct {
	events, papers int
	issued         []ticketing.Issued
	byPeople       int // of issued, those asked for at the door
	calls          []shownCall
	wished         int // of calls, those a desk's "next" caused
}

// shownCall is a call as a wall shows it.
type shownCall struct {
	Seq          uint64
	Number, Desk string
}

// read reads the lines that giliran log prints.
func (h *chronicle) read(log []byte) error {
	tickets := map[uint64]string{}
	dec := json.NewDecoder(bytes.NewReader(log))
	for {
		var e ticketing.Event
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		h.events++
		switch f := e.Fact.(type) {
		case *ticketing.Issued:
			tickets[e.Seq] = f.Number
			h.issued = append(h.issued, *f)
			if strings.HasPrefix(e.Actor, ticketing.RoleKiosk) {
				h.byPeople++
			}
		case *ticketing.CalledUp:
			h.wished++
			if !f.File {
				h.shown(tickets[f.Ticket], f.Desk)
			}
		case *ticketing.Recalled:
			h.shown(tickets[f.Ticket], f.Desk)
		case *ticketing.PrintEnded:
			if f.As == ticketing.JobPrinted {
				h.papers++
			}
		}
	}
}

func (h *chronicle) shown(number, desk string) {
	h.calls = append(h.calls, shownCall{uint64(len(h.calls) + 1), number, desk})
}

// judge compares the journal with what people were told.
func (h *chronicle) judge(t *testing.T, l *tally) (lost, doubles int) {
	t.Helper()
	numbers, codes := map[string]bool{}, map[string]string{}
	for _, i := range h.issued {
		if numbers[i.Number] || codes[i.Code] != "" {
			doubles++
			t.Errorf("%s was given out twice", i.Number)
		}
		numbers[i.Number], codes[i.Code] = true, i.Number
	}
	for code, number := range l.tickets {
		if codes[code] != number {
			lost++
			t.Errorf("%s was acknowledged for %s, the journal has %q", number, code, codes[code])
		}
	}
	if h.byPeople != len(l.tickets) {
		t.Errorf("%d tickets for %d wishes at the door", h.byPeople, len(l.tickets))
	}
	if h.wished != len(l.called) {
		t.Errorf("%d calls for %d wishes of desks", h.wished, len(l.called))
	}
	return lost, doubles
}

// compare fails unless the wall has shown what the journal says was called:
// each once, and in order.
func (h *chronicle) compare(t *testing.T, wall []shownCall) {
	t.Helper()
	if slices.Equal(wall, h.calls) {
		return
	}
	t.Errorf("the wall showed %d calls, the journal has %d", len(wall), len(h.calls))
	for i := range min(len(wall), len(h.calls)) {
		if wall[i] != h.calls[i] {
			t.Errorf("first difference at %d: the wall showed %v, the journal has %v", i, wall[i], h.calls[i])
			return
		}
	}
}

// table prints columns under one another.
func table(rows [][2]string) string {
	wide := len(slices.MaxFunc(rows, func(a, b [2]string) int { return cmp.Compare(len(a[0]), len(b[0])) })[0])
	var out strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&out, "\n  %-*s  %s", wide, r[0], r[1])
	}
	return out.String()
}
