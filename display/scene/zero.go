package scene

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// The Go fonts strike their zero through, which people who do not program read
// as an 8 or a 9 from afar. A plain zero needs no other font: it is the outer
// contour, and the same contour again, as large as the two halves of its
// counter are together. The letter O is round and 1.4 times as wide.

// Face is a face of a weight whose em is size pixels high, for drawing. It is
// for one goroutine at a time.
func (f *Fonts) Face(w Weight, size int) (font.Face, error) {
	face, err := opentype.NewFace(f.faces[w], &opentype.FaceOptions{
		Size: float64(size), DPI: 72, Hinting: font.HintingNone,
	})
	if err != nil {
		return nil, fmt.Errorf("scene: face of %d px: %w", size, err)
	}
	index, err := f.faces[w].GlyphIndex(&f.buffer, '0')
	if err != nil {
		return nil, fmt.Errorf("scene: zero: %w", err)
	}
	outline, err := f.faces[w].LoadGlyph(&f.buffer, index, fixed.I(size), nil)
	if err != nil {
		return nil, fmt.Errorf("scene: zero: %w", err)
	}
	return &plainFace{Face: face, zero: plain(outline)}, nil
}

// plainFace is a face with a plain zero.
type plainFace struct {
	font.Face
	zero  sfnt.Segments
	brush vector.Rasterizer
}

// Glyph makes a plainFace a [font.Face].
func (p *plainFace) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	if r != '0' {
		return p.Face.Glyph(dot, r)
	}
	advance, ok := p.Face.GlyphAdvance(r)
	bounds := p.zero.Bounds().Add(dot)
	box := image.Rect(bounds.Min.X.Floor(), bounds.Min.Y.Floor(), bounds.Max.X.Ceil(), bounds.Max.Y.Ceil())
	p.brush.Reset(box.Dx(), box.Dy())
	draw(&p.brush, p.zero, dot.Sub(fixed.P(box.Min.X, box.Min.Y)))
	mask := image.NewAlpha(image.Rectangle{Max: box.Size()})
	p.brush.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return box, mask, image.Point{}, advance, ok
}

// plain gives a zero's outer contour, and its inner one made of that.
func plain(zero sfnt.Segments) sfnt.Segments {
	end := 1
	for end < len(zero) && zero[end].Op != sfnt.SegmentOpMoveTo {
		end++
	}
	outer, counter := zero[:end], zero[end:]
	if len(counter) == 0 {
		return zero
	}
	from, to := outer.Bounds(), counter.Bounds()
	inner := make(sfnt.Segments, end)
	for i, s := range outer {
		for j := range s.Args {
			s.Args[j].X = scaled(s.Args[j].X, from.Min.X, from.Max.X, to.Max.X, to.Min.X) // mirrored: it runs the other way round
			s.Args[j].Y = scaled(s.Args[j].Y, from.Min.Y, from.Max.Y, to.Min.Y, to.Max.Y)
		}
		inner[i] = s
	}
	return append(append(sfnt.Segments(nil), outer...), inner...)
}

// scaled maps x from between a and b to between c and d.
func scaled(x, a, b, c, d fixed.Int26_6) fixed.Int26_6 {
	return c + fixed.Int26_6(int64(x-a)*int64(d-c)/int64(b-a))
}

func draw(brush *vector.Rasterizer, outline sfnt.Segments, at fixed.Point26_6) {
	x := func(p fixed.Point26_6) float32 { return float32(p.X+at.X) / 64 }
	y := func(p fixed.Point26_6) float32 { return float32(p.Y+at.Y) / 64 }
	for _, s := range outline {
		a, b, c := s.Args[0], s.Args[1], s.Args[2]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			brush.ClosePath()
			brush.MoveTo(x(a), y(a))
		case sfnt.SegmentOpLineTo:
			brush.LineTo(x(a), y(a))
		case sfnt.SegmentOpQuadTo:
			brush.QuadTo(x(a), y(a), x(b), y(b))
		case sfnt.SegmentOpCubeTo:
			brush.CubeTo(x(a), y(a), x(b), y(b), x(c), y(c))
		}
	}
	brush.ClosePath()
}
