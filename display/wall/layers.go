package wall

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/scene"
)

// layer is one panel, painted.
type layer struct {
	panel scene.Panel
	image *ebiten.Image
	stale bool // what is on the screen is not this
}

// layers are the painted panels of a scene.
type layers struct {
	painter *painter
	list    []*layer
	behind  scene.Colour
	size    image.Point
	all     bool // the whole screen has to be drawn
	ring    *ebiten.Image
	ringOf  scene.Panel
	// over is how opaque a panel that is coming up is drawn over what is on the
	// screen, fresh over nothing; both are 1 when it is there.
	over, fresh float32
}

func newLayers(p *painter) *layers { return &layers{painter: p, all: true, over: 1, fresh: 1} }

// show paints what is new in a scene.
func (l *layers) show(sc scene.Scene) error {
	old := make(map[string]*layer, len(l.list))
	for _, y := range l.list {
		old[y.panel.Name] = y
	}
	l.all = l.all || l.size != sc.Size || l.behind != sc.Background
	l.size, l.behind = sc.Size, sc.Background
	l.list = l.list[:0]
	for _, p := range sc.Panels {
		y := old[p.Name]
		delete(old, p.Name)
		if y == nil || y.panel.Box != p.Box {
			l.all = true
		}
		y, err := l.paint(y, p)
		if err != nil {
			return err
		}
		l.list = append(l.list, y)
	}
	for _, y := range old {
		y.image.Deallocate()
		l.all = true
	}
	return nil
}

// paint gives the panel's layer, the old one if it still looks the same.
func (l *layers) paint(y *layer, p scene.Panel) (*layer, error) {
	if y != nil && y.panel.Equal(&p) {
		return y, nil
	}
	pixels, err := l.painter.paint(&p, l.behind)
	if err != nil {
		return nil, err
	}
	if y == nil {
		y = &layer{image: ebiten.NewImage(pixels.Rect.Dx(), pixels.Rect.Dy())}
	} else if y.image.Bounds().Size() != pixels.Rect.Size() {
		y.image.Deallocate()
		y.image = ebiten.NewImage(pixels.Rect.Dx(), pixels.Rect.Dy())
	}
	y.image.WritePixels(pixels.Pix)
	y.panel, y.stale = p, true
	return y, nil
}

// pulsing marks the panels whose border pulses, because their strength changes.
func (l *layers) pulsing() {
	for _, y := range l.list {
		y.stale = y.stale || y.panel.Pulses
	}
}

// ease lets pulsing panels come up from so much of them to so much more, 0 to 1:
// they are drawn thinly over what is on the screen, time and again, the more
// opaque the less of the old is to be left. Less than before is the next one.
func (l *layers) ease(from, to float64) {
	l.over, l.fresh = 1, float32(to)
	if to < from {
		from = 0
	}
	if to < 1 {
		l.over = float32((to - from) / (1 - from))
	}
}

// draw brings the screen up to date, with the border of pulsing panels as
// strong as pulse says, 0 to 1.
func (l *layers) draw(screen *ebiten.Image, pulse float64) {
	if l.all {
		screen.Fill(l.behind)
	}
	for _, y := range l.list {
		if !l.all && !y.stale {
			continue
		}
		options := at(y.panel.Box.Min)
		if y.panel.Pulses && l.all {
			options.ColorScale.ScaleAlpha(l.fresh)
		} else if y.panel.Pulses {
			options.ColorScale.ScaleAlpha(l.over)
		}
		screen.DrawImage(y.image, options)
		if y.panel.Pulses && pulse > 0 {
			options := at(y.panel.Box.Min)
			options.ColorScale.ScaleAlpha(float32(pulse))
			screen.DrawImage(l.border(y.panel), options)
		}
		y.stale = false
	}
	l.all = false
}

// border is the pulsing border of a panel, as wide as a third of its corners.
func (l *layers) border(p scene.Panel) *ebiten.Image {
	if l.ring != nil && l.ringOf.Box == p.Box && l.ringOf.Radius == p.Radius && l.ringOf.Edge == p.Edge {
		return l.ring
	}
	if l.ring != nil {
		l.ring.Deallocate()
	}
	pixels := l.painter.ring(&p, max(2, p.Radius/3))
	l.ring = ebiten.NewImage(pixels.Rect.Dx(), pixels.Rect.Dy())
	l.ring.WritePixels(pixels.Pix)
	l.ringOf = p
	return l.ring
}

func at(p image.Point) *ebiten.DrawImageOptions {
	options := new(ebiten.DrawImageOptions)
	options.GeoM.Translate(float64(p.X), float64(p.Y))
	return options
}
