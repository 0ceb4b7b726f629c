//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/rig/board"
)

const (
	dots = 576 // across 80 mm paper

	portFine     = 0x18 // of the USB port status: selected, no error
	portPaperOut = 0x30 // selected, paper empty
)

// firmware is the receipt printer: the strict emulator at the far end of the
// USB cable. Like a real one it keeps what it has taken when the cable is
// pulled.
type firmware struct {
	cable    *board.Cable
	emulator *escpos.Emulator
	counter  *counter       // in its place, if any
	wire     *io.PipeWriter // into the emulator
	served   chan error
	pumped   chan struct{}
	gate     gate
	buffer   int  // what the printer takes before it prints, in bytes
	silent   bool // it answers nothing
	port     atomic.Int32

	mu    sync.Mutex
	began time.Time // when the first byte of a job came since begin was asked
}

// What printers can take before they print, in bytes.
const (
	bigBuffer   = 128 << 10 // a whole ticket
	smallBuffer = 4096
)

func newFirmware() (*firmware, error) {
	cable, err := board.OpenCable()
	if err != nil {
		return nil, err
	}
	f := &firmware{cable: cable, buffer: bigBuffer}
	f.port.Store(portFine)
	f.newRoll(escpos.State{Paper: escpos.Endless})
	f.connect()
	return f, admit()
}

// newRoll begins a new pile of papers in the same printer.
func (f *firmware) newRoll(s escpos.State) {
	var emulator *escpos.Emulator
	emulator = escpos.NewEmulator(escpos.Options{Dots: dots, Buffer: f.buffer, Silent: f.silent, Pace: func() {
		f.gate.row()
		_ = f.tellPort(emulator) // without a cable there is nobody to tell
	}})
	emulator.Change(func(now *escpos.State) { *now = s })
	f.emulator = emulator
}

// connect lets the firmware speak over the cable.
func (f *firmware) connect() {
	f.mu.Lock()
	f.speak()
	f.mu.Unlock()
	f.pumped = make(chan struct{})
	go f.pump(f.pumped)
}

// speak lets the emulator speak, or the counter while there is one. The caller
// holds mu.
func (f *firmware) speak() {
	from, to := io.Pipe()
	f.wire = to
	served, serve := make(chan error, 1), f.emulator.Serve
	if f.counter != nil {
		serve = f.counter.Serve
	}
	f.served = served
	go func() {
		err := serve(struct {
			io.Reader
			io.Writer
		}{from, f.cable})
		from.CloseWithError(err)
		served <- err
	}()
}

// count puts a counter in the emulator's place, or takes it away (nil). Nothing
// may be printing.
func (f *firmware) count(c *counter) error {
	return f.replace(func() { f.counter = c })
}

// replace lets another one speak, once the present one has printed what it can;
// what comes over the cable meanwhile waits.
func (f *firmware) replace(prepare func()) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wire.Close()
	err := ended(f.served)
	prepare()
	f.speak()
	return err
}

// ended waits for the end of somebody who spoke.
func ended(served <-chan error) error {
	select {
	case err := <-served:
		return err
	case <-time.After(patience):
		return errors.New("the printer does not come to an end")
	}
}

// pump carries what comes over the cable to the emulator, which may be
// another one in the middle.
func (f *firmware) pump(pumped chan<- struct{}) {
	defer close(pumped)
	buf := make([]byte, smallBuffer)
	for {
		n, err := f.cable.Read(buf)
		if err != nil {
			return
		}
		f.note(buf[:n], time.Now())
		for rest := buf[:n]; len(rest) > 0; {
			wire := f.ear()
			if wire == nil {
				return // what a printer without a cable still had in its ear is lost
			}
			n, _ := wire.Write(rest) // an error says that another one listens now
			rest = rest[n:]
		}
	}
}

// note notes the first byte of a job.
func (f *firmware) note(chunk []byte, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.began.IsZero() && bytes.Contains(chunk, []byte("\x1b@")) {
		f.began = now
	}
}

// ear is who listens to the cable now; nil while it is out.
func (f *firmware) ear() *io.PipeWriter {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wire
}

