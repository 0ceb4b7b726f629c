package main

import (
	"errors"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/spi"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/pins"
	"giliran/ticketing/office"
)

// board is this computer's own hardware.
type board struct{}

func (board) Button(pin string, debounce time.Duration) (agent.Input, error) {
	l, err := pins.Input(pin, gpio.PullUp, debounce)
	if err != nil {
		return nil, err // not a nil line in an interface that is not nil
	}
	return l, nil
}

func (board) Lamp(pin string, first gpio.Level) (agent.Output, error) {
	l, err := pins.Output(pin, first)
	if err != nil {
		return nil, err
	}
	return l, nil
}

func (board) Wires(clk, dio string) (c, d agent.Wire, err error) {
	one, err := pins.Output(clk, gpio.High)
	if err != nil {
		return nil, nil, err
	}
	two, err := pins.Output(dio, gpio.High)
	if err != nil {
		return nil, nil, errors.Join(err, one.Close())
	}
	return one, two, nil
}

func (board) Bus(name string) (spi.PortCloser, error) { return pins.SPI(name) }

func (board) Printer(p office.Printer) (agent.Printer, error) { return agent.Connect(p) }
