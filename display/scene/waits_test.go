package scene

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
)

func TestHowLongIsSaid(t *testing.T) {
	w, err := ReadWords("id", nil)
	if err != nil {
		t.Fatal(err)
	}
	for span, want := range map[ticketing.Span]string{
		{0, 1}: "kurang dari 1 menit", {5, 15}: "± 5–15 menit", {45, 75}: "± 45–75 menit", {60, 75}: "± 1–2 jam", {150, 240}: "± 2–4 jam",
	} {
		if got := w.span(span); got != want {
			t.Errorf("%v: %q, want %q", span, got, want)
		}
	}
}

// Newcomers are told above the stages and at the foot; services of one line
// together, all together without naming any, and nobody what nobody knows.
func TestNewcomersAreToldHowLong(t *testing.T) {
	said := func(b *ticketing.Board, panel string) (texts []string) {
		v := shows(b, time.Hour)
		for range 12 {
			for _, p := range compose(t, v).Panels {
				for _, r := range p.Runs {
					if _, waits, ok := strings.Cut(r.Text, "nomor sekarang: "); ok && p.Name == panel && !slices.Contains(texts, waits) {
						texts = append(texts, waits)
					}
				}
			}
			v.Clock = v.Clock.Add(Page)
		}
		return texts
	}
	all := foretold(busy())
	all.Services = all.Services[:4]
	some := foretold(busy())
	some.Services[1].Wait, some.Services[2].Wait = ticketing.Span{}, ticketing.Span{60, 120}
	for want, b := range map[string]*ticketing.Board{
		"A, B, C, D ± 20–35 menit · P kurang dari 10 menit": foretold(busy()),
		"± 20–35 menit": all,
		"A, D ± 20–35 menit · C ± 1–2 jam · P kurang dari 10 menit": some,
		"": busy(),
	} {
		for _, panel := range []string{"caption", "ticker"} {
			if got := strings.Join(said(b, panel), "; "); got != want {
				t.Errorf("the %s says %q, want %q", panel, got, want)
			}
		}
	}
	for _, size := range []image.Point{{1080, 1920}, {1024, 768}} { // no room above the stages: not half a sentence
		v := shows(foretold(busy()), time.Hour)
		v.Size = size
		if got := says(find(t, compose(t, v), "caption")); got != "Menunggu di tiap tahap" {
			t.Errorf("%v: the caption says %q", size, got)
		}
	}
	v := shows(foretold(busy()), time.Hour)
	v.Link = Link{OldSince: morning().Add(-90 * time.Second)}
	if strings.Contains(asText(compose(t, v)), "nomor sekarang") {
		t.Error("what is old is still foretold")
	}
}
