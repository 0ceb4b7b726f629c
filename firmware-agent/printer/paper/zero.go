package paper

import (
	"image"
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// plainZero is a face whose zero has no slash. All of the Go typefaces slash
// it, and people and text recognition alike take a slashed zero on thermal
// paper for an 8 or a 9.
//
// The plain zero is the typeface's own outline, with one hole in place of the
// two that the slash divides: the outline once more, squeezed into the box
// around both. Widths and bounds stay as they are.
type plainZero struct {
	font.Face
	outline sfnt.Segments // the outer contour, in dots around the origin
	hole    affine        // takes the outline to the hole
}

// affine scales and shifts both axes.
type affine struct{ scaleX, shiftX, scaleY, shiftY float32 }

func newPlainZero(face font.Face, file *sfnt.Font, dots float64) (font.Face, error) {
	var buffer sfnt.Buffer
	index, err := file.GlyphIndex(&buffer, '0')
	if err != nil {
		return nil, err
	}
	segments, err := file.LoadGlyph(&buffer, index, fixed.Int26_6(dots*64), nil)
	if err != nil {
		return nil, err
	}
	outline, holes := outermost(segments)
	if len(holes) == 0 {
		return face, nil
	}
	return &plainZero{face, outline, mapBox(outline.Bounds(), holes.Bounds())}, nil
}

// outermost parts a glyph's largest contour from the holes in it.
func outermost(all sfnt.Segments) (outline, holes sfnt.Segments) {
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].Op != sfnt.SegmentOpMoveTo {
			end++
		}
		contour := all[start:end:end]
		if area(contour) > area(outline) {
			outline, holes = contour, append(holes, outline...)
		} else {
			holes = append(holes, contour...)
		}
		start = end
	}
	return outline, holes
}

func area(s sfnt.Segments) int {
	size := s.Bounds().Max.Sub(s.Bounds().Min)
	return size.X.Ceil() * size.Y.Ceil()
}

// mapBox finds what takes one box to the other.
func mapBox(from, to fixed.Rectangle26_6) affine {
	var m affine
	m.scaleX = float32(to.Max.X-to.Min.X) / float32(from.Max.X-from.Min.X)
	m.scaleY = float32(to.Max.Y-to.Min.Y) / float32(from.Max.Y-from.Min.Y)
	m.shiftX = dots(to.Min.X) - m.scaleX*dots(from.Min.X)
	m.shiftY = dots(to.Min.Y) - m.scaleY*dots(from.Min.Y)
	return m
}

func dots(x fixed.Int26_6) float32 { return float32(x) / 64 }

// Glyph implements font.Face.
func (z *plainZero) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	box, mask, at, advance, ok := z.Face.Glyph(dot, r)
	if r != '0' || !ok {
		return box, mask, at, advance, ok
	}
	identity := affine{scaleX: 1, scaleY: 1}
	filled, hole := z.fill(box, dot, identity), z.fill(box, dot, z.hole)
	for i := range filled.Pix {
		filled.Pix[i] -= min(filled.Pix[i], hole.Pix[i])
	}
	return box, filled, image.Point{}, advance, true
}

// fill paints the outline, moved by m and then to the dot, into a mask of the
// box's size.
func (z *plainZero) fill(box image.Rectangle, dot fixed.Point26_6, m affine) *image.Alpha {
	raster := vector.NewRasterizer(box.Dx(), box.Dy())
	left, top := dots(dot.X)-float32(box.Min.X), dots(dot.Y)-float32(box.Min.Y)
	at := func(p fixed.Point26_6) (x, y float32) {
		return left + m.scaleX*dots(p.X) + m.shiftX, top + m.scaleY*dots(p.Y) + m.shiftY
	}
	for _, s := range z.outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			raster.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			raster.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x2, y2 := at(s.Args[1])
			raster.QuadTo(x, y, x2, y2)
		case sfnt.SegmentOpCubeTo:
			x2, y2 := at(s.Args[1])
			x3, y3 := at(s.Args[2])
			raster.CubeTo(x, y, x2, y2, x3, y3)
		}
	}
	raster.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	raster.Draw(mask, mask.Bounds(), image.NewUniform(color.Alpha{A: 255}), image.Point{})
	return mask
}
