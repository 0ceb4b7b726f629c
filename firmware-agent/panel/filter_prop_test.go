package panel_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/firmware-agent/panel"
)

type rawEdge struct {
	pressed bool
	at      int // ms after noon
}

// drawTiming has every feature on and off.
func drawTiming(t *rapid.T) panel.Timing {
	maybe := func(name string, least, most int) time.Duration {
		if rapid.Bool().Draw(t, name+" on") {
			return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * ms
		}
		return 0
	}
	timing := panel.Timing{Debounce: time.Duration(rapid.IntRange(1, 200).Draw(t, "debounce")) * ms}
	timing.Long = maybe("long", 201, 800)
	timing.Double = maybe("double", 201, 800)
	timing.Stuck = maybe("stuck", 900, 2000)
	return timing
}

// feed gives the edges to the filter, and lets it look at the clock at random
// times in between.
func feed(t *rapid.T, f *panel.Filter, edges []rawEdge, end int) (events []panel.Event) {
	now := 0
	look := func(until int) {
		for range rapid.IntRange(0, 2).Draw(t, "looks") {
			now = rapid.IntRange(now, until).Draw(t, "look")
			events = append(events, f.Advance(at(now))...)
		}
	}
	for _, e := range edges {
		look(e.at)
		events = append(events, f.Edge(e.pressed, at(e.at))...)
		now = e.at
	}
	look(end)
	return append(events, f.Advance(at(end))...)
}

// TestEveryRealPressOnceAndNoOther: a finger moves the contact now and then,
// and each time it bounces, in gaps shorter than the window, for as long as it
// likes. Between moves it rests for the window or longer. Then each move is
// told once, as of the edge that ended its bouncing; and a burst that ends
// where it began is nothing.
func TestEveryRealPressOnceAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := rapid.IntRange(1, 200).Draw(t, "window")
		now, down := 0, false
		var edges []rawEdge
		var want []panel.Event
		var pressedAt time.Time
		for range rapid.IntRange(0, 8).Draw(t, "moves") {
			now += window + rapid.IntRange(0, 300).Draw(t, "rest")
			wire := down
			for i := range rapid.IntRange(1, 12).Draw(t, "edges") {
				if i > 0 {
					now += rapid.IntRange(0, window-1).Draw(t, "gap")
				}
				wire = !wire
				edges = append(edges, rawEdge{wire, now})
			}
			switch {
			case wire == down:
			case wire:
				pressedAt = at(now)
				want = append(want, panel.Event{Kind: panel.Press, At: pressedAt})
			default:
				want = append(want, panel.Event{Kind: panel.Release, At: at(now), Held: at(now).Sub(pressedAt)})
			}
			down = wire
		}
		f := newFilter(t, panel.Timing{Debounce: time.Duration(window) * ms, Stuck: time.Hour}, false)
		if got := feed(t, f, edges, now+window); !slices.Equal(got, want) {
			t.Fatalf("window %d\nedges %v\ngot  %s\nwant %s", window, edges, told(got), told(want))
		}
	})
}

// TestFilterAgainstADumbOne compares with a filter that looks at every
// millisecond, over arbitrary edges.
func TestFilterAgainstADumbOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := drawTiming(t)
		start := rapid.Bool().Draw(t, "down from the start")
		now := 0
		var edges []rawEdge
		for range rapid.IntRange(0, 20).Draw(t, "edges") {
			now += rapid.OneOf(rapid.IntRange(0, 30), rapid.IntRange(0, 2500)).Draw(t, "gap")
			edges = append(edges, rawEdge{rapid.Bool().Draw(t, "pressed"), now})
		}
		end := now + rapid.IntRange(0, 3000).Draw(t, "rest")
		want := dumb(timing, start, edges, end)
		if got := feed(t, newFilter(t, timing, start), edges, end); !slices.Equal(got, want) {
			t.Fatalf("%+v, down %v\nedges %v to %d\ngot  %s\nwant %s", timing, start, edges, end, told(got), told(want))
		}
	})
}

// dumb counts milliseconds.
func dumb(t panel.Timing, wire bool, edges []rawEdge, end int) (events []panel.Event) {
	debounce, long, double := int(t.Debounce/ms), int(t.Long/ms), int(t.Double/ms)
	stuck := int(t.Stuck / ms)
	if stuck == 0 {
		stuck = max(10_000, long+5_000)
	}
	var down, toldLong, toldStuck bool
	ignore := wire // what is down from the start is no press
	edge, since, before := 0, 0, -1
	tell := func(k panel.Kind, when int) { events = append(events, panel.Event{Kind: k, At: at(when)}) }
	look := func(now int) {
		stable := now-edge >= debounce
		switch {
		case ignore && stable && !wire:
			ignore = false
		case ignore && stable:
			ignore, down, since, toldLong, toldStuck = false, true, edge, true, true
			tell(panel.Stuck, edge)
		case ignore:
			return
		case wire && !down && stable:
			down, since, toldLong, toldStuck = true, edge, false, false
			tell(panel.Press, edge)
			if double > 0 && before >= 0 && since-before <= double {
				tell(panel.Double, edge)
				before = -1
			} else {
				before = since
			}
		case !wire && down && stable:
			down = false
			tell(panel.Release, edge)
			events[len(events)-1].Held = time.Duration(edge-since) * ms
		}
		if wire && down && long > 0 && !toldLong && now-since >= long {
			toldLong = true
			tell(panel.Long, since+long)
		}
		if wire && down && !toldStuck && now-since >= stuck {
			toldStuck, before = true, -1
			tell(panel.Stuck, since+stuck)
		}
	}
	for now := 0; now <= end; now++ {
		look(now)
		for len(edges) > 0 && edges[0].at == now {
			wire, edge = edges[0].pressed, now
			edges = edges[1:]
			look(now)
		}
	}
	return events
}

// TestEventsKeepTheirGrammar: presses and releases alternate, and times never
// run backwards, whatever the wire does.
func TestEventsKeepTheirGrammar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := drawTiming(t)
		f := newFilter(t, timing, rapid.Bool().Draw(t, "down"))
		var events []panel.Event
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			when := at(rapid.IntRange(0, 4000).Draw(t, "at")) // also backwards
			if rapid.Bool().Draw(t, "edge") {
				events = append(events, f.Edge(rapid.Bool().Draw(t, "pressed"), when)...)
			} else {
				events = append(events, f.Advance(when)...)
			}
		}
		var down, long, stuck bool
		for i, e := range events {
			if i > 0 && e.At.Before(events[i-1].At) {
				t.Fatalf("time runs backwards: %s", told(events))
			}
			good := false
			switch e.Kind {
			case panel.Press:
				good = !down
				down, long, stuck = true, false, false
			case panel.Release:
				good = down
				down = false
			case panel.Long:
				good = down && !long && !stuck
				long = true
			case panel.Double:
				good = i > 0 && events[i-1].Kind == panel.Press
			case panel.Stuck:
				good = !stuck && (down || i == 0)
				down, stuck = true, true
			}
			if !good {
				t.Fatalf("event %d does not belong there: %s", i+1, told(events))
			}
		}
	})
}
