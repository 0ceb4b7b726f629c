package store

// SmallSegments makes the write-ahead log's files so small that a test of a
// megabyte sees them change.
func SmallSegments(opt Options) Options {
	opt.segment = 256 << 10
	return opt
}
