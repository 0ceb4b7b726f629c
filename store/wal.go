package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// segmentSize is the size of every file of the write-ahead log, in bytes.
const segmentSize = memtable / 4

const pageSize = 4 << 10

// wal is the write-ahead log: files of one size, written with zeros and synced
// once when they are made, so that a commit changes no metadata and costs the
// disk one flush. A file is used anew when Badger's tables hold all that is in
// it. The next one is made ready in the background while the present one
// fills.
//
// One goroutine at a time may use it.
type wal struct {
	dir  string
	size int // of each file
	// settled is how many records, from record 0, are durable without the log.
	settled func() (records uint64, err error)
	// room refuses to let the log grow.
	room func(size int) error

	segments   []*segment
	current    *segment
	at         int    // where the next frame goes in current
	page       []byte // what is in its page already
	generation uint64 // of current
	buf        []byte
	next       chan prepared // receives the segment after current
}

// segment is one file of the log.
type segment struct {
	n       int // its name
	file    *os.File
	records uint64 // one more than the last sequence in it, 0 for none
}

// prepared is a segment that is ready, or why there is none.
type prepared struct {
	*segment
	err error
}

func walDir(dir string) string { return filepath.Join(dir, "wal") }

// begin makes room for a frame of so many bytes, in the next segment if need
// be. An error means that the log is as it was.
func (w *wal) begin(size int) error {
	if used := len(w.page); size <= pageSize && used+size > pageSize {
		w.at, w.page = w.at+pageSize-used, w.page[:0] // one page is written then, not two
	}
	if w.at+size <= w.size {
		return nil
	}
	p := <-w.next
	if p.err == nil {
		w.begun(p.segment)
		w.generation++
	}
	w.prepare()
	if p.err != nil {
		return fmt.Errorf("the write-ahead log cannot grow: %w", p.err)
	}
	return nil
}

// begun makes a segment that holds nothing any more the present one.
func (w *wal) begun(s *segment) {
	if !slices.Contains(w.segments, s) {
		w.segments = append(w.segments, s)
	}
	w.current, w.at, w.page = s, 0, w.page[:0]
	s.records = 0
}

// append writes records as one frame, for which begin has made room, and
// returns when they are on the disk. After an error nobody knows what is
// there, and the log must not be used any more.
//
// It writes whole pages, so that the kernel need not read them first. What is
// in the first one already is written again as it is.
func (w *wal) append(records []record) error {
	start := w.at - len(w.page)
	w.buf = appendFrame(append(w.buf[:0], w.page...), w.generation, records)
	w.at = start + len(w.buf)
	w.page = append(w.page[:0], w.buf[len(w.buf)&^(pageSize-1):]...)
	w.buf = append(w.buf, make([]byte, -len(w.buf)&(pageSize-1))...)
	if _, err := w.current.file.WriteAt(w.buf, int64(start)); err != nil {
		return err
	}
	if err := syncData(w.current.file); err != nil {
		return err
	}
	w.current.records = records[len(records)-1].seq + 1
	return nil
}

// prepare makes the next segment ready in the background.
func (w *wal) prepare() {
	var idle []*segment
	n := 0
	for _, s := range w.segments {
		if n = max(n, s.n); s != w.current {
			idle = append(idle, s)
		}
	}
	go func() {
		if s := w.ready(idle); s != nil {
			w.next <- prepared{segment: s}
			return
		}
		w.next <- w.make(n + 1)
	}()
}

// ready finds a segment whose records are all in Badger's tables, or nil.
func (w *wal) ready(idle []*segment) *segment {
	settled, err := w.settled()
	if err != nil {
		return nil
	}
	for _, s := range idle {
		if s.records <= settled {
			return s
		}
	}
	return nil
}

// make makes a segment of zeros, durable under its name.
func (w *wal) make(n int) prepared {
	if err := w.room(w.size); err != nil {
		return prepared{err: err}
	}
	path := filepath.Join(w.dir, strconv.Itoa(n))
	if err := writeFile(path, make([]byte, w.size)); errors.Is(err, unix.ENOSPC) {
		return prepared{err: fmt.Errorf("%w: %w", ErrDiskFull, err)}
	} else if err != nil {
		return prepared{err: err}
	}
	s := &segment{n: n}
	return prepared{segment: s, err: s.open(w.dir, w.size)}
}

// close waits for the background and closes the files.
func (w *wal) close() (err error) {
	if w.current != nil {
		if p := <-w.next; p.err == nil && !slices.Contains(w.segments, p.segment) {
			w.segments = append(w.segments, p.segment)
		}
	}
	for _, s := range w.segments {
		if s.file != nil {
			err = errors.Join(err, s.file.Close())
		}
	}
	return err
}
