//go:build linux

package pins_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"

	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/pins"
	"giliran/firmware-agent/rig/board"
)

// The tests in this file need simulated hardware in a real kernel. They run in
// the rig's virtual machine:
//
//	CGO_ENABLED=0 go test -c -o /tmp/pins.test ./firmware-agent/pins
//	firmware-agent/rig/rig.sh -f /tmp/pins.test:/bin/pins.test -- /bin/pins.test -test.v

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	_ gpio.PinIO     = (*pins.Line)(nil)
	_ panel.TimedPin = (*pins.Line)(nil)
)

const (
	ms       = time.Millisecond
	patience = 5 * time.Second
)

// rigChip is the rig's chip. Outside the rig the test is skipped; inside,
// nothing is.
func rigChip(t *testing.T) *board.Chip {
	t.Helper()
	if _, err := os.Stat("/rig/command"); err != nil {
		t.Skip("needs the rig's virtual machine")
	}
	c, err := board.FindChip(board.ChipName)
	ok(t, err)
	return c
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func input(t *testing.T, name string, debounce time.Duration) *pins.Line {
	t.Helper()
	l, err := pins.Input(name, gpio.PullUp, debounce)
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func output(t *testing.T, name string, first gpio.Level) *pins.Line {
	t.Helper()
	l, err := pins.Output(name, first)
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func TestTheChipIsListedOnce(t *testing.T) {
	rig := rigChip(t)
	const link = "/dev/gpiochip4" // as on a Pi 5
	ok(t, os.Symlink(rig.Device(), link))
	defer os.Remove(link)
	output(t, "GPIO17", gpio.High)
	chips, err := pins.Chips()
	ok(t, err)
	if c := chips[0]; "/dev/"+c.Name != rig.Device() || c.Label != board.ChipName || len(c.Lines) != board.HeaderLines {
		t.Fatalf("the first is not the header's: %+v", chips)
	}
	for _, c := range chips[1:] { // the machine may have others
		if c.Name == chips[0].Name {
			t.Errorf("listed again by %s", c.Path)
		}
	}
	want := pins.LineInfo{Name: "GPIO17", Used: true, Consumer: "giliran", Output: true}
	if got := chips[0].Lines[17]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := chips[0].Lines[18]; got.Used || got.Consumer != "" {
		t.Errorf("got %+v", got)
	}
	if err := unix.Fstat(0, new(unix.Stat_t)); err != nil {
		t.Errorf("standard input: %v", err)
	}
}

func TestErrorsOnTheBoard(t *testing.T) {
	rigChip(t)
	var unknown *pins.UnknownError
	if _, err := pins.Input("GPIO99", gpio.PullUp, 0); !errors.As(err, &unknown) || !slices.Contains(unknown.Known, "GPIO5") {
		t.Errorf("got %v", err)
	}
	output(t, "GPIO17", gpio.High)
	var busy *pins.BusyError
	if _, err := pins.Output("GPIO17", gpio.Low); !errors.As(err, &busy) || busy.Consumer != "giliran" || !errors.Is(err, unix.EBUSY) {
		t.Errorf("got %v", err)
	}
	if _, err := pins.SPI("SPI0.0"); !errors.Is(err, pins.ErrNone) {
		t.Errorf("got %v", err)
	}
}

// TestALampLine: it has its first level from the start, and no other before.
func TestALampLine(t *testing.T) {
	chip := rigChip(t)
	for _, first := range []gpio.Level{gpio.High, gpio.Low} {
		recording, err := chip.Record()
		ok(t, err)
		l := output(t, "GPIO17", first)
		for _, level := range []gpio.Level{first, !first, first} {
			ok(t, l.Out(level))
			if seen, err := chip.Value("GPIO17"); err != nil || seen != bool(level) {
				t.Errorf("drives %v, seen %v, %v", level, seen, err)
			}
		}
		ok(t, l.Close())
		edges, err := recording.Stop()
		ok(t, err)
		if len(edges) != 3 || edges[0].High != bool(first) {
			t.Errorf("on the wire: %v", edges)
		}
	}
}

// TestALineTurnsAround, as a TM1637's data line does; the level after it is
// the one asked for at once.
func TestALineTurnsAround(t *testing.T) {
	chip := rigChip(t)
	l := output(t, "GPIO23", gpio.High)
	recording, err := chip.Record()
	ok(t, err)
	for range 3 {
		ok(t, l.In(gpio.PullUp, gpio.NoEdge))
		ok(t, chip.Press("GPIO23"))
		if l.Read() != gpio.Low {
			t.Error("a pulled line reads high")
		}
		ok(t, chip.Release("GPIO23"))
		if l.Read() != gpio.High {
			t.Error("an open line reads low")
		}
		ok(t, l.Out(gpio.High))
	}
	edges, err := recording.Stop()
	ok(t, err)
	for _, e := range edges {
		if e.Driven && !e.High {
			t.Errorf("low for a moment: %v", edges)
			break
		}
	}
}

// TestEdgesHaveTheirTime: it is that of the contact, not of the reader.
func TestEdgesHaveTheirTime(t *testing.T) {
	chip := rigChip(t)
	l := input(t, "GPIO5", 0)
	var pressed []time.Time
	for range 3 {
		pressed = append(pressed, time.Now())
		ok(t, chip.Bounce("GPIO5", true, 0, 0))
		ok(t, chip.Bounce("GPIO5", false, 1, 5*ms)) // opens, closes, opens
	}
	for i, want := range pressed {
		for edge, after := range []gpio.Level{gpio.Low, gpio.High, gpio.Low, gpio.High} {
			got, at, err := l.NextEdge(patience)
			ok(t, err)
			if late := at.Sub(want); got != after || edge == 0 && (late < 0 || late > 5*ms) {
				t.Errorf("press %d, edge %d: %v, %v late", i, edge, got, late)
			}
		}
	}
	if _, _, err := l.NextEdge(10 * ms); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the last edge: %v", err)
	}
}

// TestTimeouts: a wait is as long as asked for, and an edge that is there is
// found even when no time is left.
func TestTimeouts(t *testing.T) {
	chip := rigChip(t)
	l := input(t, "GPIO5", 0)
	start := time.Now()
	if l.WaitForEdge(50 * ms) {
		t.Error("an edge from nowhere")
	}
	if took := time.Since(start); took < 50*ms || took > 500*ms {
		t.Errorf("waited %v", took)
	}
	ok(t, chip.Press("GPIO5"))
	if !l.WaitForEdge(0) {
		t.Error("the edge that is there was not found")
	}
	if l.WaitForEdge(0) {
		t.Error("it was found twice")
	}
	ok(t, chip.Release("GPIO5"))
	if !l.WaitForEdge(-1) {
		t.Error("a wait without end ended at once")
	}
	ok(t, chip.Press("GPIO5"))
	ok(t, l.In(gpio.PullUp, gpio.BothEdges))
	if l.WaitForEdge(0) {
		t.Error("In does not forget")
	}
	ok(t, chip.Release("GPIO5"))
}

func TestHaltAndCloseEndAWait(t *testing.T) {
	rigChip(t)
	for name, c := range map[string]struct {
		end  func(*pins.Line) error
		want error
	}{
		"halt":  {(*pins.Line).Halt, pins.ErrHalted},
		"close": {(*pins.Line).Close, os.ErrClosed},
	} {
		l := input(t, "GPIO5", 0)
		ended := make(chan error, 1)
		go func() {
			_, _, err := l.NextEdge(time.Hour)
			ended <- err
		}()
		<-time.After(20 * ms) // mostly it waits by now; if not, it must not begin to
		ok(t, c.end(l))
		select {
		case err := <-ended:
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(patience):
			t.Fatalf("%s does not end a wait", name)
		}
		if name == "halt" {
			if _, _, err := l.NextEdge(time.Hour); !errors.Is(err, pins.ErrHalted) {
				t.Errorf("after Halt: %v", err)
			}
			ok(t, l.In(gpio.PullUp, gpio.BothEdges))
			if _, _, err := l.NextEdge(ms); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("after In: %v", err)
			}
		}
		l.Close()
	}
}

// seen collects what watches emit.
type seen struct {
	mu     sync.Mutex
	events map[string][]panel.Event
	more   chan struct{}
}

func (s *seen) of(button string) func(panel.Event) {
	return func(e panel.Event) {
		s.mu.Lock()
		s.events[button] = append(s.events[button], e)
		s.mu.Unlock()
		s.more <- struct{}{}
	}
}

// announced says when it is waited for: what happens before counts for nothing.
type announced struct {
	*pins.Line
	waits func()
	once  sync.Once
}

func (a *announced) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	a.once.Do(a.waits)
	return a.Line.NextEdge(timeout)
}

