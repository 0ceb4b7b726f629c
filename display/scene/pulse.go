package scene

import (
	"math"
	"time"
)

// A pulse takes 1.2 s: below one a second, far from the three flashes a second
// that WCAG 2.3.1 names as a danger.
const (
	pulseTime = 1200 * time.Millisecond
	pulses    = 3
)

// PulseFor is how long the border pulses after a call.
const PulseFor = pulses * pulseTime

// Pulse is how strongly the border shows, 0 to 1, so long after a call. A still
// one shows all the time instead of pulsing, for people whom motion disturbs.
func Pulse(after time.Duration, still bool) float64 {
	switch {
	case after <= 0 || after >= PulseFor:
		return 0
	case still:
		return 1
	}
	return (1 - math.Cos(2*math.Pi*after.Seconds()/pulseTime.Seconds())) / 2
}

// EaseFor is how long a call takes to come up.
const EaseFor = 400 * time.Millisecond

// Ease is how much of a new call shows, 0 to 1, so long after it came up: it
// eases in over what stood there before. A still one is there at once.
func Ease(after time.Duration, still bool) float64 {
	if still || after >= EaseFor {
		return 1
	}
	x := max(0, after.Seconds()/EaseFor.Seconds())
	return x * x * (3 - 2*x)
}
