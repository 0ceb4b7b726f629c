package digits_test

import (
	"errors"
	"testing"

	"periph.io/x/conn/v3/conntest"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/conn/v3/spi/spitest"

	"giliran/firmware-agent/digits"
)

// port says how the driver connects.
type port struct {
	*spitest.Playback
	clock physic.Frequency
	mode  spi.Mode
	bits  int
}

func (p *port) Connect(f physic.Frequency, m spi.Mode, bits int) (spi.Conn, error) {
	p.clock, p.mode, p.bits = f, m, bits
	return p.Playback.Connect(f, m, bits)
}

// script expects these transfers, and no others.
func script(transfers ...[]byte) *port {
	p := &port{Playback: &spitest.Playback{}}
	p.DontPanic = true
	for _, w := range transfers {
		p.Ops = append(p.Ops, conntest.IO{W: w})
	}
	return p
}

func everything(intensity, on byte, segments ...byte) (transfers [][]byte) {
	transfers = [][]byte{{0xf, 0}, {0xb, 7}, {0x9, 0}, {0xa, intensity}}
	for i, s := range segments {
		transfers = append(transfers, []byte{byte(8 - i), s})
	}
	return append(transfers, []byte{0xc, on})
}

func TestMAX7219Says(t *testing.T) {
	a012 := []byte{0, 0, 0, 0, 0x77, 0x7e, 0x30, 0x6d} // table 6 of the data sheet: dot, a … g
	all := everything(15, 1, a012...)
	all = append(all, []byte{1, 0x79}) // A013: one digit
	all = append(all, []byte{0xa, 5})  // darker
	a012[7] = 0x79
	all = append(all, everything(5, 1, a012...)...)           // Refresh
	all = append(all, []byte{0xc, 0})                         // Halt
	all = append(all, []byte{1, 0x79 | 0x80}, []byte{0xc, 1}) // with a dot, and on again
	p := script(all...)
	d, err := digits.NewMAX7219(p)
	ok(t, err)
	if p.clock > 10*physic.MegaHertz || p.mode != spi.Mode0 || p.bits != 8 {
		t.Errorf("connected at %v, %v, %d bits", p.clock, p.mode, p.bits)
	}
	for _, err := range []error{
		d.Show("A012"), d.Show("A012"), d.Show("A013"), d.SetBrightness(2), d.SetBrightness(2),
		d.Refresh(), d.Halt(), d.Halt(), d.Show("A013."), p.Close(),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// TestMAX7219AfterAnError sends everything.
func TestMAX7219AfterAnError(t *testing.T) {
	blank := make([]byte, 8)
	p := script(everything(15, 1, blank...)...)
	d, err := digits.NewMAX7219(p)
	ok(t, err)
	ok(t, d.Show(""))
	if err := d.Show("8"); !conntest.IsErr(err) && err == nil {
		t.Error("the script was over, and nobody said so")
	}
	p.Ops, p.Count = nil, 0
	for _, w := range everything(15, 1, 0, 0, 0, 0, 0, 0, 0, 0x7f) {
		p.Ops = append(p.Ops, conntest.IO{W: w})
	}
	ok(t, d.Show("8"))
	ok(t, p.Close())
}

var errBus = errors.New("no such bus")

type noPort struct{ spi.Port }

func (noPort) String() string                                            { return "SPI9.9" }
func (noPort) Connect(physic.Frequency, spi.Mode, int) (spi.Conn, error) { return nil, errBus }

func TestMAX7219WithoutABus(t *testing.T) {
	if _, err := digits.NewMAX7219(noPort{}); !errors.Is(err, errBus) {
		t.Errorf("got %v", err)
	}
}
