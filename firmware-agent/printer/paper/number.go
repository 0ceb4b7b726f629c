package paper

import (
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

const (
	tallestNumber  = 190 // letter size in dots; its capitals are 17 mm tall
	smallestNumber = 48
)

// draw fits the number into nine tenths of the width.
func (n Number) draw(c *canvas) error {
	const trial = 100
	ink, _, err := c.number(n.Text, trial)
	if err != nil {
		return err
	}
	wide := (ink.Max.X - ink.Min.X).Ceil()
	if wide == 0 {
		return fmt.Errorf("the number is empty")
	}
	size := min(tallestNumber, trial*c.width()*9/10/wide)
	if size < smallestNumber {
		return fmt.Errorf("number %q is too long to print large", n.Text)
	}
	ink, face, err := c.number(n.Text, float64(size))
	if err != nil {
		return err
	}
	above := size / 10
	top := c.extend(above + (ink.Max.Y - ink.Min.Y).Ceil() + size/8)
	left := (c.Rect.Dx() - (ink.Max.X - ink.Min.X).Ceil()) / 2
	c.write(face, n.Text, left-ink.Min.X.Floor(), top+above-ink.Min.Y.Floor())
	return nil
}

// number measures the number's ink at a letter size.
func (c *canvas) number(text string, size float64) (fixed.Rectangle26_6, font.Face, error) {
	face, err := c.faces.open(faceKey{bold: true, dots: size})
	if err != nil {
		return fixed.Rectangle26_6{}, nil, err
	}
	ink, _ := font.BoundString(face, text)
	return ink, face, nil
}
