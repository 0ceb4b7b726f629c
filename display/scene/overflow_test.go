package scene

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// Whatever an office calls its desks and stages, on whatever screen: nothing
// runs over, nothing is on top of anything else, no number is cut, and all of it
// can be read.
func TestNothingRunsOver(t *testing.T) {
	c := composer(t, "id")
	rapid.Check(t, func(t *rapid.T) {
		v := anyView(t)
		sc := c.Compose(v)
		theme := themeOf(v.Board)
		tidy(t, sc, theme.Grounds())
		numbersWhole(t, v, sc)
		if again := c.Compose(v); asText(again) != asText(sc) || again.Until != sc.Until {
			t.Fatal("the same view gives another scene")
		}
		if !sc.Until.IsZero() && !sc.Until.After(v.Now) {
			t.Fatalf("changes at %v, before now", sc.Until)
		}
	})
}

// tidy checks a laid-out scene, and that each text stands on a ground on which
// an office's theme is checked for its contrast.
func tidy(t *rapid.T, sc Scene, grounds []ticketing.Ground) {
	screen := image.Rectangle{Max: sc.Size}
	for i, p := range sc.Panels {
		if !p.Box.In(screen) {
			t.Fatalf("%s %v is not on the screen %v", p.Name, p.Box, screen)
		}
		for _, q := range sc.Panels[:i] {
			if p.Box.Overlaps(q.Box) {
				t.Fatalf("%s %v and %s %v overlap", p.Name, p.Box, q.Name, q.Box)
			}
		}
		for _, s := range p.Shapes {
			if !s.Box.In(p.Box) {
				t.Fatalf("a shape %v runs over %s %v", s.Box, p.Name, p.Box)
			}
		}
		for j, m := range p.Images {
			if !m.Box.In(p.Box) {
				t.Fatalf("a picture %v runs over %s %v", m.Box, p.Name, p.Box)
			}
			for _, o := range p.Images[:j] {
				if m.Box.Overlaps(o.Box) {
					t.Fatalf("%s: two pictures overlap", p.Name)
				}
			}
			for _, r := range p.Runs {
				if m.Box.Overlaps(r.Box) {
					t.Fatalf("%s: a picture %v and %q %v overlap", p.Name, m.Box, r.Text, r.Box)
				}
			}
		}
		for j, r := range p.Runs {
			if !r.Box.In(p.Box) {
				t.Fatalf("%q %v runs over %s %v", r.Text, r.Box, p.Name, p.Box)
			}
			for _, o := range p.Runs[:j] {
				if r.Box.Overlaps(o.Box) {
					t.Fatalf("%s: %q %v and %q %v overlap", p.Name, r.Text, r.Box, o.Text, o.Box)
				}
			}
			pair := [2]Colour{r.Colour, behind(t, p, r)}
			if !slices.ContainsFunc(grounds, func(g ticketing.Ground) bool { return pair == [2]Colour{g.TextColour, g.OnColour} }) {
				t.Fatalf("%s: %q is %v on %v, which nobody checks for its contrast", p.Name, r.Text, pair[0], pair[1])
			}
		}
	}
}

// behind is the colour a run stands on; it must stand on one only.
func behind(t *rapid.T, p Panel, r Run) Colour {
	c := p.Fill
	for _, s := range p.Shapes {
		switch {
		case r.Box.In(s.Box):
			c = s.Colour
		case r.Box.Overlaps(s.Box):
			t.Fatalf("%s: %q %v touches a shape %v", p.Name, r.Text, r.Box, s.Box)
		}
	}
	return c
}

// numbersWhole checks that every number which must be read stands there whole.
func numbersWhole(t *rapid.T, v View, sc Scene) {
	sliding := slices.ContainsFunc(sc.Panels, func(p Panel) bool { return p.Name == "slide" })
	for _, p := range sc.Panels {
		var said []string
		for _, r := range p.Runs {
			said = append(said, r.Text)
		}
		all := strings.Join(said, " ")
		want := ""
		switch {
		case p.Name == "hero", p.Name == "calls" && sliding:
			want = v.Call.Call.Number
		case strings.HasPrefix(p.Name, "desk "):
			want = v.Board.Desks[index(p.Name)].Number
		}
		if !strings.Contains(all, want) {
			t.Fatalf("%s says %q, not %s", p.Name, all, want)
		}
		for _, name := range namesIn(v, p.Name) {
			for _, word := range strings.Fields(name) {
				if hasDigit(word) && !strings.Contains(all, word) {
					t.Fatalf("%s says %q, the number of %q is cut", p.Name, all, name)
				}
			}
		}
	}
}

// namesIn are the names a panel must show with all their numbers.
func namesIn(v View, panel string) []string {
	switch {
	case strings.HasPrefix(panel, "desk "):
		return []string{v.Board.Desks[index(panel)].Name.In("id")}
	case strings.HasPrefix(panel, "stage "):
		return []string{v.Board.Stages[index(panel)].Name.In("id")}
	}
	return nil
}

func index(panel string) int {
	n := 0
	for _, r := range panel {
		if unicode.IsDigit(r) {
			n = n*10 + int(r-'0')
		}
	}
	return n - 1
}

