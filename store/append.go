package store

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"giliran/ticketing"
)

// Append writes the events behind the journal's last one and returns when they
// are on the disk. Their sequences must go on exactly from LastSeq, or the
// answer is ErrGap and nothing is written; likewise ErrTooLarge and
// ErrDiskFull.
//
// One call is all or nothing up to about 500 KB. A larger one is written in
// several parts, in order, so that a power cut or an error leaves a prefix of
// it; LastSeq then tells how much.
//
// Below KeepFree it goes on in the room the write-ahead log has set aside, a
// few thousand events at least, so that those who wait can still be called;
// whoever makes new work should ask Room first.
//
// After any other error the store answers ErrBroken to everything but LastSeq
// and Close: memory and disk may differ, and only opening anew finds out. All
// that had been acknowledged will be there then, and perhaps more of the last
// call.
func (s *Store) Append(events []ticketing.Event) error {
	err := s.appendEvents(events)
	for s.tail.bytes() > mostBehind && s.move() {
	}
	return err
}

func (s *Store) appendEvents(events []ticketing.Event) error {
	done, err := s.use()
	if err != nil {
		return err
	}
	defer done()
	s.write.Lock()
	defer s.write.Unlock()
	records, err := s.sealAll(events)
	if err != nil {
		return err
	}
	return s.append(records)
}

// append makes records durable, in as few frames as they fit, and moves the
// tip after each.
func (s *Store) append(records []record) error {
	for len(records) > 0 {
		n, size := fit(records)
		if err := s.wal.begin(size); errors.Is(err, ErrDiskFull) {
			return err
		} else if err != nil {
			return s.breaks(err)
		}
		if err := s.wal.append(records[:n]); err != nil {
			return s.breaks(err)
		}
		s.tip.Store(&tip{records[n-1].seq, records[n-1].link})
		s.tail.add(records[:n])
		records = records[n:]
	}
	if err := s.mark.put(*s.tip.Load()); err != nil {
		s.opt.Log.Warn("the mark beside the journal cannot be written", "err", err)
	}
	s.behind()
	return nil
}

// fit is how many records go into one frame, and its size.
func fit(records []record) (n, size int) {
	bytes := 0
	for ; n < len(records); n++ {
		bytes += len(records[n].value)
		if next := frameSize(n+1, bytes); n == 0 || next <= maxFrame {
			size = next
			continue
		}
		break
	}
	return n, size
}

// sealAll makes the records of events that follow the tip.
func (s *Store) sealAll(events []ticketing.Event) (records []record, err error) {
	t := *s.tip.Load()
	bodies, errs := encode(events)
	records = make([]record, len(events))
	for i := range events {
		seq, body := events[i].Seq, bodies[i]
		if seq != t.Seq+1 {
			return nil, fmt.Errorf("%w: %d after %d", ErrGap, seq, t.Seq)
		}
		if errs[i] != nil {
			return nil, fmt.Errorf("event %d: %w", seq, errs[i])
		}
		if len(body) > MaxRecord {
			return nil, fmt.Errorf("event %d has %d bytes: %w", seq, len(body), ErrTooLarge)
		}
		t = tip{seq, t.Link.next(seq, body)}
		records[i] = seal(seq, t.Link, body)
	}
	return records, nil
}

// handful is how many events one processor encodes as fast as it would find
// help.
const handful = 8

// encode writes events as JSON, on all processors if there are many: everybody
// in the batch waits for it.
func encode(events []ticketing.Event) (bodies [][]byte, errs []error) {
	bodies, errs = make([][]byte, len(events)), make([]error, len(events))
	share := max(handful, (len(events)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var others sync.WaitGroup
	for from := 0; from < len(events); from += share {
		part := func() {
			for i := from; i < min(from+share, len(events)); i++ {
				bodies[i], errs[i] = events[i].MarshalJSON()
			}
		}
		if from+share < len(events) {
			others.Go(part)
		} else {
			part()
		}
	}
	others.Wait()
	return bodies, errs
}
