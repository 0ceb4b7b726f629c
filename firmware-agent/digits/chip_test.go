package digits_test

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"

	"giliran/firmware-agent/rig/board"
)

// chip is a TM1637 that trusts nobody. It takes the wires as its data sheet
// says, and notes whatever that forbids.
type chip struct {
	unplugged bool  // it sees nothing and answers nothing
	mute      bool  // it works, but its acknowledge does not get through
	fail      error // what the pins return

	now     time.Duration // spent by the driver's waits
	touched time.Duration // when a wire changed last
	clk     gpio.Level
	dio     gpio.Level // what the driver does to it,
	driven  bool       // if anything
	pulling bool       // the chip acknowledges
	inside  bool       // a transfer
	bits    []bool     // of it
	clocks  int        // since the last whole byte

	frames [][]byte // all transfers so far
	ram    [6]byte
	shift  byte // the control command
	wrong  []string
	edges  []board.Edge // for a decoder that knows nothing of this one
}

func newChip() *chip { return &chip{clk: gpio.High, dio: gpio.High, touched: -time.Second} }

func (c *chip) wait(d time.Duration) { c.now += d }

func (c *chip) complain(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf("at %v: ", c.now)+fmt.Sprintf(format, args...))
}

// wire is DIO as everybody sees it.
func (c *chip) wire() gpio.Level {
	if c.pulling {
		return gpio.Low
	}
	return c.dio || gpio.Level(!c.driven)
}

// change applies something to the wires and looks at what became of them.
func (c *chip) change(name string, apply func()) {
	clk, dio := c.clk, c.wire()
	apply()
	c.record(name)
	if c.unplugged {
		return
	}
	if c.driven && c.dio == gpio.High && c.pulling {
		c.complain("%s: the driver's high meets the chip's low", name)
	}
	if clk == c.clk && dio == c.wire() {
		return
	}
	if rest := c.now - c.touched; rest < time.Microsecond {
		c.complain("%s changes after only %v", name, rest)
	}
	c.touched = c.now
	switch {
	case clk != c.clk && c.clk == gpio.High:
		c.rise()
	case clk != c.clk:
		c.fall()
	case c.clk == gpio.High && dio == gpio.High:
		c.start()
	case c.clk == gpio.High:
		c.stop()
	}
}

// record notes what the driver does, as a probe at its end would.
func (c *chip) record(name string) {
	e := board.Edge{At: c.now, Line: name, High: bool(c.clk), Driven: true}
	if name == "DIO" {
		e.High, e.Driven = bool(c.dio) || !c.driven, c.driven
	}
	c.edges = append(c.edges, e)
}

func (c *chip) start() {
	if c.inside {
		c.complain("it starts twice")
	}
	c.inside, c.bits, c.clocks = true, nil, 0
}

func (c *chip) rise() {
	if !c.inside {
		return
	}
	c.clocks++
	if c.clocks <= 8 {
		c.bits = append(c.bits, bool(c.wire()))
	}
}

func (c *chip) fall() {
	switch {
	case !c.inside:
	case c.clocks == 8:
		c.pulling = !c.mute
	case c.clocks == 9:
		c.pulling, c.clocks = false, 0
	}
}

// stop takes what came in. The clock has to rise once more for it.
func (c *chip) stop() {
	if !c.inside {
		return
	}
	c.inside = false
	if len(c.bits)%8 != 1 || c.clocks != 1 {
		c.complain("it stops within a byte, after %d bits", len(c.bits))
		return
	}
	var frame []byte
	for bits := c.bits; len(bits) > 1; bits = bits[8:] {
		var b byte
		for i, bit := range bits[:8] {
			if bit {
				b |= 1 << i
			}
		}
		frame = append(frame, b)
	}
	c.frames = append(c.frames, frame)
	c.obey(frame)
}

func (c *chip) obey(frame []byte) {
	if len(frame) == 0 {
		c.complain("an empty transfer")
		return
	}
	switch command, data := frame[0], frame[1:]; {
	case command == 0x40 && len(data) == 0:
	case command&0xf0 == 0xc0 && int(command&0xf)+len(data) <= len(c.ram):
		copy(c.ram[command&0xf:], data)
	case command&0xf0 == 0x80 && len(data) == 0:
		c.shift = command
	default:
		c.complain("no such command: % x", frame)
	}
}

// shows is what people see: nothing if it is off.
func (c *chip) shows() (segments []byte, brightness int) {
	if c.shift&0x88 != 0x88 {
		return make([]byte, 4), 0
	}
	return c.ram[:4], int(c.shift & 7)
}

// pin is one of the two wires at the driver's end.
type pin struct {
	*chip
	name string
}

func (p pin) Name() string                          { return p.name }
func (p pin) String() string                        { return p.name }
func (p pin) Number() int                           { return -1 }
func (p pin) Function() string                      { return "" }
func (p pin) Halt() error                           { return nil }
func (p pin) Pull() gpio.Pull                       { return gpio.PullUp }
func (p pin) DefaultPull() gpio.Pull                { return gpio.PullUp }
func (p pin) WaitForEdge(time.Duration) bool        { return false }
func (p pin) PWM(gpio.Duty, physic.Frequency) error { return gpio.INVALID.PWM(0, 0) }

func (p pin) Out(l gpio.Level) error {
	if p.fail != nil {
		return p.fail
	}
	p.change(p.name, func() {
		if p.name == "CLK" {
			p.clk = l
		} else {
			p.dio, p.driven = l, true
		}
	})
	return nil
}

func (p pin) In(pull gpio.Pull, edge gpio.Edge) error {
	if p.fail != nil {
		return p.fail
	}
	if p.name == "CLK" || pull != gpio.PullUp || edge != gpio.NoEdge {
		p.complain("%s as an input, %v, %v", p.name, pull, edge)
	}
	p.change(p.name, func() { p.driven = false })
	return nil
}

func (p pin) Read() gpio.Level {
	if p.name == "CLK" || p.driven || p.clk != gpio.High || p.inside && p.clocks != 9 {
		p.complain("%s is read where there is no acknowledge", p.name)
	}
	return p.wire()
}
