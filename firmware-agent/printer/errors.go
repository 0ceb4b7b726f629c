package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// What the way to the printer can suffer. Match them with errors.Is.
var (
	ErrGone    = errors.New("the printer is gone")             // cable pulled, switched off, no such device
	ErrTimeout = errors.New("the printer does not answer")     // nothing moved before the deadline
	ErrRefused = errors.New("the printer refuses the program") // busy with another program, or no permission
)

// What the printer itself can report. Match them with errors.Is.
var (
	ErrPaperOut  = errors.New("out of paper")
	ErrCoverOpen = errors.New("the cover is open")
	ErrFault     = errors.New("the printer reports a fault") // cutter jam, overheated head …
	ErrOffline   = errors.New("the printer is offline")
)

// isFault reports whether the printer itself has said why it stopped.
func isFault(err error) bool {
	return anyOf(err, ErrPaperOut, ErrCoverOpen, ErrFault, ErrOffline)
}

// classify gives an error from the system one of our names, and keeps it inside.
func classify(err error) error {
	switch {
	case err == nil || errors.Is(err, ErrGone) || errors.Is(err, ErrTimeout) || errors.Is(err, ErrRefused):
		return err
	case errors.Is(err, context.Canceled):
		return err
	case isTimeout(err):
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	case isRefusal(err):
		return fmt.Errorf("%w: %w", ErrRefused, err)
	case isGone(err):
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return err
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}

func isRefusal(err error) bool {
	return anyOf(err, fs.ErrPermission, unix.EBUSY, unix.ECONNREFUSED)
}

func isGone(err error) bool {
	return anyOf(err, io.EOF, net.ErrClosed, fs.ErrNotExist, unix.ENODEV, unix.ENXIO, unix.EIO,
		unix.EPIPE, unix.ECONNRESET, unix.ESHUTDOWN, unix.EHOSTUNREACH, unix.ENETUNREACH)
}

func anyOf(err error, kinds ...error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
