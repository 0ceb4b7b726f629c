package paper

import (
	"fmt"
	"image"

	"rsc.io/qr"
)

const (
	quietZone  = 4 // modules of white around the code, as ISO/IEC 18004 demands
	bestModule = 8 // dots: 1 mm, read from an arm's length
	leastDots  = 3 // dots: 0.375 mm, the least a cheap phone reads on thermal paper
)

func (q QR) draw(c *canvas) error {
	if q.Text == "" {
		return fmt.Errorf("the QR code has no text")
	}
	code, err := qr.Encode(q.Text, qr.M)
	if err != nil {
		return err
	}
	modules := code.Size + 2*quietZone
	scale := moduleDots(modules, c.Rect.Dx())
	if scale < leastDots {
		return fmt.Errorf("QR text of %d bytes is too long for this paper", len(q.Text))
	}
	left := (c.Rect.Dx() - modules*scale) / 2
	top := c.extend(modules * scale)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				at := image.Pt(left+(x+quietZone)*scale, top+(y+quietZone)*scale)
				c.black(image.Rect(0, 0, scale, scale).Add(at))
			}
		}
	}
	return nil
}

// moduleDots chooses a module's side: as large as reads best within three
// quarters of the paper; only a dense code takes more.
func moduleDots(modules, paper int) int {
	scale := min(bestModule, paper*3/4/modules)
	if scale < leastDots {
		scale = min(leastDots, paper/modules)
	}
	return scale
}
