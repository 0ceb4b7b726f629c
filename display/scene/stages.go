package scene

import (
	"fmt"
	"image"
	"strconv"

	"giliran/ticketing"
)

// stageLook is how the tiles of all stages are set.
type stageLook struct {
	name, why, count, waiting style
	countWidth, waitingWidth  int
}

// stages shows each stage with how many wait for it, and whether it is paused.
func (s *sheet) stages(f frame) {
	tiles := grid(f.stages, len(s.board.Stages), f.stagesAcross, f.gap)
	if len(tiles) == 0 {
		return
	}
	waiting := s.words.Waiting
	if !f.caption.Empty() {
		waiting = ""
		p := s.panel("caption", f.caption, s.theme.Background)
		p.Radius = 0
		s.caption(p, area{f.caption})
		s.add(p)
	}
	look := s.stageLook(tiles[0], waiting)
	for i, st := range s.board.Stages {
		s.stage(fmt.Sprintf("stage %d", i+1), tiles[i], st, waiting, look)
	}
}

// caption says what the stages' counts mean, and at its right how long somebody
// would wait who took a number now.
func (s *sheet) caption(p *Panel, row area) {
	st := s.style(Medium, 32, 20, s.theme.Muted)
	s.write(p, row.left(min(s.widest(st, s.words.WaitingAt), row.Dx()/2), s.px(48)), s.words.WaitingAt, st)
	st.floor = s.px(26)
	waits := fill(s.words.Newcomers, "waits", s.waits())
	if _, whole := s.fonts.largest(waits, st, row.Dx(), row.Dy()); whole && s.waits() != "" {
		st.align = right // else the line at the foot alone says it
		s.write(p, row.Rectangle, waits, st)
	}
}

func (s *sheet) stageLook(tile image.Rectangle, waiting string) stageLook {
	var names, counts, whys []string
	for _, st := range s.board.Stages {
		names = append(names, s.say(st.Name))
		counts = append(counts, strconv.Itoa(len(st.Waiting)))
		whys = append(whys, s.say(st.Paused))
	}
	in := s.inStage(tile)
	l := stageLook{
		name:    s.style(Medium, 40, 22, s.theme.Accent),
		why:     s.style(Regular, 28, 22, s.theme.Warning),
		count:   s.style(Bold, 56, 24, s.theme.Text),
		waiting: s.style(Regular, 30, 20, s.theme.Muted),
	}
	l.count.align, l.name.lines = right, 2
	l.count = s.common(l.count, in.Dx()/3, in.Dy(), counts...)
	l.countWidth = s.widest(l.count, counts...)
	if waiting != "" {
		l.waitingWidth = s.px(12) + s.widest(l.waiting, waiting)
	}
	w := in.Dx() - l.countWidth - l.waitingWidth - s.px(16)
	l.name = s.common(l.name, w, in.Dy(), names...)
	l.why = s.common(l.why, w, in.Dy()*9/20, whys...)
	return l
}

// inStage is where a stage's content goes.
func (s *sheet) inStage(tile image.Rectangle) image.Rectangle {
	return inset(tile, min(s.px(28), tile.Dx()/12), s.px(4))
}

func (s *sheet) stage(name string, box image.Rectangle, st ticketing.BoardStage, waiting string, l stageLook) {
	p := s.panel(name, box, s.theme.Panel)
	row := area{s.inStage(box)}
	if waiting != "" {
		s.write(p, row.right(l.waitingWidth-s.px(12), s.px(12)), waiting, l.waiting)
	}
	if len(st.Waiting) == 0 {
		l.count.colour = s.theme.Muted
	}
	s.write(p, row.right(l.countWidth, s.px(16)), strconv.Itoa(len(st.Waiting)), l.count)
	if why := s.say(st.Paused); why != "" {
		p.Edge, p.Width = s.theme.Warning, max(1, s.px(2))
		row.Rectangle = inset(row.Rectangle, 0, row.Dy()/20)
		s.write(p, row.bottom(row.Dy()/2, 0), why, l.why)
		l.name.lines = 1
	}
	s.write(p, row.Rectangle, s.say(st.Name), l.name)
	s.add(p)
}
