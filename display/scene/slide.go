package scene

import (
	"image"

	"giliran/ticketing"
)

// quiet tells whether nobody is being called, and nobody has been for a while.
func (s *sheet) quiet() bool {
	for _, d := range s.board.Desks {
		if d.Ticket == ticketing.Calling {
			return false
		}
	}
	if since := s.Call.Since; !since.IsZero() && s.Now.Before(since.Add(Rest)) {
		s.changes(since.Add(Rest))
		return false
	}
	return !s.late
}

// slide puts a picture in the hero's place. The number that was there moves to
// the list of calls.
func (s *sheet) slide(box image.Rectangle) {
	p := s.panel("slide", box, s.theme.Panel)
	p.Images = []Image{{s.Slide.Name, s.Slide.within(box, 0.5)}}
	s.add(p)
}

// logo cuts the place of the office's logo off the left of a row.
func (s *sheet) logo(p *Panel, row *area) {
	room := inset(row.Rectangle, 0, s.px(12))
	room.Max.X = min(room.Max.X, room.Min.X+s.px(320))
	if box := s.Logo.within(room, 0); !box.Empty() {
		p.Images = append(p.Images, Image{s.Logo.Name, box})
		row.left(box.Dx(), s.px(24))
	}
}
