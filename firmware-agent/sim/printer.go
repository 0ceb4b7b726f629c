package sim

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

// Printer is a receipt printer on a cable.
type Printer struct {
	rowTime time.Duration

	mu       sync.Mutex
	emulator *escpos.Emulator
	dots     int
	pulled   bool
	wires    map[net.Conn]struct{} // the printer's ends
	last     chan struct{}         // closed once nobody speaks with the emulator
	serving  sync.WaitGroup
}

func newPrinter(rowTime time.Duration) *Printer {
	last := make(chan struct{})
	close(last)
	return &Printer{rowTime: rowTime, wires: map[net.Conn]struct{}{}, last: last}
}

// load puts paper of a width in, if there is another or none.
func (p *Printer) load(dots int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.emulator != nil && p.dots == dots {
		return
	}
	o := escpos.Options{Dots: dots}
	if p.rowTime > 0 {
		o.Pace = func() { time.Sleep(p.rowTime) }
	}
	if p.emulator != nil {
		p.emulator.Close()
	}
	p.emulator, p.dots = escpos.NewEmulator(o), dots
}

// open implements printer.Opener.
func (p *Printer) open(context.Context) (printer.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pulled {
		return nil, fmt.Errorf("%w: its simulated cable is pulled", printer.ErrGone)
	}
	ours, theirs := net.Pipe()
	p.wires[theirs] = struct{}{}
	before, done := p.last, make(chan struct{})
	p.last = done
	emulator := p.emulator
	p.serving.Go(func() {
		defer close(done)
		<-before                   // one connection at a time, as on a cable
		_ = emulator.Serve(theirs) // Fault tells
		theirs.Close()
		p.mu.Lock()
		delete(p.wires, theirs)
		p.mu.Unlock()
	})
	return ours, nil
}

// Pull pulls the printer's cable, or puts it back.
func (p *Printer) Pull(out bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pulled = out
	if out {
		for w := range p.wires {
			w.Close()
		}
	}
}

// Change changes what is wrong with the printer; nothing happens before the
// printer was first opened.
func (p *Printer) Change(change func(*escpos.State)) {
	if e := p.machine(); e != nil {
		e.Change(change)
	}
}

// State is what is wrong with the printer, and whether its cable is pulled; ok
// is false before the printer was first opened.
func (p *Printer) State() (s escpos.State, pulled, ok bool) {
	e := p.machine()
	if e == nil {
		return s, false, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return e.State(), p.pulled, true
}

// Papers is everything printed so far.
func (p *Printer) Papers() []escpos.Page {
	e := p.machine()
	if e == nil {
		return nil
	}
	return e.Pages()
}

// Fault is what a printer was sent that no printer should be sent, nil for
// nothing.
func (p *Printer) Fault() error {
	e := p.machine()
	if e == nil {
		return nil
	}
	return e.Err()
}

func (p *Printer) machine() *escpos.Emulator {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.emulator
}

func (p *Printer) close() {
	p.Pull(true)
	if e := p.machine(); e != nil {
		e.Close()
	}
	p.serving.Wait()
}
