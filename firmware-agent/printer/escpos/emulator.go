package escpos

import (
	"io"
	"net"
	"sync"
)

// Options are a printer's make and its lasting defects.
type Options struct {
	Dots   int // width of the print head
	Buffer int // receive buffer in bytes; 0 is 64 KB. When full, nothing more is read

	Silent      bool   // answers nothing, as cheap clones do
	Garbage     bool   // answers with bytes that mean nothing
	NoMarks     bool   // leaves GS r unanswered
	NoClear     bool   // does not know DLE DC4 fn 8
	HangUpAfter int    // hangs up after so many bytes, as if the cable was pulled; 0 is never
	Pace        func() // called after each printed row; a simulator waits here
}

// Emulator is a printer that lives on one connection after the other. Like a
// real one it keeps what it has buffered when the connection ends, and goes on
// with it once paper is back or the cover closed.
type Emulator struct {
	opts Options

	mu       sync.Mutex
	wake     *sync.Cond // buffer, state or session have changed
	machine  *machine
	buffer   []byte
	recent   []byte // the latest bytes, to see real-time commands in
	out      []byte
	received int
	closed   bool
	err      error
}

// NewEmulator makes a printer with an endless roll and a closed cover.
func NewEmulator(o Options) *Emulator {
	if o.Buffer == 0 {
		o.Buffer = 64 << 10
	}
	e := &Emulator{opts: o, machine: newMachine(o.Dots)}
	e.machine.mute, e.machine.shared = o.NoMarks, true
	e.wake = sync.NewCond(&e.mu)
	return e
}

// Change changes what is wrong with the printer, as a hand does that opens the
// cover or puts a new roll in.
func (e *Emulator) Change(change func(*State)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(&e.machine.state)
	e.say([]byte(e.machine.changes()))
	e.wake.Broadcast()
}

// State is what is wrong with the printer now.
func (e *Emulator) State() State {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.machine.state
}

// Pages is everything printed so far; the last one has Cut false if there is
// paper below the last cut.
func (e *Emulator) Pages() []Page {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.machine.result()
}

// Received is how many bytes have arrived.
func (e *Emulator) Received() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.received
}

// Err is the *Error that made the printer give up, if any.
func (e *Emulator) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// Close ends a Serve that waits for paper. It does not close connections.
func (e *Emulator) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	e.wake.Broadcast()
}

// ServeListener serves one connection after the other, as a network printer
// does, until the listener is closed or Serve reports an *Error.
func (e *Emulator) ServeListener(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return nil
		}
		err = e.Serve(conn)
		conn.Close()
		if err != nil {
			return err
		}
	}
}

// Serve prints and answers what comes from rw, until it ends and all that can be
// printed is. An rw that fails is a pulled cable, and no error of the printer. A
// byte stream no printer should be sent is an *Error; Serve then closes an rw
// that can be closed.
func (e *Emulator) Serve(rw io.ReadWriter) error {
	s := &session{emulator: e, rw: rw}
	var busy sync.WaitGroup
	busy.Go(s.work)
	busy.Go(s.answer)
	s.receive()
	s.end()
	busy.Wait()
	return e.Err()
}

// say queues an answer. The caller holds mu.
func (e *Emulator) say(b []byte) {
	switch {
	case e.opts.Silent:
	case e.opts.Garbage:
		for range b {
			e.out = append(e.out, 0xff)
		}
	default:
		e.out = append(e.out, b...)
	}
}
