package scene

import (
	"image"
	"time"

	"giliran/ticketing"
)

// View is what there is to show.
type View struct {
	Board *ticketing.Board // nil before the first
	Link  Link
	Call  Showing // from a Caller
	// Now is by what turns and ages are told; it must run evenly, as time.Now
	// does even when somebody sets the clock. Clock is what the office's own
	// clock shows.
	Now, Clock time.Time
	Size       image.Point // of the screen in pixels, at least 64×64
}

// Link is how the board came here.
type Link struct {
	Connected bool
	// OldSince is zero while the board is the office's newest; otherwise the
	// board was known to be so until then.
	OldSince time.Time
}

// Patience is how old a board may become before the screen says so: a server
// that starts again is back sooner, and nobody need know.
const Patience = 15 * time.Second

func (l Link) late(now time.Time) bool {
	return !l.OldSince.IsZero() && now.Sub(l.OldSince) >= Patience
}
