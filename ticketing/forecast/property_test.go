package forecast

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// anyOutlook is whatever a line may have taught.
func anyOutlook(t *rapid.T) *outlook {
	o := &outlook{pace: pace{seen: rapid.IntRange(0, 500).Draw(t, "seen")}}
	p := &o.pace
	p.calls = min(float64(p.seen), rapid.Float64Range(1, 50).Draw(t, "calls"))
	for range min(p.seen, 50) {
		p.running = rapid.Float64Range(0, 7200).Draw(t, "seconds")
		p.call()
	}
	p.running = rapid.Float64Range(0, 7200).Draw(t, "running")
	o.scores = rapid.SliceOfN(rapid.Float64Range(-9, 9), 0, 60).Draw(t, "scores")
	o.greeted = rapid.SliceOfN(rapid.Float64Range(0, 600), 0, 60).Draw(t, "greeted")
	slices.Sort(o.scores)
	slices.Sort(o.greeted)
	return o
}

// Whatever a line has taught, a forecast is an interval of times that have not
// passed; who has more people ahead, or fewer desks, is told nothing earlier;
// and who wants to be surer is told a wider one.
func TestLaterForThoseFurtherBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &Forecast{stages: map[string]*outlook{"berkas": anyOutlook(t)}}
		p := Place{Stage: "berkas", Ahead: rapid.IntRange(0, 300).Draw(t, "ahead"), Desks: rapid.IntRange(1, 12).Draw(t, "desks"), Idle: rapid.Bool().Draw(t, "idle")}
		share := rapid.Float64Range(0.1, 0.99).Draw(t, "share")
		one, ok := f.Wait(p, share)
		if !ok {
			return
		}
		if one.Low < 0 || one.High < one.Low {
			t.Fatalf("%v from %+v", one, p)
		}
		behind := p
		behind.Ahead, behind.Idle = p.Ahead+rapid.IntRange(1, 5).Draw(t, "more"), false
		if later, ok := f.Wait(behind, share); ok && (later.Low < one.Low || later.High < one.High) {
			t.Fatalf("%d ahead %v, %d ahead %v", p.Ahead, one, behind.Ahead, later)
		}
		if p.Desks++; !p.Idle {
			if sooner, _ := f.Wait(p, share); sooner.Low > one.Low || sooner.High > one.High {
				t.Fatalf("%d desks %v, one less %v", p.Desks, sooner, one)
			}
		}
		p.Desks--
		if surer, _ := f.Wait(p, share+0.01); surer.Low > one.Low || surer.High < one.High {
			t.Fatalf("%v, but %v with more chances", one, surer)
		}
	})
}

// Whatever stands in the tickets' ways, clocks that jumped included, reading
// them ends, and what follows can be told.
func TestAnyHistoryCanBeRead(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	o := &ticketing.Office{
		Zone: zone, Policy: ticketing.Policy{Ratio: ticketing.Ratio{Priority: 2, Regular: 1}},
		Stages: []ticketing.Stage{{ID: "a", Mode: ticketing.Called}, {ID: "b", Mode: ticketing.Called}, {ID: "c", Mode: ticketing.File}},
		Desks:  []ticketing.Desk{{ID: "1", Stages: []string{"a", "b"}}, {ID: "2", Stages: []string{"b", "c"}}},
	}
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, zone)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Custom(func(t *rapid.T) time.Time {
			if rapid.IntRange(0, 4).Draw(t, "set") == 0 {
				return time.Time{}
			}
			return start.Add(time.Duration(rapid.IntRange(-90000, 90000).Draw(t, "second")) * time.Second)
		})
		s := ticketing.NewState()
		s.Day = "2026-11-23"
		for id := range uint64(rapid.IntRange(0, 60).Draw(t, "tickets")) {
			ticket := &ticketing.Ticket{
				ID: id, Day: rapid.SampledFrom([]ticketing.Date{"2026-11-22", "2026-11-23"}).Draw(t, "day"), Priority: rapid.Bool().Draw(t, "priority"), Since: at.Draw(t, "since"),
				State: rapid.SampledFrom([]ticketing.TicketState{ticketing.Waiting, ticketing.Serving, ticketing.NoShow, ticketing.Finished}).Draw(t, "state"),
			}
			for range rapid.IntRange(1, 4).Draw(t, "legs") {
				ticket.Route = append(ticket.Route, ticketing.Leg{
					Stage: rapid.SampledFrom([]string{"a", "b", "c", "gone", ""}).Draw(t, "stage"), Desk: rapid.SampledFrom([]string{"1", "2", "gone", ""}).Draw(t, "desk"),
					In: at.Draw(t, "in"), Called: at.Draw(t, "called"), Out: at.Draw(t, "out"),
				})
			}
			s.Tickets[id] = ticket
		}
		last := map[*visit]kind{}
		for _, m := range day(s, start.Add(-24*time.Hour), start.Add(time.Hour)) {
			if before, known := last[m.visit]; known != (m.kind != joins) || before == leaves && known || m.kind == called && before == called {
				t.Fatalf("%v after %v", m.kind, before)
			}
			last[m.visit] = m.kind
		}
		f := Learn(o, s).Today(s, start.Add(time.Hour))
		for _, stage := range []string{"a", "b", "c"} {
			for _, idle := range []bool{false, true} {
				i, ok := f.Wait(Place{Stage: stage, Ahead: 3, Desks: 1, Idle: idle}, 0.9)
				if ok && (stage == "c" || i.Low < 0 || i.High < i.Low || i.High > 30*24*time.Hour) {
					t.Fatalf("%s: %v", stage, i)
				}
			}
		}
	})
}

