package store

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"golang.org/x/sys/unix"
)

// Options of a store. The zero value is right for a small computer.
type Options struct {
	// Log hears of damage that could be passed over and of Badger's own
	// warnings; slog.Default() when nil.
	Log *slog.Logger
	// KeepFree is the room in bytes that is left on the disk: below it Room
	// answers ErrDiskFull, and Append goes on only in the room that the
	// write-ahead log has set aside. 64 MB when zero; at least 32 MB.
	KeepFree uint64

	segment  int           // size of the write-ahead log's files; smaller in tests
	patience time.Duration // with a Badger that complains while it is closed; shorter in tests
}

const (
	keepFree      = 64 << 20
	leastKeepFree = 2 * 2 * memtable // two memtable logs: what Badger touches behind one write
)

// Store is an open journal. One goroutine appends; all other methods may be
// called from any goroutine meanwhile.
type Store struct {
	dir   string
	opt   Options
	epoch string
	lock  *os.File
	db    *badger.DB
	mark  mark

	write  sync.Mutex // held for an append
	wal    wal        // guarded by write
	tip    atomic.Pointer[tip]
	broken atomic.Pointer[error] // why no more can be written
	snap   sync.Mutex            // held while a snapshot is saved

	tail   tail       // what Badger does not have yet
	moving sync.Mutex // held while it gets some of it, and to close it
	wake   chan struct{}
	quit   chan struct{} // closed to end the mover
	moved  chan struct{} // closed when it has ended
	named  uint64        // the records of those tables whose names are synced

	complaint chan struct{} // receives when Badger reports an error
	life      sync.RWMutex  // held for reading while Badger is used, for writing to close
	closed    bool
}

// remember writes down, outside Badger, how far the journal has come.
func (s *Store) remember() error {
	t := *s.tip.Load()
	return errors.Join(writeLast(s.dir, s.epoch, t), s.mark.put(t))
}

// breaks ends all writing.
func (s *Store) breaks(err error) error {
	err = fmt.Errorf("%w: %w", ErrBroken, err)
	s.broken.CompareAndSwap(nil, &err)
	return err
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

// damage makes a *Damage of what went wrong, unless the files are not to blame.
func (s *Store) damage(seq uint64, what string, err error) error {
	for _, e := range []error{ErrNewer, fs.ErrPermission, unix.EROFS, unix.ENOSPC, unix.EMFILE, unix.ENFILE, unix.ENOMEM} {
		if errors.Is(err, e) {
			return fmt.Errorf("%s: %w", s.dir, err)
		}
	}
	return &Damage{Dir: s.dir, Seq: seq, What: what, Err: err}
}
