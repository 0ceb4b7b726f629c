package digits

import (
	"time"

	"periph.io/x/conn/v3/gpio"
)

// phase is how long the wires rest after each change. The data sheet asks for
// 0.4 µs (clock pulse) and 1 µs (TWAIT), but modules are sold with capacitors
// of up to 10 nF on the wires, which a Pi's pin charges in some 4 µs.
const phase = 10 * time.Microsecond

// wires are the two wires of a TM1637, which at rest are both high.
//
// A transfer starts when DIO falls and stops when it rises, CLK being high;
// else DIO changes only while CLK is low. The chip takes a bit at each rise of
// CLK, the lowest of a byte first. At the fall of the eighth clock it pulls DIO
// low, and lets go of it at the fall of the ninth.
//
// Both wires are driven both ways, since a pull-up alone is slow against those
// capacitors; but never high while the chip may be pulling low.
type wires struct {
	clk  gpio.PinOut
	dio  gpio.PinIO
	wait func(time.Duration)

	err error // the first one; nothing is sent after it
}

// send makes one transfer of each frame. It returns the first error of a pin,
// or ErrNoAck after all frames.
func (w *wires) send(frames ...[]byte) error {
	w.err = nil
	acks := true
	w.end() // of whatever the chip believes to be in, and sets the wires to rest
	for _, frame := range frames {
		w.set(w.dio, gpio.Low)
		w.set(w.clk, gpio.Low)
		for _, b := range frame {
			acks = w.byte(b) && acks
		}
		w.end()
	}
	switch {
	case w.err != nil:
		return w.err
	case !acks:
		return ErrNoAck
	}
	return nil
}

// end makes a stop condition out of any state of the wires.
func (w *wires) end() {
	w.set(w.clk, gpio.Low)
	w.set(w.dio, gpio.Low)
	w.set(w.clk, gpio.High)
	w.set(w.dio, gpio.High)
}

// byte sends a byte, CLK being low, and reports whether it was acknowledged.
func (w *wires) byte(b byte) (ack bool) {
	high := func(bit int) gpio.Level { return b>>bit&1 != 0 }
	for bit := range 8 {
		w.set(w.dio, high(bit))
		w.set(w.clk, gpio.High)
		if bit == 7 && high(bit) {
			w.release() // while CLK is high: once it falls, the chip pulls
		}
		w.set(w.clk, gpio.Low)
	}
	if !high(7) {
		w.release() // once CLK is low: a rise before would be a stop
	}
	w.set(w.clk, gpio.High)
	ack = w.err == nil && w.dio.Read() == gpio.Low
	w.set(w.clk, gpio.Low)
	return ack
}

func (w *wires) set(pin gpio.PinOut, l gpio.Level) {
	if w.err == nil {
		w.err = pin.Out(l)
		w.wait(phase)
	}
}

func (w *wires) release() {
	if w.err == nil {
		w.err = w.dio.In(gpio.PullUp, gpio.NoEdge)
		w.wait(phase)
	}
}
