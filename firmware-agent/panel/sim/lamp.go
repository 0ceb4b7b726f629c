package sim

import (
	"errors"
	"sync"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// ErrNoPWM is returned by every PWM here.
var ErrNoPWM = errors.New("the simulated pin has no PWM")

// Lamp is a pin with a lamp on it. It implements gpio.PinOut and may be used
// by several goroutines.
type Lamp struct {
	named
	mu     sync.Mutex
	level  gpio.Level
	writes int
}

// NewLamp makes a lamp that is off.
func NewLamp(name string) *Lamp { return &Lamp{named: named(name)} }

// Level is what the pin is driven to; the lamp is lit when it is high.
func (l *Lamp) Level() gpio.Level {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.level
}

// Writes is how often the pin was written to.
func (l *Lamp) Writes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.writes
}

// Out implements gpio.PinOut.
func (l *Lamp) Out(level gpio.Level) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.level = level
	l.writes++
	return nil
}

// PWM implements gpio.PinOut. It returns ErrNoPWM.
func (l *Lamp) PWM(gpio.Duty, physic.Frequency) error { return ErrNoPWM }

// Halt implements conn.Resource. It does nothing.
func (l *Lamp) Halt() error { return nil }
