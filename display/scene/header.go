package scene

import (
	"image"
	"time"
)

// header says whose wall this is, and the date and time there.
func (s *sheet) header(box image.Rectangle) {
	p := s.panel("header", box, s.theme.Background)
	p.Radius = 0
	s.turns(time.Minute)
	row := area{box}
	if s.form != upright {
		s.logo(p, &row)
	}
	if s.form == upright { // the name has a row of its own
		row.top(s.px(8), 0)
		name := area{row.top(s.px(88), 0)}
		s.logo(p, &name)
		s.write(p, name.Rectangle, s.say(s.board.Office.Name), s.named(56))
	}
	clock := s.style(Bold, 80, 80, s.theme.Text)
	date := s.style(Regular, 40, 28, s.theme.Muted)
	clock.align, date.align = right, right
	if s.form == upright {
		date.align = left
	}
	now := s.words.clock(s.Clock)
	s.write(p, row.right(s.widest(clock, now), s.px(40)), now, clock)
	today := s.words.date(s.Clock)
	if s.form == upright {
		s.write(p, row.Rectangle, today, date)
	} else {
		s.write(p, row.right(min(s.widest(date, today), row.Dx()/2), s.px(40)), today, date)
		s.write(p, row.Rectangle, s.say(s.board.Office.Name), s.named(52))
	}
	s.add(p)
}

// named is how the office's name is set.
func (s *sheet) named(size int) style {
	st := s.style(Bold, size, 28, s.theme.Text)
	st.lines = 2
	return st
}

// style is a style in lengths of the base screen.
func (s *sheet) style(w Weight, size, floor int, c Colour) style {
	return style{weight: w, size: s.px(size), floor: s.px(floor), colour: c}
}
