package agent

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"giliran/firmware-agent/panel"
)

const (
	// attemptTime is how long one request of a press may take.
	attemptTime = 3 * time.Second
	// doubleTap is the time within which the same kiosk button is one press.
	// The office does the same for the buttons of desks.
	doubleTap = time.Second
	// sorry is how long a lamp shows that a press led to nothing.
	sorry = 2 * time.Second
	// queued is how many presses of one place wait for one another.
	queued = 8
)

// press is a button that was pressed, until the office has heard of it.
type press struct {
	button  string
	at      time.Duration // Clock.Up
	pressed time.Time     // by the office's clock, as far as it is known: a remark
	call    call
	ticket  *wantedTicket // for a kiosk's button, nil for others
}

// wantedTicket is what a kiosk's button asks for.
type wantedTicket struct {
	Service  string `json:"service"`
	Priority bool   `json:"priority"`
}

// lane delivers the presses of one place, a desk or a kiosk, in their order.
// One button's press that is still being delivered stands for those that
// follow meanwhile: the same wish, said impatiently.
type lane struct {
	name    string
	maxAge  time.Duration
	clock   Clock
	view    *view
	client  *client
	link    *link
	offline *offline // nil where no tickets are taken
	log     *slog.Logger
	in      chan press

	mu      sync.Mutex
	busy    map[string]bool          // by button
	taken   map[string]time.Duration // when, by button of a kiosk
	sorryTo time.Duration            // until then the lamp shows that a press led to nothing
}

// accept takes a press, unless it is the same again. It never waits.
func (l *lane) accept(p press) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last, before := l.taken[p.button]
	if l.busy[p.button] || p.ticket != nil && before && p.at-last < doubleTap {
		l.log.Info("the same press again", "place", l.name, "button", p.button)
		return
	}
	select {
	case l.in <- p:
		l.busy[p.button], l.taken[p.button] = true, p.at
	default:
		l.log.Warn("too many presses", "place", l.name, "button", p.button)
		l.sorryTo = l.clock.Up() + sorry
	}
	l.view.change(func() {})
}

// run delivers presses until the context ends.
func (l *lane) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-l.in:
			l.end(p, l.deliver(ctx, p))
		}
	}
}

// end notes what became of a press.
func (l *lane) end(p press, err error) {
	l.mu.Lock()
	delete(l.busy, p.button)
	if err != nil {
		l.sorryTo = l.clock.Up() + sorry
	}
	l.mu.Unlock()
	age := l.clock.Up() - p.at
	if err != nil {
		l.log.Warn("a press led to nothing", "place", l.name, "button", p.button, "age", age, "err", err)
	} else {
		l.log.Info("press", "place", l.name, "button", p.button, "age", age)
	}
	l.view.change(func() {})
}

// mood is what the lane has to show: work in hand, and until when a failure.
func (l *lane) mood() (working bool, sorryTo time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.busy) > 0, l.sorryTo
}

// errStale says that a press grew too old before it could be delivered.
var errStale = errors.New("the press is too old")

// deliver tells the office of a press, again and again until it answers or the
// press is too old. A ticket is taken from the lent numbers instead when the
// office surely has not heard of the press.
func (l *lane) deliver(ctx context.Context, p press) error {
	changed, end := l.view.follow()
	defer end()
	surely, doubted := true, false
	last := errStale
	for attempt := 0; ; attempt++ {
		left := l.maxAge - (l.clock.Up() - p.at)
		if left <= 0 {
			return errors.Join(errStale, last)
		}
		switch now := l.view.now(); {
		case surely && p.ticket != nil && l.offline.may(now, p):
			return l.offline.give(ctx, p)
		case now.link == LinkRefused:
			last = errors.New(now.reason)
		case p.ticket != nil && l.offline.owes():
			last = errors.New("numbers given out offline have to be handed over first")
		default:
			err := l.send(ctx, p, min(left, attemptTime))
			var no *Refusal
			if err == nil || errors.As(err, &no) {
				return err
			}
			last, surely = err, surely && errors.Is(err, errUnsent)
			if now.link == LinkUp && !doubted {
				doubted = true
				l.link.doubt()
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-l.clock.After(min(left, firstWait<<min(attempt, 2))):
		}
	}
}

// send makes one attempt of so long.
func (l *lane) send(ctx context.Context, p press, long time.Duration) error {
	ctx, cancel := within(ctx, l.clock, long)
	defer cancel()
	return l.client.do(ctx, p.call)
}

// within is a context that ends after a time of the clock.
func within(ctx context.Context, c Clock, long time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	after := c.After(long)
	go func() {
		select {
		case <-after:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// when is a button's event by the agent's clock.
func when(c Clock, e panel.Event) time.Duration { return c.Up() - max(0, time.Since(e.At)) }
