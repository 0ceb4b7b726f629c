package panel

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// Pattern is how a lamp is lit over time. No pattern flashes more than three
// times in any second, which could harm people with photosensitive epilepsy
// (WCAG 2.2, 2.3.1).
type Pattern uint8

// The patterns of a lamp.
const (
	Off         Pattern = iota
	On                  // lit
	SlowBlink           // once a second
	DoubleFlash         // two short flashes every two seconds
	FastBlink           // five times in two seconds
)

// String is for logs.
func (p Pattern) String() string {
	names := [...]string{"off", "on", "slow blink", "double flash", "fast blink"}
	if int(p) >= len(names) {
		return fmt.Sprintf("Pattern(%d)", uint8(p))
	}
	return names[p]
}

// times gives for how long a pattern is lit, dark, lit … until it repeats.
func (p Pattern) times() []time.Duration {
	const ms = time.Millisecond
	switch p {
	case SlowBlink:
		return []time.Duration{500 * ms, 500 * ms}
	case DoubleFlash:
		return []time.Duration{150 * ms, 200 * ms, 150 * ms, 1500 * ms}
	case FastBlink:
		return []time.Duration{200 * ms, 200 * ms}
	}
	return nil
}

// Level is what a pattern drives a time t (not negative) after it began, and
// for how long it still stays so; 0 is forever. Every pattern but Off begins
// lit. A pattern that does not exist is Off.
func (p Pattern) Level(t time.Duration) (l gpio.Level, rest time.Duration) {
	times := p.times()
	var period time.Duration
	for _, d := range times {
		period += d
	}
	if period == 0 {
		return p == On, 0
	}
	t %= period
	for i, d := range times {
		if t < d {
			return i%2 == 0, d - t
		}
		t -= d
	}
	return gpio.Low, period // not reached: t is less than the sum
}
