package spare

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"giliran/store"
)

// Copy is a mirror that has been read to its end and is whole.
type Copy struct {
	dir, epoch string
	files      []uint64 // by the event after which each begins
	last       uint64
}

// IsMirror tells whether a directory holds a mirror, whole or not.
func IsMirror(dir string) bool {
	files, err := segments(dir)
	_, errM := readMark(dir)
	return err == nil && (len(files) > 0 || errM == nil || errors.Is(errM, errMark))
}

// ReadCopy reads the mirror in dir and verifies every line of it. What is
// missing, altered, cut off or of another journal is a *Damage. With until
// above 0 only the events up to that one must be there and are taken.
//
// The beginning of one more line behind the last one is no damage as long as
// the mark does not know of it: the power went while it was written.
func ReadCopy(dir string, until uint64) (*Copy, error) {
	m, errMarked := readMark(dir) // before the files: an office may be at it
	files, err := segments(dir)
	if err != nil {
		return nil, err
	}
	c := &Copy{dir: dir, files: files}
	var to store.Point
	damage := func(what string, err error) error {
		return &Damage{Dir: dir, Whole: to.Seq, What: what, Err: err}
	}
	for i, after := range files {
		if until > 0 && to.Seq >= until {
			break
		}
		name := filepath.Base(segmentPath(dir, after))
		s, err := readSegment(segmentPath(dir, after), nil)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", name, err)
		case s.size == 0:
			return nil, damage("the head of "+name+" cannot be read", s.bad)
		case i > 0 && s.epoch != c.epoch:
			return nil, damage(name+" is of another journal", nil)
		case s.from.Seq > to.Seq:
			return nil, damage(fmt.Sprintf("the events from %d to %d are not there: %s begins behind them", to.Seq+1, s.from.Seq, name), nil)
		case s.from != to, after != to.Seq:
			return nil, damage(name+" does not continue the file before it", nil)
		}
		c.epoch, to = s.epoch, s.to
		enough := until > 0 && to.Seq >= until
		if s.bad != nil && !enough {
			return nil, damage(fmt.Sprintf("event %d cannot be read in %s", to.Seq+1, name), s.bad)
		}
		if s.torn && i+1 < len(files) && !enough {
			return nil, damage(name+" ends in the middle of a line", nil)
		}
	}
	if until > 0 {
		if to.Seq < until {
			return nil, damage(fmt.Sprintf("it ends at event %d", to.Seq), nil)
		}
		c.last = until
		return c, nil
	}
	switch err := errMarked; {
	case errors.Is(err, fs.ErrNotExist):
		return nil, damage("the file mark is gone, so nobody can tell whether this is all of it", nil)
	case errors.Is(err, errMark):
		return nil, damage("the file mark cannot be read, so nobody can tell whether this is all of it", nil)
	case err != nil:
		return nil, err
	case len(files) > 0 && m.epoch != c.epoch:
		return nil, damage("the file mark is of another journal", nil)
	case m.Seq > to.Seq:
		return nil, damage(fmt.Sprintf("it had reached event %d and only %d can be read", m.Seq, to.Seq), nil)
	}
	c.epoch, c.last = m.epoch, to.Seq
	return c, nil
}

// Last is the last event of it, 0 for none.
func (c *Copy) Last() uint64 { return c.last }

// Epoch is the journal's name.
func (c *Copy) Epoch() string { return c.epoch }

// errRead ends the reading of a copy at its last event.
var errRead = errors.New("read")

// Backup writes it as a backup, which store.Restore takes and verifies again.
func (c *Copy) Backup(w io.Writer) error {
	return store.WriteBackup(w, c.epoch, c.last, func(w io.Writer) error {
		for _, after := range c.files {
			if after >= c.last {
				break
			}
			_, err := readSegment(segmentPath(c.dir, after), func(seq uint64, l []byte) error {
				if seq > c.last {
					return errRead
				}
				_, err := w.Write(l)
				return err
			})
			if err != nil && !errors.Is(err, errRead) {
				return err
			}
		}
		return nil
	})
}
