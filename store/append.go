package store

import (
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"giliran/ticketing"
)

// Append writes the events behind the journal's last one and returns when they
// are on the disk. Their sequences must go on exactly from LastSeq, or the
// answer is ErrGap and nothing is written; likewise ErrTooLarge and
// ErrDiskFull.
//
// One call is one transaction of Badger, all or nothing, as long as it fits:
// about 600 KB. A larger one is written in several, in order, so that a power
// cut or an error leaves a prefix of it; LastSeq then tells how much.
//
// After any other error the store answers ErrBroken to everything but LastSeq
// and Close: memory and disk may differ, and only opening anew finds out. All
// that had been acknowledged will be there then, and perhaps more of the last
// call.
func (s *Store) Append(events []ticketing.Event) error {
	done, err := s.use()
	if err != nil {
		return err
	}
	defer done()
	s.write.Lock()
	defer s.write.Unlock()
	records, size, err := s.sealAll(events)
	if err != nil {
		return err
	}
	if err := s.room(size); err != nil {
		return err
	}
	return s.append(records)
}

// append commits records and closes the store for writing if that fails.
func (s *Store) append(records []record) error {
	if err := s.commit(records); err != nil {
		err = fmt.Errorf("%w: %w", ErrBroken, err)
		s.broken.Store(&err)
		return err
	}
	if err := s.mark.put(*s.tip.Load()); err != nil {
		s.opt.Log.Warn("the mark beside the journal cannot be written", "err", err)
	}
	if err := s.calm.follow(); err != nil {
		s.opt.Log.Warn("the kernel may write far more to the disk than there is", "err", err)
	}
	return nil
}

// sealAll makes the records of events that follow the tip.
func (s *Store) sealAll(events []ticketing.Event) (records []record, size int, err error) {
	t := *s.tip.Load()
	for i := range events {
		seq := events[i].Seq
		if seq != t.Seq+1 {
			return nil, 0, fmt.Errorf("%w: %d after %d", ErrGap, seq, t.Seq)
		}
		body, err := events[i].MarshalJSON()
		if err != nil {
			return nil, 0, fmt.Errorf("event %d: %w", seq, err)
		}
		if len(body) > MaxRecord {
			return nil, 0, fmt.Errorf("event %d has %d bytes: %w", seq, len(body), ErrTooLarge)
		}
		t = tip{seq, t.Link.next(seq, body)}
		records = append(records, seal(seq, t.Link, body))
		size += keySize + bodyAt + len(body)
	}
	return records, size, nil
}

// commit writes records in as few transactions as Badger allows and moves the
// tip after each.
func (s *Store) commit(records []record) error {
	for len(records) > 0 {
		n, err := s.commitSome(records)
		if err != nil {
			return err
		}
		s.tip.Store(&tip{records[n-1].seq, records[n-1].link})
		records = records[n:]
	}
	return nil
}

// commitSome writes as many records as one transaction takes.
func (s *Store) commitSome(records []record) (n int, err error) {
	err = careful(func() error {
		t := s.db.NewTransaction(true)
		defer t.Discard()
		for ; n < len(records); n++ {
			err := t.Set(key(records[n].seq), records[n].value)
			if errors.Is(err, badger.ErrTxnTooBig) && n > 0 {
				break
			}
			if err != nil {
				return err
			}
		}
		return t.Commit()
	})
	return n, err
}