func anyView(t *rapid.T) View {
	sizes := []image.Point{
		{1920, 1080}, {1280, 720}, {1366, 768}, {3840, 2160}, {2560, 1080},
		{1024, 768}, {1280, 1024}, {1600, 1200}, {1080, 1920}, {720, 1280}, {2160, 3840}, {800, 800},
	}
	b := anyBoard(t)
	v := View{
		Board: b, Now: morning(), Size: rapid.SampledFrom(sizes).Draw(t, "size"),
		Clock: morning().Add(time.Duration(rapid.IntRange(0, 86400).Draw(t, "clock")) * time.Second),
		Link:  Link{Connected: rapid.Bool().Draw(t, "connected")},
	}
	if rapid.Bool().Draw(t, "late") {
		v.Link.OldSince = morning().Add(-time.Duration(rapid.IntRange(0, 7200).Draw(t, "age")) * time.Second)
	}
	picture := rapid.SampledFrom([]image.Point{{}, {}, {4, 3}, {1920, 1080}, {1, 4000}, {4000, 1}})
	v.Logo = Picture{Name: "logo", Size: picture.Draw(t, "logo")}
	v.Slide = Picture{Name: "slide", Size: picture.Draw(t, "slide")}
	if len(b.Calls) > 0 {
		v.Call = Showing{Call: rapid.SampledFrom(b.Calls).Draw(t, "showing"), Least: 6 * time.Second}
		if rapid.Bool().Draw(t, "fresh") {
			v.Call.Since = morning().Add(-time.Duration(rapid.IntRange(0, 9).Draw(t, "since")) * time.Second)
		}
	}
	return v
}

func anyBoard(t *rapid.T) *ticketing.Board {
	name := rapid.Custom(anyName)
	number := rapid.StringMatching(`[A-Z]{1,3}[0-9]{2,6}`)
	day := rapid.SampledFrom([]ticketing.Date{"", "", "2026-11-20"})
	b := &ticketing.Board{
		Office: ticketing.BoardOffice{Name: in(name.Draw(t, "office")), Offset: 7 * 3600, Opens: "07.30", Last: "14.00"},
		Open:   rapid.IntRange(0, 9).Draw(t, "open") > 0,
	}
	if rapid.Bool().Draw(t, "themed") {
		b.Office.Theme = &ticketing.Theme{
			Background: 1, Panel: 2, PanelStrong: 0x30, Text: 4, Muted: 5, Call: 6, OnCall: 7, Accent: 8, Warning: 9,
			Called: in(name.Draw(t, "heading")), GoTo: in(name.Draw(t, "go to")), Welcome: in(name.Draw(t, "welcome")),
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		b.Office.Ticker = append(b.Office.Ticker, in(name.Draw(t, "line")+" "+name.Draw(t, "line")+" "+name.Draw(t, "line")))
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "desks") {
		d := ticketing.BoardDesk{
			ID: string(rune('a' + i)), Name: in(name.Draw(t, "desk")), Called: rapid.Bool().Draw(t, "called"),
			State: rapid.SampledFrom([]ticketing.DeskState{ticketing.DeskOpen, ticketing.DeskBreak, ticketing.DeskShut}).Draw(t, "state"),
		}
		if rapid.Bool().Draw(t, "busy") {
			d.Number, d.Day = number.Draw(t, "number"), day.Draw(t, "day")
			d.Ticket = rapid.SampledFrom([]ticketing.TicketState{ticketing.Calling, ticketing.Serving}).Draw(t, "ticket")
		} else if rapid.Bool().Draw(t, "why") {
			d.Reason = name.Draw(t, "reason")
		}
		b.Desks = append(b.Desks, d)
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "stages") {
		st := ticketing.BoardStage{ID: string(rune('a' + i)), Name: in(name.Draw(t, "stage")), Waiting: make([]ticketing.BoardWait, rapid.SampledFrom([]int{0, 3, 48, 999}).Draw(t, "waiting"))}
		if rapid.IntRange(0, 3).Draw(t, "paused") == 0 {
			st.Paused = in(name.Draw(t, "notice"))
		}
		b.Stages = append(b.Stages, st)
	}
	for range rapid.IntRange(0, 9).Draw(t, "services") {
		from := rapid.IntRange(0, 500).Draw(t, "from")
		b.Services = append(b.Services, ticketing.BoardService{
			Prefix: rapid.StringMatching(`[A-Z]{1,3}`).Draw(t, "prefix"), Wait: ticketing.Span{from, from + rapid.IntRange(0, 300).Draw(t, "width")},
		})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "calls") {
		b.Calls = append(b.Calls, ticketing.Call{
			Seq: uint64(i + 1), Number: number.Draw(t, "called number"), Day: day.Draw(t, "called day"),
			Desk: string(rune('a' + rapid.IntRange(0, 12).Draw(t, "at"))), Nth: rapid.IntRange(1, 4).Draw(t, "nth"),
		})
	}
	return b
}

// anyName is short, long, or one that no office would choose.
func anyName(t *rapid.T) string {
	words := rapid.SampledFrom([]string{
		"Loket", "Pelayanan", "Kependudukan", "dan", "Pencatatan", "Sipil", "KTP-el", "12", "Ruang", "3B", "É",
		"Antardepartemen", "g", "Pertanggungjawabanpenyelenggaraan", "🙂", "jᵧ",
	})
	list := rapid.SliceOfN(words, 1, 7).Draw(t, "words")
	return strings.Join(list, rapid.SampledFrom([]string{" ", " ", "\n\t"}).Draw(t, "space"))
}
