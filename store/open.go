package store

import (
	"cmp"
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
	opt.segment, opt.patience = cmp.Or(opt.segment, segmentSize), cmp.Or(opt.patience, patience)
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{
		dir: dir, opt: opt, lock: lock, complaint: make(chan struct{}, 1),
		wake: make(chan struct{}, 1), moved: make(chan struct{}),
	}
	if err := s.open(epoch); err != nil {
		err = errors.Join(err, s.release())
		var d *Damage
		if errors.As(err, &d) {
			left, _ := Survey(dir)
			d.Whole, d.WholeAt = left.Last, left.At
		}
		return nil, err
	}
	return s, nil
}

// open does it in the order that keeps the evidence: first look, then touch.
func (s *Store) open(epoch func() string) error {
	w, err := hear(s.dir, s.opt.Log)
	if err != nil {
		return err
	}
	f, err := s.look(w)
	if err != nil {
		return err
	}
	if err := errors.Join(clearTmp(s.dir), clearTmp(walDir(s.dir)), s.room(0)); err != nil {
		return err
	}
	if s.db, err = openBadger(s.badgerDir(), f.logs, badgerLog{s.opt.Log, s.complaint}); err != nil {
		return s.damage(0, "Badger cannot open it", err)
	}
	if err := s.recognise(w, f); err != nil {
		return err
	}
	if s.mark, err = openMark(s.dir); err != nil {
		return err
	}
	s.wal.size, s.wal.settled, s.wal.room = s.opt.segment, s.settled, s.reserve
	if err := openWal(walDir(s.dir), f.wal, &s.wal); err != nil {
		return fmt.Errorf("the write-ahead log: %w", err)
	}
	s.quit = make(chan struct{})
	go s.mover()
	if f.records == 0 {
		err = s.found(epoch())
	}
	if err != nil {
		return err
	}
	s.behind()
	return s.remember()
}

// look finds out how many records there are, and whether that is all.
func (s *Store) look(w witness) (f seen, err error) {
	manifest, others, err := badgerFiles(s.badgerDir())
	switch {
	case err != nil:
		return f, err
	case !manifest && others:
		return f, s.damage(0, "Badger's MANIFEST is gone", nil)
	}
	err = careful(func() error { f, err = look(s.badgerDir(), walDir(s.dir), w.least()); return err })
	switch {
	case !manifest && f.records == 0 && (err == nil || w.gone(s.dir) != nil):
		return f, w.gone(s.dir)
	case err != nil:
		return f, s.damage(0, "its files cannot be read", err)
	case f.records == 0:
		return f, w.gone(s.dir)
	}
	if least := w.least(); f.records <= least {
		return f, s.damage(f.records, fmt.Sprintf("it had reached event %d and only %d can be read", least, f.records-1), nil)
	}
	return f, nil
}

// found writes record 0 of a new journal.
func (s *Store) found(epoch string) error {
	body, err := json.Marshal(birth{epoch})
	if err != nil {
		return err
	}
	s.epoch = epoch
	s.tip.Store(&tip{})
	return s.append([]record{seal(0, link{}, body)})
}

// birth is the body of record 0.
type birth struct {
	Epoch string `json:"epoch"`
}

// recognise checks that Badger found what look had found, that the write-ahead
// log goes on from there, and that it is the journal the witnesses know.
func (s *Store) recognise(w witness, f seen) error {
	if f.records == 0 {
		return nil
	}
	if _, err := s.get(f.badger); !errors.Is(err, badger.ErrKeyNotFound) {
		return s.damage(f.badger, "Badger holds more than its files", err)
	}
	if err := s.takeUp(f); err != nil {
		return err
	}
	if err := s.recogniseBirth(w); err != nil {
		return err
	}
	for _, t := range append(w.tips(), tip{Seq: f.records - 1}) {
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

// takeUp makes the write-ahead log's records that Badger does not have the
// tail of the journal, if they continue it.
func (s *Store) takeUp(f seen) error {
	var c chain
	if f.badger > 0 {
		r, err := s.get(f.badger - 1)
		if err != nil {
			return s.bad(f.badger-1, err)
		}
		c.tip = tip{r.seq, r.link}
	}
	n := 0
	for n < len(f.wal.records) && f.wal.records[n].seq < f.badger {
		n++
	}
	records := f.wal.records[n:]
	for _, r := range records {
		if r.seq == 0 { // its certificate of birth continues nothing
			continue
		}
		if _, err := c.next(r.seq, r.value); err != nil {
			return s.damage(r.seq, fmt.Sprintf("event %d in the write-ahead log cannot be used", r.seq), err)
		}
	}
	s.tail.begin(f.badger, records)
	return nil
}

// recogniseBirth reads record 0.
func (s *Store) recogniseBirth(w witness) error {
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
	return nil
}
