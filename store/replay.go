package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"giliran/ticketing"
)

// Replay gives every durable event after the given sequence to fn, in order,
// and stops at fn's first error, which it returns as it is. Every record is
// verified before fn sees it, beginning with the one at after; a *Damage names
// the first bad one. An event of a kind this version does not know is
// ErrNewer.
func (s *Store) Replay(after uint64, fn func(ticketing.Event) error) error {
	done, err := s.use()
	if err != nil {
		return err
	}
	defer done()
	last := s.LastSeq()
	if after > last {
		return fmt.Errorf("replay after event %d: the journal ends at %d", after, last)
	}
	first, err := s.get(after)
	if err != nil {
		return s.bad(after, err)
	}
	c := chain{tip{after, first.link}}
	err = s.walk(after+1, last, func(seq uint64, value []byte) error {
		r, err := c.next(seq, value)
		if err != nil {
			return s.bad(c.Seq+1, err)
		}
		e, err := decode(r)
		if err != nil {
			return s.bad(seq, err)
		}
		return fn(e)
	})
	if err == nil && c.Seq != last {
		err = s.bad(c.Seq+1, errGone)
	}
	return err
}

func (s *Store) bad(seq uint64, err error) error {
	return s.damage(seq, fmt.Sprintf("event %d cannot be read", seq), err)
}

// chain verifies records as they come.
type chain struct{ tip }

func (c *chain) next(seq uint64, value []byte) (record, error) {
	if seq != c.Seq+1 {
		return record{}, errGone
	}
	r, err := open(seq, value)
	if err != nil {
		return record{}, err
	}
	if c.Link.next(seq, r.body()) != r.link {
		return record{}, errChain
	}
	c.tip = tip{seq, r.link}
	return r, nil
}

// decode reads the event in a record.
func decode(r record) (e ticketing.Event, err error) {
	if err = json.Unmarshal(r.body(), &e); err == nil && e.Seq != r.seq {
		err = fmt.Errorf("holds event %d", e.Seq)
	}
	if errors.Is(err, ticketing.ErrUnknownFact) {
		err = fmt.Errorf("%w: %w", ErrNewer, err)
	}
	return e, err
}
