package ticketing

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The ratios of WCAG's own examples, and of the grey every checker names.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b Colour
		want float64
	}{
		{0xFFFFFF, 0x000000, 21},
		{0xFFFFFF, 0x777777, 4.48},
		{0xFFFFFF, 0x767676, 4.54},
		{0x0000FF, 0xFFFFFF, 8.59},
		{0xFF0000, 0xFF0000, 1},
	} {
		for _, got := range []float64{c.a.Contrast(c.b), c.b.Contrast(c.a)} {
			if math.Abs(got-c.want) > 0.005 {
				t.Errorf("%v on %v: %.3f, not %.2f", c.a, c.b, got, c.want)
			}
		}
	}
}

func TestTheDefaultThemeReadsWell(t *testing.T) {
	theme := DefaultTheme()
	for _, g := range theme.Grounds() {
		if got := g.TextColour.Contrast(g.OnColour); got < 7 {
			t.Errorf("%s on %s: %.2f", g.Text, g.Behind, got)
		}
	}
}

func TestColourAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Colour(rapid.Uint32Range(0, 0xFFFFFF).Draw(t, "colour"))
		wire, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back Colour
		if err := json.Unmarshal(wire, &back); err != nil || back != c {
			t.Fatalf("%06x became %s and %06x, %v", uint32(c), wire, uint32(back), err)
		}
	})
	for _, bad := range []string{"", "#", "0b1220", "#0b122", "#0b12200", "#0g1220", "red", "#ÄÄÄ"} {
		if err := new(Colour).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	var c Colour
	if err := c.UnmarshalText([]byte("#0B12fe")); err != nil || c != 0x0B12FE {
		t.Errorf("%v, %v", c, err)
	}
}
