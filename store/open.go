package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/dgraph-io/badger/v4"
)

// Open opens the store in dir, and makes one where none has ever been.
//
// It answers with ErrLocked, ErrNewer, ErrDiskFull, ErrMissing where a store
// has been, or a *Damage; after none of them is there less in dir than before.
// A journal that is whole as far as its tables' first and last records tell is
// opened; the records between are verified when they are read, and all by
// Check.
func Open(dir string, opt Options) (*Store, error) {
	return openStore(dir, opt, rand.Text)
}

func openStore(dir string, opt Options, epoch func() string) (*Store, error) {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.KeepFree == 0 {
		opt.KeepFree = keepFree
	}
	opt.KeepFree = max(opt.KeepFree, leastKeepFree)
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, opt: opt, lock: lock}
	if err := s.open(epoch); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// open does it in the order that keeps the evidence: first look, then touch.
func (s *Store) open(epoch func() string) error {
	w, err := hear(s.dir, s.opt.Log)
	if err != nil {
		return err
	}
	records, err := s.look(w)
	if err != nil {
		return err
	}
	if err := errors.Join(clearTmp(s.dir), s.room(0)); err != nil {
		return err
	}
	s.scratch = makeScratch(s.dir)
	if s.db, err = openBadger(s.badgerDir(), s.scratch, s.opt.Log); err != nil {
		return s.damage(0, "Badger cannot open it", err)
	}
	if s.calm, err = newCalm(s.badgerDir()); err != nil {
		s.opt.Log.Warn("the kernel may write far more to the disk than there is", "err", err)
	}
	if records == 0 {
		err = s.found(epoch())
	} else {
		err = s.recognise(w, records-1)
	}
	if err != nil {
		return err
	}
	if s.mark, err = openMark(s.dir); err != nil {
		return err
	}
	return s.remember()
}

// look finds out how many records there are, and whether that is all.
func (s *Store) look(w witness) (records uint64, err error) {
	manifest, others, err := badgerFiles(s.badgerDir())
	switch {
	case err != nil:
		return 0, err
	case !manifest && others:
		return 0, s.damage(0, "Badger's MANIFEST is gone", nil)
	case !manifest:
		return 0, w.gone(s.dir)
	}
	err = careful(func() error { records, err = look(s.badgerDir()); return err })
	if err != nil {
		return 0, s.damage(0, "Badger's files cannot be read", err)
	}
	if records == 0 {
		return 0, w.gone(s.dir)
	}
	if least := w.least(); records <= least {
		return 0, s.damage(records, fmt.Sprintf("it had reached event %d and only %d can be read", least, records-1), nil)
	}
	return records, nil
}

// found writes record 0 of a new journal.
func (s *Store) found(epoch string) error {
	body, err := json.Marshal(birth{epoch})
	if err != nil {
		return err
	}
	s.epoch = epoch
	s.tip.Store(&tip{})
	return s.commit([]record{seal(0, link{}, body)})
}

// birth is the body of record 0.
type birth struct {
	Epoch string `json:"epoch"`
}

// recognise checks that Badger found what look had found, and that it is the
// journal the witnesses know.
func (s *Store) recognise(w witness, seq uint64) error {
	r, err := s.get(0)
	if err != nil {
		return s.damage(0, "its first record cannot be read", err)
	}
	var b birth
	if err := json.Unmarshal(r.body(), &b); err != nil {
		return s.damage(0, "its first record cannot be read", err)
	}
	s.epoch = b.Epoch
	if w.last != nil && w.last.Epoch != s.epoch {
		return s.damage(0, "the file last and the journal belong to different stores", nil)
	}
	if _, err := s.get(seq + 1); !errors.Is(err, badger.ErrKeyNotFound) {
		return s.damage(seq+1, "Badger holds more than its files", err)
	}
	for _, t := range append(w.tips(), tip{Seq: seq}) {
		r, err := s.get(t.Seq)
		if err != nil {
			return s.damage(t.Seq, fmt.Sprintf("event %d cannot be read", t.Seq), err)
		}
		if t.Link != (link{}) && t.Link != r.link {
			return s.damage(t.Seq, fmt.Sprintf("event %d is not the one that was written", t.Seq), nil)
		}
		s.tip.Store(&tip{r.seq, r.link})
	}
	return nil
}
