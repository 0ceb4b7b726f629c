package scene

import (
	"image"
)

// shut fills the wall of an office that is closed: when it opens, or why not.
func (s *sheet) shut(body image.Rectangle) {
	p := s.panel("closed", body, s.theme.Panel)
	all := area{inset(body, s.px(64), body.Dy()/8)}
	head := all.top(all.Dy()/2, 0)
	s.write(p, head, s.words.Closed, centred(s.style(Bold, 208, 64, s.theme.Text)))
	lines := s.whyShut()
	for i, slot := range grid(inset(all.Rectangle, 0, all.Dy()/8), len(lines), 1, image.Point{}) {
		st := centred(s.style(Medium, 64, 28, s.theme.Accent))
		if i > 0 {
			st = centred(s.style(Regular, 52, 24, s.theme.Muted))
		}
		st.lines = 2
		s.write(p, slot, lines[i], st)
	}
	s.add(p)
}

// whyShut says why the office is closed and when it is not. The hours of a
// clock are compared as they are written, "07.30".
func (s *sheet) whyShut() []string {
	o := s.board.Office
	if name := s.say(o.Holiday); name != "" {
		return []string{fill(s.words.Holiday, "name", name), s.words.NoService}
	}
	if o.Opens == "" {
		return []string{s.words.NoService}
	}
	hours := fill(s.words.Hours, "opens", o.Opens, "last", o.Last)
	if s.Clock.Format("15.04") < o.Opens {
		return []string{fill(s.words.Opens, "opens", o.Opens), hours}
	}
	return []string{s.words.Over, hours}
}

// starting fills the wall before the first board.
func (s *sheet) starting() {
	body := inset(image.Rectangle{Max: s.size}, s.px(48), s.px(48))
	p := s.panel("starting", body, s.theme.Panel)
	s.write(p, inset(body, s.px(64), body.Dy()/8), s.words.Connecting, centred(s.style(Medium, 72, 28, s.theme.Muted)))
	s.add(p)
}