// TestBouncingPresses presses eight buttons 25 times each, all at once, with
// bouncing contacts: each press is one Press and one Release, whether the
// kernel debounces, or the filter, or each does a part.
func TestBouncingPresses(t *testing.T) {
	chip := rigChip(t)
	for _, kernel := range []time.Duration{20 * ms, 0, 5 * ms} {
		t.Run(fmt.Sprintf("the kernel debounces %v", kernel), func(t *testing.T) {
			buttons := []string{"GPIO4", "GPIO5", "GPIO6", "GPIO7", "GPIO8", "GPIO9", "GPIO10", "GPIO11"}
			s := &seen{events: map[string][]panel.Event{}, more: make(chan struct{}, 1000)}
			ctx, cancel := context.WithCancel(t.Context())
			var wg, waiting sync.WaitGroup
			for _, b := range buttons {
				l := &announced{Line: input(t, b, kernel), waits: waiting.Done}
				waiting.Add(1)
				if l.Debounced() != kernel {
					t.Fatalf("debounced %v", l.Debounced())
				}
				wg.Go(func() {
					if err := panel.Watch(ctx, l, panel.Timing{}, s.of(b)); err != nil {
						t.Errorf("%s: %v", b, err)
					}
				})
			}
			waiting.Wait()
			var late time.Duration
			for round := range 25 {
				for _, down := range []bool{true, false} {
					start := time.Now()
					for _, b := range buttons {
						ok(t, chip.Bounce(b, down, 3, 300*time.Microsecond))
					}
					for range buttons {
						select {
						case <-s.more:
						case <-time.After(patience):
							t.Fatalf("round %d: an event is missing", round)
						}
					}
					late = max(late, time.Since(start))
				}
			}
			<-time.After(100 * ms) // for events too many
			start := time.Now()
			cancel()
			wg.Wait()
			t.Logf("all eight known at most %v after the first began; watches ended in %v", late, time.Since(start))
			for _, b := range buttons {
				for i, e := range s.events[b] {
					if want := []panel.Kind{panel.Press, panel.Release}[i%2]; e.Kind != want {
						t.Fatalf("%s: event %d is %v", b, i, e.Kind)
					}
				}
				if n := len(s.events[b]); n != 50 {
					t.Errorf("%s: %d events, want 50", b, n)
				}
			}
		})
	}
}

