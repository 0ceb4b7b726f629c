package store

import (
	"bytes"
	"errors"
)

// Lines gives durable events after one sequence as a backup holds them, a line
// each, verified: at most n of them, and no more after the line with which
// they reach limit bytes. to is the sequence of the last one, or after when
// there is none. The store is free again when Lines returns, however long
// the caller takes to write them somewhere.
func (s *Store) Lines(after, n uint64, limit int) (lines []byte, to uint64, err error) {
	done, err := s.use()
	if err != nil {
		return nil, after, err
	}
	defer done()
	last := min(s.LastSeq(), after+n)
	first, err := s.get(after)
	if err != nil {
		return nil, after, s.bad(after, err)
	}
	c := chain{tip{after, first.link}}
	err = s.walk(after+1, last, func(seq uint64, value []byte) error {
		r, err := c.next(seq, value)
		if err != nil {
			return s.bad(c.Seq+1, err)
		}
		if lines = append(lines, backupLine(r)...); len(lines) >= limit {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return lines, c.Seq, nil
	}
	if err == nil && c.Seq < last {
		err = s.bad(c.Seq+1, errGone)
	}
	return lines, c.Seq, err
}

// errEnough ends a walk that has got what it wanted.
var errEnough = errors.New("enough")

// Point is a place in a journal's history: an event's sequence and the link of
// its record, which stands for all that came before it. The zero Point is the
// beginning.
type Point struct {
	Seq  uint64
	Link [16]byte
}

// Point is the place of the event with that sequence, which the journal must
// hold.
func (s *Store) Point(seq uint64) (Point, error) {
	done, err := s.use()
	if err != nil {
		return Point{}, err
	}
	defer done()
	r, err := s.get(seq)
	if err != nil {
		return Point{}, s.bad(seq, err)
	}
	return Point{seq, r.link}, nil
}

// Next reads one line of a backup, without its end, that continues the history
// at p, and trusts nothing in it: the error says what is wrong.
func (p Point) Next(line []byte) (Point, error) {
	c := chain{tip{p.Seq, p.Link}}
	_, err := c.line(line)
	return Point{c.Seq, c.Link}, err
}

// line reads one line of a backup, without its end.
func (c *chain) line(l []byte) (record, error) {
	const linkAt, jsonAt = 8 + 1, 8 + 1 + 2*len(link{}) + 1
	if len(l) < jsonAt || len(l)-jsonAt > MaxRecord {
		return record{}, errShort
	}
	var claimed link
	if err := claimed.UnmarshalText(l[linkAt : jsonAt-1]); err != nil {
		return record{}, err
	}
	r := seal(c.Seq+1, claimed, l[jsonAt:])
	if want := backupLine(r); !bytes.Equal(want[:len(want)-1], l) {
		return record{}, errChecksum
	}
	next := *c
	r, err := next.next(r.seq, r.value)
	if err == nil {
		_, err = decode(r)
	}
	if err == nil {
		*c = next
	}
	return r, err
}
