package store

import "time"

// SmallSegments makes the write-ahead log's files so small that a test of a
// megabyte sees them change.
func SmallSegments(opt Options) Options {
	opt.segment = 256 << 10
	return opt
}

// Impatient makes Close wait for a failing Badger only as long as it takes to
// hear of the failure.
func Impatient(opt Options) Options {
	opt.patience = time.Millisecond
	return opt
}
