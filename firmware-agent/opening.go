package agent

import (
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
	if l.ActiveLow {
		return s.lamps.Add(inverted{out})
	}
	return s.lamps.Add(out)
}

func (s *shift) display(d office.Display) Display {
	out, err := s.openDisplay(d)
	if err != nil {
		s.cannot("display", err)
		return nil
	}
	return out
}

// openDisplay gives nil without an error where there is none.
func (s *shift) openDisplay(d office.Display) (Display, error) {
	switch {
	case d.SPI != "":
		bus, err := s.a.o.Hardware.Bus(d.SPI)
		if err != nil {
			return nil, err
		}
		s.close = append(s.close, bus.Close)
		return digits.NewMAX7219(bus)
	case d.CLK != "":
		clk, dio, err := s.a.o.Hardware.Wires(d.CLK, d.DIO)
		if err != nil {
			return nil, err
		}
		s.close = append(s.close, clk.Close, dio.Close)
		return digits.NewTM1637(clk, dio, nil), nil
	}
	return nil, nil
}

func (s *shift) cannot(what string, err error) {
	s.a.o.Log.Error("this part of the wiring does not work; the rest goes on", "part", what, "err", err)
}
