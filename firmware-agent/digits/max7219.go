package digits

import (
	"fmt"
	"math/bits"
	"sync"

	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
)

// Registers of the MAX7219 (Maxim, data sheet rev. 4, table 2). Digits are 1,
// at the right, to 8.
const (
	maxDigits    = 8
	maxDecode    = 0x9 // 0: the digits' bits are segments
	maxIntensity = 0xa // 0 to 15
	maxScan      = 0xb // the highest digit in use, counted from 0
	maxOn        = 0xc // 0 is shutdown
	maxTest      = 0xf // 1 lights everything
)

// maxClock is a tenth of what the chip takes: cables to desks are long.
const maxClock = physic.MegaHertz

// MAX7219 is a display of eight digits. It is safe for concurrent use.
//
// At 5 V the chip wants 3.5 V for a one, and a Pi gives 3.3 V: put a level
// shifter in between.
type MAX7219 struct {
	mu   sync.Mutex
	conn spi.Conn
	regs [16]byte // as they should be
	sent [16]byte // as they are,
	sure bool     // if so
}

// NewMAX7219 takes the port of a display, with which it must be alone. Nothing
// is sent before the first call, which shows with MaxBrightness.
func NewMAX7219(port spi.Port) (*MAX7219, error) {
	conn, err := port.Connect(maxClock, spi.Mode0, 8)
	if err != nil {
		return nil, fmt.Errorf("MAX7219 on %v: %w", port, err)
	}
	d := &MAX7219{conn: conn}
	d.regs[maxScan], d.regs[maxOn] = maxDigits-1, 1
	d.regs[maxIntensity] = intensity(MaxBrightness)
	return d, nil
}

// Show shows a text as Segments(text, 8). It returns the bus's error; after one
// the next call sends everything again. The chip itself never answers.
func (d *MAX7219) Show(text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, s := range Segments(text, maxDigits) {
		d.regs[maxDigits-i] = mirrored(s)
	}
	d.regs[maxOn] = 1
	return d.update()
}

// SetBrightness takes 0 to MaxBrightness; what is beyond is the nearest. Its
// errors are those of Show.
func (d *MAX7219) SetBrightness(level int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.regs[maxIntensity] = intensity(level)
	return d.update()
}

// Refresh sends everything again. Its errors are those of Show.
func (d *MAX7219) Refresh() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sure = false
	return d.update()
}

// Halt switches the display off, until Show. Its errors are those of Show.
func (d *MAX7219) Halt() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.regs[maxOn] = 0
	return d.update()
}

// update sends the registers that are not as they should be, each in a transfer
// of its own: the chip takes the last 16 bits when it is deselected. The
// display is switched on last, so that it never shows what was there before.
func (d *MAX7219) update() error {
	sure := d.sure
	d.sure = false
	for _, r := range []byte{maxTest, maxScan, maxDecode, maxIntensity, 8, 7, 6, 5, 4, 3, 2, 1, maxOn} {
		if sure && d.sent[r] == d.regs[r] {
			continue
		}
		if err := d.conn.Tx([]byte{r, d.regs[r]}, nil); err != nil {
			return fmt.Errorf("MAX7219 on %v: %w", d.conn, err)
		}
		d.sent[r] = d.regs[r]
	}
	d.sure = true
	return nil
}

func intensity(level int) byte { return byte(min(max(level, 0), MaxBrightness))*2 + 1 }

// mirrored turns our segments into the chip's: dot, a, b, c, d, e, f, g from
// the highest bit down.
func mirrored(s byte) byte { return s&segDot | bits.Reverse8(s&^segDot)>>1 }
