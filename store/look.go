package store

import (
	"cmp"
	"fmt"
	"slices"
)

// span is a run of records, both ends included.
type span struct{ first, last uint64 }

// look reads how far the journal in Badger's directory reaches, without
// Badger: records counts from record 0, so it is 0 for an empty store.
//
// It must come before Badger's own opening, which deletes tables that its
// MANIFEST does not name, cuts a memtable log off at the first byte it cannot
// read, and ends the process (log.Fatal, or a panic on a goroutine of its own)
// on a torn table. All of that would destroy what might still be saved.
func look(dir string) (records uint64, err error) {
	spans, err := tableSpans(dir)
	if err != nil {
		return 0, err
	}
	logs, err := logSpans(dir)
	if err != nil {
		return 0, err
	}
	spans = append(spans, logs...)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	for _, s := range spans {
		if s.first > records { // a table may repeat what another holds, never skip
			return 0, fmt.Errorf("records %d to %d are missing", records, s.first-1)
		}
		records = max(records, s.last+1)
	}
	return records, nil
}
