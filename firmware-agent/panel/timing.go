package panel

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// The range that Timing.Debounce may have, as in office.yaml.
const (
	MinDebounce = time.Millisecond
	MaxDebounce = 200 * time.Millisecond
)

// Timing is what is noise, long, double and stuck at a button. Zero means the
// value in brackets.
type Timing struct {
	Debounce time.Duration // changes shorter than this are noise, MinDebounce to MaxDebounce [20 ms]
	Long     time.Duration // held this long is a long press, longer than Debounce [never]
	Double   time.Duration // a second press begun within this time after the first makes a double, longer than Debounce [never]
	Stuck    time.Duration // held this long nobody is pressing any more, longer than Long [10 s, and at least 5 s more than Long]
}

// ErrTiming is wrapped by every error about a Timing that makes no sense.
var ErrTiming = errors.New("not a button's timing")

// complete fills in the defaults, and checks.
func (t Timing) complete() (Timing, error) {
	t.Debounce = cmp.Or(t.Debounce, 20*time.Millisecond)
	t.Stuck = cmp.Or(t.Stuck, max(10*time.Second, t.Long+5*time.Second))
	switch {
	case t.Debounce < MinDebounce || t.Debounce > MaxDebounce:
		return t, fmt.Errorf("%w: debounce of %v, want %v to %v", ErrTiming, t.Debounce, MinDebounce, MaxDebounce)
	case t.Long != 0 && t.Long <= t.Debounce:
		return t, fmt.Errorf("%w: a long press of %v is noise", ErrTiming, t.Long)
	case t.Double != 0 && t.Double <= t.Debounce:
		return t, fmt.Errorf("%w: a double press within %v is noise", ErrTiming, t.Double)
	case t.Stuck <= max(t.Debounce, t.Long):
		return t, fmt.Errorf("%w: stuck after %v is no longer than a press", ErrTiming, t.Stuck)
	}
	return t, nil
}
