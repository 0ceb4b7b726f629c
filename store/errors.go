package store

import (
	"errors"
	"fmt"
	"time"
)

// What can be wrong with a store or with a call. Every error of this package
// that is one of them answers to errors.Is.
var (
	// ErrDamaged: the journal cannot be read as it was written. The error is
	// a *Damage.
	ErrDamaged = errors.New("the journal is damaged")
	// ErrMissing: a journal has been in this directory and is gone.
	ErrMissing = errors.New("the journal is gone")
	// ErrNewer: a newer version of the program wrote this.
	ErrNewer = errors.New("written by a newer version of giliran; install that version")
	// ErrLocked: another process, or another Store, has this directory open.
	ErrLocked = errors.New("the store is open in another process")
	// ErrExists: Restore found something where it was to build a store.
	ErrExists = errors.New("there is something here already")
	// ErrGap: the events do not continue where the journal ends.
	ErrGap = errors.New("the events do not continue the journal")
	// ErrTooLarge: one event is larger than MaxRecord.
	ErrTooLarge = errors.New("the event is too large for the journal")
	// ErrDiskFull: too little room is left to write safely.
	ErrDiskFull = errors.New("the disk is full")
	// ErrBroken: a write failed on its way to the disk. The store answers this
	// to everything until it has been closed and opened again.
	ErrBroken = errors.New("the disk failed while writing; restart giliran")
	// ErrClosed: the store has been closed.
	ErrClosed = errors.New("the store is closed")
	// ErrBadBackup: the backup is truncated, altered or no backup at all.
	ErrBadBackup = errors.New("the backup cannot be used")
)

// Damage tells what is damaged. It is an ErrDamaged.
type Damage struct {
	Dir  string // the store's directory
	Seq  uint64 // the first bad sequence, 0 where the damage is not one record's
	What string // in plain words
	Err  error  // what found it, may be nil

	// Whole is the last event of the journal's beginning that can still be
	// read, and when it happened; 0 for none, or where nobody has looked.
	Whole   uint64
	WholeAt time.Time
}

// Error says what is damaged and what to type.
func (d *Damage) Error() string {
	s := d.What
	if d.Err != nil {
		s += fmt.Sprintf(" (%v)", d.Err)
	}
	s = fmt.Sprintf("the journal in %s is damaged: %s. Move %s aside, keep it, and type: giliran restore FILE", d.Dir, s, d.Dir)
	if d.Whole > 0 {
		s += fmt.Sprintf(". Without a backup or a mirror that goes further: up to event %d, of %s, it can still be read, type: giliran rescue --data %s NEWDIR",
			d.Whole, d.WholeAt.Format("2006-01-02 15:04"), d.Dir)
	}
	return s
}

// Is makes every Damage an ErrDamaged.
func (d *Damage) Is(target error) bool { return target == ErrDamaged }

// Unwrap gives what found the damage.
func (d *Damage) Unwrap() error { return d.Err }
