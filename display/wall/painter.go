package wall

import (
	"image"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/vector"

	"giliran/display/scene"
)

// painter turns panels into pixels, on the processor: the same on every
// machine, and measured by the very fonts the scene was laid out with.
type painter struct {
	fonts *scene.Fonts
	faces map[faceKey]font.Face
	brush vector.Rasterizer
	// picture gives what an image shows, nil if it is not there any more.
	picture func(name string) image.Image
}

type faceKey struct {
	weight scene.Weight
	size   int
}

// manyFaces is how many sizes of type are remembered; a screen needs about
// fifteen, and a size seen once at the turn of a layout should not stay for good.
const manyFaces = 64

func newPainter(fonts *scene.Fonts, picture func(string) image.Image) *painter {
	return &painter{fonts: fonts, faces: make(map[faceKey]font.Face), picture: picture}
}

// paint draws a panel with what is behind its corners, at the origin.
func (p *painter) paint(panel *scene.Panel, behind scene.Colour) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rectangle{Max: panel.Box.Size()})
	draw.Draw(img, img.Rect, image.NewUniform(panel.Fill), image.Point{}, draw.Src)
	for _, s := range panel.Shapes {
		p.shape(img, s, s.Box.Sub(panel.Box.Min))
	}
	for _, m := range panel.Images {
		if src := p.picture(m.Name); src != nil {
			scaler(m.Box.Size()).Scale(img, m.Box.Sub(panel.Box.Min), src, src.Bounds(), draw.Over, nil)
		}
	}
	for _, r := range panel.Runs {
		if err := p.run(img, r, r.Dot.Sub(panel.Box.Min)); err != nil {
			return nil, err
		}
	}
	if panel.Radius > 0 {
		p.fill(img, behind, func(path *vector.Rasterizer) {
			outline(path, img.Rect, 0)
			cutout(path, img.Rect, panel.Radius)
		})
	}
	if panel.Width > 0 {
		p.edge(img, panel.Edge, panel.Radius, panel.Width)
	}
	return img, nil
}

// scaler is the fine one for a logo; for a slide, which is nearly of its size
// already, it would hold up the loop.
func scaler(size image.Point) draw.Scaler {
	if size.X*size.Y < 1<<17 {
		return draw.CatmullRom
	}
	return draw.ApproxBiLinear
}

// ring is a panel's border alone, on nothing.
func (p *painter) ring(panel *scene.Panel, width int) *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: panel.Box.Size()})
	p.edge(img, panel.Edge, panel.Radius, width)
	return img
}

func (p *painter) edge(img *image.RGBA, c scene.Colour, radius, width int) {
	p.fill(img, c, func(path *vector.Rasterizer) {
		outline(path, img.Rect, radius)
		cutout(path, img.Rect.Inset(width), max(0, radius-width))
	})
}

func (p *painter) shape(img *image.RGBA, s scene.Shape, box image.Rectangle) {
	part := img.SubImage(box).(*image.RGBA) // the rest of the panel need not be looked at
	box = image.Rectangle{Max: part.Rect.Size()}
	p.fill(part, s.Colour, func(path *vector.Rasterizer) {
		switch s.Kind {
		case scene.Arrow:
			path.MoveTo(float32(box.Min.X), float32(box.Min.Y))
			path.LineTo(float32(box.Max.X), float32(box.Min.Y+box.Max.Y)/2)
			path.LineTo(float32(box.Min.X), float32(box.Max.Y))
			path.ClosePath()
		default:
			outline(path, box, s.Radius)
		}
	})
}

func (p *painter) fill(img *image.RGBA, c scene.Colour, path func(*vector.Rasterizer)) {
	p.brush.Reset(img.Rect.Dx(), img.Rect.Dy())
	p.brush.DrawOp = draw.Over
	path(&p.brush)
	p.brush.Draw(img, img.Rect, image.NewUniform(c), image.Point{})
}

func (p *painter) run(img *image.RGBA, r scene.Run, dot image.Point) error {
	face, err := p.face(faceKey{r.Weight, r.Size})
	if err != nil {
		return err
	}
	pen := font.Drawer{Dst: img, Src: image.NewUniform(r.Colour), Face: face}
	pen.Dot.X, pen.Dot.Y = toFixed(dot.X), toFixed(dot.Y)
	pen.DrawString(r.Text)
	return nil
}

func (p *painter) face(k faceKey) (font.Face, error) {
	if f, ok := p.faces[k]; ok {
		return f, nil
	}
	if len(p.faces) >= manyFaces {
		clear(p.faces)
	}
	f, err := p.fonts.Face(k.weight, k.size)
	if err != nil {
		return nil, err
	}
	p.faces[k] = f
	return f, nil
}
