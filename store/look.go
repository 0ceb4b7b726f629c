package store

import (
	"cmp"
	"fmt"
	"slices"
)

// span is a run of records, both ends included.
type span struct{ first, last uint64 }

// seen is what look has found. Records count from record 0, so that 0 is an
// empty store.
type seen struct {
	records uint64   // there are in all
	badger  uint64   // of them Badger will give
	logs    bool     // Badger needs its memtable logs for that
	wal     walFound // with the records that Badger does not have
}

// look reads how far the journal in a store's directory reaches, without
// Badger.
//
// It must come before Badger's own opening, which deletes tables that its
// MANIFEST does not name, cuts a memtable log off at the first byte it cannot
// read, and ends the process (log.Fatal, or a panic on a goroutine of its own)
// on a torn table. All of that would destroy what might still be saved.
//
// Badger's memtable logs are looked at only where tables and write-ahead log
// do not have it all: in a store of the first format, and where the write-ahead
// log is damaged. least is the sequence the journal must reach at least.
func look(badgerDir, walDir string, least uint64) (f seen, err error) {
	tables, err := tableSpans(badgerDir)
	if err != nil {
		return f, err
	}
	if f.badger, err = reach(tables); err != nil {
		return f, err
	}
	if f.wal, err = readWal(walDir, f.badger); err != nil {
		return f, err
	}
	f.records, err = reach(tables, f.wal.spans)
	if err == nil && f.records > least && len(f.wal.spans) > 0 {
		return f, nil
	}
	logs, err := logSpans(badgerDir)
	if err != nil {
		return f, err
	}
	f.logs = true
	f.badger, _ = reach(tables, logs) // where they have a gap, the write-ahead log must fill it
	f.records, err = reach(tables, logs, f.wal.spans)
	return f, err
}

// reach is how many records there are without a gap. What lies behind a gap is
// an error.
func reach(parts ...[]span) (records uint64, err error) {
	spans := slices.Concat(parts...)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	for _, s := range spans {
		if s.first > records { // one may repeat what another holds, never skip
			return records, fmt.Errorf("records %d to %d are missing", records, s.first-1)
		}
		records = max(records, s.last+1)
	}
	return records, nil
}
