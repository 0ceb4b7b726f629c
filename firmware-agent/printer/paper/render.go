package paper

import "fmt"

// Width is a print head's width in dots: a multiple of 8, 256 to 1024.
type Width int

// The two common rolls.
const (
	Width58 Width = 384 // 58 mm paper
	Width80 Width = 576 // 80 mm paper
)

// Check reports a width no print head has.
func (w Width) Check() error {
	if w%8 != 0 || w < 256 || w > 1024 {
		return fmt.Errorf("paper width of %d dots: want a multiple of 8 from 256 to 1024 (58 mm: %d, 80 mm: %d)", w, Width58, Width80)
	}
	return nil
}

// Page is one piece of paper.
type Page struct {
	Picture *Bitmap
	Cut     bool // cut below the picture
}

// Render draws a document. The same document and width always give the same
// dots. It fails on a width no head has and on a block that cannot fit: a QR
// text too long to scan, a number too long to read, a logo without a picture.
func Render(doc Document, w Width) ([]Page, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	c := newCanvas(w)
	for i, block := range doc {
		if err := block.draw(c); err != nil {
			return nil, fmt.Errorf("block %d (%T): %w", i+1, block, err)
		}
	}
	c.end(false)
	return c.pages, nil
}
