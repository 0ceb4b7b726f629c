package paper

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// remembered is a face that measures each letter once. Wrapping asks for the
// same letters again and again, and each answer costs the face a walk through
// the typeface's outlines: half the time of a ticket on a small computer.
type remembered struct {
	font.Face
	letters map[rune]letter
}

type letter struct {
	ink     fixed.Rectangle26_6
	advance fixed.Int26_6
	ok      bool
}

func remember(face font.Face) font.Face {
	return &remembered{face, map[rune]letter{}}
}

// GlyphBounds implements font.Face.
func (f *remembered) GlyphBounds(r rune) (fixed.Rectangle26_6, fixed.Int26_6, bool) {
	l, known := f.letters[r]
	if !known {
		l.ink, l.advance, l.ok = f.Face.GlyphBounds(r)
		f.letters[r] = l
	}
	return l.ink, l.advance, l.ok
}

// write draws one line of text whose baseline starts at x, y. It is what
// font.Drawer does, but puts the ink on the paper itself: image/draw knows no
// short way into an image.Gray.
func (c *canvas) write(face font.Face, text string, x, y int) {
	dot, last := fixed.P(x, y), rune(-1)
	for _, r := range text {
		if last >= 0 {
			dot.X += face.Kern(last, r)
		}
		box, mask, at, advance, ok := face.Glyph(dot, r)
		if ok {
			c.ink(box, mask.(*image.Alpha), at) // both faces of this package draw nothing else
		}
		dot.X, last = dot.X+advance, r
	}
}

// ink blackens a box as much as the mask, from its point at, says.
func (c *canvas) ink(box image.Rectangle, mask *image.Alpha, at image.Point) {
	seen := box.Intersect(c.Rect)
	at = at.Add(seen.Min).Sub(box.Min)
	for y := range seen.Dy() {
		to := c.Pix[c.PixOffset(seen.Min.X, seen.Min.Y+y):][:seen.Dx()]
		from := mask.Pix[mask.PixOffset(at.X, at.Y+y):][:seen.Dx()]
		for x, a := range from {
			to[x] = uint8(uint(to[x]) * (255 - uint(a)) / 255)
		}
	}
}
