package wall

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/feed"
	"giliran/ticketing"
)

// line is a feed whose link the test cuts; what a wall hears over it is what a
// client would give it: the newest board, and since when it is old.
type line struct {
	message feed.Message
	state   feed.State
	changed chan struct{}
}

func (l *line) Latest() (feed.Message, feed.State) { return l.message, l.state }
func (l *line) Changed() <-chan struct{}           { return l.changed }

// hall is two days of an office whose time the test makes pass, with a wall on
// its screen.
type hall struct {
	t      *testing.T
	now    time.Time
	seq    uint64
	board  *ticketing.Board
	line   *line
	wall   *Wall
	screen *ebiten.Image
	down   time.Time // since when the link is down
	spoken []uint64  // by their numbers in the order of calls
	shown  []uint64
	ticks  int
	busy   time.Time // until when the voice speaks
}

// Say makes a hall the wall's voice: a call takes it seven seconds.
func (h *hall) Say(c ticketing.Call, _ *ticketing.Board) {
	h.spoken, h.busy = append(h.spoken, c.Seq), h.now.Add(7*time.Second)
}

// Speaking makes a hall the wall's voice.
func (h *hall) Speaking() bool { return h.now.Before(h.busy) }

// Silent makes a hall the wall's voice.
func (h *hall) Silent() time.Time { return time.Time{} }

func newHall(t *testing.T) *hall {
	h := &hall{
		t: t, now: time.Date(2026, 11, 22, 22, 0, 0, 0, time.UTC), // 05.00 in the office
		board: village(), line: &line{changed: make(chan struct{})}, screen: ebiten.NewImage(128, 72),
	}
	t.Cleanup(h.screen.Deallocate)
	h.board.Open, h.board.Day, h.board.Office.Ticker = false, "2026-11-20", nil
	var err error
	h.wall, err = New(context.Background(), h.line, Options{
		Now: func() time.Time { return h.now }, Voice: h, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.wall.size = image.Pt(128, 72)
	return h
}

// publish makes the board the office's newest; the wall gets it if the link is
// up.
func (h *hall) publish() {
	h.seq++
	h.board.At = h.now
	if !h.down.IsZero() {
		return
	}
	b, err := json.Marshal(h.board)
	if err != nil {
		h.t.Fatal(err)
	}
	h.line.message = feed.Message{Epoch: "hall", Seq: h.seq, Board: b}
	h.line.state = feed.State{Connected: true}
}

func (h *hall) cut() {
	h.down = h.now
	h.line.state = feed.State{OldSince: h.now}
}

func (h *hall) mend() {
	h.down = time.Time{}
	h.publish()
}

// call calls the next number at a desk, and keeps as many calls on the board as
// the office does.
func (h *hall) call(seq uint64) {
	desk := &h.board.Desks[int(seq)%3]
	desk.State, desk.Number, desk.Call, desk.Ticket = ticketing.DeskOpen, fmt.Sprintf("A%03d", seq%1000), seq, ticketing.Calling
	h.board.Calls = append(h.board.Calls, ticketing.Call{Seq: seq, Number: desk.Number, Desk: desk.ID, Stage: "berkas", At: h.now, Nth: 1})
	if extra := len(h.board.Calls) - 12; extra > 0 {
		h.board.Calls = slices.Clone(h.board.Calls[extra:])
	}
	h.publish()
}

// tick is one turn of the wall's loop.
func (h *hall) tick() {
	if err := h.wall.tick(h.now); err != nil {
		h.t.Fatal(err)
	}
	h.wall.Draw(h.screen)
	if h.ticks++; h.ticks%200 == 0 {
		frame()
	}
	showing := h.wall.session.caller.Showing()
	if n := len(h.shown); !showing.Since.IsZero() && (n == 0 || h.shown[n-1] != showing.Call.Seq) {
		h.shown = append(h.shown, showing.Call.Seq)
	}
}

// pass lets time pass, faster while the office is closed.
func (h *hall) pass(d time.Duration) {
	step := 4 * time.Second
	if !h.board.Open {
		step = 20 * time.Second
	}
	for end := h.now.Add(d); h.now.Before(end); {
		h.now = h.now.Add(min(step, end.Sub(h.now)))
		h.tick()
	}
}

// memory is what is in use, on the heap, in bytes.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Two days, 3,000 calls, links lost for seconds and for minutes, two midnights,
// a new business day: every call is shown and spoken once, in order, and the
// wall is as large at the end as after the first hours.
func TestTwoDays(t *testing.T) {
	if testing.Short() {
		t.Skip("two days take some seconds")
	}
	days, each := 2, 1500
	if raced {
		each = 100
	}
	h := newHall(t)
	random := rand.New(rand.NewPCG(1, 2))
	var seq uint64
	var want []uint64
	var early uint64
	for day := range days {
		opening := time.Date(2026, 11, 23+day, 0, 30, 0, 0, time.UTC) // 07.30
		h.pass(opening.Sub(h.now))
		h.board.Open, h.board.Day, h.board.Calls = true, ticketing.DateOf(h.now, time.FixedZone("", 7*3600)), nil
		h.publish()
		for n := range each {
			if n%250 == 100 { // longer than anybody remembers a call
				h.cut()
				h.pass(3 * time.Minute)
				h.mend()
			}
			short := n%50 == 25
			if short { // calls made meanwhile are caught up on
				h.cut()
				h.pass(time.Duration(random.IntN(10)+1) * time.Second)
			}
			for range random.IntN(3) + 1 {
				if n++; seq < uint64((day+1)*each) {
					seq++
					h.call(seq)
					want = append(want, seq)
				}
			}
			if short {
				h.pass(time.Duration(random.IntN(10)+1) * time.Second)
				h.mend()
			}
			if seq == uint64((day+1)*each) {
				break
			}
			h.pass(time.Duration(random.IntN(20)+22) * time.Second)
		}
		h.pass(2 * time.Minute)
		if day == 0 {
			early = memory()
		}
		h.board.Open = false
		for i := range h.board.Desks {
			h.board.Desks[i].Number, h.board.Desks[i].State = "", ticketing.DeskShut
		}
		h.publish()
	}
	h.pass(time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC).Sub(h.now))
	if len(want) != days*each || !slices.Equal(h.spoken, want) || !slices.Equal(h.shown, want) {
		t.Errorf("%d calls, %d shown, %d spoken; the first difference is at %d", len(want), len(h.shown), len(h.spoken), differ(want, h.spoken))
	}
	if late := memory(); late > early+early/10+1<<20 {
		t.Errorf("%d bytes in use after two days, %d after one", late, early)
	}
	if n := len(h.wall.layers.list); n > 12 {
		t.Errorf("%d layers are kept", n)
	}
}

func differ(a, b []uint64) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
