package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
)

// Options of a store. The zero value is right for a small computer.
type Options struct {
	// Log hears of damage that could be passed over and of Badger's own
	// warnings; slog.Default() when nil.
	Log *slog.Logger
	// KeepFree is the room in bytes that writes leave on the disk: below it
	// they fail with ErrDiskFull. 64 MB when zero; at least 16 MB.
	KeepFree uint64
}

const (
	keepFree      = 64 << 20
	leastKeepFree = 16 << 20 // two memtable logs: what Badger touches behind one write
)

// Store is an open journal. One goroutine appends; all other methods may be
// called from any goroutine meanwhile.
type Store struct {
	dir     string
	opt     Options
	epoch   string
	lock    *os.File
	scratch string // in memory; "" where there is none
	db      *badger.DB
	mark    mark

	write  sync.Mutex // held for an append
	calm   calm       // guarded by write
	tip    atomic.Pointer[tip]
	broken atomic.Pointer[error] // why no more can be written
	snap   sync.Mutex            // held while a snapshot is saved

	life   sync.RWMutex // held for reading while Badger is used, for writing to close
	closed bool
}

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
	if least := w.least(); least > 0 && records <= least {
		return 0, s.damage(max(records, 1), fmt.Sprintf("it had reached event %d and only %d can be read", least, max(records, 1)-1), nil)
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

// remember writes down, outside Badger, how far the journal has come.
func (s *Store) remember() error {
	t := *s.tip.Load()
	return errors.Join(writeLast(s.dir, s.epoch, t), s.mark.put(t))
}

// Close ends the store; further calls answer ErrClosed. It waits for readers.
func (s *Store) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.remember(), s.release())
}

// release gives back whatever has been taken so far.
func (s *Store) release() (err error) {
	if s.db != nil {
		err = careful(s.db.Close)
	}
	if s.mark.f != nil {
		err = errors.Join(err, s.mark.f.Close())
	}
	if s.scratch != "" {
		err = errors.Join(err, os.RemoveAll(s.scratch))
	}
	return errors.Join(err, s.lock.Close())
}

// use keeps the store open until done is called.
func (s *Store) use() (done func(), err error) {
	s.life.RLock()
	if s.closed {
		s.life.RUnlock()
		return nil, ErrClosed
	}
	if err := s.broken.Load(); err != nil {
		s.life.RUnlock()
		return nil, *err
	}
	return s.life.RUnlock, nil
}

// Dir is the store's directory.
func (s *Store) Dir() string { return s.dir }

// Epoch is a random name given to the journal when it was made. Sequences
// compare only within one epoch: a restored journal is older than what others
// may have seen of it, so it gets a new one.
func (s *Store) Epoch() string { return s.epoch }

// LastSeq is the sequence of the last durable event, 0 before the first.
func (s *Store) LastSeq() uint64 { return s.tip.Load().Seq }

func (s *Store) badgerDir() string { return filepath.Join(s.dir, "badger") }

func (s *Store) damage(seq uint64, what string, err error) error {
	if errors.Is(err, ErrNewer) {
		return err
	}
	return &Damage{Dir: s.dir, Seq: seq, What: what, Err: err}
}
