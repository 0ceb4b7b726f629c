//go:build linux

package main

import (
	"time"

	"giliran/firmware-agent/rig/board"
)

const (
	// patience is how long the programs may take for anything that they should
	// do at once. The machine's clock leaps over idle time, so it costs nothing.
	patience = 30 * time.Second
	// lookEvery is how long a look at the office costs it nothing.
	lookEvery = 15 * time.Millisecond
)

// await asks again and again until ok says yes, and gives up with ok's first
// error, or with a *board.TimeoutError.
func await(wanted string, within time.Duration, ok func() (bool, error)) error {
	for end := time.Now().Add(within); ; time.Sleep(lookEvery) {
		yes, err := ok()
		if yes || err != nil {
			return err
		}
		if time.Now().After(end) {
			return &board.TimeoutError{Wanted: wanted, Within: within}
		}
	}
}
