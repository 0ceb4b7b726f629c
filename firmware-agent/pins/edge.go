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

// Debounced is for how long the kernel waits until a level is stable before it
// tells the edge: what Input was given, or 0 if the kernel could not.
func (l *Line) Debounced() time.Duration { return l.debounce }

// Halt implements conn.Resource: waiting for edges ends with ErrHalted, now and
// until In.
func (l *Line) Halt() error {
	l.halted.Store(true)
	if err := l.file.SetReadDeadline(time.Unix(1, 0)); err != nil {
		return fmt.Errorf("pin %s: %w", l.name, err)
	}
	return nil
}

// WaitForEdge implements gpio.PinIn, as its contract says: a negative timeout
// is forever. NextEdge tells more.
func (l *Line) WaitForEdge(timeout time.Duration) bool {
	var deadline time.Time
	if timeout >= 0 {
		deadline = time.Now().Add(timeout)
	}
	_, _, err := l.edgeBefore(deadline)
	return err == nil
}

// NextEdge returns the oldest edge that nobody has taken yet, with the level
// after it and the kernel's time of it, and waits for one for so long. If the
// line is debounced that is the end of the debounce time. It returns
// os.ErrDeadlineExceeded only if there was none at the end, ErrHalted after
// Halt, os.ErrClosed after Close.
func (l *Line) NextEdge(timeout time.Duration) (after gpio.Level, at time.Time, err error) {
	return l.edgeBefore(time.Now().Add(timeout))
}

func (l *Line) edgeBefore(deadline time.Time) (after gpio.Level, at time.Time, err error) {
	err = l.file.SetReadDeadline(deadline)
	if l.halted.Load() { // in this order: Halt's deadline may have been overwritten
		err = ErrHalted
	}
	var e unix.GPIOV2LineEvent
	if err == nil {
		_, err = l.file.Read(bytesOf(&e))
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && l.halted.Load():
		err = ErrHalted
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = l.take(&e) // the runtime gives up without a last look
	}
	if err != nil {
		return gpio.High, at, fmt.Errorf("pin %s: %w", l.name, err)
	}
	return e.Id == unix.GPIO_V2_LINE_EVENT_RISING_EDGE, fromMonotonic(e.Timestamp_ns), nil
}

// take takes an edge that is there, or returns os.ErrDeadlineExceeded.
func (l *Line) take(e *unix.GPIOV2LineEvent) error {
	var failed error
	if err := l.control(func(fd int) { _, failed = unix.Read(fd, bytesOf(e)) }); err != nil {
		return err
	}
	if failed == unix.EAGAIN || failed == unix.EINTR {
		return os.ErrDeadlineExceeded
	}
	return failed
}

// forget takes all edges that are there.
func (l *Line) forget() error {
	for {
		err := l.take(new(unix.GPIOV2LineEvent))
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return fmt.Errorf("pin %s: %w", l.name, err)
		}
	}
}

func bytesOf(e *unix.GPIOV2LineEvent) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(e)), unsafe.Sizeof(*e))
}

// fromMonotonic turns the kernel's monotonic clock into ours.
func fromMonotonic(nanos uint64) time.Time {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return time.Now() // it has just happened
	}
	return time.Now().Add(-max(0, time.Duration(now.Nano()-int64(nanos))))
}
