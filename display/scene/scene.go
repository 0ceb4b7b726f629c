package scene

import (
	"image"
	"slices"
	"time"
)

// Scene is everything a screen shows at one moment, back to front.
type Scene struct {
	Size       image.Point // pixels
	Background Colour
	Panels     []Panel // they do not overlap
	// Called is when the call on show came up, zero for none: from then on the
	// border of the panel that says so pulses, see [Pulse].
	Called time.Time
	// Until is when the scene will look different by the clock alone.
	Until time.Time
	// Quiet tells that nobody is being called, and nobody has been for a
	// while: a picture may take the hero's place, see [View].
	Quiet bool
}

// Panel is one part of a scene that is painted as a whole. Everything in it
// lies within Box.
type Panel struct {
	Name   string // what it is, for tests and logs: "hero", "desk 3"
	Box    image.Rectangle
	Fill   Colour
	Radius int // of the corners; whatever is in the panel is clipped to them
	Edge   Colour
	Width  int // of the edge, 0 for none
	Shapes []Shape
	Runs   []Run
	Images []Image
	Pulses bool // its border pulses after a call
}

// Equal tells whether two panels look the same.
func (p *Panel) Equal(q *Panel) bool {
	return p.Box == q.Box && p.Fill == q.Fill && p.Radius == q.Radius &&
		p.Edge == q.Edge && p.Width == q.Width && p.Pulses == q.Pulses &&
		slices.Equal(p.Shapes, q.Shapes) && slices.Equal(p.Runs, q.Runs) && slices.Equal(p.Images, q.Images)
}

// Kind is the form of a shape.
type Kind uint8

// The forms of a shape.
const (
	Block Kind = iota // fills its box
	Arrow             // a triangle that points right
)

// Shape is one filled form.
type Shape struct {
	Kind   Kind
	Box    image.Rectangle
	Radius int // of a block's corners
	Colour Colour
}

// Image is a picture that fills its box.
type Image struct {
	Name string // as the view has it
	Box  image.Rectangle
}

// Run is one line of text.
type Run struct {
	Text   string
	Weight Weight
	Size   int // of the em, pixels
	Colour Colour
	// Dot is where the text starts on its baseline.
	Dot image.Point
	// Box holds the text's ink: its whole advance, and from the top of its
	// highest glyph to the bottom of its lowest.
	Box image.Rectangle
}
