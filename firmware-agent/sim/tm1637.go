package sim

import (
	"errors"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// tm1637 is a display on two wires, which it reads as its data sheet says
// (Titan Micro, V2.4): a transfer starts when DIO falls and stops when it
// rises, CLK being high; a bit is taken at each rise of CLK, the lowest of a
// byte first; after eight the chip pulls DIO low until the ninth clock falls.
type tm1637 struct {
	mu      sync.Mutex
	clk     bool
	dio     bool // what the driver does to it,
	driven  bool // if anything
	pulling bool // the chip acknowledges
	inside  bool // a transfer
	bits    []bool
	clocks  int // since the last whole byte

	ram     [6]byte
	control byte
}

func newTM1637() *tm1637 { return &tm1637{clk: true, dio: true} }

func (c *tm1637) segments() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	const on = 0x88
	if c.control&on != on {
		return nil
	}
	return append([]byte(nil), c.ram[:4]...)
}

// line is DIO as everybody sees it.
func (c *tm1637) line() bool { return !c.pulling && (c.dio || !c.driven) }

// change applies something to the wires and looks at what became of them.
func (c *tm1637) change(apply func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	clk, dio := c.clk, c.line()
	apply()
	switch {
	case !clk && c.clk:
		c.rise()
	case clk && !c.clk:
		c.fall()
	case c.clk && dio && !c.line():
		c.inside, c.bits, c.clocks = true, nil, 0
	case c.clk && !dio && c.line():
		c.stop()
	}
}

func (c *tm1637) rise() {
	if c.clocks++; c.inside && c.clocks <= 8 {
		c.bits = append(c.bits, c.line())
	}
}

func (c *tm1637) fall() {
	switch c.clocks {
	case 8:
		c.pulling = c.inside
	case 9:
		c.pulling, c.clocks = false, 0
	}
}

// stop obeys what came in, if it is whole bytes and the clock that a stop
// takes.
func (c *tm1637) stop() {
	if !c.inside || len(c.bits)%8 != 1 {
		c.inside = false
		return
	}
	c.inside = false
	frame := make([]byte, len(c.bits)/8)
	for i, bit := range c.bits[:len(frame)*8] {
		if bit {
			frame[i/8] |= 1 << (i % 8)
		}
	}
	if len(frame) == 0 {
		return
	}
	const address, control = 0xc0, 0x80
	switch frame[0] & 0xc0 {
	case address:
		copy(c.ram[min(int(frame[0]&7), len(c.ram)):], frame[1:])
	case control:
		c.control = frame[0]
	}
}

// wire is one of its wires at the driver's end.
type wire struct {
	chip  *tm1637
	name  string
	clock bool
}

// Out implements gpio.PinOut.
func (w wire) Out(l gpio.Level) error {
	w.chip.change(func() {
		if w.clock {
			w.chip.clk = bool(l)
		} else {
			w.chip.dio, w.chip.driven = bool(l), true
		}
	})
	return nil
}

// In implements gpio.PinIn: the driver lets go of the wire.
func (w wire) In(gpio.Pull, gpio.Edge) error {
	w.chip.change(func() { w.chip.driven = w.chip.driven && w.clock })
	return nil
}

// Read implements gpio.PinIn.
func (w wire) Read() gpio.Level {
	w.chip.mu.Lock()
	defer w.chip.mu.Unlock()
	if w.clock {
		return gpio.Level(w.chip.clk)
	}
	return gpio.Level(w.chip.line())
}

// errNoPWM is what a wire has.
var errNoPWM = errors.New("the simulated wire has no PWM")

// What a gpio.PinIO has besides.
func (w wire) Name() string                          { return w.name }
func (w wire) String() string                        { return "simulated " + w.name }
func (w wire) Number() int                           { return -1 }
func (w wire) Function() string                      { return "" }
func (w wire) Halt() error                           { return nil }
func (w wire) Close() error                          { return nil }
func (w wire) Pull() gpio.Pull                       { return gpio.PullUp }
func (w wire) DefaultPull() gpio.Pull                { return gpio.PullUp }
func (w wire) WaitForEdge(time.Duration) bool        { return false }
func (w wire) PWM(gpio.Duty, physic.Frequency) error { return errNoPWM }
