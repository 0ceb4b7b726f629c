package digits

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// ErrNoAck says that the display did not acknowledge what it was sent. It is
// not connected or has no power; or it shows everything, and only its
// acknowledge is too weak for a long cable.
var ErrNoAck = errors.New("the number display does not answer")

// MaxBrightness is the brightest that SetBrightness knows; 0 is the darkest,
// and lit too.
const MaxBrightness = 7

// Commands of the TM1637 (Titan Micro, data sheet V2.4).
const (
	tmWrite   = 0x40 // write to the display register, address counts up
	tmAddress = 0xc0 // of the first digit
	tmControl = 0x80 // and the brightness in the low three bits
	tmLit     = 0x08 // with tmControl: the display is on
)

// TM1637 is a display of four digits. On modules with a clock's colon, the dot
// of the second digit is the colon. It is safe for concurrent use; what it
// sends takes 2 to 5 ms, during which the caller waits.
type TM1637 struct {
	mu      sync.Mutex
	bus     wires
	digits  []byte // to be shown
	control byte
	sent    []byte // acknowledged: digits and control
}

// NewTM1637 takes the pins of a display. Nothing is sent before the first
// call, which shows with MaxBrightness. wait spends a time of some
// microseconds; nil is a loop.
func NewTM1637(clk gpio.PinOut, dio gpio.PinIO, wait func(time.Duration)) *TM1637 {
	if wait == nil {
		wait = spin
	}
	return &TM1637{bus: wires{clk: clk, dio: dio, wait: wait}, digits: make([]byte, 4), control: tmControl | tmLit | MaxBrightness}
}

// Show shows a text as Segments(text, 4). It returns ErrNoAck after everything
// was sent all the same, or the first error of a pin. After an error the next
// call sends everything again.
func (d *TM1637) Show(text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.digits = Segments(text, 4)
	d.control |= tmLit
	return d.update()
}

// SetBrightness takes 0 to MaxBrightness; what is beyond is the nearest. Its
// errors are those of Show.
func (d *TM1637) SetBrightness(level int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.control = d.control&^MaxBrightness | byte(min(max(level, 0), MaxBrightness))
	return d.update()
}

// Refresh sends everything again. Its errors are those of Show.
func (d *TM1637) Refresh() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = nil
	return d.update()
}

// Halt switches the display off, until Show. Its errors are those of Show.
func (d *TM1637) Halt() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.control &^= tmLit
	return d.update()
}

// update sends digits and control, if they are not there. It is always all of
// it: seven bytes are quick, and one way through is simple.
func (d *TM1637) update() error {
	all := append(bytes.Clone(d.digits), d.control)
	if bytes.Equal(all, d.sent) {
		return nil
	}
	d.sent = nil
	if err := d.bus.send([]byte{tmWrite}, append([]byte{tmAddress}, d.digits...), []byte{d.control}); err != nil {
		return fmt.Errorf("TM1637 on %s and %s: %w", d.bus.clk.Name(), d.bus.dio.Name(), err)
	}
	d.sent = all
	return nil
}

// spin waits so shortly that sleeping would take longer.
func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}
