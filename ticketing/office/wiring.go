package office

import (
	"encoding/json"
	"fmt"
	"time"

	"giliran/ticketing"
)

// Wiring is what is connected to which pin, for the programs that run beside
// the hardware. Pins and buses go by the names the board's kernel gives them
// ("GPIO5", "SPI0.0").
type Wiring struct {
	Settings
	Boards []Board
}

// Settings are what all boards of an office have in common.
type Settings struct {
	Debounce    time.Duration // a button's changes shorter than this are noise, 1–200 ms, 20 ms if unsaid
	LongPress   time.Duration // held this long is a long press, 0.3–10 s, 1.5 s if unsaid
	PressMaxAge time.Duration // a press that could not be delivered for so long is dropped, 1 s – 5 min, 10 s if unsaid
	Lamps       Lamps
}

// Lamps is how lamps tell how things stand. What is unsaid is as Lamps of
// office.yaml documents.
type Lamps struct {
	Idle           Pattern `json:"idle"`
	Waiting        Pattern `json:"waiting"`         // a desk: somebody waits for it; a kiosk: a press is being worked on
	Called         Pattern `json:"called"`          // a desk has called; a kiosk: priority was chosen, the service is to follow
	LinkLost       Pattern `json:"link_lost"`       // the board cannot reach the office
	PrinterTrouble Pattern `json:"printer_trouble"` // the board's printer cannot print
}

// Pattern is how a lamp is lit over time.
type Pattern string

// The patterns of a lamp.
const (
	Off    Pattern = "off"
	On     Pattern = "on"
	Slow   Pattern = "slow"   // blinks once a second
	Double Pattern = "double" // two short flashes every two seconds
	Fast   Pattern = "fast"   // blinks five times in two seconds
)

// patterns are all of them.
func patterns() []string {
	return []string{string(Off), string(On), string(Slow), string(Double), string(Fast)}
}

// Board is one computer with hardware on its pins. As JSON it is what the
// office tells the program that runs there.
type Board struct {
	ID       string   `json:"id"`
	Settings Settings `json:"settings"` // those of the Wiring
	Kiosk    Kiosk    `json:"kiosk"`    // without services: it has none
	Panels   []Panel  `json:"panels"`   // one per desk
	Printer  Printer  `json:"printer"`  // zero: it has none
}

// Kiosk is where applicants take their numbers.
type Kiosk struct {
	Services map[string]string `json:"services"` // pin of each service's button, by service id
	Priority string            `json:"priority"` // pin of the button pressed before a service's for priority, empty for none
	Lamp     Lamp              `json:"lamp"`     // zero: it has none
	// Offline is how many numbers of each service the kiosk holds ready to
	// give out while it cannot reach the office, 0–99.
	Offline int `json:"offline"`
}

// Panel is what stands on a desk.
type Panel struct {
	Desk    string            `json:"desk"`
	Buttons map[Button]string `json:"buttons"` // pins
	Lamp    Lamp              `json:"lamp"`    // zero: it has none
	Display Display           `json:"display"` // zero: it has none
}

// Lamp is a lamp on a pin.
type Lamp struct {
	Pin       string `json:"pin"`
	ActiveLow bool   `json:"active_low"` // lit while the pin is low, as with most relay boards
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
	CLK string `json:"clk,omitempty"` // pins of a TM1637
	DIO string `json:"dio,omitempty"`
	SPI string `json:"spi,omitempty"` // bus of a MAX7219
}

// Printer is how a ticket printer is connected. One of Device, Serial and TCP
// is set.
type Printer struct {
	Device string `json:"device,omitempty"` // device file of a USB printer, "/dev/usb/lp0"
	Serial string `json:"serial,omitempty"` // serial port, "/dev/ttyUSB0", at Baud
	Baud   int    `json:"baud,omitempty"`
	TCP    string `json:"tcp,omitempty"` // host:port
	Paper  int    `json:"paper"`         // width of the paper roll in mm, 58 or 80
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

// devices are the boards as the core of the office knows them.
func (w *Wiring) devices() []ticketing.Device {
	var list []ticketing.Device
	for i := range w.Boards {
		b := &w.Boards[i]
		d := ticketing.Device{ID: b.ID, Kiosk: len(b.Kiosk.Services) > 0, Printer: b.Printer != Printer{}, Offline: b.Kiosk.Offline}
		for _, p := range b.Panels {
			d.Desks = append(d.Desks, p.Desk)
		}
		list = append(list, d)
	}
	return list
}

// settingsJSON is Settings with durations in whole milliseconds.
type settingsJSON struct {
	Debounce    int64 `json:"debounce_ms"`
	LongPress   int64 `json:"long_press_ms"`
	PressMaxAge int64 `json:"press_max_age_ms"`
	Lamps       Lamps `json:"lamps"`
}

// MarshalJSON writes durations in milliseconds.
func (s Settings) MarshalJSON() ([]byte, error) {
	return json.Marshal(settingsJSON{s.Debounce.Milliseconds(), s.LongPress.Milliseconds(), s.PressMaxAge.Milliseconds(), s.Lamps})
}

// longestSetting bounds what is read from JSON, so that no sum overflows.
const longestSetting = 24 * time.Hour

// UnmarshalJSON reads durations in milliseconds, 0 to a day.
func (s *Settings) UnmarshalJSON(b []byte) error {
	var j settingsJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	for _, ms := range []int64{j.Debounce, j.LongPress, j.PressMaxAge} {
		if ms < 0 || ms > longestSetting.Milliseconds() {
			return fmt.Errorf("a setting of %d ms", ms)
		}
	}
	const unit = time.Millisecond
	*s = Settings{time.Duration(j.Debounce) * unit, time.Duration(j.LongPress) * unit, time.Duration(j.PressMaxAge) * unit, j.Lamps}
	return nil
}
