package spare

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// MirrorOptions tune a mirror; the zero value is right for an office.
type MirrorOptions struct {
	// Every is how often the journal is looked at for something new; 250 ms
	// when zero, so that with the medium's own flush an event is on it within
	// a second.
	Every time.Duration
	// Retry is how long after a failure, or after the last look at a medium
	// for which there is nothing new, the next look comes; 5 s when zero.
	Retry time.Duration
	// Patience is how long a medium may take for one round before it is said
	// to be stuck, and how long Close and StartMirror wait for it; 10 s when
	// zero, but StartMirror and Close never wait longer than 2 s.
	Patience time.Duration
	// FileSize is the size in bytes from which on the next file is begun;
	// 4 MB when zero.
	FileSize int64
	Log      *slog.Logger // slog.Default() when nil
}

func (o *MirrorOptions) complete() {
	if o.Every == 0 {
		o.Every = 250 * time.Millisecond
	}
	if o.Retry == 0 {
		o.Retry = 5 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	if o.FileSize == 0 {
		o.FileSize = 4 << 20
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
}

// MirrorStatus is how a mirror is doing.
type MirrorStatus struct {
	Dir   string
	State State
	Err   error  // why, for the states that are trouble
	Last  uint64 // the last event known to be on the medium
	Lacks uint64 // how many the journal has beyond that
}

// Mirror is a copy of the journal that follows it. Make one with StartMirror.
type Mirror struct {
	journal Journal
	opt     MirrorOptions
	medium  *medium // only one round at a time has it
	last    atomic.Uint64
	trouble atomic.Pointer[trouble]
	quit    chan struct{}
	done    chan error
	close   func() error // once
}

type trouble struct {
	state State
	err   error
}

// wait bounds how long the office's start and end wait for a medium.
const wait = 2 * time.Second

// StartMirror begins to follow the journal into dir and goes on until Close,
// whatever the medium does. The only error is ErrAhead: the medium, which was
// looked at for two seconds at most, has events that the journal does not
// have, and the office must not give out their numbers again.
func StartMirror(j Journal, dir string, opt MirrorOptions) (*Mirror, error) {
	opt.complete()
	m := &Mirror{journal: j, opt: opt, quit: make(chan struct{}), done: make(chan error, 1)}
	m.close = sync.OnceValue(func() error { close(m.quit); return <-m.done })
	m.medium = &medium{dir: dir, journal: j, limit: opt.FileSize, moved: m.last.Store}
	m.trouble.Store(&trouble{state: Behind})
	looked := m.start(func() error { _, _, err := m.medium.look(); return err })
	select {
	case err := <-looked:
		if errors.Is(err, ErrAhead) {
			return nil, fmt.Errorf("%w. Keep both. Move the data directory aside and type: giliran restore %s; or start without the mirror", err, dir)
		}
		looked <- err
	case <-time.After(min(wait, opt.Patience)):
	}
	go m.run(looked)
	return m, nil
}

// start works on the medium on a goroutine of its own.
func (m *Mirror) start(work func() error) chan error {
	out := make(chan error, 1)
	go func() { out <- work() }()
	return out
}

// run starts rounds on a goroutine of their own, which the medium may hold up
// as long as it likes, and never two at a time.
func (m *Mirror) run(first chan error) {
	ticks := time.NewTicker(m.opt.Every)
	defer ticks.Stop()
	results, busy, began := first, true, time.Now()
	var due time.Time
	for {
		select {
		case err := <-results:
			busy, due = false, time.Now().Add(m.opt.Retry)
			if err == nil && (results == first || m.medium.full) { // that was only a look, or a part
				busy, began, results = true, time.Now(), m.start(m.medium.round)
				break
			}
			m.say(err)
		case now := <-ticks.C:
			if busy && now.Sub(began) > m.opt.Patience {
				m.say(fmt.Errorf("%s: %w since %s", m.medium.dir, errStuck, began.Format(time.TimeOnly)))
			}
			behind := m.trouble.Load().err == nil && m.last.Load() < m.journal.LastSeq()
			if !busy && (behind || !now.Before(due)) {
				busy, began, results = true, now, m.start(m.medium.round)
			}
		case <-m.quit:
			m.done <- m.finish(results, busy)
			return
		}
	}
}

// finish brings what is left, if the medium lets it within a moment.
func (m *Mirror) finish(results chan error, busy bool) error {
	limit := time.After(min(wait, m.opt.Patience))
	if busy {
		select {
		case <-results:
		case <-limit:
			return fmt.Errorf("%s: %w: it may lack the last events", m.medium.dir, errStuck)
		}
	}
	out := m.start(func() error {
		err := m.medium.round()
		for err == nil && m.last.Load() < m.journal.LastSeq() {
			err = m.medium.round()
		}
		return errors.Join(err, m.medium.settle())
	})
	select {
	case err := <-out:
		return err
	case <-limit:
		return fmt.Errorf("%s: %w: it may lack the last events", m.medium.dir, errStuck)
	}
}

// say keeps how the medium is doing and logs what is new about it.
func (m *Mirror) say(err error) {
	now := &trouble{stateOf(err), err}
	old := m.trouble.Swap(now)
	if now.state == old.state && (err == nil || old.err != nil && err.Error() == old.err.Error()) {
		return
	}
	switch {
	case err != nil:
		m.opt.Log.Error("the mirror of the journal is in trouble; the office goes on without it", "dir", m.medium.dir, "state", now.state, "err", err, "mirrored", m.last.Load(), "journal", m.journal.LastSeq())
	case old.state != OK:
		m.opt.Log.Info("the mirror of the journal follows", "dir", m.medium.dir, "mirrored", m.last.Load())
	}
}

// Status tells how the mirror is doing, from any goroutine, at once.
func (m *Mirror) Status() MirrorStatus {
	t := m.trouble.Load()
	s := MirrorStatus{Dir: m.medium.dir, State: t.state, Err: t.err, Last: m.last.Load()}
	if last := m.journal.LastSeq(); last > s.Last {
		s.Lacks = last - s.Last
	}
	return s
}

// Close brings what is left and stops. It waits two seconds at most for the
// medium; the error says that something may be missing there. Close it before
// the journal.
func (m *Mirror) Close() error { return m.close() }

// OnSameDisk tells whether two directories lie on one disk, so that they die
// together; false where that cannot be found out.
func OnSameDisk(a, b string) bool {
	var x, y unix.Stat_t
	return unix.Stat(a, &x) == nil && unix.Stat(b, &y) == nil && x.Dev == y.Dev
}
