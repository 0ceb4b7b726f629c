package sim

import (
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/spi"

	agent "giliran/firmware-agent"
	panelsim "giliran/firmware-agent/panel/sim"
	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing/office"
)

// Board is simulated hardware. It implements agent.Hardware; a part comes to
// be when it is first opened, and stays. It may be used by several goroutines.
type Board struct {
	Printing *Printer // the one printer
	Network  *Cable   // to the office

	mu      sync.Mutex
	buttons map[string]*panelsim.Button
	heard   map[string]bool // buttons for which somebody waits
	lamps   map[string]*panelsim.Lamp
	tubes   map[office.Display]tube
}

// tube is a number display: its digits as segments, a in bit 0 to g in bit 6
// and the dot in bit 7; nil while it is off.
type tube interface{ segments() []byte }

// NewBoard makes a board on which nothing is connected yet. rowTime is how long
// the printer takes for a row of dots; 0 is no time.
func NewBoard(rowTime time.Duration) *Board {
	return &Board{
		Printing: newPrinter(rowTime), Network: new(Cable),
		buttons: map[string]*panelsim.Button{}, heard: map[string]bool{}, lamps: map[string]*panelsim.Lamp{}, tubes: map[office.Display]tube{},
	}
}

// Close ends what the printer still does.
func (b *Board) Close() { b.Printing.close() }

// Press closes a button's contact; Release opens it.
func (b *Board) Press(pin string) { b.button(pin).Press() }

// Release opens a button's contact.
func (b *Board) Release(pin string) { b.button(pin).Release() }

// Pressed tells whether a button's contact is closed.
func (b *Board) Pressed(pin string) bool { return b.button(pin).Level() == gpio.Low }

// Listening tells whether somebody waits for a button's edges. What is pressed
// before is taken for stuck.
func (b *Board) Listening(pin string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.heard[pin]
}

// Lit tells whether a lamp is lit.
func (b *Board) Lit(l office.Lamp) bool { return b.lamp(l.Pin).Level() != gpio.Level(l.ActiveLow) }

// Segments is what stands on a display, a set of segments for each digit: a in
// bit 0 to g in bit 6, the dot in bit 7. It is nil while the display is off.
func (b *Board) Segments(d office.Display) []byte {
	b.mu.Lock()
	t := b.tubes[d]
	b.mu.Unlock()
	if t == nil {
		return nil
	}
	return t.segments()
}

// Button implements agent.Hardware.
func (b *Board) Button(pin string, _ time.Duration) (agent.Input, error) {
	return input{b.button(pin), b}, nil
}

// Lamp implements agent.Hardware.
func (b *Board) Lamp(pin string, first gpio.Level) (agent.Output, error) {
	l := b.lamp(pin)
	return output{l}, l.Out(first)
}

// Wires implements agent.Hardware.
func (b *Board) Wires(clk, dio string) (c, d agent.Wire, err error) {
	chip := part(b, b.tubes, office.Display{CLK: clk, DIO: dio}, func() tube { return newTM1637() }).(*tm1637)
	return wire{chip, clk, true}, wire{chip, dio, false}, nil
}

// Bus implements agent.Hardware.
func (b *Board) Bus(name string) (spi.PortCloser, error) {
	return bus{part(b, b.tubes, office.Display{SPI: name}, func() tube { return &max7219{name: name} }).(*max7219)}, nil
}

// Printer implements agent.Hardware. However it is connected, it is
// Board.Printing.
func (b *Board) Printer(p office.Printer) (agent.Printer, error) {
	width := paper.Width80
	if p.Paper == 58 {
		width = paper.Width58
	}
	b.Printing.load(int(width))
	return printer.New(b.Printing.open, printer.Options{}), nil
}

func (b *Board) button(pin string) *panelsim.Button {
	return part(b, b.buttons, pin, func() *panelsim.Button { return panelsim.NewButton(pin) })
}

func (b *Board) lamp(pin string) *panelsim.Lamp {
	return part(b, b.lamps, pin, func() *panelsim.Lamp { return panelsim.NewLamp(pin) })
}

// part is one of a board's parts, made when it is first asked for.
func part[K comparable, P any](b *Board, all map[K]P, name K, make func() P) P {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := all[name]
	if !ok {
		p = make()
		all[name] = p
	}
	return p
}

// input is a button that somebody has opened.
type input struct {
	*panelsim.Button
	board *Board
}

// NextEdge implements panel.TimedPin.
func (i input) NextEdge(timeout time.Duration) (gpio.Level, time.Time, error) {
	i.listen(true)
	return i.Button.NextEdge(timeout)
}

// Close implements io.Closer.
func (i input) Close() error {
	i.listen(false)
	return nil
}

func (i input) listen(yes bool) {
	i.board.mu.Lock()
	defer i.board.mu.Unlock()
	i.board.heard[i.Name()] = yes
}

// output is a lamp as a pin.
type output struct{ *panelsim.Lamp }

// Close implements io.Closer.
func (output) Close() error { return nil }
