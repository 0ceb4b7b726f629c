package store

import (
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/y"
)

// Records go to Badger by the quarter megabyte: that is cheap for the
// processor and fills Badger's log page by page. They are safe without it.
const (
	moveAt = 256 << 10
	// mostBehind is how much may wait in memory while Badger is slow.
	mostBehind = 8 << 20
)

// mover takes records to Badger in the background.
func (s *Store) mover() {
	defer close(s.moved)
	for {
		select {
		case <-s.quit:
			return
		case <-s.wake:
			for s.tail.bytes() >= moveAt && s.move() {
			}
		}
	}
}

// behind wakes the mover when there is enough for it.
func (s *Store) behind() {
	if s.tail.bytes() < moveAt {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default: // it is awake
	}
}

// move takes what fits one transaction to Badger and tells whether it did.
// While the disk is nearly full it does nothing: Badger writes through memory
// maps, where a full disk is the end of the process, and the write-ahead log
// has the records anyway.
func (s *Store) move() bool {
	s.moving.Lock()
	defer s.moving.Unlock()
	_, records := s.tail.all()
	if s.db == nil || s.broken.Load() != nil || len(records) == 0 || s.Room() != nil {
		return false
	}
	n, err := s.settle(records)
	if err != nil {
		s.opt.Log.Error("Badger takes no more", "err", s.breaks(fmt.Errorf("badger: %w", err)))
		return false
	}
	s.tail.drop(n)
	return true
}

// settle writes as many records to Badger as one transaction takes.
func (s *Store) settle(records []record) (n int, err error) {
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

// settled is how many records, from record 0, Badger keeps in tables on the
// disk. Its memtable logs are not synced and count for nothing. One goroutine
// at a time may ask: the log's background.
func (s *Store) settled() (records uint64, err error) {
	for _, t := range s.db.Tables() {
		if seq, ok := keySeq(y.ParseKey(t.Right)); ok {
			records = max(records, seq+1)
		}
	}
	if records == s.named {
		return records, nil
	}
	if err := syncDir(s.badgerDir()); err != nil { // Badger leaves a table's name to chance
		return 0, err
	}
	s.named = records
	return records, nil
}
