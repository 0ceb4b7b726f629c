package paper

import (
	"image"

	"golang.org/x/image/font"
)

func (t Text) draw(c *canvas) error {
	return c.paragraph(t.Style, t.Text, margin, c.width())
}

// bulletRoom is what a list's bullet takes at its left.
const bulletRoom = 24

func (i Item) draw(c *canvas) error {
	top := c.Rect.Max.Y
	if err := c.paragraph(i.Style, i.Text, margin+bulletRoom, c.width()-bulletRoom); err != nil {
		return err
	}
	const side = 8
	middle := top + lineHeight(i.Style)/2
	c.black(image.Rect(0, 0, side, side).Add(image.Pt(margin+4, middle-side/2)))
	return nil
}

// paragraph appends wrapped text between x and x+width.
func (c *canvas) paragraph(s Style, text string, x, width int) error {
	face, err := c.faces.of(s)
	if err != nil {
		return err
	}
	lines := wrap(text, width, measure(face))
	top := c.extend(len(lines) * lineHeight(s))
	c.lines(s, face, lines, image.Rect(x, top, x+width, top))
	return nil
}

// lines draws lines into a box, from its top.
func (c *canvas) lines(s Style, face font.Face, lines []string, box image.Rectangle) {
	baseline := box.Min.Y + int(s.Size.height()) // room for Å above, and a quarter below for g
	for _, line := range lines {
		x := box.Min.X
		switch spare := box.Dx() - measure(face)(line); s.Align {
		case Center:
			x += spare / 2
		case Right:
			x += spare
		}
		c.write(face, line, x, baseline)
		baseline += lineHeight(s)
	}
}

// lineHeight is the distance from one baseline to the next.
func lineHeight(s Style) int { return int(s.Size.height()*5+3) / 4 }

// measure gives the width of a line in dots, ink and advance both counted, so
// that nothing that "fits" is clipped.
func measure(face font.Face) func(string) int {
	return func(line string) int {
		ink, advance := font.BoundString(face, line)
		return max(advance, ink.Max.X).Ceil()
	}
}
