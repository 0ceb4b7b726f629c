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
	// Silent is since when the voice has been disturbed, zero while it is not
	// or where there is none.
	Silent time.Time
	// Now is by what turns and ages are told; it must run evenly, as time.Now
	// does even when somebody sets the clock. Clock is what the office's own
	// clock shows.
	Now, Clock time.Time
	Size       image.Point // of the screen in pixels, at least 64×64
	// Logo stands beside the office's name, Slide in the hero's place while it
	// is quiet. Both keep their proportions. A Size of zero is none.
	Logo, Slide Picture
}

// Picture is something to be shown that is not made of words.
type Picture struct {
	Name string      // tells pictures apart
	Size image.Point // pixels
}

// within is the largest place in a box that has the picture's proportions,
// in the middle of its height and, with x from 0 to 1, left to right.
func (p Picture) within(box image.Rectangle, x float64) image.Rectangle {
	if p.Size.X <= 0 || p.Size.Y <= 0 || box.Empty() {
		return image.Rectangle{}
	}
	scale := min(float64(box.Dx())/float64(p.Size.X), float64(box.Dy())/float64(p.Size.Y))
	w, h := max(1, int(scale*float64(p.Size.X))), max(1, int(scale*float64(p.Size.Y)))
	at := box.Min.Add(image.Pt(int(x*float64(box.Dx()-w)), (box.Dy()-h)/2))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
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

// Rest is how long nobody must have been called before a picture is shown.
const Rest = 45 * time.Second

func (l Link) late(now time.Time) bool { return patient(l.OldSince, now) }

// patient tells whether what has been so since then is worth saying.
func patient(since, now time.Time) bool {
	return !since.IsZero() && now.Sub(since) >= Patience
}
