package panel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// TimedPin is an input that says what a plain gpio.PinIn cannot: when an edge
// happened and to which level, and whether the contact's bouncing is still in
// it. Package pins has one.
type TimedPin interface {
	gpio.PinIn
	// NextEdge returns the oldest edge that nobody has taken yet, and waits for
	// one for so long (positive). It returns os.ErrDeadlineExceeded only if none
	// was there at the end, and other errors if none will ever come.
	// A pin that debounces tells the end of the debounce time.
	NextEdge(timeout time.Duration) (after gpio.Level, at time.Time, err error)
	// Debounced is for how long a level is stable before its edge is told; 0 if
	// every bounce is.
	Debounced() time.Duration
}

// ErrSilent says that a pin stopped waiting for edges by itself.
var ErrSilent = errors.New("the pin does not wait for edges")

// patience bounds one wait. It is how long an edge that the kernel lost can
// stay unnoticed, and how late the context's end can be if a pin's Halt does
// not interrupt its wait.
const patience = 250 * time.Millisecond

// Watch reports what happens to a button until the context ends, and returns
// nil then. It calls emit from its own goroutine, one
// event at a time, in order; while emit runs, edges wait in the pin.
// A pin that is no TimedPin gives its events the time at which they were read.
// It returns ErrTiming, ErrSilent, and the pin's errors.
func Watch(ctx context.Context, pin gpio.PinIn, t Timing, emit func(Event)) error {
	t, err := t.complete()
	if err != nil {
		return err
	}
	in, ok := pin.(TimedPin)
	if !ok {
		in = plainPin{pin}
	}
	late := in.Debounced()
	if late >= t.Debounce {
		t.Debounce = 0
	}
	if err := in.In(gpio.PullUp, gpio.BothEdges); err != nil {
		return fmt.Errorf("button %s: %w", pin.Name(), err)
	}
	defer haltWith(ctx, in)()
	f := newFilter(t, pressed(in.Read()), time.Now())
	for ctx.Err() == nil {
		events, err := wait(in, f)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("button %s: %w", pin.Name(), err)
		}
		for _, e := range events {
			e.At = e.At.Add(-late)
			emit(e)
		}
	}
	return nil
}

// wait lets the filter have the next edge, or the time until which there was
// none.
func wait(in TimedPin, f *Filter) ([]Event, error) {
	now := time.Now()
	until := now.Add(patience)
	if at, ok := f.Next(); ok && at.Before(until) {
		until = at
	}
	// What was so before the wait, and was not told of until its end, is an edge
	// that got lost.
	level := pressed(in.Read())
	after, at, err := in.NextEdge(max(until.Sub(now), time.Millisecond))
	switch {
	case err == nil:
		return f.Edge(pressed(after), at), nil
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return nil, err
	case level != f.wire:
		return f.Edge(level, until), nil
	default:
		// Not time.Now: edges may have come since the wait ended.
		return f.Advance(until), nil
	}
}

func pressed(l gpio.Level) bool { return l == gpio.Low }

// haltWith interrupts the pin's wait when the context ends. The function it
// returns ends that, and lets nothing of it run on.
func haltWith(ctx context.Context, in TimedPin) (end func()) {
	halted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(halted)
		_ = in.Halt() // the wait ends by itself too
	})
	return func() {
		if !stop() {
			<-halted
		}
	}
}

// plainPin makes a TimedPin of any input.
type plainPin struct{ gpio.PinIn }

// Debounced implements TimedPin.
func (p plainPin) Debounced() time.Duration { return 0 }

// NextEdge implements TimedPin. Some pins return at once instead of waiting
// when something is wrong with them; in a loop that would take a whole core.
func (p plainPin) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	start := time.Now()
	switch edge := p.WaitForEdge(timeout); {
	case edge:
		return p.Read(), time.Now(), nil
	case time.Since(start) < timeout/2:
		return gpio.High, start, ErrSilent
	default:
		return gpio.High, start, os.ErrDeadlineExceeded
	}
}
