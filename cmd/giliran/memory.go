package main

import (
	"os"
	"runtime/debug"
)

// The office runs on small computers beside other programs. Its live memory is
// a few megabytes, and Go's default would let it grow to twice that and keep
// what a rush has left behind. So the collector begins earlier, and works
// harder before the whole passes memoryLimit. GOGC and GOMEMLIMIT in the
// environment say otherwise, as everywhere.
const (
	gcPercent   = 50
	memoryLimit = 48 << 20
)

func settleMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
