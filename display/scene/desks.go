package scene

import (
	"fmt"
	"image"
	"strings"

	"giliran/ticketing"
)

// deskLook is how the tiles of all desks are set, so that they look alike.
type deskLook struct {
	beside             bool // the number stands beside the name, not below it
	name, number, note style
	numberWidth        int
}

// desks shows each desk with its number or its state.
func (s *sheet) desks(f frame) {
	tiles := grid(f.desks, len(s.board.Desks), f.desksAcross, f.gap)
	if len(tiles) == 0 {
		return
	}
	look := s.deskLook(tiles[0])
	for i, d := range s.board.Desks {
		s.desk(fmt.Sprintf("desk %d", i+1), tiles[i], d, look)
	}
}

func (s *sheet) deskLook(tile image.Rectangle) deskLook {
	var names, numbers, notes []string
	for _, d := range s.board.Desks {
		names = append(names, s.say(d.Name))
		numbers = append(numbers, s.fonts.clean(d.Number))
		notes = append(notes, s.deskNote(d))
	}
	l := deskLook{
		beside: tile.Dx() >= s.px(520),
		name:   s.style(Medium, 44, 24, s.theme.Muted),
		number: s.style(Bold, 104, 32, s.theme.Text),
		note:   s.style(Regular, 28, 20, s.theme.Muted),
	}
	noted := strings.Join(notes, "") != ""
	in := s.inTile(tile)
	w, h := in.Dx(), in.Dy()
	if l.beside {
		l.number, l.name.lines = s.common(l.number, w*11/20, h, numbers...), 2
		l.number.align = right
		l.numberWidth = max(s.widest(l.number, numbers...), w*2/5)
		w -= l.numberWidth + s.px(24)
		if noted {
			l.name = s.common(l.name, w, h*3/5, names...)
		}
		l.name = s.common(l.name, w, h, names...)
		l.note = s.common(l.note, w, h*2/5, notes...)
		return l
	}
	l.name = s.common(l.name, w, h*3/8, names...)
	room := w
	if noted {
		room = w * 2 / 3
	}
	l.number = s.common(l.number, room, h*11/20, numbers...)
	l.numberWidth = max(s.widest(l.number, numbers...), w/2)
	l.note.lines, l.note.align = 2, right
	l.note = s.common(l.note, w-l.numberWidth-s.px(8), h/2, notes...)
	return l
}

// inTile is where a tile's content goes.
func (s *sheet) inTile(tile image.Rectangle) image.Rectangle {
	return inset(tile, min(s.px(28), tile.Dx()/12), min(s.px(16), tile.Dy()/8))
}

func (s *sheet) desk(name string, box image.Rectangle, d ticketing.BoardDesk, l deskLook) {
	p := s.panel(name, box, s.theme.PanelStrong)
	switch {
	case d.Number == "" && d.State == ticketing.DeskBreak:
		p.Fill = s.theme.Panel
	case d.Number == "" && d.State == ticketing.DeskShut:
		p.Fill = s.theme.Sunken()
	case d.Number == "":
	case d.Ticket == ticketing.Calling && !s.late:
		l.name.colour, l.number.colour = s.theme.Text, s.theme.Call
		p.Edge, p.Width = s.theme.Call, max(2, s.px(4))
	case s.file(d): // only the papers are there: nobody is to go
		l.number.colour = s.theme.Accent
	}
	note := s.deskNote(d)
	names, numbers, notes := s.deskPlaces(box, note != "", l)
	s.write(p, names, s.say(d.Name), l.name)
	s.write(p, notes, note, l.note)
	if d.Number != "" {
		s.write(p, numbers, s.fonts.clean(d.Number), l.number)
	} else {
		state := s.style(Regular, 44, 22, s.theme.Muted)
		state.align, state.lines = l.number.align, 2
		s.write(p, numbers.Union(notes), s.deskState(d), state)
	}
	s.add(p)
}

// deskPlaces is where a desk's name, number and note go.
func (s *sheet) deskPlaces(box image.Rectangle, noted bool, l deskLook) (name, number, note image.Rectangle) {
	row := area{s.inTile(box)}
	if !l.beside {
		name = row.top(row.Dy()*3/8, row.Dy()/16)
		number = row.left(l.numberWidth, s.px(8))
		return name, number, row.Rectangle
	}
	number = row.right(l.numberWidth, s.px(24))
	if noted {
		note = row.bottom(row.Dy()*2/5, 0)
	}
	return row.Rectangle, number, note
}

// deskState is what a desk without a number does.
func (s *sheet) deskState(d ticketing.BoardDesk) string {
	switch d.State {
	case ticketing.DeskBreak:
		return s.pause(d)
	case ticketing.DeskShut:
		return s.words.DeskClosed
	}
	return s.words.DeskReady
}

// deskNote is what must be known about a desk's number besides itself.
func (s *sheet) deskNote(d ticketing.BoardDesk) string {
	switch day := s.words.shortDate(string(d.Day)); {
	case d.Number == "":
		return ""
	case day != "":
		return fill(s.words.Ticket, "date", day)
	case d.State == ticketing.DeskBreak:
		return s.pause(d)
	case s.file(d):
		return s.words.File
	}
	return ""
}

// pause is why a desk pauses.
func (s *sheet) pause(d ticketing.BoardDesk) string {
	if reason := s.fonts.clean(d.Reason); reason != "" {
		return fill(s.words.DeskPausedFor, "reason", reason)
	}
	return s.words.DeskPaused
}

// file tells whether a desk has only the papers of its number, the applicant
// being elsewhere.
func (s *sheet) file(d ticketing.BoardDesk) bool {
	for _, st := range s.board.Stages {
		if st.ID == d.Stage {
			return st.Mode == ticketing.File
		}
	}
	return !d.Called
}
