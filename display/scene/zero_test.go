package scene

import (
	"testing"

	"golang.org/x/image/math/fixed"
)

// The zero is plain: its middle is empty, and a straight way leads from there
// to the top and to the bottom of its counter. It is no O: that is much wider.
func TestZeroIsPlain(t *testing.T) {
	f := fonts(t)
	for w := Regular; w <= Bold; w++ {
		face, err := f.Face(w, 400)
		if err != nil {
			t.Fatal(err)
		}
		box, mask, at, _, ok := face.Glyph(fixed.P(10, 500), '0')
		if !ok {
			t.Fatal("no zero")
		}
		x := at.X + box.Dx()/2
		ink := 0 // how often the way down the middle goes from paper into ink
		for y, before := 0, false; y < box.Dy(); y++ {
			_, _, _, a := mask.At(x, at.Y+y).RGBA()
			if now := a > 0x8000; now != before {
				before = now
				if now {
					ink++
				}
			}
		}
		if ink != 2 {
			t.Errorf("weight %d: down the middle of a zero there is ink %d times, not at top and bottom", w, ink)
		}
		if zero, o := f.width(w, 100, "0"), f.width(w, 100, "O"); o < zero*135/100 {
			t.Errorf("weight %d: O is %d wide, 0 is %d: too alike", w, o, zero)
		}
	}
}
