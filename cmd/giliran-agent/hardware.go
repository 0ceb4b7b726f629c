//go:build linux

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

// hardware is this computer's own.
type hardware struct{}

// Button implements agent.Hardware.
func (hardware) Button(pin string, debounce time.Duration) (agent.Input, error) {
	return opened[agent.Input](pins.Input(pin, gpio.PullUp, debounce))
}

// Lamp implements agent.Hardware.
func (hardware) Lamp(pin string, first gpio.Level) (agent.Output, error) {
	return opened[agent.Output](pins.Output(pin, first))
}

// Wires implements agent.Hardware.
func (hardware) Wires(clk, dio string) (c, d agent.Wire, err error) {
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

// Bus implements agent.Hardware.
func (hardware) Bus(name string) (spi.PortCloser, error) { return pins.SPI(name) }

// Printer implements agent.Hardware.
func (hardware) Printer(p office.Printer) (agent.Printer, error) { return agent.Connect(p) }

// opened keeps a nil line from becoming an interface that is not nil.
func opened[T any](l *pins.Line, err error) (none T, _ error) {
	if err != nil {
		return none, err
	}
	return any(l).(T), nil
}
