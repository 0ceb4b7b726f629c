package scene

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
)

// A picture is shown only when nobody is called, has been for a while, and the
// link is up; the number it takes the place of stays in the list.
func TestAPictureWaitsForQuiet(t *testing.T) {
	late := Link{OldSince: morning().Add(-time.Minute)}
	up := Link{Connected: true}
	for name, c := range map[string]struct {
		arrived, open bool
		ago           time.Duration
		link          Link
		want          bool
	}{
		"nobody is called":        {true, true, time.Minute, up, true},
		"somebody is to come":     {false, true, time.Hour, up, false},
		"somebody just came":      {true, true, Rest - time.Second, up, false},
		"the link is down":        {true, true, time.Hour, late, false},
		"the office is closed":    {true, false, time.Hour, up, false},
		"the wall has just begun": {true, true, 0, up, true},
	} {
		b := calls(busy(), "A012", "3")
		if c.arrived {
			arrives(b, "3")
		}
		if !c.open {
			shut(b)
		}
		v := shows(b, c.ago)
		v.Link = c.link
		if c.ago == 0 {
			v.Call.Since = time.Time{}
		}
		v.Slide = Picture{"gotong-royong.jpg", image.Pt(4000, 3000)}
		sc := compose(t, v)
		got := slices.ContainsFunc(sc.Panels, func(p Panel) bool { return p.Name == "slide" })
		if got != c.want || sc.Quiet != c.want {
			t.Errorf("%s: picture %v, quiet %v", name, got, sc.Quiet)
		}
		if got && !strings.HasPrefix(says(find(t, sc, "calls")), "Baru dipanggil A012") {
			t.Errorf("%s: the list says %q", name, says(find(t, sc, "calls")))
		}
	}
	b := arrives(calls(busy(), "A012", "3"), "3")
	v := shows(b, Rest-2*time.Second)
	v.Clock = v.Clock.Add(time.Second)
	if until := compose(t, v).Until.Sub(v.Now); until != 2*time.Second {
		t.Errorf("it is looked again after %v", until)
	}
}

func TestPicturesKeepTheirProportions(t *testing.T) {
	v := shows(busy(), time.Hour)
	v.Logo, v.Slide = Picture{"logo", image.Pt(300, 100)}, Picture{"slide", image.Pt(100, 400)}
	for _, size := range []image.Point{{1920, 1080}, {1080, 1920}} {
		v.Size = size
		sc := compose(t, v)
		for panel, want := range map[string]float64{"header": 3, "slide": 0.25} {
			box := find(t, sc, panel).Images[0].Box
			if got := float64(box.Dx()) / float64(box.Dy()); got < want*0.98 || got > want*1.02 {
				t.Errorf("%v %s: %v", size, panel, box)
			}
		}
	}
}

// An office's colours and words replace the wall's own; a language the office
// has no words in keeps the wall's.
func TestAnOfficesOwnLook(t *testing.T) {
	theme := ticketing.DefaultTheme()
	theme.Background, theme.Panel, theme.PanelStrong = 0xEEF2F7, 0xFFFFFF, 0xE2E8F0
	theme.Text, theme.Muted, theme.Call, theme.OnCall = 0x0F172A, 0x475569, 0x9A3412, 0xFFFFFF
	theme.Called, theme.GoTo = in("Silakan maju"), in("menuju")
	b := calls(busy(), "A012", "3")
	b.Office.Theme = &theme
	v := shows(b, time.Second)
	sc := compose(t, v)
	hero := find(t, sc, "hero")
	if got := says(hero); got != "Silakan maju · Berkas A012 menuju Loket 3" {
		t.Errorf("the hero says %q", got)
	}
	if sc.Background != theme.Background || hero.Fill != theme.Panel || colourOf(t, hero, "A012") != theme.Call || colourOf(t, hero, "menuju") != theme.OnCall {
		t.Errorf("the hero is %+v", hero)
	}
	if got := says(find(t, composer(t, "en").Compose(v), "hero")); got != "Now calling · Berkas A012 please go to Loket 3" {
		t.Errorf("in English the hero says %q", got)
	}
}
