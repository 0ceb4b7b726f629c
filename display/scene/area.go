package scene

import (
	"image"
	"math"
)

// area is a part of the screen from which pieces are cut off.
type area struct{ image.Rectangle }

// top cuts a piece of height h off the top, and gap below it.
func (a *area) top(h, gap int) image.Rectangle {
	piece := a.Rectangle
	piece.Max.Y = min(a.Min.Y+h, a.Max.Y)
	a.Min.Y = min(piece.Max.Y+gap, a.Max.Y)
	return piece
}

// bottom cuts a piece of height h off the bottom, and gap above it.
func (a *area) bottom(h, gap int) image.Rectangle {
	piece := a.Rectangle
	piece.Min.Y = max(a.Max.Y-h, a.Min.Y)
	a.Max.Y = max(piece.Min.Y-gap, a.Min.Y)
	return piece
}

// left cuts a piece of width w off the left, and gap beside it.
func (a *area) left(w, gap int) image.Rectangle {
	piece := a.Rectangle
	piece.Max.X = min(a.Min.X+w, a.Max.X)
	a.Min.X = min(piece.Max.X+gap, a.Max.X)
	return piece
}

// right cuts a piece of width w off the right, and gap beside it.
func (a *area) right(w, gap int) image.Rectangle {
	piece := a.Rectangle
	piece.Min.X = max(a.Max.X-w, a.Min.X)
	a.Max.X = max(piece.Min.X-gap, a.Min.X)
	return piece
}

// share is how many pixels n of the columns take, the gaps between them
// included, when a is divided into columns with gaps.
func (a *area) share(n, columns, gap int) int {
	one := float64(a.Dx()-(columns-1)*gap) / float64(columns)
	return int(math.Round(one*float64(n))) + (n-1)*gap
}

// grid lays n tiles into columns, row by row, so that together they fill a from
// edge to edge, gap.X and gap.Y apart.
func grid(a image.Rectangle, n, columns int, gap image.Point) []image.Rectangle {
	if n == 0 {
		return nil
	}
	rows := (n + columns - 1) / columns
	tiles := make([]image.Rectangle, n)
	for i := range tiles {
		x0, x1 := slot(a.Dx(), columns, i%columns, gap.X)
		y0, y1 := slot(a.Dy(), rows, i/columns, gap.Y)
		tiles[i] = image.Rect(x0, y0, x1, y1).Add(a.Min)
	}
	return tiles
}

// slot is where the i-th of n equal parts of a length begins and ends.
func slot(length, n, i, gap int) (from, to int) {
	one := float64(length-(n-1)*gap) / float64(n)
	from = int(math.Round(float64(i) * (one + float64(gap))))
	return from, int(math.Round(float64(i)*(one+float64(gap)) + one))
}

// inset takes x off the left and right and y off the top and bottom.
func inset(r image.Rectangle, x, y int) image.Rectangle {
	return image.Rect(r.Min.X+x, r.Min.Y+y, r.Max.X-x, r.Max.Y-y)
}
