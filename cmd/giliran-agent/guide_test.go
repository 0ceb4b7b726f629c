//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
	"giliran/firmware-agent/sim"
	"giliran/ticketing/office"
)

// screen is a console's output, which can be waited for.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// wait waits until something is written.
func (s *screen) wait(t *testing.T, text string) {
	t.Helper()
	await(t, func() bool { return strings.Contains(s.String(), text) }, func() string { return "it never said " + text + ", but\n" + s.String() })
}

func await(t *testing.T, so func() bool, otherwise func() string) {
	t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-late.C:
			t.Fatal(otherwise())
		}
	}
}

// clinicsDesk is a board with one of everything.
func clinicsDesk() *office.Board {
	return &office.Board{
		ID: "front", Settings: office.Settings{Debounce: time.Millisecond},
		Kiosk: office.Kiosk{Services: map[string]string{"tea": "P1"}, Priority: "P2", Lamp: office.Lamp{Pin: "P3"}},
		Panels: []office.Panel{{
			Desk: "front", Buttons: map[office.Button]string{office.Next: "P4"}, Lamp: office.Lamp{Pin: "P5", ActiveLow: true},
			Display: office.Display{CLK: "P6", DIO: "P7"},
		}},
		Printer: office.Printer{TCP: "simulated:1", Paper: 58},
	}
}

// guided runs a guide over a board, and gives what it ended with.
func guided(t *testing.T, board *sim.Board) (out *screen, keys io.WriteCloser, ended <-chan error) {
	t.Helper()
	templates, err := paper.LoadTemplates("")
	if err != nil {
		t.Fatal(err)
	}
	in, keys := io.Pipe()
	out = new(screen)
	done := make(chan error, 1)
	go func() {
		done <- newGuide(board, clinicsDesk(), templates, console{in, out, out}).run(t.Context())
		in.Close()
	}()
	return out, keys, done
}

func TestTheGuideThroughABoardThatIsWell(t *testing.T) {
	board := sim.NewBoard(0)
	defer board.Close()
	out, keys, ended := guided(t, board)
	enter := func() { _, _ = io.WriteString(keys, "\n") }
	for _, press := range []struct{ says, pin string }{
		{"Press the kiosk button tea (P1)", "P1"}, {"Press the kiosk button priority (P2)", "P2"}, {"Press the front button next (P4)", "P4"},
	} {
		out.wait(t, press.says)
		await(t, func() bool {
			board.Press(press.pin)
			<-time.After(3 * time.Millisecond) // a finger
			board.Release(press.pin)
			return strings.Count(out.String(), "pressed") > strings.Count(strings.SplitAfter(out.String(), press.says)[0], "pressed")
		}, func() string { return "nobody saw " + press.pin })
	}
	out.wait(t, "Does the kiosk lamp (P3) blink")
	await(t, func() bool { return board.Lit(office.Lamp{Pin: "P3"}) }, func() string { return "the lamp is dark" })
	enter()
	out.wait(t, "Does the front lamp (P5) blink")
	await(t, func() bool { return board.Lit(office.Lamp{Pin: "P5", ActiveLow: true}) }, func() string { return "the lamp is dark" })
	enter()
	out.wait(t, "Is every segment of the front display lit?")
	shows := func(text string) func() bool {
		return func() bool {
			return bytes.Equal(board.Segments(office.Display{CLK: "P6", DIO: "P7"}), digits.Segments(text, 4))
		}
	}
	await(t, shows("8.8.8.8."), func() string { return "it does not" })
	enter()
	out.wait(t, "Does the front display show A012?")
	await(t, shows("A012"), func() string { return "it does not" })
	enter()
	out.wait(t, "Printer: ready.")
	out.wait(t, "test page: printed")
	if n := len(board.Printing.Papers()); n != 1 {
		t.Errorf("%d papers", n)
	}
	enter()
	if err := <-ended; err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if board.Segments(office.Display{CLK: "P6", DIO: "P7"}) != nil || board.Lit(office.Lamp{Pin: "P3"}) {
		t.Error("something is still lit")
	}
}

func TestTheGuideThroughABoardThatIsNot(t *testing.T) {
	board := sim.NewBoard(0)
	defer board.Close()
	board.Press("P1") // a short circuit
	if _, err := board.Printer(clinicsDesk().Printer); err != nil {
		t.Fatal(err)
	}
	board.Printing.Change(func(s *escpos.State) { s.Paper = 0 })
	out, keys, ended := guided(t, board)
	out.wait(t, "pressed already")
	for range 7 { // buttons, lamps, segments, number
		_, _ = io.WriteString(keys, "n\n")
	}
	out.wait(t, "Printer: out of paper.")
	err := <-ended
	if !errors.Is(err, errFailed) || !strings.HasSuffix(err.Error(),
		"kiosk button tea, kiosk button priority, front button next, kiosk lamp, front lamp, front display, front display, printer") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTheGuideAlone(t *testing.T) {
	board := sim.NewBoard(0)
	defer board.Close()
	_, keys, ended := guided(t, board)
	keys.Close()
	if err := <-ended; !errors.Is(err, errEnd) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := io.Pipe()
	defer in.Close()
	g := newGuide(board, clinicsDesk(), nil, console{in, io.Discard, io.Discard})
	if err := g.run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
