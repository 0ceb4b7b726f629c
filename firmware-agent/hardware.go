package agent

import (
	"context"
	"io"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/spi"

	"giliran/firmware-agent/printer"
	"giliran/ticketing/office"
)

// Hardware opens what the wiring names. Package pins has a board's own; package
// sim has some without a board. What is opened is closed before the same is
// opened again.
type Hardware interface {
	// Button opens an input with a pull-up, pressed while low.
	Button(pin string, debounce time.Duration) (Input, error)
	// Lamp opens an output that has that level from the start.
	Lamp(pin string, first gpio.Level) (Output, error)
	// Wires opens the two wires of a TM1637, which rest high.
	Wires(clk, dio string) (c, d Wire, err error)
	// Bus opens the SPI bus of a MAX7219.
	Bus(name string) (spi.PortCloser, error)
	// Printer says how to reach a printer. It does not touch it.
	Printer(office.Printer) (Printer, error)
}

// Input is an open pin with a button on it.
type Input interface {
	gpio.PinIn
	io.Closer
}

// Output is an open pin with a lamp on it.
type Output interface {
	gpio.PinOut
	io.Closer
}

// Wire is an open pin with a display's wire on it.
type Wire interface {
	gpio.PinIO
	io.Closer
}

// Printer prints, as package printer does.
type Printer interface {
	Print(context.Context, printer.Job) printer.Result
	Status(context.Context) (printer.Status, error)
	// Interrupted says that an agent before this one ended in the middle of
	// a paper.
	Interrupted()
}

// Connect reaches a printer the way the wiring says. Hardware.Printer of a
// real board is this.
func Connect(p office.Printer) (Printer, error) {
	open, err := printer.At(printerAddress(p))
	if err != nil {
		return nil, err
	}
	return printer.New(open, printer.Options{}), nil
}

// inverted is a lamp that is lit while its pin is low.
type inverted struct{ gpio.PinOut }

// Out implements gpio.PinOut.
func (i inverted) Out(l gpio.Level) error { return i.PinOut.Out(!l) }
