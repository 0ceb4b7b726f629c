package store

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
)

// witness is all that is known of a journal without asking Badger.
type witness struct {
	last      *last // nil when missing or damaged
	mark      *tip  // nil when missing or damaged
	snapshots []uint64
	damaged   bool // something is here that cannot be read
}

// hear collects the witnesses of a directory. A damaged one is reported and
// left out: the others, and the journal itself, still stand.
func hear(dir string, log *slog.Logger) (w witness, err error) {
	l, err := readLast(dir)
	switch {
	case err == nil:
		w.last = &l
	case errors.Is(err, ErrNewer):
		return w, err
	case !errors.Is(err, fs.ErrNotExist):
		w.damaged = true
		log.Warn("what is known of the journal from outside cannot be read", "file", lastPath(dir), "err", err)
	}
	m, err := readMark(dir)
	switch {
	case err == nil:
		w.mark = &m
	case !errors.Is(err, fs.ErrNotExist):
		w.damaged = true
		log.Warn("what is known of the journal from outside cannot be read", "file", markPath(dir), "err", err)
	}
	w.snapshots, err = snapshots(dir)
	return w, err
}

// tips are the points the journal is known to have passed.
func (w witness) tips() (t []tip) {
	if w.last != nil {
		t = append(t, w.last.tip)
	}
	if w.mark != nil {
		t = append(t, *w.mark)
	}
	return t
}

// least is the sequence the journal must reach at least.
func (w witness) least() (seq uint64) {
	for _, t := range w.tips() {
		seq = max(seq, t.Seq)
	}
	for _, s := range w.snapshots {
		seq = max(seq, s)
	}
	return seq
}

// gone tells why a directory in which Badger holds nothing is not a new one,
// or nil if it is.
func (w witness) gone(dir string) error {
	if w.least() == 0 && !w.damaged {
		return nil
	}
	return fmt.Errorf("%w: %s has held one, at least up to event %d, and now there is none in its folder badger. Look for it; or move %s aside, keep it, and type: giliran restore FILE",
		ErrMissing, dir, w.least(), dir)
}
