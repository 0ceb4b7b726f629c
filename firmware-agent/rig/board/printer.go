//go:build linux

package board

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Printer is the printer's own end of the USB cable: it takes what is printed
// and answers status requests as its Status says. It holds no paper: what a
// job looks like is for the caller to judge from the bytes.
type Printer struct {
	mu     sync.Mutex
	status Status
	raw    []byte    // all that came since the last job was taken
	last   time.Time // when raw last grew by something that prints

	fd      int // of gadgetSide; -1 while the cable is out
	stop    chan struct{}
	stopped chan error
}

// OpenPrinter attaches to the printer that NewPrinter has made. It is Ready
// and serves until Close.
func OpenPrinter() (*Printer, error) {
	p := &Printer{status: Ready(), fd: -1}
	return p, p.start()
}

// Close switches the printer's firmware off: it takes and answers nothing more.
func (p *Printer) Close() error { return p.halt() }

// Set changes what the printer says about itself from now on.
func (p *Printer) Set(s Status) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = s
	return p.setPort()
}

// Unplug pulls the USB cable and returns when the kernel has noticed. What the
// printer had taken but not read is lost, as is its buffer in real life; a write
// under way on LP fails with ENODEV or EIO, whichever the kernel meets first.
func (p *Printer) Unplug() error {
	return errors.Join(p.halt(), unplug())
}

// Plug puts the cable back and returns when LP is there again.
func (p *Printer) Plug() error {
	if err := plug(); err != nil {
		return err
	}
	return p.start()
}

// Job waits for something that prints, then until nothing that prints has
// come for the time idle, and returns it byte by byte as it came. Status
// requests before and after it are left out; those in its middle are kept.
// It returns a *TimeoutError if no job was over within the given time.
func (p *Printer) Job(idle, within time.Duration) ([]byte, error) {
	var job []byte
	err := Await("a finished print job", within, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		print := trimRequests(p.raw)
		if len(print) == 0 || time.Since(p.last) < idle {
			return false
		}
		job, p.raw = bytes.Clone(print), nil
		return true
	})
	return job, err
}

// take keeps what came over the cable and returns the printer's answers.
func (p *Printer) take(chunk []byte, now time.Time) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	old, printed := len(p.raw), len(trimRequests(p.raw))
	p.raw = append(p.raw, chunk...)
	if len(trimRequests(p.raw)) != printed {
		p.last = now
	}
	return p.status.answers(p.raw, old)
}

// start opens the printer's end and lets the firmware run.
//
// The descriptor stays out of Go's poller: in the kernel's gadget a read that
// sleeps holds the lock that poll and write need, and wedges them. So it never
// blocks, and one goroutine does all reading and answering.
func (p *Printer) start() error {
	fd, err := unix.Open(gadgetSide, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", gadgetSide, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fd = fd
	stop, stopped := make(chan struct{}), make(chan error, 1)
	p.stop, p.stopped = stop, stopped
	go func() { stopped <- p.serve(fd, stop) }()
	return p.setPort()
}

// halt ends the firmware and closes the printer's end. It does nothing while
// the cable is out.
func (p *Printer) halt() error {
	p.mu.Lock()
	fd := p.fd
	p.fd = -1
	p.mu.Unlock()
	if fd < 0 {
		return nil
	}
	close(p.stop)
	return errors.Join(<-p.stopped, unix.Close(fd))
}

// serve is the firmware. It looks at stop at least every pollEvery.
func (p *Printer) serve(fd int, stop <-chan struct{}) error {
	const pollEvery = 20 // ms
	// Big enough for all that can wait in the kernel: a read that leaves half
	// a buffer behind would leave the kernel a stale pointer at an unplug.
	buf := make([]byte, usbQueue*usbBuffer)
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, pollEvery); err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		if ready[0].Revents&unix.POLLHUP != 0 {
			time.Sleep(time.Millisecond) // the host has not configured us yet
			continue
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			continue
		}
		n, err := unix.Read(fd, buf)
		if n <= 0 || err != nil {
			continue // the kernel says EAGAIN or ENODEV in passing: poll decides
		}
		p.answer(fd, p.take(buf[:n], time.Now()))
	}
}

// answer sends the replies. If nobody reads them and the kernel's queue is
// full they are lost, as they are in a printer.
func (p *Printer) answer(fd int, replies []byte) {
	if len(replies) > 0 {
		unix.Write(fd, replies)
	}
}

// setPort tells the gadget what to answer to LPGETSTATUS, which the kernel
// does by itself. Without a cable there is nobody to tell.
func (p *Printer) setPort() error {
	const gadgetSetPrinterStatus = 0xc0016722 // _IOWR('g', 0x22, unsigned char)
	if p.fd < 0 {
		return nil
	}
	if err := unix.IoctlSetInt(p.fd, gadgetSetPrinterStatus, int(p.status.Port)); err != nil {
		return fmt.Errorf("set printer status: %w", err)
	}
	return nil
}
