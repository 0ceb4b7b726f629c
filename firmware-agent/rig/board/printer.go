//go:build linux

package board

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"time"
)

// Printer is a simple printer at the far end of the USB cable: it takes what is
// printed and answers status requests as its Status says. It holds no paper:
// what a job looks like is for the caller to judge from the bytes.
type Printer struct {
	cable  *Cable
	served chan error // the firmware's last word; nil while the cable is out

	mu     sync.Mutex
	status Status
	raw    []byte    // all that came since the last job was taken
	last   time.Time // when raw last grew by something that prints
}

// OpenPrinter attaches to the printer that NewPrinter has made. It is Ready
// and serves until Close.
func OpenPrinter() (*Printer, error) {
	cable, err := OpenCable()
	if err != nil {
		return nil, err
	}
	p := &Printer{cable: cable, status: Ready()}
	p.start()
	return p, nil
}

// Close switches the printer's firmware off: it takes and answers nothing more.
func (p *Printer) Close() error { return errors.Join(p.cable.Close(), p.stopped()) }

// Set changes what the printer says about itself from now on.
func (p *Printer) Set(s Status) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = s
	return p.cable.SetPort(s.Port)
}

// Unplug pulls the USB cable, as Cable.Unplug does.
func (p *Printer) Unplug() error { return errors.Join(p.cable.Unplug(), p.stopped()) }

// Plug puts the cable back and returns when LP is there again.
func (p *Printer) Plug() error {
	if err := p.cable.Plug(); err != nil {
		return err
	}
	p.start()
	return nil
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

// start lets the firmware run.
func (p *Printer) start() {
	served := make(chan error, 1)
	p.served = served
	go func() { served <- p.serve() }()
}

// stopped waits for the firmware's end. It does nothing while the cable is out.
func (p *Printer) stopped() error {
	if p.served == nil {
		return nil
	}
	defer func() { p.served = nil }()
	return <-p.served
}

// serve is the firmware.
func (p *Printer) serve() error {
	buf := make([]byte, usbBuffer)
	for {
		n, err := p.cable.Read(buf)
		if err != nil {
			return ignoreEOF(err)
		}
		if replies := p.take(buf[:n], time.Now()); len(replies) > 0 {
			p.cable.Write(replies) // if nobody reads them they are lost
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
