//go:build linux

package board

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

const (
	tracingDir = "/sys/kernel/tracing"
	gpioEvents = tracingDir + "/events/gpio/enable"
	traceFile  = tracingDir + "/trace"
)

// Recording is a running probe on the wires of one chip. There is one probe
// in the machine: end a recording before the next begins.
type Recording struct {
	base  int // the chip's first number in the kernel's list of all lines
	names map[int]string
}

// Record starts to note every level that a program drives on the chip's lines.
// Levels that come from outside (Press) are not noted.
func (c *Chip) Record() (*Recording, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	r := &Recording{base: base, names: map[int]string{}}
	for name, offset := range c.line {
		r.names[base+offset] = name
	}
	if err := clearTrace(); err != nil {
		return nil, err
	}
	return r, write(setting{gpioEvents, "1"})
}

// Stop ends the recording and returns what happened, in order.
// It returns ErrTraceLost if there was more than the kernel's buffer holds.
func (r *Recording) Stop() ([]Edge, error) {
	if err := write(setting{gpioEvents, "0"}); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(traceFile)
	if err != nil {
		return nil, err
	}
	return parseTrace(text, r.names)
}

// base finds the chip's first number in the kernel's list of all lines, which
// the trace counts by.
func (c *Chip) base() (int, error) {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(c.sysfs), "gpio", "gpiochip*", "base"))
	if err != nil {
		return 0, err
	}
	if len(files) != 1 {
		return 0, fmt.Errorf("%s: found %d line numberings, want 1", c.device, len(files))
	}
	text, err := read(files[0])
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// clearTrace opens the trace to be truncated: that makes it forget.
func clearTrace() error {
	f, err := os.OpenFile(traceFile, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return f.Close()
}
