package agent

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"giliran/ticketing"
)

// Spool is what a kiosk must not forget when the power goes: which numbers it
// was lent, which it has given out, and which of those the office knows of.
// It is a file of records that is only ever added to; each is on the disk
// before anything is done about it. It may be used by several goroutines.
type Spool struct {
	path string
	dir  *os.File // locked: one agent at a time

	mu     sync.Mutex
	file   *os.File
	leases leased
	given  []given         // in the order given out; those still to hand over, and the present leases' others
	spent  map[string]bool // codes given out, whatever became of them
	// Interrupted tells that the power went while a number was being printed.
	Interrupted bool
	Damaged     int // lines that were unreadable when the spool was opened
}

// leased is all the office has lent, as of a moment.
type leased struct {
	Office time.Time `json:"office"` // the office's clock then
	Leases []Lease   `json:"leases"`
}

// given is one number given out.
type given struct {
	Number   string         `json:"number"`
	Code     string         `json:"code"`
	Service  string         `json:"service"`
	Day      ticketing.Date `json:"day"`
	Pressed  time.Time      `json:"pressed"`
	Priority bool           `json:"priority,omitempty"`

	printed bool // its paper has ended, well or badly
	over    bool // handed over, or never on paper
}

// record is one line of the file. Exactly one is set.
type record struct {
	Leased *leased `json:"leased,omitempty"`
	Given  *given  `json:"given,omitempty"`
	// Printed names a number whose paper has come out, or may have.
	Printed string `json:"printed,omitempty"`
	// Over names a number the office has, or wants no more, or that never
	// reached paper.
	Over string `json:"over,omitempty"`
	Why  string `json:"why,omitempty"`
}

// ErrInUse says that another agent uses the data directory.
var ErrInUse = errors.New("another agent uses this data directory")

const spoolName = "spool.jsonl"

// compactAt is the size in bytes from which the file is written anew when it
// is opened: a busy year on the road.
const compactAt = 1 << 20

// OpenSpool reads the spool in a directory, which it makes if need be, and
// keeps other agents out of it. It returns ErrInUse.
func OpenSpool(dir string) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s := &Spool{path: filepath.Join(dir, spoolName), dir: lock, spent: map[string]bool{}}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return s, nil
}

func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		err = fmt.Errorf("%s: %w", dir, err)
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = fmt.Errorf("%s: %w", dir, ErrInUse)
		}
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (s *Spool) open() error {
	content, err := os.ReadFile(s.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	records, damaged := readRecords(content)
	s.Damaged = damaged
	for _, r := range records {
		s.apply(r)
	}
	for i := range s.given {
		g := &s.given[i]
		s.Interrupted = s.Interrupted || !g.printed && !g.over
		g.printed = true // for all that is known
	}
	if len(content) > compactAt {
		if err := s.compact(); err != nil {
			return err
		}
	}
	s.file, err = os.OpenFile(s.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	return s.dir.Sync() // the file's name is on the disk before what is in it counts
}

// Close gives the directory free.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.file.Close(), s.dir.Close())
}

// apply is what a record does.
func (s *Spool) apply(r record) {
	switch {
	case r.Leased != nil:
		s.leases = *r.Leased
		s.forget()
	case r.Given != nil && !s.spent[r.Given.Code]:
		s.given = append(s.given, *r.Given)
		s.spent[r.Given.Code] = true
	default:
		for i := range s.given {
			g := &s.given[i]
			g.over = g.over || g.Code == r.Over
			g.printed = g.printed || g.Code == r.Printed
		}
	}
}

// forget drops what is over and of another day than the present leases: no
// assignment will name it again.
func (s *Spool) forget() {
	s.given = slices.DeleteFunc(s.given, func(g given) bool {
		today := slices.ContainsFunc(s.leases.Leases, func(l Lease) bool { return l.Day == g.Day })
		if g.over && !today {
			delete(s.spent, g.Code)
		}
		return g.over && !today
	})
}

// Lend notes what the office lends now, all of it. Nothing is written if that
// is known.
func (s *Spool) Lend(leases []Lease, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sameLeases(s.leases.Leases, leases) {
		return nil
	}
	return s.add(record{Leased: &leased{Office: now, Leases: leases}})
}

// Left tells how many numbers of a service can still be given out, of which
// lease, and what time it was at the office when it was lent.
func (s *Spool) Left(service string) (n int, of Lease, lent time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.leases.Leases {
		if l.Service != service {
			continue
		}
		of = l
		for _, x := range l.Numbers {
			if !s.spent[x.Code] {
				n++
			}
		}
	}
	return n, of, s.leases.Office
}

// ErrNoNumber says that no number of a service is left to give out.
var ErrNoNumber = errors.New("no number is left to give out offline")

// Give takes the next number of a service out of the spool, for good: when it
// returns, the disk knows. It returns ErrNoNumber.
func (s *Spool) Give(service string, priority bool, pressed time.Time) (Lease, ticketing.LeasedNumber, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.leases.Leases {
		if l.Service != service {
			continue
		}
		for _, n := range l.Numbers {
			if s.spent[n.Code] {
				continue
			}
			err := s.add(record{Given: &given{Number: n.Number, Code: n.Code, Service: service, Day: l.Day, Pressed: pressed, Priority: priority}})
			return l, n, err
		}
	}
	return Lease{}, ticketing.LeasedNumber{}, fmt.Errorf("%s: %w", service, ErrNoNumber)
}

// Printed notes that a number's paper has come out, or may have: from now on
// the number is owed.
func (s *Spool) Printed(code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.add(record{Printed: code})
	s.apply(record{Printed: code}) // whatever the disk says: somebody holds it
	return err
}

// Over notes that a number needs not be handed over any more, and why.
func (s *Spool) Over(code, why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(record{Over: code, Why: why})
}

// Owed lists the numbers to hand over, in the order they were given out. A
// number that is just being printed is not yet owed: nobody may get it.
func (s *Spool) Owed() []given {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.given), func(g given) bool { return g.over || !g.printed })
}

// add makes a record durable and then does it. After an error the record may
// be on the disk or not; a number in it counts as given out.
func (s *Spool) add(r record) error {
	line, err := r.encode()
	if err != nil {
		return err
	}
	if r.Given != nil {
		s.spent[r.Given.Code] = true
	}
	if _, err := s.file.Write(line); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		return err
	}
	delete(s.spent, r.code())
	s.apply(r)
	return nil
}

func (r record) code() string {
	if r.Given == nil {
		return ""
	}
	return r.Given.Code
}