// Where people are called as they come nobody learns how fast a line moves.
func TestQuietHoursTeachNoPace(t *testing.T) {
	o := &ticketing.Office{Desks: []ticketing.Desk{{ID: "1", Stages: []string{"a"}}}}
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	l := &line{}
	l.morning(o, "a", at)
	for i := range 20 {
		in := at.Add(time.Duration(i) * 10 * time.Minute)
		v := &visit{stage: "a", desk: "1", foretell: true, in: in, called: in.Add(5 * time.Second), out: in.Add(4 * time.Minute)}
		for _, m := range v.moments(nil) {
			l.read(m, true, ticketing.Ratio{Priority: 1, Regular: 1})
		}
	}
	if l.pace.seen != 0 || len(l.scores) != 0 || len(l.greeted) != 19 || l.greeted[0] != 5 {
		t.Errorf("%d calls, %d judged, %v greeted", l.pace.seen, len(l.scores), l.greeted)
	}
}

// Who finds a desk idle is told what others were who did; if there were none, no
// later than one who has to wait for a desk.
func TestAnIdleDesk(t *testing.T) {
	o := &outlook{scores: make([]float64, 50)}
	for range 50 {
		o.pace.running = 300
		o.pace.call()
	}
	f := &Forecast{stages: map[string]*outlook{"a": o}}
	p := Place{Stage: "a", Desks: 1}
	queued, _ := f.Wait(p, 0.9)
	p.Idle = true
	if i, ok := f.Wait(p, 0.9); !ok || i.Low != 0 || i.High != queued.High || i.High < time.Minute {
		t.Errorf("without others %v, in a line %v", i, queued)
	}
	o.greeted = slices.Repeat([]float64{5}, fewest)
	if i, ok := f.Wait(p, 0.9); !ok || i != (Interval{High: 5 * time.Second}) {
		t.Errorf("as others %v", i)
	}
	o.scores = nil
	if i, ok := f.Wait(p, 0.9); !ok || i != (Interval{High: 5 * time.Second}) {
		t.Errorf("as others, where no line is known, %v", i)
	}
}

// A clock that has stood still teaches nothing.
func TestAClockThatStoodStill(t *testing.T) {
	o := &outlook{scores: make([]float64, 50)}
	for range 50 {
		o.pace.call()
	}
	f := &Forecast{stages: map[string]*outlook{"a": o}}
	if i, ok := f.Wait(Place{Stage: "a", Ahead: 3, Desks: 1}, 0.9); ok {
		t.Errorf("foretold %v", i)
	}
}

// A desk that has called nobody for a while counts for a quarter of an hour as
// one that goes slowly, then as one where nobody sits.
func TestAnUnattendedDesk(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	l := &line{last: at, waiting: [2]int{5, 0}, desks: []desk{{id: "1", hand: &visit{}}, {id: "2", out: at}, {id: "3"}}}
	for range 60 {
		l.pass(l.last.Add(time.Minute))
	}
	if present, busy := l.attended(); present != 1 || busy != 1 || l.desks[1].gap != away.Seconds() || l.pace.running != 3600 {
		t.Errorf("%d attended, %d busy, a gap of %v s, %v s of work", present, busy, l.desks[1].gap, l.pace.running)
	}
}

// What people are told is never narrower than what is known, and rounded to
// what they say.
func TestRoundedOutwards(t *testing.T) {
	for _, c := range []struct {
		wait     time.Duration
		down, up int
	}{
		{0, 0, 1}, {time.Second, 0, 1}, {time.Minute, 1, 1}, {3*time.Minute + 1, 3, 4}, {5 * time.Minute, 5, 5},
		{7 * time.Minute, 5, 10}, {22 * time.Minute, 20, 25}, {59 * time.Minute, 55, 60}, {60 * time.Minute, 60, 60},
		{61 * time.Minute, 60, 75}, {100 * time.Minute, 90, 105},
	} {
		if down(c.wait) != c.down || up(c.wait) != c.up {
			t.Errorf("%v: from %d to %d, want %d to %d", c.wait, down(c.wait), up(c.wait), c.down, c.up)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(10*time.Hour)).Draw(t, "wait"))
		if time.Duration(down(d))*time.Minute > d || time.Duration(up(d))*time.Minute < d || up(d) < 1 {
			t.Fatalf("%v: from %d to %d", d, down(d), up(d))
		}
	})
}

// A quantile of a few is that of the many they come from.
func TestQuantile(t *testing.T) {
	nineteen := make([]float64, 19)
	for i := range nineteen {
		nineteen[i] = float64(i + 1)
	}
	for p, want := range map[float64]float64{0.05: 1, 0.5: 10, 0.95: 19, 0.52: 10.4, 0: 1, 1: 19} {
		if got := quantile(nineteen, p); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: %v, want %v", p, got, want)
		}
	}
}
