package forecast_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/forecast"
)

// usual is an office with three counters and a line.
func usual(t *testing.T) *town {
	return newTown(t, 3, customs{desks: 3, service: 4 * time.Minute, handover: time.Minute, variety: 0.6, load: 1.1, priority: 0.1})
}

// board is the public picture now, with what is foretold on it.
func (w *town) board() ticketing.Board {
	b := w.s.Board(w.o, w.now)
	forecast.Learn(w.o, w.s).Today(w.s, w.now).Show(&b)
	return b
}

// until plays a day up to a moment and calls then.
func (w *town) until(day int, into time.Duration, then func()) {
	met := false
	w.start(day)
	w.in(into, func() { met = true; then() })
	w.play(w.now.Add(into + time.Second))
	if !met {
		w.t.Fatal("that moment never came")
	}
}

// A new office has nothing to go by and says nothing; on its first day it
// begins to once enough people have been called.
func TestNothingIsSaidWithoutExperience(t *testing.T) {
	w := usual(t)
	var known []bool
	w.start(0)
	for n := range 12 {
		w.in(time.Duration(n+2)*20*time.Minute, func() {
			b := w.board()
			stage := b.Stages[0]
			if len(stage.Waiting) == 0 {
				t.Fatal("nobody waits")
			}
			known = append(known, stage.Waiting[len(stage.Waiting)-1].Wait.Known())
			if b.Services[0].Wait.Known() != known[len(known)-1] {
				t.Error("whoever comes is told other than who has just come")
			}
		})
	}
	w.play(w.now.Add(5 * time.Hour))
	first := slices.Index(known, true)
	if len(known) != 12 || first < 1 || first > 8 || slices.Contains(known[first:], false) {
		t.Errorf("foretold at each 20 minutes: %v", known)
	}
}

// A board tells each number how long it waits, later for later ones; and tells
// nothing of a line where nothing moves, or of one that only papers stand in.
func TestTheBoardTellsHowLong(t *testing.T) {
	w := usual(t)
	for d := range 2 {
		w.day(d)
	}
	w.o.Stages[0].AtClose.Keep = true
	w.until(2, 3*time.Hour, func() {
		b := w.board()
		line := b.Stages[0].Waiting
		if len(line) < 8 {
			t.Fatalf("only %d wait", len(line))
		}
		for i, n := range line {
			if !n.Wait.Known() || n.Wait[0] > n.Wait[1] || i > 0 && (n.Wait[0] < line[i-1].Wait[0] || n.Wait[1] < line[i-1].Wait[1]) {
				t.Errorf("place %d is told %v", i, n.Wait)
			}
		}
		last, newcomer := line[len(line)-1].Wait, b.Services[0].Wait
		if last[1] < 15 || newcomer[0] < last[0] || newcomer[1] < last[1] {
			t.Errorf("the last is told %v, a newcomer %v", last, newcomer)
		}
		for _, n := range b.Stages[1].Waiting {
			if n.Wait.Known() {
				t.Errorf("%s, whose papers wait, is told %v", n.Number, n.Wait)
			}
		}

		w.do(ticketing.PauseDesk{Desk: "loket-1"})
		w.do(ticketing.CloseDesk{Desk: "loket-2"})
		w.do(ticketing.PauseStage{Stage: "berkas", Notice: ticketing.Text{"id": "jeda"}})
		if b := w.board(); b.Services[0].Wait.Known() || b.Stages[0].Waiting[0].Wait.Known() {
			t.Error("a paused stage is told")
		}
		w.do(ticketing.ResumeStage{Stage: "berkas"})
		for _, d := range []string{"loket-1", "loket-2", "loket-3"} {
			w.do(ticketing.Park{Desk: d})
			w.do(ticketing.CloseDesk{Desk: d})
		}
		if b := w.board(); b.Services[0].Wait.Known() {
			t.Error("without an open desk")
		}
		w.do(ticketing.OpenDesk{Desk: "loket-1"})
		one := w.board().Services[0].Wait
		w.do(ticketing.OpenDesk{Desk: "loket-2"})
		two := w.board().Services[0].Wait
		if two[1] >= one[1] || two[0] > one[0] {
			t.Errorf("with two desks %v, with one %v", two, one)
		}
		w.do(ticketing.Next{Desk: "loket-1"}) // this one is still served
		w.do(ticketing.CloseDay{})
		if b := w.board(); len(b.Stages[0].Waiting) == 0 || b.Stages[0].Waiting[0].Wait.Known() {
			t.Error("those who come again tomorrow are told how long they wait")
		}
	})
}

// A snapshot holds all that a forecast needs, and the same state foretells the
// same.
func TestASnapshotForetellsTheSame(t *testing.T) {
	w := usual(t)
	w.day(0)
	w.until(1, 2*time.Hour, func() {
		b, err := w.s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		before := w.board()
		if w.s, err = ticketing.DecodeState(b); err != nil {
			t.Fatal(err)
		}
		if after := w.board(); !before.Services[0].Wait.Known() || !reflect.DeepEqual(before, after) {
			t.Errorf("%v\n%v", before.Services, after.Services)
		}
	})
}

// Where a line stands still, though nobody has said so, people are told more
// with every quarter of an hour, not the same again and again.
func TestALineThatStandsStill(t *testing.T) {
	w := usual(t)
	for d := range 2 {
		w.day(d)
	}
	w.until(2, 3*time.Hour, func() {
		before := w.board().Services[0].Wait
		w.now = w.now.Add(90 * time.Minute)
		if after := w.board().Services[0].Wait; after[1] <= before[1] || after[0] < before[0] {
			t.Errorf("foretold %v, and %v after an hour and a half without a call", before, after)
		}
	})
}
