package agent

import (
	"errors"

	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/panel"
	"giliran/ticketing/office"
	"periph.io/x/conn/v3/gpio"
)

// printer is the board's printer, nil for none.
func (s *shift) printer() Printer {
	if s.board.Printer == (office.Printer{}) {
		s.a.view.setPrinter("")
		return nil
	}
	p, err := s.a.o.Hardware.Printer(s.board.Printer)
	if err != nil {
		s.cannot("printer", err)
		return nil
	}
	if s.a.spool.Interrupted {
		p.Interrupted()
	}
	return p
}

func (s *shift) lamp(l office.Lamp) *panel.Lamp {
	if l.Pin == "" {
		return nil
	}
	out, err := s.a.o.Hardware.Lamp(l.Pin, gpio.Level(l.ActiveLow))
	if err != nil {
		s.cannot("lamp", err)
		return nil
	}
	s.close = append(s.close, out.Close)
	return s.lamps.Add(LampPin(l, out))
}

// LampPin is a lamp's pin, on which high is lit whatever the wiring is.
func LampPin(l office.Lamp, pin gpio.PinOut) gpio.PinOut {
	if l.ActiveLow {
		return inverted{pin}
	}
	return pin
}

func (s *shift) display(d office.Display) Display {
	if d == (office.Display{}) {
		return nil
	}
	out, end, err := OpenDisplay(s.a.o.Hardware, d)
	if err != nil {
		s.cannot("display", err)
		return nil
	}
	s.close = append(s.close, end)
	return out
}

// OpenDisplay opens a desk's display, and gives what closes its pins again.
func OpenDisplay(h Hardware, d office.Display) (out Display, end func() error, err error) {
	if d.SPI != "" {
		bus, err := h.Bus(d.SPI)
		if err != nil {
			return nil, nil, err
		}
		chip, err := digits.NewMAX7219(bus)
		if err != nil {
			return nil, nil, errors.Join(err, bus.Close())
		}
		return chip, bus.Close, nil
	}
	clk, dio, err := h.Wires(d.CLK, d.DIO)
	if err != nil {
		return nil, nil, err
	}
	return digits.NewTM1637(clk, dio, nil), func() error { return errors.Join(clk.Close(), dio.Close()) }, nil
}

func (s *shift) cannot(what string, err error) {
	s.a.o.Log.Error("this part of the wiring does not work; the rest goes on", "part", what, "err", err)
}
