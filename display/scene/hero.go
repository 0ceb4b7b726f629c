package scene

import (
	"image"
	"strconv"
	"strings"
	"time"

	"giliran/ticketing"
)

// hero shows the number called and where to go with it, and says since when.
func (s *sheet) hero(box image.Rectangle) (called time.Time) {
	call := s.Call.Call
	if call.Number == "" {
		s.welcome(box)
		return time.Time{}
	}
	come := s.coming(call)
	p := s.panel("hero", box, s.theme.Panel)
	p.Pulses = true
	p.Edge = s.theme.Call
	all := area{box}
	bar := all.bottom(min(s.px(136), box.Dy()*3/10), 0)
	all.Rectangle = inset(all.Rectangle, s.px(32), 0)
	label := all.top(min(s.px(80), box.Dy()/4), s.px(8))
	about := centred(s.style(Medium, 44, 24, s.theme.Muted))
	about.size = min(about.size, label.Dy()*3/5)
	s.write(p, label, s.about(call), about)
	number := centred(s.style(Bold, 520, 48, s.theme.Text))
	if come {
		number.colour = s.theme.Call
	}
	all.bottom(s.px(24), 0)
	s.write(p, all.Rectangle, call.Number, number)
	s.destination(p, bar, s.deskName(call.Desk), come)
	s.add(p)
	return s.Call.Since
}

// coming tells whether the called applicant is still to come: always while the
// call is new, then until the desk says so.
func (s *sheet) coming(call ticketing.Call) bool {
	if s.late {
		return false // nobody knows any more
	}
	if fresh := s.Call.Since.Add(s.Call.Least); !s.Call.Since.IsZero() && s.Now.Before(fresh) {
		s.changes(fresh)
		return true
	}
	for _, d := range s.board.Desks {
		if d.ID == call.Desk && d.Call == call.Seq {
			return d.Ticket == ticketing.Calling
		}
	}
	return false
}

// about is the line above the number.
func (s *sheet) about(call ticketing.Call) string {
	parts := []string{s.wording(s.theme.Called, s.words.Called)}
	if call.Nth > 1 {
		parts[0] = fill(s.words.Recalled, "n", strconv.Itoa(call.Nth))
	}
	if day := s.words.shortDate(string(call.Day)); day != "" {
		parts = append(parts, fill(s.words.Ticket, "date", day))
	}
	for _, st := range s.board.Stages {
		if st.ID == call.Stage {
			parts = append(parts, s.say(st.Name))
		}
	}
	return strings.Join(parts, " · ")
}

func (s *sheet) deskName(id string) string {
	for _, d := range s.board.Desks {
		if d.ID == id {
			return s.say(d.Name)
		}
	}
	return s.fonts.clean(id)
}

// destination is the bar below the number: "silakan ke ▶ Loket 3". A long name
// first takes the room of the words before the arrow.
func (s *sheet) destination(p *Panel, bar image.Rectangle, desk string, come bool) {
	fill, ink, arrow := s.theme.PanelStrong, s.theme.Text, s.theme.Accent
	if come {
		fill, ink, arrow = s.theme.Call, s.theme.OnCall, s.theme.OnCall
	}
	p.Shapes = append(p.Shapes, Shape{Kind: Block, Box: bar, Colour: fill})
	name := s.style(Bold, 104, 72, ink)
	name.lines = 1
	where := s.wording(s.theme.GoTo, s.words.GoTo)
	goTo := s.style(Medium, 60, 60, ink)
	side, gap := min(s.px(56), bar.Dy()/2), s.px(32)
	room := inset(bar, s.px(48), s.px(8))
	words := s.widest(goTo, where) + gap
	size, lines := s.fonts.fit(desk, name, room.Dx()-words-side-gap, room.Dy())
	if size < name.size*9/10 || len(lines) != 1 || lines[0] != desk {
		words = 0
		name.floor, name.lines = s.px(36), 2
	}
	name = s.common(name, room.Dx()-words-side-gap, room.Dy(), desk)
	_, lines = s.fonts.fit(desk, name, room.Dx()-words-side-gap, room.Dy())
	row := area{room}
	row.left(max(0, (room.Dx()-words-side-gap-s.widest(name, lines...))/2), 0)
	if words > 0 {
		s.write(p, row.left(words-gap, gap), where, goTo)
	}
	mark := row.left(side, gap)
	mid := mark.Min.Y + mark.Dy()/2
	p.Shapes = append(p.Shapes, Shape{Kind: Arrow, Box: image.Rect(mark.Min.X, mid-side/2, mark.Max.X, mid-side/2+side), Colour: arrow})
	s.write(p, row.Rectangle, desk, name)
}

// welcome fills the hero's place before the first call.
func (s *sheet) welcome(box image.Rectangle) {
	p := s.panel("hero", box, s.theme.Panel)
	all := area{inset(box, s.px(48), box.Dy()/8)}
	below := all.bottom(all.Dy()*2/5, 0)
	s.write(p, all.Rectangle, s.wording(s.theme.Welcome, s.words.Welcome), centred(s.style(Bold, 144, 48, s.theme.Text)))
	s.write(p, below, s.wording(s.theme.TakeNumber, s.words.TakeNumber), centred(s.style(Medium, 64, 32, s.theme.Accent)))
	s.add(p)
}

func centred(st style) style {
	st.align = centre
	return st
}
