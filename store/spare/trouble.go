package spare

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/sys/unix"
)

// What a second medium may hold that must not be touched. Every error of this
// package that is one of them answers to errors.Is.
var (
	// ErrOther: the directory holds the mirror of another journal.
	ErrOther = errors.New("it holds the mirror of another journal (another office's, or this one's before a restore); move that away")
	// ErrAhead: the mirror has events that the journal does not have, so the
	// journal has lost some or is an older copy.
	ErrAhead = errors.New("the mirror has events that the journal does not have")
	// ErrUnknown: it cannot be told whose mirror the directory holds.
	ErrUnknown = errors.New("it holds a mirror so damaged that nobody can tell whose; move it away")
	// ErrDamaged: a mirror cannot be read as it was written. The error is a
	// *Damage.
	ErrDamaged = errors.New("the mirror is damaged")
	// errStuck: the medium has not answered for too long.
	errStuck = errors.New("the medium does not answer")
)

// State tells in a word how a second medium is doing.
type State string

// The states of a medium. Every one but OK and Behind wants somebody to look.
const (
	OK       State = "ok"        // everything acknowledged is there, or will be within a second
	Behind   State = "behind"    // being written; it catches up
	Stuck    State = "stuck"     // does not answer
	Missing  State = "missing"   // the directory is not there
	Full     State = "full"      // no room
	ReadOnly State = "read-only" // takes no writes
	Other    State = "other"     // ErrOther or ErrUnknown
	Ahead    State = "ahead"     // ErrAhead
	Failed   State = "failed"    // anything else
)

// stateOf sorts what went wrong with a medium.
func stateOf(err error) State {
	switch {
	case err == nil:
		return OK
	case errors.Is(err, errStuck):
		return Stuck
	case errors.Is(err, fs.ErrNotExist):
		return Missing
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return Full
	case errors.Is(err, unix.EROFS):
		return ReadOnly
	case errors.Is(err, ErrOther), errors.Is(err, ErrUnknown):
		return Other
	case errors.Is(err, ErrAhead):
		return Ahead
	}
	return Failed
}

// Damage tells what of a mirror cannot be read. It is an ErrDamaged.
type Damage struct {
	Dir   string
	Whole uint64 // the last event up to which everything is sound
	What  string // in plain words
	Err   error  // what found it, may be nil
}

// Error says what is damaged, what is whole and what to type.
func (d *Damage) Error() string {
	s := d.What
	if d.Err != nil {
		s += fmt.Sprintf(" (%v)", d.Err)
	}
	s = fmt.Sprintf("the mirror in %s is damaged: %s", d.Dir, s)
	if d.Whole == 0 {
		return s + ". Nothing of it is whole; look for a backup"
	}
	return fmt.Sprintf("%s. It is whole up to event %d. A backup may have more; to restore that much of the mirror and do without the rest, type: giliran restore --until %d %s",
		s, d.Whole, d.Whole, d.Dir)
}

// Is makes every Damage an ErrDamaged.
func (d *Damage) Is(target error) bool { return target == ErrDamaged }

// Unwrap gives what found the damage.
func (d *Damage) Unwrap() error { return d.Err }
