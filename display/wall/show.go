package wall

import (
	"image"
	"time"
)

// show is what a wall shows besides words: the office's logo, and the pictures
// of its album while it is quiet.
type show struct {
	album  *album // nil for none
	emblem *emblem
	slide  slide
	since  time.Time // when the slide came up
}

// stepPictures brings both up to date, and reports whether anything changed.
func (w *Wall) stepPictures(now time.Time) (news bool) {
	p := &w.pictures
	address := ""
	if b := w.session.board; b != nil && b.Office.Theme != nil {
		address = b.Office.Theme.Logo
	}
	news = p.emblem.follow(w.ctx, now, address)
	switch {
	case p.album == nil:
	case !w.scene.Quiet:
		p.slide = slide{} // the scene has dropped it already; so does the memory
	case p.slide.image == nil || now.Sub(p.since) >= slideFor:
		if next, ok := p.album.turn(); ok {
			p.slide, p.since, news = next, now, true
		}
	}
	return news
}

// named gives the pictures by the names the scene has them by.
func (p *show) named(name string) image.Image {
	for _, s := range []slide{p.slide, p.emblem.current} {
		if s.name == name {
			return s.image
		}
	}
	return nil
}
