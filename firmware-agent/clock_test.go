package agent_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// clock is a board's clock that goes on only when a test says so.
type clock struct {
	random *rand.ChaCha8

	mu    sync.Mutex
	up    time.Duration
	wrong time.Duration // by how much the time of day is off
	waits []wait
}

type wait struct {
	at   time.Duration
	ring chan time.Time
}

func newClock() *clock { return &clock{random: rand.NewChaCha8([32]byte{7})} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return morning().Add(c.up + c.wrong).UTC()
}

func (c *clock) Up() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := wait{c.up + d, make(chan time.Time, 1)}
	c.waits = append(c.waits, w)
	c.ring()
	return w.ring
}

// pass lets time pass.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up += d
	c.ring()
}

// set puts the time of day wrong by so much.
func (c *clock) set(wrong time.Duration) {
	c.mu.Lock()
	c.wrong = wrong
	c.mu.Unlock()
}

func (c *clock) ring() {
	var rest []wait
	for _, w := range c.waits {
		if w.at <= c.up {
			w.ring <- morning().Add(c.up)
		} else {
			rest = append(rest, w)
		}
	}
	c.waits = rest
}

// await waits until something is so. Time stands still meanwhile.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	passing(t, newClock(), 0, what, so)
}

// passing waits until something is so, while time passes in steps.
func passing(t *testing.T, c *clock, step time.Duration, what string, so func() bool) {
	t.Helper()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
			c.pass(step)
		case <-patience.C:
			t.Fatal("it never came to be: " + what)
		}
	}
}
