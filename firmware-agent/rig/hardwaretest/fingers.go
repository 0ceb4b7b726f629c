//go:build linux

package main

import (
	"math/rand/v2"
	"time"

	"giliran/firmware-agent/rig/board"
)

// hold is how long a finger stays on a button.
const hold = 60 * time.Millisecond

// again is after which time the same button is pressed once more: within a
// second it counts as the same press.
const again = 1100 * time.Millisecond

// fingers press buttons whose contacts bounce as worn ones do: a few times, some
// hundred microseconds apart, closing and opening. The bounces come from a
// fixed seed.
type fingers struct {
	chip   *board.Chip
	random *rand.Rand
	last   map[string]time.Time // by pin
}

func newFingers(chip *board.Chip) fingers {
	return fingers{chip, rand.New(rand.NewPCG(1, 2)), map[string]time.Time{}}
}

// press presses buttons so quickly one after the other that all are down at the
// same time, and says when each was touched.
func (f *fingers) press(pins ...string) (touched []time.Time, err error) {
	return f.hold(hold, pins...)
}

// hold is press with fingers that stay.
func (f *fingers) hold(long time.Duration, pins ...string) (touched []time.Time, err error) {
	for _, pin := range pins {
		time.Sleep(time.Until(f.last[pin].Add(again)))
	}
	for _, pin := range pins {
		now := time.Now()
		f.last[pin] = now
		touched = append(touched, now)
		if err := f.move(pin, true); err != nil {
			return touched, err
		}
	}
	time.Sleep(long)
	for _, pin := range pins {
		if err := f.move(pin, false); err != nil {
			return touched, err
		}
	}
	return touched, nil
}

func (f *fingers) move(pin string, down bool) error {
	return f.chip.Bounce(pin, down, 1+f.random.IntN(5), time.Duration(100+f.random.IntN(700))*time.Microsecond)
}
