package panel_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/panel/sim"
)

var _ panel.TimedPin = (*sim.Button)(nil)

// plain hides everything that periph's interface does not have.
type plain struct{ gpio.PinIn }

// watched runs Watch in a bubble whose clock only moves while all wait.
type watched struct {
	start  time.Time
	cancel func()
	mu     sync.Mutex
	events []panel.Event
	err    chan error
}

func watch(t *testing.T, pin gpio.PinIn, timing panel.Timing) *watched {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &watched{start: time.Now(), cancel: cancel, err: make(chan error, 1)}
	go func() { w.err <- panel.Watch(ctx, pin, timing, w.emit) }()
	synctest.Wait()
	return w
}

func (w *watched) emit(e panel.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

func (w *watched) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)
}

// pass lets the bubble's clock run on.
func pass(milliseconds int) {
	<-time.After(time.Duration(milliseconds) * ms)
	synctest.Wait()
}

// end ends the watch and tells what it saw, in milliseconds since its start.
func (w *watched) end(t *testing.T) string {
	t.Helper()
	w.cancel()
	if err := <-w.err; err != nil {
		t.Errorf("Watch: %v", err)
	}
	for i := range w.events {
		w.events[i].At = noon().Add(w.events[i].At.Sub(w.start))
	}
	return told(w.events)
}

func TestWatchAButton(t *testing.T) {
	for name, hide := range map[string]func(*sim.Button) gpio.PinIn{
		"that tells its times":   func(b *sim.Button) gpio.PinIn { return b },
		"as periph has them all": func(b *sim.Button) gpio.PinIn { return plain{b} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := sim.NewButton("GPIO5")
				w := watch(t, hide(b), panel.Timing{Long: 600 * ms})
				pass(1000)
				b.Press() // bounces
				pass(3)
				b.Release()
				pass(2)
				b.Press()
				pass(200)
				b.Release()
				pass(100)
				b.Press()
				pass(19) // too short
				b.Release()
				pass(281)
				b.Press()
				pass(700)
				b.Release()
				pass(100)
				want := "press 1005, release 1205 after 200, press 1605, long press 2205, release 2305 after 700"
				if got := w.end(t); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		})
	}
}

// TestABusyAgentLosesNothing: while an event is dealt with, the pin keeps what
// happens, with its times.
func TestABusyAgentLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		var kinds []panel.Event
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		done := make(chan error, 1)
		go func() {
			done <- panel.Watch(ctx, b, panel.Timing{}, func(e panel.Event) {
				kinds = append(kinds, panel.Event{Kind: e.Kind, At: noon().Add(e.At.Sub(start)), Held: e.Held})
				<-time.After(time.Second)
			})
		}()
		pass(10)
		for range 3 {
			b.Press()
			pass(40)
			b.Release()
			pass(60)
		}
		pass(8000)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		want := "press 10, release 50 after 40, press 110, release 150 after 40, press 210, release 250 after 40"
		if got := told(kinds); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// starved comes back late from every wait that had no edge, as a goroutine on
// a busy machine does.
type starved struct{ *sim.Button }

func (s starved) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	level, at, err := s.Button.NextEdge(timeout)
	if err != nil {
		<-time.After(time.Second)
	}
	return level, at, err
}

// TestAStarvedAgentLosesNothing: what happened while it was not running keeps
// its time.
func TestAStarvedAgentLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		w := watch(t, starved{b}, panel.Timing{})
		pass(300) // the first wait is over
		for range 2 {
			b.Press()
			pass(60)
			b.Release()
			pass(60)
		}
		pass(5000)
		want := "press 300, release 360 after 60, press 420, release 480 after 60"
		if got := w.end(t); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestHeldWhenTheWatchBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		b.Press()
		w := watch(t, b, panel.Timing{})
		pass(5000)
		b.Release()
		pass(100)
		b.Press()
		pass(100)
		if got, want := w.end(t), "stuck 0, release 5000 after 5000, press 5100"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// clean is a button whose kernel debounces: edges come late, and once.
type clean struct {
	*sim.Button
	by time.Duration
}

func (c clean) Debounced() time.Duration { return c.by }

// TestTheKernelDebounces: nothing is debounced twice, and the time is that of
// the finger.
func TestTheKernelDebounces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := clean{sim.NewButton("GPIO5"), 20 * ms}
		w := watch(t, b, panel.Timing{Long: 100 * ms})
		pass(1020)
		b.Press()
		synctest.Wait()
		if n := w.count(); n != 1 {
			t.Errorf("%d events at once, want 1", n)
		}
		pass(105)
		b.Release()
		pass(100)
		if got, want := w.end(t), "press 1000, long press 1100, release 1105 after 105"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// TestTheKernelDebouncesTooLittle: then the rest is done here.
func TestTheKernelDebouncesTooLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := clean{sim.NewButton("GPIO5"), 5 * ms}
		w := watch(t, b, panel.Timing{})
		pass(105)
		b.Press()
		pass(10)
		b.Release()
		pass(100)
		b.Press()
		pass(100)
		if got, want := w.end(t), "press 210"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// forgetful loses the first edges.
type forgetful struct {
	*sim.Button
	lose int
}

func (f *forgetful) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	level, at, err := f.Button.NextEdge(timeout)
	if err == nil && f.lose > 0 {
		f.lose--
		return f.Button.NextEdge(timeout)
	}
	return level, at, err
}

// TestALostEdgeIsMadeUpFor: the level itself is looked at now and then.
func TestALostEdgeIsMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &forgetful{sim.NewButton("GPIO5"), 1}
		w := watch(t, b, panel.Timing{})
		pass(100)
		b.Press()
		pass(900)
		b.Release()
		pass(100)
		got := w.end(t)
		if len(w.events) != 2 || w.events[0].Kind != panel.Press || w.events[1].Kind != panel.Release {
			t.Fatalf("got %s, want a press and a release", got)
		}
		if late := w.events[0].At.Sub(at(100)); late > time.Second/2 {
			t.Errorf("the press came %v late", late)
		}
	})
}

func TestTheContextEndsTheWatchAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t, sim.NewButton("GPIO5"), panel.Timing{})
		pass(1)
		before := time.Now()
		w.end(t)
		if took := time.Since(before); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

// deaf is what periph's real pins are for some timeouts: they do not wait.
type deaf struct{ gpio.PinIn }

func (deaf) WaitForEdge(time.Duration) bool { return false }

func TestAPinThatDoesNotWaitEndsTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t, deaf{sim.NewButton("GPIO5")}, panel.Timing{})
		if err := <-w.err; !errors.Is(err, panel.ErrSilent) || !strings.Contains(err.Error(), "GPIO5") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAPinThatIsGoneEndsTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		w := watch(t, b, panel.Timing{})
		b.Halt() // as good as gone: nobody ended the context
		if err := <-w.err; !errors.Is(err, sim.ErrHalted) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWatchChecksTheTiming(t *testing.T) {
	err := panel.Watch(t.Context(), sim.NewButton("GPIO5"), panel.Timing{Debounce: time.Second}, nil)
	if !errors.Is(err, panel.ErrTiming) {
		t.Errorf("got %v", err)
	}
}

// refuses cannot be an input.
type refuses struct{ gpio.PinIn }

var errRefused = errors.New("refused")

func (refuses) In(gpio.Pull, gpio.Edge) error { return errRefused }

func TestAPinThatIsNoInput(t *testing.T) {
	if err := panel.Watch(t.Context(), refuses{sim.NewButton("GPIO5")}, panel.Timing{}, nil); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
}
