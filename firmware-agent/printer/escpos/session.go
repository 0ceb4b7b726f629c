package escpos

import (
	"bytes"
	"io"
	"sync"
)

// session is one connection: one goroutine receives, another prints.
type session struct {
	emulator *Emulator
	rw       io.ReadWriter
	ended    bool       // guarded by the emulator's mutex
	writing  sync.Mutex // keeps answers in order
}

// receive takes bytes until the connection ends, one way or another.
func (s *session) receive() {
	chunk := make([]byte, 4096)
	for {
		n, err := s.rw.Read(chunk)
		if !s.emulator.accept(chunk[:n]) || err != nil {
			return
		}
		s.flush()
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
		s.flush()
	}
	s.flush()
	if wire, ok := s.rw.(io.Closer); ok && s.emulator.Err() != nil {
		wire.Close() // ends receive
	}
}

// next does one step, or waits for something to change; false is the end.
func (s *session) next() bool {
	e := s.emulator
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.machine.sheet.rows()
	n, err := e.machine.step(e.buffer)
	switch {
	case err == errShort || err == errBlocked:
		if s.ended || e.closed {
			return false
		}
		if len(e.out) == 0 {
			e.wake.Wait()
		}
		return true
	case err != nil:
		e.err = err
		e.wake.Broadcast()
		return false
	}
	e.buffer = e.buffer[n:]
	e.say(e.machine.replies)
	e.machine.replies = nil
	e.wake.Broadcast()
	if e.opts.Pace != nil && e.machine.sheet.rows() > before {
		e.mu.Unlock()
		e.opts.Pace()
		e.mu.Lock()
	}
	return true
}

// flush sends the answers that are queued.
func (s *session) flush() {
	s.writing.Lock()
	defer s.writing.Unlock()
	e := s.emulator
	e.mu.Lock()
	out := e.out
	e.out = nil
	e.mu.Unlock()
	if len(out) > 0 {
		_, _ = s.rw.Write(out) // a pulled cable shows when reading
	}
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
