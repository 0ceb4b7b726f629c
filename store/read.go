package store

import (
	"github.com/dgraph-io/badger/v4"
)

// walk gives the raw records from one sequence to another to fn, in order; fn
// must not keep or change value. What Badger cannot read is a *Damage at best;
// mostly it leaves it out without a word: the caller must count.
func (s *Store) walk(from, to uint64, fn func(seq uint64, value []byte) error) error {
	first, tail := s.tail.all() // before Badger's view of itself, which may then have more
	if from < first {
		if err := s.walkBadger(from, min(to, first-1), fn); err != nil {
			return err
		}
	}
	for _, r := range tail {
		if r.seq < from || r.seq > to {
			continue
		}
		if err := fn(r.seq, r.value); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) walkBadger(from, to uint64, fn func(seq uint64, value []byte) error) error {
	t := s.db.NewTransaction(false)
	defer t.Discard()
	// Prefetching would read values on goroutines that careful does not reach.
	it := t.NewIterator(badger.IteratorOptions{Prefix: []byte{recordPrefix}})
	defer it.Close()
	step := func() { it.Seek(key(from)) }
	want := from
	for {
		var seq uint64
		var value []byte
		var ok bool
		err := careful(func() (err error) {
			step()
			if !it.ValidForPrefix([]byte{recordPrefix}) {
				return nil
			}
			if seq, ok = keySeq(it.Item().Key()); ok {
				value, err = it.Item().ValueCopy(value)
			}
			return err
		})
		if err != nil {
			return s.bad(want, err)
		}
		if !ok || seq > to {
			return nil
		}
		if err := fn(seq, value); err != nil {
			return err
		}
		want, step = seq+1, it.Next
	}
}

// get reads one record and checks its checksum.
func (s *Store) get(seq uint64) (r record, err error) {
	if first, tail := s.tail.all(); seq >= first && seq-first < uint64(len(tail)) {
		return open(seq, tail[seq-first].value)
	}
	err = careful(func() error {
		return s.db.View(func(t *badger.Txn) error {
			item, err := t.Get(key(seq))
			if err != nil {
				return err
			}
			value, err := item.ValueCopy(nil)
			if err == nil {
				r, err = open(seq, value)
			}
			return err
		})
	})
	return r, err
}
