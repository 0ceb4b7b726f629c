//go:build linux

package pins

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNone says that there are no GPIO chips at all, or no SPI buses: the
// computer has none, or the kernel does not show them.
var ErrNone = errors.New("this computer shows none")

// ErrHalted is what a wait for an edge returns after Line.Halt.
var ErrHalted = errors.New("the line is halted")

// UnknownError says that nothing has that name.
type UnknownError struct {
	Name  string
	Known []string // what has one, in the order of the chips
}

// Error lists all names that there are.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("there is no %s here; there are %s", e.Name, strings.Join(e.Known, ", "))
}

// BusyError says that somebody else uses a line: another program, or a driver
// of the kernel.
type BusyError struct {
	Name     string
	Consumer string // as it calls itself; may be empty
	Err      error  // the kernel's
}

// Error names the other.
func (e *BusyError) Error() string {
	if e.Consumer == "" {
		return e.Name + " is in use"
	}
	return fmt.Sprintf("%s is in use by %q", e.Name, e.Consumer)
}

// Unwrap gives the kernel's error.
func (e *BusyError) Unwrap() error { return e.Err }
