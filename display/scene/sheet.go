package scene

import (
	"image"
	"math"
	"time"

	"giliran/ticketing"
)

// sheet is a scene being laid out.
type sheet struct {
	View
	board   *ticketing.Board
	fonts   *Fonts
	words   *Words
	theme   ticketing.Theme
	size    image.Point
	form    form
	scale   float64
	zone    *time.Location
	late    bool
	sliding bool // a picture is in the hero's place
	panels  []Panel
	until   time.Time
}

// px is a length of the form's base screen on this one.
func (s *sheet) px(n int) int { return int(math.Round(float64(n) * s.scale)) }

// say gives a wording of the office in the wall's language, fit to be shown.
func (s *sheet) say(t ticketing.Text) string { return s.fonts.clean(t.In(s.words.Language)) }

// panel begins a panel; it counts once it is added.
func (s *sheet) panel(name string, box image.Rectangle, fill Colour) *Panel {
	return &Panel{Name: name, Box: box, Fill: fill, Radius: min(s.px(24), box.Dy()/4)}
}

func (s *sheet) add(p *Panel) { s.panels = append(s.panels, *p) }

// write sets s into a box of the panel, in the middle of its height.
func (s *sheet) write(p *Panel, box image.Rectangle, words string, st style) {
	if words == "" || box.Empty() {
		return
	}
	size, lines := s.fonts.fit(words, st, box.Dx(), box.Dy())
	if len(lines) == 1 && lines[0] == ellipsis {
		return // says less than nothing
	}
	st.size = size
	block := capital(size) + (len(lines)-1)*lineHeight(size)
	y := box.Min.Y + (box.Dy()-block)/2 + capital(size)
	for i, l := range lines {
		x := box.Min.X
		if slack := box.Dx() - s.fonts.width(st.weight, size, l); st.align == centre {
			x += slack / 2
		} else if st.align == right {
			x += slack
		}
		p.Runs = append(p.Runs, s.fonts.run(l, st, image.Pt(x, y+i*lineHeight(size))))
	}
}

// common is st with the one size at which all of the texts fit into w×h.
func (s *sheet) common(st style, w, h int, texts ...string) style {
	for _, t := range texts {
		if t != "" {
			size, _ := s.fonts.fit(t, st, w, h)
			st.size = size
			st.floor = min(st.floor, size)
		}
	}
	return st
}

// widest is the width of the widest text.
func (s *sheet) widest(st style, texts ...string) int {
	w := 0
	for _, t := range texts {
		w = max(w, s.fonts.width(st.weight, st.size, t))
	}
	return w
}

// changes notes that the scene changes at t by the clock alone.
func (s *sheet) changes(t time.Time) {
	if t.After(s.Now) && (s.until.IsZero() || t.Before(s.until)) {
		s.until = t
	}
}

// turns notes that the scene changes when the office's clock next reaches a
// multiple of d.
func (s *sheet) turns(d time.Duration) {
	s.changes(s.Now.Add(s.Clock.Truncate(d).Add(d).Sub(s.Clock)))
}
