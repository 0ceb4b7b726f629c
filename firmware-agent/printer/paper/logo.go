package paper

import (
	"errors"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// tallestLogo is 25 mm: enough for a coat of arms.
const tallestLogo = 200

func (l Logo) draw(c *canvas) error {
	if l.Image == nil || l.Image.Bounds().Empty() {
		return errors.New("the logo has no picture")
	}
	size := fit(l.Image.Bounds().Size(), image.Pt(c.width(), tallestLogo))
	box := image.Rectangle{Max: size}

	grey := image.NewGray(box)
	draw.Draw(grey, box, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(grey, box, l.Image, l.Image.Bounds(), draw.Over, nil)
	dots := image.NewPaletted(box, color.Palette{color.Black, color.White})
	draw.FloydSteinberg.Draw(dots, box, grey, image.Point{})

	top := c.extend(size.Y + margin)
	at := box.Add(image.Pt((c.Rect.Dx()-size.X)/2, top))
	draw.Draw(c.Gray, at, dots, image.Point{}, draw.Src)
	return nil
}

// fit shrinks a size into a room, keeping its shape; it never enlarges.
func fit(size, room image.Point) image.Point {
	if size.X > room.X {
		size = image.Pt(room.X, max(1, size.Y*room.X/size.X))
	}
	if size.Y > room.Y {
		size = image.Pt(max(1, size.X*room.Y/size.Y), room.Y)
	}
	return size
}
