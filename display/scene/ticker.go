package scene

import (
	"image"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Page is how long a line stays at the foot of the wall. Lines stand still and
// take turns: that reads better from afar than running text, and a calm wall
// that never moves costs a small computer nothing.
const Page = 8 * time.Second

// foot is the line at the foot of the wall now, and whether it is one that
// should be noticed.
func (s *sheet) foot() (now string, urgent bool) {
	if s.late {
		return s.age(), true
	}
	lines, marked := s.lines()
	var pages []string
	var marks []bool
	for i, l := range lines {
		for _, page := range s.footPages(l) {
			pages, marks = append(pages, page), append(marks, marked[i])
		}
	}
	if len(pages) == 0 {
		return "", false
	}
	if len(pages) > 1 {
		s.turns(Page)
	}
	i := int(s.Clock.Unix() / int64(Page/time.Second) % int64(len(pages)))
	return pages[i], marks[i]
}

// age says how old the board is and what is being done about it.
func (s *sheet) age() string {
	doing := s.words.Reconnecting
	if s.Link.Connected {
		doing = s.words.CatchingUp
	}
	at := s.Clock.Add(s.Link.OldSince.Sub(s.Now))
	return fill(s.words.DataAt, "clock", s.words.clock(at)) + " · " + doing
}

// lines are all lines in the order of their turns: the urgent ones (set by
// hand, and paused stages) come again between any two of the others.
func (s *sheet) lines() (lines []string, urgent []bool) {
	pressing := s.pressing()
	add := func(marked bool, texts ...string) {
		for _, t := range texts {
			if t != "" {
				lines, urgent = append(lines, t), append(urgent, marked)
			}
		}
	}
	usual := s.usual()
	if len(usual) == 0 {
		add(true, pressing...)
	}
	for _, t := range usual {
		add(true, pressing...)
		add(false, t)
	}
	return lines, urgent
}

func (s *sheet) pressing() []string {
	list := []string{s.say(s.board.Notice)}
	for _, st := range s.board.Stages {
		if why := s.say(st.Paused); why != "" {
			list = append(list, fill(s.words.StagePaused, "stage", s.say(st.Name), "notice", why))
		}
	}
	return list
}

func (s *sheet) usual() []string {
	var list []string
	for _, t := range s.board.Office.Ticker {
		list = append(list, s.say(t))
	}
	if waits := s.waits(); waits != "" {
		list = append(list, fill(s.words.Newcomers, "waits", waits))
	}
	if r := s.board.Office.Ratio; r.Priority > 0 && r.Regular > 0 {
		list = append(list, fill(s.words.Priority, "priority", strconv.Itoa(r.Priority), "regular", strconv.Itoa(r.Regular)))
	}
	if c := s.contacts(); c != "" {
		list = append(list, fill(s.words.Complaints, "contacts", c))
	}
	if patient(s.Silent, s.Now) {
		at := s.Clock.Add(s.Silent.Sub(s.Now))
		list = append(list, fill(s.words.Silent, "clock", s.words.clock(at)))
	}
	return slices.DeleteFunc(list, func(t string) bool { return t == "" })
}

func (s *sheet) contacts() string {
	var list []string
	for _, c := range s.board.Office.Contacts {
		if t := s.fonts.clean(c.Text); t != "" {
			list = append(list, strings.TrimSpace(s.words.Contacts[c.Kind]+" "+t))
		}
	}
	return strings.Join(list, " · ")
}

// footStyle sets a short line large, and a longer one on two lines.
func (s *sheet) footStyle() style {
	st := s.style(Medium, 48, 32, s.theme.Text)
	st.lines = 2
	return st
}

// footPages divides a text that is too long for the band even so.
func (s *sheet) footPages(t string) []string {
	st := s.footStyle()
	lines := s.fonts.wrap(t, st.weight, st.floor, s.footBox(image.Rectangle{Max: s.size}).Dx())
	var pages []string
	for i := 0; i < len(lines); i += st.lines {
		pages = append(pages, strings.Join(lines[i:min(i+st.lines, len(lines))], " "))
	}
	return pages
}

func (s *sheet) footBox(band image.Rectangle) image.Rectangle { return inset(band, s.px(48), s.px(8)) }

// ticker is the band at the foot of the wall.
func (s *sheet) ticker(band image.Rectangle, now string, urgent bool) {
	if now == "" {
		return
	}
	p := s.panel("ticker", band, s.theme.PanelStrong)
	p.Radius = 0
	st := s.footStyle()
	if urgent {
		st.colour = s.theme.Warning
		p.Shapes = append(p.Shapes, Shape{Kind: Block, Box: image.Rect(band.Min.X, band.Min.Y, band.Min.X+s.px(16), band.Max.Y), Colour: s.theme.Warning})
	}
	s.write(p, s.footBox(band), now, st)
	s.add(p)
}
