package store

import (
	"errors"
	"fmt"
	"time"
)

// patience is how long Close waits for Badger once Badger complains.
const patience = 5 * time.Second

// Close ends the store; further calls answer ErrClosed. It waits for readers,
// but not for a Badger that cannot write to its folder and tries for ever:
// then the answer is ErrBroken, nothing acknowledged is lost, and the store
// stays locked until the process ends.
func (s *Store) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	err := s.remember()
	select {
	case <-s.complaint: // an old one
	default:
	}
	released := make(chan error, 1)
	go func() { released <- s.release() }()
	select {
	case e := <-released:
		return errors.Join(err, e)
	case <-s.complaint:
	}
	select {
	case e := <-released:
		return errors.Join(err, e)
	case <-time.After(s.opt.patience):
		return errors.Join(err, fmt.Errorf("%w: Badger cannot write to %s and is left behind", ErrBroken, s.badgerDir()))
	}
}

// release gives back whatever has been taken so far.
func (s *Store) release() (err error) {
	if s.quit != nil {
		close(s.quit)
		<-s.moved
		for s.tail.bytes() >= moveAt && s.move() {
		}
	}
	s.moving.Lock() // an append may be at it too
	defer s.moving.Unlock()
	err = s.wal.close()
	if s.db != nil {
		err = errors.Join(err, careful(s.db.Close))
		s.db = nil
	}
	if s.mark.f != nil {
		err = errors.Join(err, s.mark.f.Close())
	}
	return errors.Join(err, s.lock.Close())
}
