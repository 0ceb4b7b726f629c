package paper

import (
	"image"
	"image/color"
)

// Bitmap is a black-and-white picture, packed as a print head wants it: rows
// from the top, eight dots a byte, the leftmost dot in the highest bit, 1 black.
// It is an image.Image, so that it can be looked at as a PNG.
type Bitmap struct {
	Width, Height int    // dots; Width is a multiple of 8
	Rows          []byte // Height rows of Width/8 bytes
}

// ColorModel implements image.Image.
func (b *Bitmap) ColorModel() color.Model { return color.GrayModel }

// Bounds implements image.Image.
func (b *Bitmap) Bounds() image.Rectangle { return image.Rect(0, 0, b.Width, b.Height) }

// At implements image.Image.
func (b *Bitmap) At(x, y int) color.Color {
	if b.Black(x, y) {
		return color.Gray{Y: 0}
	}
	return color.Gray{Y: 255}
}

// Black reports whether the dot is printed; outside the picture it is not.
func (b *Bitmap) Black(x, y int) bool {
	if !(image.Point{X: x, Y: y}).In(b.Bounds()) {
		return false
	}
	return b.Rows[y*b.Width/8+x/8]&(0x80>>(x%8)) != 0
}

// threshold turns grey into dots: half dark or darker is black.
func threshold(g *image.Gray) *Bitmap {
	b := &Bitmap{Width: g.Rect.Dx(), Height: g.Rect.Dy()}
	b.Rows = make([]byte, len(g.Pix)/8)
	for i := range b.Rows {
		dots := byte(0)
		for _, grey := range g.Pix[8*i : 8*i+8] {
			dots = dots<<1 | ^grey>>7
		}
		b.Rows[i] = dots
	}
	b.defuse()
	return b
}

// defuse clears single dots until no three bytes of the picture read like a
// real-time command (DLE EOT, DLE ENQ, DLE DC4). Printers watch for these
// inside raster data too, and would answer, reset or open a drawer in the
// middle of a ticket.
func (b *Bitmap) defuse() {
	for i := 0; i+1 < len(b.Rows); i++ {
		if b.Rows[i] != 0x10 {
			continue
		}
		switch b.Rows[i+1] {
		case 0x04, 0x05, 0x14:
			b.Rows[i] = 0
		}
	}
}
