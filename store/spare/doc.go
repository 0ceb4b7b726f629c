// Package spare keeps copies of the journal on a second medium: the mirror,
// which has every event a moment after it was acknowledged, and the backups,
// which are whole journals, one an hour or so, of which the old ones are
// thinned out.
//
// It owns the files in its two directories and the goroutines that write them.
// It must never delay or break the office: it only reads from the journal, and
// whatever a medium does (missing, full, read-only, stuck, pulled out) is said
// in its Status and tried again. It must never mix two journals in one
// directory, nor write over events that the journal does not have.
//
// # A mirror's directory
//
// It must be there already: a directory made on the second medium is the sign
// that the medium is in. In it lie, as text,
//
//	journal-00000000000000000001   a head and the events from 1 on, a line each
//	journal-00000000000000004711   goes on where the one before ends
//	mark                           how far they had been flushed
//
// with the lines of a backup: each has a checksum and the hash of all before
// it. A file that is shorter than its successor or the mark tell, altered or
// gone is noticed: when it is read for a restore, and by the office itself,
// which goes through them now and then and writes a bad one anew.
//
// # A backups' directory
//
//	giliran-2026-11-23-0941-event-812-QK3MZ7T2.backup
//
// The day and time are the office's clock when it was made, the event is the
// last one in it, and the letters at the end begin the journal's epoch. A file
// of that name is whole: it has been flushed and read back before it got it.
package spare
