package scene

import (
	"image"
	"math"
)

// form is the layout's answer to the shape of a screen.
type form uint8

const (
	wide    form = iota // 16:9 and wider: calls beside the hero
	squarer             // 4:3, 5:4: the same, with more and shorter rows
	upright             // taller than wide: everything below one another
)

func formOf(size image.Point) form {
	switch ratio := float64(size.X) / float64(size.Y); {
	case ratio >= 1.5:
		return wide
	case ratio >= 1:
		return squarer
	}
	return upright
}

// base is the screen for which a form's lengths are written.
func (f form) base() image.Point {
	return [...]image.Point{wide: {1920, 1080}, squarer: {1440, 1080}, upright: {1080, 1920}}[f]
}

// desksAcross is in how many columns n desks stand.
func (f form) desksAcross(n int) int {
	switch {
	case f == wide && n > 6:
		return across(n, 2)
	case f == squarer && n > 4:
		return across(n, (n+3)/4)
	case f == upright && n > 6:
		return 3
	case f == upright && n > 2:
		return 2
	}
	return max(1, n)
}

// stagesAcross is in how many columns n stages stand.
func (f form) stagesAcross(n int) int {
	switch {
	case f == wide && n > 4:
		return across(n, (n+3)/4)
	case f == squarer && n > 3:
		return across(n, (n+3)/4)
	case f == upright && n > 8:
		return 3
	case f == upright && n > 1:
		return 2
	}
	return max(1, n)
}

func (f form) headerHeight() int {
	if f == upright {
		return 192 // two rows
	}
	return 104
}

func (f form) tickerHeight() int {
	if f == upright {
		return 112 // mostly two lines
	}
	return 96
}

func across(n, rows int) int { return (n + rows - 1) / rows }

// deskHeight is how high a row of desks is when there are so many rows.
func (f form) deskHeight(rows int) int {
	if f == upright && rows > 1 {
		return 136
	}
	return [...]int{0, 168, 120, 104, 104}[min(rows, 4)]
}

// stageHeight is how high a row of stages is when there are so many rows.
func (f form) stageHeight(rows int) int {
	if f == upright && rows > 1 {
		return 80
	}
	return [...]int{0, 96, 88, 64, 64}[min(rows, 4)]
}

// frame is where the parts of an open office's wall go.
type frame struct {
	header, ticker, body       image.Rectangle // body is all between the others
	hero, calls, desks, stages image.Rectangle
	caption                    image.Rectangle // above the stages, if they need one
	desksAcross, stagesAcross  int
	gap                        image.Point // between desks, and between stages
}

// frame divides the screen among so many desks and stages.
func (s *sheet) frame(desks, stages int, ticker bool) frame {
	margin, gutter := s.px(48), s.px(24)
	f := frame{desksAcross: s.form.desksAcross(desks), stagesAcross: s.form.stagesAcross(stages)}
	f.gap = image.Pt(gutter, s.px(16))
	all := area{image.Rectangle{Max: s.size}}
	f.header = all.top(s.px(s.form.headerHeight()), 0)
	if ticker {
		f.ticker = all.bottom(s.px(s.form.tickerHeight()), gutter)
	} else {
		all.bottom(margin, 0)
	}
	all.Rectangle = inset(all.Rectangle, margin, 0)
	f.header = inset(f.header, margin, 0)
	f.body = all.Rectangle
	dh := s.rows(desks, f.desksAcross, s.form.deskHeight, f.gap.Y)
	sh := s.rows(stages, f.stagesAcross, s.form.stageHeight, f.gap.Y)
	if most := all.Dy() * 31 / 50; dh+sh > most { // the hero keeps its share
		dh, sh = dh*most/(dh+sh), sh*most/(dh+sh)
	}
	if stages > 0 {
		f.stages = all.bottom(sh, s.px(8))
		if !s.roomy(f) {
			f.caption = all.bottom(s.px(32), s.px(16))
		} else {
			all.bottom(s.px(16), 0)
		}
	}
	if desks > 0 {
		f.desks = all.bottom(dh, gutter)
	}
	f.hero, f.calls = s.split(all)
	return f
}

// roomy tells whether a stage's tile has room to say what its count means;
// else a caption above all of them does.
func (s *sheet) roomy(f frame) bool {
	return f.stages.Dx() >= f.stagesAcross*s.px(456) && f.stages.Dy() < s.px(100)
}

// rows is the height of a block of n tiles.
func (s *sheet) rows(n, columns int, height func(rows int) int, gap int) int {
	if n == 0 {
		return 0
	}
	rows := across(n, columns)
	return rows*s.px(height(rows)) + (rows-1)*gap
}

// split divides what is left between the hero and the calls: eight columns of
// twelve, so that the edge between them is also one between three or six desks.
func (s *sheet) split(a area) (hero, calls image.Rectangle) {
	gutter := s.px(24)
	if s.form == upright {
		h := int(math.Round(float64(a.Dy()-gutter) * 0.64))
		return a.top(h, gutter), a.Rectangle
	}
	return a.left(a.share(8, 12, gutter), gutter), a.Rectangle
}
