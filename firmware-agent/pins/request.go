//go:build linux

package pins

import (
	"errors"
	"fmt"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"
)

// consumer is what other programs see as the user of our lines.
const consumer = "giliran"

// backlog is how many edges the kernel keeps for us. A worn contact makes some
// dozen in a press.
const backlog = 256

// request finds the line by its name and takes it.
func (l *Line) request(config unix.GPIOV2LineConfig) error {
	chips, err := Chips()
	chip, offset, unknown := find(chips, l.name)
	switch {
	case unknown != nil && err != nil: // it may be on what could not be read
		return fmt.Errorf("pin %s: %w", l.name, err)
	case unknown != nil:
		return unknown
	}
	fd, err := openChip(chip.Path)
	if err != nil {
		return fmt.Errorf("pin %s: %w", l.name, err)
	}
	defer unix.Close(fd)
	r := unix.GPIOV2LineRequest{Config: config, Num_lines: 1, Event_buffer_size: backlog}
	r.Offsets[0] = uint32(offset)
	copy(r.Consumer[:], consumer)
	err = ioctl(fd, unix.GPIO_V2_GET_LINE_IOCTL, unsafe.Pointer(&r))
	switch {
	case errors.Is(err, unix.EBUSY):
		return &BusyError{Name: l.name, Consumer: chip.Lines[offset].Consumer, Err: err}
	case err != nil:
		return fmt.Errorf("pin %s: %w", l.name, err)
	}
	return l.open(int(r.Fd), offset)
}

// open takes over a request's descriptor. One that does not block is waited
// for by the runtime's poller; another would take a thread for each wait.
func (l *Line) open(fd, offset int) error {
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return fmt.Errorf("pin %s: %w", l.name, err)
	}
	l.number, l.file = offset, os.NewFile(uintptr(fd), l.name)
	return nil
}

// input is the configuration of one line as an input.
func input(pull gpio.Pull, edge gpio.Edge, debounce time.Duration) unix.GPIOV2LineConfig {
	c := unix.GPIOV2LineConfig{Flags: flagInput}
	switch pull {
	case gpio.PullUp:
		c.Flags |= flagPullUp
	case gpio.PullDown:
		c.Flags |= flagPullDown
	case gpio.Float:
		c.Flags |= flagFloat
	}
	if edge == gpio.RisingEdge || edge == gpio.BothEdges {
		c.Flags |= flagRises
	}
	if edge == gpio.FallingEdge || edge == gpio.BothEdges {
		c.Flags |= flagFalls
	}
	if debounce > 0 {
		attribute(&c, unix.GPIO_V2_LINE_ATTR_ID_DEBOUNCE, uint64(debounce.Microseconds()))
	}
	return c
}

// output is the configuration of one line as an output.
func output(first gpio.Level) unix.GPIOV2LineConfig {
	c := unix.GPIOV2LineConfig{Flags: flagOutput}
	attribute(&c, unix.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, bit(first))
	return c
}

// attribute adds one. What the kernel reads as 32 bits is the first half of
// the value on machines that begin with the low byte, as all of ours do.
func attribute(c *unix.GPIOV2LineConfig, id uint32, value uint64) {
	c.Attrs[0] = unix.GPIOV2LineConfigAttribute{Attr: unix.GPIOV2LineAttribute{Id: id, Flags: value}, Mask: 1}
	c.Num_attrs = 1
}

func bit(l gpio.Level) uint64 {
	if l {
		return 1
	}
	return 0
}