// forget makes begin tell of the next job.
func (f *firmware) forget() {
	f.mu.Lock()
	f.began = time.Time{}
	f.mu.Unlock()
}

// begin waits for the first byte of a job since forget, and says when it came.
func (f *firmware) begin(within time.Duration) (at time.Time, err error) {
	err = board.Await("the first byte of a job", within, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		at = f.began
		return !at.IsZero()
	})
	return at, err
}

// take waits until that many whole papers have come out and takes them off the
// printer, which goes on with the next. More than that is an error, and so is
// anything below the last cut.
func (f *firmware) take(papers int, within time.Duration) ([]escpos.Page, error) {
	err := await(fmt.Sprintf("%d papers", papers), within, func() (bool, error) {
		return f.out() >= papers, f.emulator.Err()
	})
	pages, ended := f.tear()
	switch {
	case err != nil:
		return pages, fmt.Errorf("%d came out: %w", len(pages), errors.Join(err, ended))
	case ended != nil:
		return pages, ended
	case len(pages) != papers:
		return pages, fmt.Errorf("%d papers came out instead of %d", len(pages), papers)
	}
	return pages, uncut(pages)
}

func uncut(pages []escpos.Page) error {
	for i, p := range pages {
		if !p.Cut {
			return fmt.Errorf("paper %d of %d is not cut", i+1, len(pages))
		}
	}
	return nil
}

// out is how many papers have been cut.
func (f *firmware) out() (n int) {
	for _, p := range f.emulator.Pages() {
		if p.Cut {
			n++
		}
	}
	return n
}

// tear takes everything off the printer, also what is not cut.
func (f *firmware) tear() (pages []escpos.Page, err error) {
	err = f.replace(func() {
		pages = f.emulator.Pages()
		f.newRoll(f.emulator.State())
	})
	return pages, err
}

// change changes what is wrong with the printer. Its USB port tells only of
// paper.
func (f *firmware) change(change func(*escpos.State)) error {
	f.emulator.Change(change)
	return f.tellPort(f.emulator)
}

// tellPort keeps the port's status as the paper is.
func (f *firmware) tellPort(e *escpos.Emulator) error {
	port := int32(portFine)
	if e.State().Paper == 0 {
		port = portPaperOut
	}
	if f.port.Swap(port) == port {
		return nil
	}
	return f.cable.SetPort(byte(port))
}

// become makes another printer of it, while it is idle.
func (f *firmware) become(buffer int, silent bool) error {
	f.buffer, f.silent = buffer, silent
	_, err := f.tear()
	return err
}

// unplug pulls the cable. A paper that is held (hold) is let go.
func (f *firmware) unplug() error {
	err := f.cable.Unplug()
	f.gate.open()
	f.mu.Lock()
	f.wire.Close()
	f.wire = nil
	f.mu.Unlock()
	<-f.pumped
	return errors.Join(err, ended(f.served))
}

// plug puts it back.
func (f *firmware) plug() error {
	if err := f.cable.Plug(); err != nil {
		return err
	}
	f.connect()
	return admit()
}

// admit lets the programs use the printer, as udev does on a real system.
func admit() error { return os.Chown(board.LP, user, user) }

// gate can stop the printing at a row, as a slow printer stands between two.
type gate struct {
	mu      sync.Mutex
	left    int           // rows to go until it holds; 0 holds nowhere
	reached chan struct{} // closed at that row
	opened  chan struct{}
}

// row is called after each printed row.
func (g *gate) row() {
	g.mu.Lock()
	opened := g.opened
	if g.left > 0 {
		g.left--
	}
	if g.left > 0 || opened == nil {
		g.mu.Unlock()
		return
	}
	select {
	case <-g.reached:
	default:
		close(g.reached)
	}
	g.mu.Unlock()
	<-opened
}

// hold stops the printing so many rows from now.
func (g *gate) hold(rows int) (reached <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left, g.reached, g.opened = rows, make(chan struct{}), make(chan struct{})
	return g.reached
}

// open lets it go on; without a hold it does nothing.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened != nil {
		close(g.opened)
		g.opened, g.left = nil, 0
	}
}
