package scene

import (
	"image"

	"giliran/ticketing"
)

// calls lists the calls before the one on show, the newest first and marked.
func (s *sheet) calls(box image.Rectangle) {
	p := s.panel("calls", box, s.theme.Panel)
	all := area{inset(box, s.px(32), s.px(16))}
	title := all.top(min(s.px(72), box.Dy()/4), 0)
	s.write(p, title, s.words.Recent, s.style(Medium, 40, 24, s.theme.Muted))
	rows := max(1, min(6, all.Dy()/s.px(96)), min(2, all.Dy()/s.px(60)))
	before := s.before(rows)
	if s.Call.Call.Number == "" {
		s.write(p, all.Rectangle, s.words.NoCalls, centred(s.style(Regular, 40, 24, s.theme.Muted)))
	}
	slots := grid(all.Rectangle, rows, 1, image.Point{})[:len(before)]
	if len(slots) > 0 {
		s.callRows(p, slots, before)
	}
	s.add(p)
}

// before are the latest calls older than the one on show (or up to it, if a
// picture is in its place), newest first; of a
// number called several times only the latest.
func (s *sheet) before(n int) []ticketing.Call {
	type key struct {
		number string
		day    ticketing.Date
	}
	shown := s.Call.Call
	seen := map[key]bool{{shown.Number, shown.Day}: !s.sliding}
	var list []ticketing.Call
	for i := len(s.board.Calls) - 1; i >= 0 && len(list) < n; i-- {
		c := s.board.Calls[i]
		if k := (key{c.Number, c.Day}); (c.Seq < shown.Seq || s.sliding && c.Seq == shown.Seq) && !seen[k] {
			seen[k] = true
			list = append(list, c)
		}
	}
	return list
}

func (s *sheet) callRows(p *Panel, slots []image.Rectangle, list []ticketing.Call) {
	numbers, names := make([]string, len(list)), make([]string, len(list))
	for i, c := range list {
		numbers[i], names[i] = s.numbered(c.Number, c.Day), s.deskName(c.Desk)
	}
	w, h := slots[0].Dx(), slots[0].Dy()-s.px(8)
	number := s.style(Bold, 76, 28, s.theme.Text)
	number.size = max(number.floor, min(number.size, slots[0].Dy()*4/5))
	number = s.common(number, w/2, h, numbers...)
	numberWidth := s.widest(number, numbers...)
	name := s.style(Medium, 48, 24, s.theme.Accent)
	name.align, name.lines = right, 2
	name = s.common(name, w-numberWidth-s.px(24), h, names...)
	for i, slot := range slots {
		if i > 0 {
			rule := image.Rect(slot.Min.X, slot.Min.Y, slot.Max.X, slot.Min.Y+max(1, s.px(2)))
			p.Shapes = append(p.Shapes, Shape{Kind: Block, Box: rule, Colour: s.rule()})
		}
		if i == 0 { // the newest has a mark in the margin
			mark := image.Rect(p.Box.Min.X, slot.Min.Y+h/6, p.Box.Min.X+s.px(8), slot.Max.Y-h/6)
			p.Shapes = append(p.Shapes, Shape{Kind: Block, Box: mark, Colour: s.theme.Accent})
		} else {
			number.colour = s.theme.Muted
		}
		row := area{inset(slot, 0, s.px(4))}
		s.write(p, row.left(numberWidth, s.px(24)), numbers[i], number)
		s.write(p, row.Rectangle, names[i], name)
	}
}

// numbered is a number with its day, if that is another than the board's.
func (s *sheet) numbered(number string, day ticketing.Date) string {
	number = s.fonts.clean(number)
	if d := s.words.shortDate(string(day)); d != "" && number != "" {
		return number + " (" + d + ")"
	}
	return number
}
