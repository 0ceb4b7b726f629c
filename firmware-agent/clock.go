package agent

import "time"

// Clock is the time. A board without a battery clock can sit years in the
// past until somebody mends it, so nothing is ever decided by Now.
type Clock interface {
	// Now is the time of day: a remark on tickets and in reports.
	Now() time.Time
	// Up is the time since some moment before the agent began. It never jumps.
	Up() time.Duration
	// After tells once when so much time has passed.
	After(time.Duration) <-chan time.Time
}

// SystemClock is the computer's clock.
func SystemClock() Clock { return systemClock{time.Now()} }

type systemClock struct{ began time.Time }

func (systemClock) Now() time.Time                         { return time.Now() }
func (c systemClock) Up() time.Duration                    { return time.Since(c.began) }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
