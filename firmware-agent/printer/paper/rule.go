package paper

import (
	"fmt"
	"image"
)

func (Rule) draw(c *canvas) error {
	const above, thick, below = 8, 2, 8
	top := c.extend(above+thick+below) + above
	c.black(image.Rect(margin, top, margin+c.width(), top+thick))
	return nil
}

// mostSpace keeps a slip of the pen from emptying the roll: 10 cm.
const mostSpace = 800

func (s Space) draw(c *canvas) error {
	if s.Dots < 0 || s.Dots > mostSpace {
		return fmt.Errorf("space of %d dots: want 0 to %d", s.Dots, mostSpace)
	}
	c.extend(s.Dots)
	return nil
}

func (Cut) draw(c *canvas) error {
	c.end(true)
	return nil
}
