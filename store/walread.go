package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// walFound is what the files of the write-ahead log hold.
type walFound struct {
	segments []*segment // not open
	spans    []span     // of the frames
	records  []record   // those that had been asked for, in order

	// Where the log goes on: behind the last frame of the newest segment.
	newest     *segment
	at         int
	page       []byte
	generation uint64
}

// readWal reads the log in dir, and keeps the records from one sequence on. A
// frame that is torn is not there: either an append had not finished when the
// power went, or it is damage, and then what is missing tells.
func readWal(dir string, from uint64) (w walFound, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	var buf bytes.Buffer
	for _, e := range entries {
		n, err := strconv.Atoi(e.Name())
		if err != nil {
			continue // not finished
		}
		err = readSegment(filepath.Join(dir, e.Name()), &buf)
		if err == nil {
			err = w.add(&segment{n: n}, buf.Bytes(), from)
		}
		if err != nil {
			return w, fmt.Errorf("write-ahead log %d: %w", n, err)
		}
	}
	slices.SortStableFunc(w.records, func(a, b record) int { return cmp.Compare(a.seq, b.seq) })
	w.records = slices.CompactFunc(w.records, func(a, b record) bool { return a.seq == b.seq })
	return w, nil
}

// readSegment reads a segment from the disk itself: what only the kernel's
// memory holds, because the process was killed before its sync or the sync has
// failed, must not count.
func readSegment(path string, buf *bytes.Buffer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	if err := forget(f); err != nil {
		return err
	}
	buf.Reset()
	_, err = buf.ReadFrom(f)
	return err
}

// forget makes the kernel forget what it holds of a synced file.
func forget(f *os.File) error { return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }

// add takes note of one segment.
func (w *walFound) add(s *segment, content []byte, from uint64) error {
	w.segments = append(w.segments, s)
	for _, f := range scan(content) {
		w.spans = append(w.spans, f.span)
		s.records = max(s.records, f.last+1)
		if f.generation >= w.generation {
			w.newest, w.at, w.generation = s, f.at+f.size, f.generation
			w.page = slices.Clone(content[w.at&^(pageSize-1) : w.at])
		}
		if f.last < from {
			continue
		}
		err := f.records(func(r record) error {
			if r.seq >= from {
				r.value = slices.Clone(r.value)
				w.records = append(w.records, r)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// openWal opens the log for writing, and makes it where there is none.
func openWal(dir string, found walFound, w *wal) error {
	w.dir, w.segments, w.next = dir, found.segments, make(chan prepared, 1)
	for _, s := range w.segments {
		if err := s.open(dir, w.size); err != nil {
			return err
		}
	}
	if len(w.segments) == 0 {
		if err := makeDir(dir); err != nil {
			return err
		}
		p := w.make(1)
		if p.err != nil {
			return p.err
		}
		w.segments = append(w.segments, p.segment)
	}
	w.page = found.page
	w.current, w.at, w.generation = cmp.Or(found.newest, w.segments[0]), found.at, max(1, found.generation)
	w.prepare()
	return nil
}

// open opens a segment; one that has lost its end gets its length back.
func (s *segment) open(dir string, size int) (err error) {
	if s.file, err = os.OpenFile(filepath.Join(dir, strconv.Itoa(s.n)), os.O_RDWR, 0); err != nil {
		return err
	}
	info, err := s.file.Stat()
	if err == nil && info.Size() < int64(size) {
		err = s.file.Truncate(int64(size))
	}
	if err == nil {
		err = forget(s.file) // the large folios it was made with
	}
	return err
}
