package sim

import (
	"errors"
	"os"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// ErrHalted is what a wait returns that was ended by Halt.
var ErrHalted = errors.New("the simulated pin is halted")

// backlog is how many edges wait for a reader; further ones are lost, as they
// are in a kernel.
const backlog = 256

// Button is a contact to ground on a pin with a pull-up. It implements
// gpio.PinIn and package panel's TimedPin, and may be used by several
// goroutines, of which one waits for edges.
type Button struct {
	named
	mu    sync.Mutex
	down  bool
	edges chan edge
	halt  chan struct{} // holds one
}

type edge struct {
	after gpio.Level
	at    time.Time
}

// NewButton makes an open button.
func NewButton(name string) *Button {
	return &Button{named: named(name), edges: make(chan edge, backlog), halt: make(chan struct{}, 1)}
}

// Press closes the contact, cleanly and now.
func (b *Button) Press() { b.move(true) }

// Release opens the contact.
func (b *Button) Release() { b.move(false) }

// Level is that of the pin: low while the contact is closed.
func (b *Button) Level() gpio.Level {
	b.mu.Lock()
	defer b.mu.Unlock()
	return gpio.Level(!b.down)
}

func (b *Button) move(down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down == down {
		return
	}
	b.down = down
	select {
	case b.edges <- edge{gpio.Level(!down), time.Now()}:
	default:
	}
}

// In implements gpio.PinIn: it forgets edges that nobody took, and ends Halt.
// The pull-up stays, and both edges are told, whatever is asked for.
func (b *Button) In(gpio.Pull, gpio.Edge) error {
	for {
		select {
		case <-b.edges:
		case <-b.halt:
		default:
			return nil
		}
	}
}

// Read implements gpio.PinIn.
func (b *Button) Read() gpio.Level { return b.Level() }

// WaitForEdge implements gpio.PinIn; a negative timeout is forever.
func (b *Button) WaitForEdge(timeout time.Duration) bool {
	if timeout < 0 {
		timeout = 1<<63 - 1
	}
	_, _, err := b.NextEdge(timeout)
	return err == nil
}

// NextEdge implements panel's TimedPin. It returns ErrHalted after Halt.
func (b *Button) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case e := <-b.edges:
		return e.after, e.at, nil
	case <-b.halt:
		return gpio.High, time.Time{}, ErrHalted
	case <-timer.C:
	}
	select {
	case e := <-b.edges: // it came as the time ended
		return e.after, e.at, nil
	default:
		return gpio.High, time.Time{}, os.ErrDeadlineExceeded
	}
}

// Debounced implements panel's TimedPin: what is pressed too shortly to count
// is told nevertheless.
func (b *Button) Debounced() time.Duration { return 0 }

// Halt implements conn.Resource: it ends a wait, or the next one.
func (b *Button) Halt() error {
	select {
	case b.halt <- struct{}{}:
	default:
	}
	return nil
}

// Pull implements gpio.PinIn.
func (b *Button) Pull() gpio.Pull { return gpio.PullUp }

// DefaultPull implements gpio.PinIn.
func (b *Button) DefaultPull() gpio.Pull { return gpio.PullUp }
