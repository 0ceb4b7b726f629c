package escpos

import (
	"bytes"
	"io"
)

// session is one connection: one goroutine receives, another prints, a third
// answers, so that a host that does not listen keeps nothing from being printed.
type session struct {
	emulator *Emulator
	rw       io.ReadWriter
	ended    bool // nothing more is received; guarded by the emulator's mutex
	done     bool // nothing more is printed; likewise
}

// receive takes bytes until the connection ends, one way or another.
func (s *session) receive() {
	chunk := make([]byte, 4096)
	for {
		n, err := s.rw.Read(chunk)
		if !s.emulator.accept(chunk[:n]) || err != nil {
			return
		}
	}
}

func (s *session) end() {
	s.emulator.mu.Lock()
	defer s.emulator.mu.Unlock()
	s.ended = true
	s.emulator.wake.Broadcast()
}

// work prints what has been received, and waits for more until the session ends.
func (s *session) work() {
	for s.next() {
	}
	s.emulator.mu.Lock()
	defer s.emulator.mu.Unlock()
	s.done = true
	s.emulator.wake.Broadcast()
}

// next does one step, or waits for something to change; false is the end.
func (s *session) next() bool {
	e := s.emulator
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.machine.sheet.rows()
	n, err := e.machine.step(e.buffer)
	e.say(append(e.machine.replies, e.machine.changes()...))
	e.machine.replies = nil
	e.wake.Broadcast()
	switch {
	case err == errShort || err == errBlocked:
		if s.ended || e.closed {
			return false
		}
		e.wake.Wait()
		return true
	case err != nil:
		e.err = err
		return false
	}
	e.buffer = e.buffer[n:]
	if e.opts.Pace != nil && e.machine.sheet.rows() > before {
		e.mu.Unlock()
		e.opts.Pace()
		e.mu.Lock()
	}
	return true
}

// answer sends what the printer says, until the session is over.
func (s *session) answer() {
	for out, more := s.word(); more; out, more = s.word() {
		_, _ = s.rw.Write(out) // a pulled cable shows when reading
	}
	if wire, ok := s.rw.(io.Closer); ok && s.emulator.Err() != nil {
		wire.Close() // ends receive
	}
}

// word waits for something to say; false is the end.
func (s *session) word() ([]byte, bool) {
	e := s.emulator
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.out) == 0 && !s.done {
		e.wake.Wait()
	}
	out := e.out
	e.out = nil
	return out, len(out) > 0
}

// accept takes bytes into the buffer, waiting while that is full, and obeys the
// real-time commands among them. False is the end of the session.
func (e *Emulator) accept(chunk []byte) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.wake.Broadcast()
	for _, b := range chunk {
		for len(e.buffer) >= e.opts.Buffer && !e.closed && e.err == nil {
			e.wake.Broadcast() // there is enough to print
			e.wake.Wait()
		}
		if e.closed || e.err != nil {
			return false
		}
		e.buffer = append(e.buffer, b)
		e.recent = append(e.recent, b)[max(0, len(e.recent)+1-len(clearBuffers)):]
		e.received++
		e.obey()
		if e.received == e.opts.HangUpAfter {
			return false
		}
	}
	return true
}

// obey looks for a real-time command at the end of what has arrived.
func (e *Emulator) obey() {
	if !e.opts.NoClear && string(e.recent) == clearBuffers {
		e.buffer = nil
		e.machine.clear()
		e.say([]byte(cleared))
		return
	}
	if before, n := e.recent[:len(e.recent)-1], e.recent[len(e.recent)-1]; bytes.HasSuffix(before, []byte("\x10\x04")) && n >= 1 && n <= 4 {
		e.say([]byte{e.machine.state.answer(n)})
	}
}
