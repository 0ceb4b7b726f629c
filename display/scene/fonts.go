package scene

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Weight is the weight of a text.
type Weight uint8

// The weights of the Go fonts. Their digits are of one width, and none of them
// kerns.
const (
	Regular Weight = iota
	Medium
	Bold
)

// capHeight is the height of a capital, in ems, in all three weights.
const capHeight = 0.7227

// Fonts measures text. It remembers glyphs, so it is for one goroutine at a time.
type Fonts struct {
	faces  [3]*sfnt.Font
	glyphs map[glyphKey]glyph
	common [3][128]glyph // the same for ASCII: laying out asks for little else
	buffer sfnt.Buffer
}

type glyphKey struct {
	weight Weight
	char   rune
}

// glyph holds measures in ems; up and down are above and below the baseline.
type glyph struct {
	advance, up, down float64
	missing, known    bool
}

// NewFonts reads the fonts.
func NewFonts() (*Fonts, error) {
	f := &Fonts{glyphs: make(map[glyphKey]glyph)}
	for w, ttf := range [][]byte{goregular.TTF, gomedium.TTF, gobold.TTF} {
		face, err := sfnt.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("scene: font %d: %w", w, err)
		}
		f.faces[w] = face
	}
	return f, nil
}

// width is how far a text reaches from its start, in pixels, rounded up.
func (f *Fonts) width(w Weight, size int, s string) int {
	var ems float64
	for _, r := range s {
		ems += f.glyph(w, r).advance
	}
	return int(math.Ceil(ems * float64(size)))
}

// ink is how far a text reaches above and below its baseline, in pixels.
func (f *Fonts) ink(w Weight, size int, s string) (up, down int) {
	var u, d float64
	for _, r := range s {
		g := f.glyph(w, r)
		u, d = max(u, g.up), max(d, g.down)
	}
	return int(math.Ceil(u * float64(size))), int(math.Ceil(d * float64(size)))
}

// has tells whether the fonts can show a character.
func (f *Fonts) has(r rune) bool { return !f.glyph(Regular, r).missing }

func (f *Fonts) glyph(w Weight, r rune) glyph {
	if r < 128 {
		g := &f.common[w][r]
		if !g.known {
			*g = f.measure(w, r)
			g.known = true
		}
		return *g
	}
	key := glyphKey{w, r}
	g, ok := f.glyphs[key]
	if !ok {
		g = f.measure(w, r)
		f.glyphs[key] = g
	}
	return g
}

func (f *Fonts) measure(w Weight, r rune) glyph {
	face := f.faces[w]
	em := fixed.Int26_6(face.UnitsPerEm()) << 6
	index, err := face.GlyphIndex(&f.buffer, r)
	if err != nil || index == 0 {
		return glyph{missing: true}
	}
	box, advance, err := face.GlyphBounds(&f.buffer, index, em, font.HintingNone)
	if err != nil {
		return glyph{missing: true}
	}
	ems := func(x fixed.Int26_6) float64 { return float64(x) / float64(em) }
	return glyph{advance: ems(advance), up: ems(-box.Min.Y), down: ems(box.Max.Y)}
}

// capital is the height of capitals at a size, in pixels.
func capital(size int) int { return int(math.Round(capHeight * float64(size))) }

// run makes a run whose text starts at dot.
func (f *Fonts) run(s string, st style, dot image.Point) Run {
	up, down := f.ink(st.weight, st.size, s)
	return Run{
		Text: s, Weight: st.weight, Size: st.size, Colour: st.colour, Dot: dot,
		Box: image.Rect(dot.X, dot.Y-up, dot.X+f.width(st.weight, st.size, s), dot.Y+down),
	}
}
