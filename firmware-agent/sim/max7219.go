package sim

import (
	"errors"
	"math/bits"
	"slices"
	"sync"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
)

// max7219 is a display of eight digits on an SPI bus: registers of a byte each
// (Maxim, data sheet rev. 4, table 2), digits from 1, at the right, to 8.
type max7219 struct {
	name string
	mu   sync.Mutex
	regs [16]byte
}

func (c *max7219) segments() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	const on = 0xc
	if c.regs[on] == 0 {
		return nil
	}
	all := make([]byte, 0, 8)
	for _, r := range slices.Backward(c.regs[1:9]) {
		const dot = 0x80
		all = append(all, r&dot|bits.Reverse8(r&^dot)>>1) // its own order is dot, a … g
	}
	return all
}

// errTransfer says that the chip takes a register and its value.
var errTransfer = errors.New("not two bytes to a register of a MAX7219")

// bus is a bus with this display alone on it.
type bus struct{ *max7219 }

// Connect implements spi.Port.
func (b bus) Connect(physic.Frequency, spi.Mode, int) (spi.Conn, error) { return b, nil }

// Tx implements conn.Conn.
func (b bus) Tx(w, _ []byte) error {
	if len(w) != 2 || w[0] > 15 {
		return errTransfer
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.regs[w[0]] = w[1]
	return nil
}

// TxPackets implements spi.Conn.
func (b bus) TxPackets(p []spi.Packet) error {
	for i := range p {
		if err := b.Tx(p[i].W, p[i].R); err != nil {
			return err
		}
	}
	return nil
}

// What a bus has besides.
func (b bus) String() string                    { return "simulated " + b.name }
func (b bus) Close() error                      { return nil }
func (b bus) Duplex() conn.Duplex               { return conn.Half }
func (b bus) LimitSpeed(physic.Frequency) error { return nil }
