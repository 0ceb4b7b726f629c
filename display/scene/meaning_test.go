package scene

import (
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
)

func find(t *testing.T, sc Scene, panel string) Panel {
	t.Helper()
	i := slices.IndexFunc(sc.Panels, func(p Panel) bool { return p.Name == panel })
	if i < 0 {
		t.Fatalf("no %s among %d panels", panel, len(sc.Panels))
	}
	return sc.Panels[i]
}

func says(p Panel) string {
	var words []string
	for _, r := range p.Runs {
		words = append(words, r.Text)
	}
	return strings.Join(words, " ")
}

// colourOf is the colour in which a panel shows a text.
func colourOf(t *testing.T, p Panel, text string) Colour {
	t.Helper()
	for _, r := range p.Runs {
		if r.Text == text {
			return r.Colour
		}
	}
	t.Fatalf("%s says %q, not %q", p.Name, says(p), text)
	return 0
}

// Amber is for those who are to come now, and for nobody else.
func TestAmberMeansCome(t *testing.T) {
	late := Link{OldSince: morning().Add(-time.Minute)}
	up := Link{Connected: true}
	for name, c := range map[string]struct {
		arrived    bool
		ago        time.Duration
		link       Link
		hero, desk Colour
	}{
		"just called":                       {false, time.Second, up, amber, amber},
		"still not there":                   {false, 10 * time.Minute, up, amber, amber},
		"there at once: still to be read":   {true, time.Second, up, amber, text},
		"there":                             {true, time.Minute, up, text, text},
		"who knows, the link is down":       {false, time.Second, late, text, text},
		"the link was gone for a moment":    {false, time.Second, Link{OldSince: morning().Add(-time.Second)}, amber, amber},
		"an old call when the wall came on": {false, 0, up, amber, amber},
	} {
		b := calls(busy(), "A012", "3")
		if c.arrived {
			arrives(b, "3")
		}
		v := shows(b, c.ago)
		v.Link = c.link
		if c.ago == 0 {
			v.Call.Since = time.Time{}
		}
		sc := compose(t, v)
		if got := colourOf(t, find(t, sc, "hero"), "A012"); got != c.hero {
			t.Errorf("%s: the hero is %06x, not %06x", name, got, c.hero)
		}
		if got := colourOf(t, find(t, sc, "desk 3"), "A012"); got != c.desk {
			t.Errorf("%s: the desk is %06x, not %06x", name, got, c.desk)
		}
	}
}

// An operator who calls applicants and also has files: whose papers alone are
// there must not walk to the desk.
func TestAFileIsNoCall(t *testing.T) {
	b := busy()
	b.Desks[4].Number, b.Desks[4].Ticket, b.Desks[4].Stage = "B001", ticketing.Serving, "cetak"
	p := find(t, compose(t, shows(b, time.Hour)), "desk 5")
	if got := says(p); got != "Operator SIAK berkas B001" || colourOf(t, p, "B001") != teal {
		t.Errorf("the desk says %q, the number in %06x", got, colourOf(t, p, "B001"))
	}
}

// After closing time the wall stays as it is until the last applicant is served.
func TestTheLastApplicantIsNotShutOut(t *testing.T) {
	b := calls(busy(), "A012", "3")
	b.Open = false
	if p := find(t, compose(t, shows(b, time.Second)), "hero"); !strings.Contains(says(p), "A012") {
		t.Errorf("the hero says %q", says(p))
	}
	for i := range b.Desks {
		if b.Desks[i].Stage != "validasi" { // a file may stay on a desk overnight
			b.Desks[i].Number = ""
		}
	}
	find(t, compose(t, shows(b, time.Second)), "closed")
}

// What is said by hand and what stops a stage comes again between any two of
// the other lines, and every line gets its turn.
func TestUrgentLinesComeAgain(t *testing.T) {
	b := busy()
	b.Notice = in("Mobil pelat N 1234 mohon dipindahkan.")
	b.Stages[4].Paused = in("Blanko habis.")
	v := shows(b, time.Hour)
	v.Clock = time.Unix(0, 0)
	var turns []string
	for range 9 {
		sc := compose(t, v)
		turns = append(turns, says(find(t, sc, "ticker"))[:5])
		next := sc.Until
		if wait := next.Sub(v.Now); wait <= 0 || wait > Page {
			t.Fatalf("the next line comes after %v", wait)
		}
		v.Clock = v.Clock.Add(Page)
	}
	if got, want := strings.Join(turns, " "), "Mobil Cetak Pelay Mobil Cetak Uruta Mobil Cetak Penga"; got != want {
		t.Errorf("the lines are %s, not %s", got, want)
	}
}

// The scene says itself when the clock alone will change it.
func TestUntil(t *testing.T) {
	b := calls(busy(), "A012", "3")
	b.Office.Ticker, b.Office.Contacts, b.Office.Ratio = nil, nil, ticketing.Ratio{}
	v := shows(b, time.Second)
	v.Clock = v.Clock.Add(40 * time.Second)
	wants := func(after time.Duration, why string) {
		t.Helper()
		if got := compose(t, v).Until.Sub(v.Now); got != after {
			t.Errorf("%s: changes after %v, not %v", why, got, after)
		}
	}
	wants(5*time.Second, "the call is no longer new")
	v.Call.Since = v.Call.Since.Add(-time.Minute)
	wants(20*time.Second, "the minute is over")
	v.Link = Link{OldSince: v.Now.Add(-10 * time.Second)}
	wants(5*time.Second, "the board is old")
}

// Shapes of screens nobody has thought of are still laid out.
func TestAnySizeIsSurvived(t *testing.T) {
	c := composer(t, "id")
	for _, w := range []int{64, 100, 333, 1000, 5000} {
		for _, h := range []int{64, 77, 240, 1001, 4000} {
			v := shows(twelve(), time.Second)
			v.Size.X, v.Size.Y = w, h
			if sc := c.Compose(v); len(sc.Panels) == 0 {
				t.Errorf("%d×%d: nothing to see", w, h)
			}
		}
	}
}
