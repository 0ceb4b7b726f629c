package scene

import (
	"image"
	"slices"
	"time"

	"giliran/ticketing"
)

// Composer lays out scenes in one language. It is for one goroutine at a time.
type Composer struct {
	fonts *Fonts
	words *Words
}

// NewComposer makes a composer that speaks with words and measures with fonts.
func NewComposer(words *Words, fonts *Fonts) *Composer {
	return &Composer{fonts: fonts, words: words}
}

// Compose lays out what there is to show. The same view gives the same scene.
func (c *Composer) Compose(v View) Scene {
	s := &sheet{View: v, board: v.Board, fonts: c.fonts, words: c.words, theme: themeOf(v.Board), size: v.Size, form: formOf(v.Size)}
	base := s.form.base()
	s.scale = min(float64(v.Size.X)/float64(base.X), float64(v.Size.Y)/float64(base.Y))
	scene := Scene{Size: v.Size, Background: s.theme.Background}
	switch {
	case s.board == nil:
		s.starting()
	default:
		s.zone = time.FixedZone("", s.board.Office.Offset)
		s.Clock = v.Clock.In(s.zone)
		s.late = v.Link.late(v.Now)
		s.office(&scene)
	}
	scene.Panels, scene.Until = s.panels, s.until
	return scene
}

// office lays out the wall of an office.
func (s *sheet) office(scene *Scene) {
	if !s.late && !s.Link.OldSince.IsZero() {
		s.changes(s.Link.OldSince.Add(Patience))
	}
	if !s.Silent.IsZero() && !patient(s.Silent, s.Now) {
		s.changes(s.Silent.Add(Patience))
	}
	shut := !s.board.Open && !slices.ContainsFunc(s.board.Desks, s.occupied)
	desks, stages := len(s.board.Desks), len(s.board.Stages)
	if shut {
		desks, stages = 0, 0
	}
	foot, urgent := s.foot()
	f := s.frame(desks, stages, foot != "")
	s.header(f.header)
	if shut {
		s.shut(f.body)
	} else {
		scene.Quiet = s.quiet()
		if s.sliding = scene.Quiet && s.Slide.Size != (image.Point{}); s.sliding {
			s.slide(f.hero)
		} else {
			scene.Called = s.hero(f.hero)
		}
		s.calls(f.calls)
		s.desks(f)
		s.stages(f)
	}
	s.ticker(f.ticker, foot, urgent)
}

// occupied tells whether an applicant is still being served there: the day may
// be closed, but for that applicant the office is not.
func (s *sheet) occupied(d ticketing.BoardDesk) bool { return d.Number != "" && !s.file(d) }
