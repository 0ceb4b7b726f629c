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
		if d.Number != "" {
			numbers = append(numbers, s.fonts.clean(d.Number))
		}
		notes = append(notes, s.deskNote(d))
	}
	l := deskLook{beside: tile.Dx() >= s.px(520)}
	in := s.inTile(tile)
	l.number = s.style(Bold, 104, 32, text)
	l.name = s.style(Medium, 44, 24, muted)
	l.note = s.style(Regular, 28, 20, muted)
	if l.beside {
		l.number = s.common(l.number, in.Dx()*11/20, in.Dy(), numbers...)
		l.numberWidth = max(s.widest(l.number, numbers...), in.Dx()*2/5)
		l.name.lines = 2
		w := in.Dx() - l.numberWidth - s.px(24)
		h := in.Dy()
		if strings.Join(notes, "") != "" {
			h = h * 3 / 5
		}
		l.name = s.common(l.name, w, h, names...)
		l.note = s.common(l.note, w, in.Dy()*2/5, notes...)
		return l
	}
	w := in.Dx()
	if strings.Join(notes, "") != "" {
		w = w * 2 / 3
	}
	l.number = s.common(l.number, w, in.Dy()*11/20, numbers...)
	l.numberWidth = max(s.widest(l.number, numbers...), in.Dx()/2)
	l.name = s.common(l.name, in.Dx(), in.Dy()*3/8, names...)
	l.note.lines = 2
	l.note = s.common(l.note, in.Dx()-l.numberWidth-s.px(8), in.Dy()/2, notes...)
	return l
}

// inTile is where a tile's content goes.
func (s *sheet) inTile(tile image.Rectangle) image.Rectangle {
	return inset(tile, min(s.px(28), tile.Dx()/12), min(s.px(16), tile.Dy()/8))
}

func (s *sheet) desk(name string, box image.Rectangle, d ticketing.BoardDesk, l deskLook) {
	p := s.panel(name, box, raised)
	state := ""
	switch {
	case d.State == ticketing.DeskBreak && d.Number == "":
		p.Fill, state = panel, s.pause(d)
	case d.State == ticketing.DeskShut && d.Number == "":
		p.Fill, state = sunken, s.words.DeskClosed
	case d.Number == "":
		state = s.words.DeskReady
	case d.Ticket == ticketing.Calling && !s.late:
		l.name.colour, l.number.colour = text, amber
		p.Edge, p.Width = amber, max(2, s.px(4))
	case s.file(d): // only the papers are there: nobody is to go
		l.number.colour = teal
	}
	row := area{s.inTile(box)}
	var names, numbers, notes image.Rectangle
	if l.beside {
		numbers = row.right(l.numberWidth, s.px(24))
		names = row.Rectangle
		if s.deskNote(d) != "" {
			notes = row.bottom(row.Dy()*2/5, 0)
			names = row.Rectangle
		}
		l.number.align = right
	} else {
		names = row.top(row.Dy()*3/8, row.Dy()/16)
		numbers = row.left(l.numberWidth, s.px(8))
		notes = row.Rectangle
		l.note.align = right
	}
	s.write(p, names, s.say(d.Name), l.name)
	s.write(p, notes, s.deskNote(d), l.note)
	if state == "" {
		s.write(p, numbers, s.fonts.clean(d.Number), l.number)
	} else {
		if !l.beside {
			numbers.Max.X = row.Max.X
		}
		st := s.style(Regular, 44, 22, muted)
		st.align, st.lines = l.number.align, 2
		s.write(p, numbers, state, st)
	}
	s.add(p)
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
