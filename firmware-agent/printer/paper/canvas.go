package paper

import (
	"image"
	"image/color"
	"slices"
)

// margin keeps letters off the outermost dots, which not every head prints.
const margin = 4

// usualLength, in dots, is that of a ticket of 20 cm.
const usualLength = 1600

// canvas is a strip of white paper that grows downwards.
type canvas struct {
	*image.Gray
	faces *faces
	pages []Page
}

func newCanvas(w Width) *canvas {
	c := &canvas{faces: newFaces()}
	c.Gray = strip(int(w))
	return c
}

// strip has room for a ticket, so that it need not be moved as it grows.
func strip(width int) *image.Gray {
	return &image.Gray{Pix: make([]byte, 0, width*usualLength), Stride: width, Rect: image.Rect(0, 0, width, 0)}
}

// width is the room between the margins.
func (c *canvas) width() int { return c.Rect.Dx() - 2*margin }

// extend adds empty rows and returns the first of them.
func (c *canvas) extend(rows int) int {
	top := c.Rect.Max.Y
	c.Rect.Max.Y += rows
	white := len(c.Pix)
	c.Pix = slices.Grow(c.Pix, rows*c.Stride)[:white+rows*c.Stride]
	for i := white; i < len(c.Pix); i++ {
		c.Pix[i] = 255
	}
	return top
}

// black paints a rectangle.
func (c *canvas) black(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c.SetGray(x, y, color.Gray{Y: 0})
		}
	}
}

// end closes the page that is being drawn, if there is anything on it.
func (c *canvas) end(cut bool) {
	if c.Rect.Dy() == 0 {
		return
	}
	c.pages = append(c.pages, Page{Picture: threshold(c.Gray), Cut: cut})
	c.Gray = strip(c.Rect.Dx())
}
