package paper

import (
	"image"
)

// Document is what one print job says, from top to bottom.
type Document []Block

// Block is one thing on the paper: Text, Item, Columns, Number, QR, Logo, Rule,
// Space or Cut.
type Block interface {
	// draw appends the block below what the canvas holds already. The error
	// says, without position, what cannot be put on this paper.
	draw(*canvas) error
}

// Align says where a line stands between the edges.
type Align int

// The three alignments; the zero value is Left.
const (
	Left Align = iota
	Center
	Right
)

// Size is one of three heights of letters.
type Size int

// The sizes: Normal is 25 dots (about 9 points), Small 20, Large 36.
const (
	Normal Size = iota
	Small
	Large
)

// Style is how a piece of text looks; the zero value is plain text at the left.
type Style struct {
	Align Align
	Size  Size
	Bold  bool
	Mono  bool
}

// Text is one paragraph, wrapped at the paper's edge.
type Text struct {
	Style
	Text string
}

// Item is one entry of a list: a bullet, and a paragraph beside it.
type Item struct {
	Style
	Text string
}

// Columns is one row of a table. Weights share out the width, one per cell;
// none means equal shares. Cells wrap; the last one follows Style.Align, the
// others stand left.
type Columns struct {
	Style
	Weights []int
	Cells   []string
}

// Number is the queue number, as large as the paper allows.
type Number struct{ Text string }

// QR is a QR code with its quiet zone, centred.
type QR struct{ Text string }

// Logo is a picture, centred, shrunk to fit and dithered; never enlarged.
type Logo struct{ Image image.Image }

// Rule is a thin line across the paper.
type Rule struct{}

// Space is empty paper.
type Space struct{ Dots int }

// Cut ends a piece of paper. What follows comes out as another piece; a cut
// with nothing before it is nothing.
type Cut struct{}
