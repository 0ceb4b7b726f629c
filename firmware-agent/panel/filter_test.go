package panel_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/firmware-agent/panel"
)

const ms = time.Millisecond

// noon is where the stories begin; their times are milliseconds after it.
func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func at(milliseconds int) time.Time { return noon().Add(time.Duration(milliseconds) * ms) }

func newFilter(t interface{ Fatal(...any) }, timing panel.Timing, pressed bool) *panel.Filter {
	f, err := panel.NewFilter(timing, pressed, noon())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told writes events as "press 8, release 400 after 392".
func told(events []panel.Event) string {
	var words []string
	for _, e := range events {
		word := fmt.Sprintf("%v %d", e.Kind, e.At.Sub(noon()).Milliseconds())
		if e.Kind == panel.Release {
			word += fmt.Sprintf(" after %d", e.Held.Milliseconds())
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// Every story is a list of edges ("d 8": the contact closes at 8 ms, "u": it
// opens), and at the end ten more seconds pass, or as many milliseconds as
// "end" says. The debounce time is 20 ms.
func TestWhatAFingerDoes(t *testing.T) {
	all := panel.Timing{Long: 1500 * ms, Double: 400 * ms}
	for _, story := range []struct {
		name  string
		t     panel.Timing
		down  bool // from the start
		edges string
		want  string
	}{
		{"nothing", all, false, "", ""},
		{"a clean press", panel.Timing{}, false, "d 100 u 250", "press 100, release 250 after 150"},
		{"it bounces both ways", panel.Timing{}, false, "d 100 u 101 d 103 u 250 d 252 u 253", "press 103, release 253 after 150"},
		{"a glitch is nothing", panel.Timing{}, false, "d 100 u 119", ""},
		{"just long enough", panel.Timing{}, false, "d 100 u 120 d 141", "press 100, release 120 after 20, press 141, stuck 10141"},
		{"hum on the wire is nothing", panel.Timing{}, false, "d 0 u 10 d 20 u 30 d 40 u 50 d 60 u 70 d 80 u 90", ""},
		{"a short opening while held is nothing", panel.Timing{}, false, "d 100 u 300 d 305 u 600", "press 100, release 600 after 500"},
		{"an edge that hid another", panel.Timing{}, false, "d 100 d 110 u 200", "press 110, release 200 after 90"},

		{"long", all, false, "d 100 u 1700", "press 100, long press 1600, release 1700 after 1600"},
		{"not quite long, opening bounces past it", all, false, "d 100 u 1590 d 1600 u 1605", "press 100, long press 1600, release 1605 after 1505"},
		{"not quite long", all, false, "d 100 u 1599", "press 100, release 1599 after 1499"},
		{"a glitch does not hide a long press", all, false, "d 100 u 1590 d 1605 u 3000", "press 100, long press 1600, release 3000 after 2900"},
		{"long is off", panel.Timing{}, false, "d 100 u 9000", "press 100, release 9000 after 8900"},

		{"double", all, false, "d 100 u 200 d 300 u 400", "press 100, release 200 after 100, press 300, double press 300, release 400 after 100"},
		{"too slow for a double", all, false, "d 100 u 200 d 501 u 600", "press 100, release 200 after 100, press 501, release 600 after 99"},
		{"three are one double", all, false, "d 100 u 150 d 200 u 250 d 300 u 350", "press 100, release 150 after 50, press 200, double press 200, release 250 after 50, press 300, release 350 after 50"},
		{"four are two", all, false, "d 100 u 150 d 200 u 250 d 300 u 350 d 400 u 450", "press 100, release 150 after 50, press 200, double press 200, release 250 after 50, press 300, release 350 after 50, press 400, double press 400, release 450 after 50"},

		{"stuck once, and freed", all, false, "d 100 u 40000 d 41000 u 41100", "press 100, long press 1600, stuck 10100, release 40000 after 39900, press 41000, release 41100 after 100"},
		{"stuck earlier", panel.Timing{Stuck: 2 * time.Second}, false, "d 100", "press 100, stuck 2100"},
		{"a long press leaves time before stuck", panel.Timing{Long: 10 * time.Second}, false, "d 0 end 20000", "press 0, long press 10000, stuck 15000"},
		{"held from the start", all, true, "u 900 d 1000 u 1100", "stuck 0, release 900 after 900, press 1000, release 1100 after 100"},
		{"held from the start, for ever", all, true, "", "stuck 0"},
		{"a glitch at the start", all, true, "u 3", ""},
		{"held from the start, badly", all, true, "u 3 d 5", "stuck 5"},
		{"a press after a stuck one is no double", panel.Timing{Double: 5 * time.Second, Stuck: time.Second}, false, "d 0 u 2000 d 2100 u 2200", "press 0, stuck 1000, release 2000 after 2000, press 2100, release 2200 after 100"},
	} {
		t.Run(story.name, func(t *testing.T) {
			f := newFilter(t, story.t, story.down)
			if got := told(play(f, story.edges)); got != story.want {
				t.Errorf("got  %s\nwant %s", got, story.want)
			}
		})
	}
}

func play(f *panel.Filter, edges string) (events []panel.Event) {
	words := strings.Fields(edges)
	end := 0
	for pair := range slices.Chunk(words, 2) {
		var when int
		fmt.Sscan(pair[1], &when)
		if pair[0] == "end" {
			return append(events, f.Advance(at(when))...)
		}
		events = append(events, f.Edge(pair[0] == "d", at(when))...)
		end = when
	}
	return append(events, f.Advance(at(end+11_000))...)
}

// TestAnEdgeDeliveredLate: its time is before what the filter already knows.
func TestAnEdgeDeliveredLate(t *testing.T) {
	f := newFilter(t, panel.Timing{}, false)
	f.Advance(at(300))
	events := slices.Concat(f.Edge(true, at(290)), f.Edge(false, at(400)), f.Advance(at(500)))
	if got, want := told(events), "press 300, release 400 after 100"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTimingsThatMakeNoSense(t *testing.T) {
	for _, timing := range []panel.Timing{
		{Debounce: 999 * time.Microsecond},
		{Debounce: 201 * ms},
		{Debounce: -ms},
		{Long: 20 * ms},
		{Long: -ms},
		{Double: 10 * ms},
		{Long: 2 * time.Second, Stuck: 2 * time.Second},
		{Stuck: -ms},
	} {
		if _, err := panel.NewFilter(timing, false, noon()); !errors.Is(err, panel.ErrTiming) {
			t.Errorf("%+v: %v", timing, err)
		}
	}
	for _, timing := range []panel.Timing{{}, {Debounce: ms}, {Debounce: 200 * ms}, {Long: 10 * time.Second}, {Double: 21 * ms}} {
		if _, err := panel.NewFilter(timing, false, noon()); err != nil {
			t.Errorf("%+v: %v", timing, err)
		}
	}
}
