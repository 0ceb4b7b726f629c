package wall

import (
	"image"

	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// kappa places the handles of a cubic curve so that it is a quarter of a circle.
const kappa = 0.5523

func toFixed(n int) fixed.Int26_6 { return fixed.Int26_6(n << 6) }

// outline adds a rectangle with round corners, clockwise.
func outline(path *vector.Rasterizer, r image.Rectangle, radius int) {
	corners(path, r, radius, func(x float32) float32 { return x })
}

// cutout adds the same the other way round, which takes it out of what is there.
func cutout(path *vector.Rasterizer, r image.Rectangle, radius int) {
	mirror := float32(r.Min.X + r.Max.X)
	corners(path, r, radius, func(x float32) float32 { return mirror - x })
}

func corners(path *vector.Rasterizer, r image.Rectangle, radius int, at func(x float32) float32) {
	x0, y0, x1, y1 := float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y)
	c := float32(radius)
	h := c * (1 - kappa)
	curve := func(bx, by, cx, cy, dx, dy float32) { path.CubeTo(at(bx), by, at(cx), cy, at(dx), dy) }
	path.MoveTo(at(x0+c), y0)
	path.LineTo(at(x1-c), y0)
	curve(x1-h, y0, x1, y0+h, x1, y0+c)
	path.LineTo(at(x1), y1-c)
	curve(x1, y1-h, x1-h, y1, x1-c, y1)
	path.LineTo(at(x0+c), y1)
	curve(x0+h, y1, x0, y1-h, x0, y1-c)
	path.LineTo(at(x0), y0+c)
	curve(x0, y0+h, x0+h, y0, x0+c, y0)
	path.ClosePath()
}
