package main

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much the heap may grow before the collector begins again.
// The office runs on small computers beside other programs: its live memory is
// a few megabytes, which Go's default would let grow to twice that. There is no
// limit on the whole (GOMEMLIMIT): an office with thousands of viewers really
// needs more, and would spend its time collecting what is in use.
const gcPercent = 50

// settleMemory applies it, unless GOGC in the environment says otherwise.
func settleMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