// TestADisplayOnTheWires: what a TM1637 would see. The simulation cannot pull
// the wire at the right moment, so the acknowledge is missing.
func TestADisplayOnTheWires(t *testing.T) {
	chip := rigChip(t)
	recording, err := chip.Record()
	ok(t, err)
	d := digits.NewTM1637(output(t, "GPIO23", gpio.High), output(t, "GPIO24", gpio.High), nil)
	start := time.Now()
	if err := d.Show("A012"); !errors.Is(err, digits.ErrNoAck) {
		t.Errorf("got %v", err)
	}
	t.Logf("Show took %v", time.Since(start))
	edges, err := recording.Stop()
	ok(t, err)
	got, err := board.DecodeTM1637(edges, "GPIO23", "GPIO24")
	if want := "[40 c0 77 3f 06 5b 8f]"; err != nil || fmt.Sprintf("% x", got) != want {
		t.Errorf("read % x, %v; want %s", got, err, want)
	}
}

// TestADisplayThatAnswers: the line is held low while the driver listens, which
// is all that an acknowledge is to it.
func TestADisplayThatAnswers(t *testing.T) {
	chip := rigChip(t)
	clk, dio := output(t, "GPIO23", gpio.High), output(t, "GPIO24", gpio.High)
	ok(t, digits.NewTM1637(clk, answering{dio, chip}, nil).Show("A012"))
}

// answering closes the contact on the data line whenever the driver lets go.
type answering struct {
	*pins.Line
	chip *board.Chip
}

func (a answering) In(pull gpio.Pull, edge gpio.Edge) error {
	return errors.Join(a.Line.In(pull, edge), a.chip.Press("GPIO24"))
}
