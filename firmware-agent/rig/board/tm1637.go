package board

import (
	"errors"
	"fmt"
)

// ErrNotTM1637 is wrapped by every error about a waveform that a TM1637 would
// not take.
var ErrNotTM1637 = errors.New("not a TM1637 transfer")

// DecodeTM1637 reads what was sent to a TM1637 display on two wires: one slice
// of bytes for each transfer, from its start condition to its stop.
//
// A transfer starts when DIO falls and stops when it rises, CLK being high.
// In between the chip takes one bit at each rise of CLK, the lowest first, and
// pulls DIO low for a ninth. No simulation pulls, so that bit is not looked at.
// (Titan Micro, TM1637 data sheet, "program transfer procedure".)
func DecodeTM1637(edges []Edge, clk, dio string) ([][]byte, error) {
	d := decoder{clk: true, dio: true} // at rest both are pulled up
	for _, e := range edges {
		switch e.Line {
		case clk:
			d.clock(e.High)
		case dio:
			d.data(e.High)
		}
	}
	if d.inside {
		d.fail("it never stops")
	}
	return d.frames, d.err
}

type decoder struct {
	clk, dio bool
	inside   bool // between start and stop
	bits     []bool
	frames   [][]byte
	err      error
}

func (d *decoder) clock(high bool) {
	if high && !d.clk && d.inside {
		d.bits = append(d.bits, d.dio)
	}
	d.clk = high
}

func (d *decoder) data(high bool) {
	if d.clk && high != d.dio {
		if high {
			d.stop()
		} else {
			d.start()
		}
	}
	d.dio = high
}

func (d *decoder) start() {
	if d.inside {
		d.fail("it starts twice")
	}
	d.inside, d.bits = true, nil
}

func (d *decoder) stop() {
	if !d.inside {
		return // a line that came to rest
	}
	d.inside = false
	// CLK has to rise once more before a stop: that bit is none.
	if len(d.bits)%9 != 1 {
		d.fail(fmt.Sprintf("%d clock pulses are no whole bytes and a stop", len(d.bits)))
		return
	}
	var frame []byte
	for bits := d.bits; len(bits) > 1; bits = bits[9:] {
		var b byte
		for i, bit := range bits[:8] {
			if bit {
				b |= 1 << i
			}
		}
		frame = append(frame, b)
	}
	d.frames = append(d.frames, frame)
}

// fail keeps the first error; what follows it is noise.
func (d *decoder) fail(why string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: transfer %d: %s", ErrNotTM1637, len(d.frames)+1, why)
	}
}
