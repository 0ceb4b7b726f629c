package escpos

import (
	"image"
	"image/color"
	"slices"
)

// Page is one piece of paper.
type Page struct {
	Image *image.Gray // as wide as the print head; black ink is 0
	Cut   bool        // false for what still hangs in the printer
}

// sheet is the paper below the last cut, growing row by row.
type sheet struct {
	dots int
	pix  []uint8
}

// row appends one row of packed dots; nil is an empty one.
func (s *sheet) row(packed []byte) {
	start := len(s.pix)
	s.pix = slices.Grow(s.pix, s.dots)[:start+s.dots]
	for x := range s.dots {
		s.pix[start+x] = 255
		if x/8 < len(packed) && packed[x/8]&(0x80>>(x%8)) != 0 {
			s.pix[start+x] = 0
		}
	}
}

func (s *sheet) rows() int { return len(s.pix) / s.dots }

func (s *sheet) page(cut bool) Page {
	img := image.NewGray(image.Rect(0, 0, s.dots, s.rows()))
	copy(img.Pix, s.pix)
	return Page{Image: img, Cut: cut}
}

// Ink is the smallest rectangle around everything printed on the page.
func (p Page) Ink() image.Rectangle {
	var ink image.Rectangle
	b := p.Image.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if p.Image.GrayAt(x, y) == (color.Gray{}) {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}
