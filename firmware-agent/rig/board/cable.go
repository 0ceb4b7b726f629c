//go:build linux

package board

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Cable is the printer's own end of its USB cable: bytes to and from whatever
// has LP open. A test lets a printer's firmware speak over it, such as Printer
// or an emulator of its own.
//
// The descriptor stays out of Go's poller: in the kernel's gadget a read that
// sleeps holds the lock that poll and write need, and wedges them. So it never
// blocks.
type Cable struct {
	pulled atomic.Bool

	reading sync.Mutex // held while somebody reads; taken before mu
	rest    []byte     // came over the cable, and nobody has read it yet

	mu   sync.Mutex
	fd   int // of gadgetSide; -1 while the cable is out; changes with both locks held
	port byte
}

// OpenCable takes the printer's end of the cable that NewPrinter has plugged
// in. The port status is that of a printer without any trouble.
func OpenCable() (*Cable, error) {
	c := &Cable{fd: -1, port: Ready().Port}
	return c, c.open()
}

// Close lets go of the printer's end: the cable stays in, and nobody is at its
// other end. A Read that waits ends with io.EOF.
func (c *Cable) Close() error {
	c.pulled.Store(true)
	c.reading.Lock()
	defer c.reading.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fd < 0 {
		return nil
	}
	fd := c.fd
	c.fd, c.rest = -1, nil
	return unix.Close(fd)
}

// Unplug pulls the cable and returns when the kernel has noticed. What came
// over it and was not read is lost; a write under way on LP fails with ENODEV
// or EIO, whichever the kernel meets first. A Read that waits ends with io.EOF.
func (c *Cable) Unplug() error { return errors.Join(c.Close(), unplug()) }

// Plug puts the cable back and returns when LP is there again.
func (c *Cable) Plug() error {
	if err := plug(); err != nil {
		return err
	}
	return c.open()
}

// SetPort changes what the gadget answers to LPGETSTATUS, which the kernel
// does by itself, from now on.
func (c *Cable) SetPort(status byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.port = status
	return c.tellPort()
}

// tellPort tells the gadget. Without a cable there is nobody to tell.
func (c *Cable) tellPort() error {
	const gadgetSetPrinterStatus = 0xc0016722 // _IOWR('g', 0x22, unsigned char)
	if c.fd < 0 {
		return nil
	}
	if err := unix.IoctlSetInt(c.fd, gadgetSetPrinterStatus, int(c.port)); err != nil {
		return fmt.Errorf("set printer status: %w", err)
	}
	return nil
}

func (c *Cable) open() error {
	fd, err := unix.Open(gadgetSide, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", gadgetSide, err)
	}
	c.reading.Lock()
	defer c.reading.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fd = fd
	c.pulled.Store(false)
	return c.tellPort()
}

// Read waits for bytes. It returns io.EOF once the cable is out.
func (c *Cable) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	for {
		switch {
		case c.pulled.Load():
			return 0, io.EOF
		case len(c.rest) > 0:
			n := copy(p, c.rest)
			c.rest = c.rest[n:]
			return n, nil
		}
		if err := c.fill(); err != nil {
			return 0, err
		}
	}
}

// fill waits for bytes, pollEvery at most.
func (c *Cable) fill() error {
	const pollEvery = 20 // ms
	ready := []unix.PollFd{{Fd: int32(c.fd), Events: unix.POLLIN}}
	if _, err := unix.Poll(ready, pollEvery); err != nil && !errors.Is(err, unix.EINTR) {
		return err
	}
	if ready[0].Revents&unix.POLLHUP != 0 {
		time.Sleep(time.Millisecond) // the host has not configured us yet
		return nil
	}
	if ready[0].Revents&unix.POLLIN == 0 {
		return nil
	}
	// Big enough for all that can wait in the kernel: a read that leaves half
	// a buffer behind would leave the kernel a stale pointer at an unplug.
	buf := make([]byte, usbQueue*usbBuffer)
	if n, err := unix.Read(c.fd, buf); err == nil && n > 0 {
		c.rest = buf[:n]
	} // the kernel says EAGAIN or ENODEV in passing: poll decides
	return nil
}

// Write sends bytes to the host. What nobody fetches, and what does not fit
// into the kernel's queue, is lost, as it is in a printer.
func (c *Cable) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fd < 0 {
		return 0, io.ErrClosedPipe
	}
	n, err := unix.Write(c.fd, p)
	if errors.Is(err, unix.EAGAIN) {
		return len(p), nil
	}
	return max(n, 0), err
}
