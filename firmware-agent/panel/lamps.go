package panel

import (
	"context"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// retry is how long after a failed write a lamp is tried again.
const retry = time.Second

// Lamps plays the patterns of all lamps from one goroutine (Run). It writes to
// a pin only what is not there yet.
type Lamps struct {
	mu    sync.Mutex
	lamps []*Lamp
	woken chan struct{} // holds one: something was set
}

// NewLamps makes an empty set of lamps.
func NewLamps() *Lamps { return &Lamps{woken: make(chan struct{}, 1)} }

// Lamp is one lamp of a set.
type Lamp struct {
	set     *Lamps
	pattern Pattern   // guarded by set.mu
	since   time.Time // guarded by set.mu

	// Only Run touches what follows.
	pin     gpio.PinOut
	level   gpio.Level // on the pin
	known   bool       // level is
	failing bool       // the last write failed
	tried   time.Time  // then
}

// Add takes a lamp into the set, off. Run drives its pin from then on.
func (l *Lamps) Add(pin gpio.PinOut) *Lamp {
	lamp := &Lamp{set: l, pin: pin}
	l.mu.Lock()
	l.lamps = append(l.lamps, lamp)
	l.mu.Unlock()
	l.wake()
	return lamp
}

// Set begins a pattern now, unless the lamp plays it already. It never waits
// for the hardware and may be called at any time.
func (l *Lamp) Set(p Pattern) {
	l.set.mu.Lock()
	changed := l.pattern != p
	if changed {
		l.pattern, l.since = p, time.Now()
	}
	l.set.mu.Unlock()
	if changed {
		l.set.wake()
	}
}

func (l *Lamps) wake() {
	select {
	case l.woken <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Run drives the lamps until the context ends, and turns all of them off then.
// A lamp that cannot be driven is told to failed, once until it works again,
// and tried again every second. Run must not be called twice.
func (l *Lamps) Run(ctx context.Context, failed func(error)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		if rest := l.drive(time.Now(), failed); rest > 0 {
			timer.Reset(rest)
		} else {
			timer.Stop()
		}
		select {
		case <-ctx.Done():
		case <-l.woken:
		case <-timer.C:
		}
	}
	for _, lamp := range l.all() {
		lamp.write(gpio.Low, time.Now(), failed)
	}
}

// drive writes what has to be written, and says after which time it must be
// called again; 0 is not before something is set.
func (l *Lamps) drive(now time.Time, failed func(error)) (rest time.Duration) {
	for _, lamp := range l.all() {
		level, stays := lamp.wanted(now)
		if !lamp.write(level, now, failed) {
			stays = lamp.tried.Add(retry).Sub(now)
		}
		if stays > 0 && (rest == 0 || stays < rest) {
			rest = stays
		}
	}
	return rest
}

func (l *Lamps) all() []*Lamp {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lamps // only ever appended to
}

func (l *Lamp) wanted(now time.Time) (gpio.Level, time.Duration) {
	l.set.mu.Lock()
	defer l.set.mu.Unlock()
	return l.pattern.Level(max(0, now.Sub(l.since)))
}

// write reports whether the level is on the pin.
func (l *Lamp) write(level gpio.Level, now time.Time, failed func(error)) bool {
	switch {
	case l.known && l.level == level:
		return true
	case l.failing && now.Sub(l.tried) < retry:
		return false
	}
	err := l.pin.Out(level)
	if err != nil && !l.failing {
		failed(fmt.Errorf("lamp %s: %w", l.pin.Name(), err))
	}
	l.level, l.known, l.failing, l.tried = level, err == nil, err != nil, now
	return err == nil
}
