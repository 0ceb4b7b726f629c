package panel_test

import (
	"testing"
	"time"

	"periph.io/x/conn/v3/gpio"
	"pgregory.net/rapid"

	"giliran/firmware-agent/panel"
)

func patterns() []panel.Pattern {
	return []panel.Pattern{panel.Off, panel.On, panel.SlowBlink, panel.DoubleFlash, panel.FastBlink}
}

// TestHowPatternsLook draws two seconds, one sign for 50 ms.
func TestHowPatternsLook(t *testing.T) {
	for p, want := range map[panel.Pattern]string{
		panel.Off:         "........................................",
		panel.On:          "########################################",
		panel.SlowBlink:   "##########..........##########..........",
		panel.DoubleFlash: "###....###..............................",
		panel.FastBlink:   "####....####....####....####....####....",
		99:                "........................................",
	} {
		got := ""
		for i := range 40 {
			if lit, _ := p.Level(time.Duration(i) * 50 * ms); lit {
				got += "#"
			} else {
				got += "."
			}
		}
		if got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

// TestNoPatternFlashesTooOften: three times in any second is the limit, once
// for the slow one.
func TestNoPatternFlashesTooOften(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(patterns()).Draw(t, "pattern")
		now := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "from"))
		until := now + time.Second
		most, flashes := 3, 0
		if p == panel.SlowBlink {
			most = 1
		}
		for now < until {
			before, rest := p.Level(now)
			if rest == 0 {
				break
			}
			now += rest
			if after, _ := p.Level(now); after == before {
				t.Fatalf("%v does not change at %v", p, now)
			} else if after == gpio.High && now < until {
				flashes++
			}
		}
		if flashes > most {
			t.Fatalf("%v flashes %d times", p, flashes)
		}
	})
}

// TestNothingChangesBeforeItsTime: the level holds for as long as said.
func TestNothingChangesBeforeItsTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(patterns()).Draw(t, "pattern")
		now := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "at"))
		level, rest := p.Level(now)
		if rest == 0 {
			rest = time.Hour
		}
		later := time.Duration(rapid.Int64Range(0, int64(rest)-1).Draw(t, "later"))
		if l, _ := p.Level(now + later); l != level {
			t.Fatalf("%v changed %v after %v", p, later, now)
		}
	})
}
