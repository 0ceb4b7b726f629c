package office

import (
	"time"
)

// Wiring is what is connected to which pin, for the programs that run beside
// the hardware. Pins and buses go by the names the board's kernel gives them
// ("GPIO5", "SPI0.0").
type Wiring struct {
	Debounce    time.Duration // a button's changes shorter than this are noise, 1–200 ms, 20 ms if unsaid
	LongPress   time.Duration // held this long is a long press, 0.3–10 s, 1.5 s if unsaid
	PressMaxAge time.Duration // a press that could not be delivered for so long is dropped, 1 s – 5 min, 10 s if unsaid
	Boards      []Board
}

// Board is one computer with hardware on its pins.
type Board struct {
	ID      string
	Kiosk   Kiosk   // without services: it has none
	Panels  []Panel // one per desk
	Printer Printer // zero: it has none
}

// Kiosk is where applicants take their numbers.
type Kiosk struct {
	Services map[string]string // pin of each service's button, by service id
	Priority string            // pin of the button pressed before a service's for priority, empty for none
}

// Panel is what stands on a desk.
type Panel struct {
	Desk    string
	Buttons map[Button]string // pins
	Lamp    string            // pin, empty for none
	Display Display           // zero: it has none
}

// Button is what a desk's button does.
type Button string

// The buttons of a desk.
const (
	Next   Button = "next"    // call the next applicant
	Recall Button = "recall"  // call the same again
	Finish Button = "finish"  // end the stage
	NoShow Button = "no-show" // the applicant did not come
)

// Buttons are all buttons a desk can have.
func Buttons() []Button { return []Button{Next, Recall, Finish, NoShow} }

// Display is a desk's number display: a TM1637 on two pins, or a MAX7219 on an
// SPI bus.
type Display struct {
	CLK, DIO string // pins of a TM1637
	SPI      string // bus of a MAX7219
}

// Printer is how a ticket printer is connected. One of Device, Serial and TCP
// is set.
type Printer struct {
	Device string // device file of a USB printer, "/dev/usb/lp0"
	Serial string // serial port, "/dev/ttyUSB0", at Baud
	Baud   int
	TCP    string // host:port
	Paper  int    // width of the paper roll in mm, 58 or 80
}

// Board gives the board with that id.
func (w *Wiring) Board(id string) (*Board, bool) {
	for i := range w.Boards {
		if w.Boards[i].ID == id {
			return &w.Boards[i], true
		}
	}
	return nil, false
}
