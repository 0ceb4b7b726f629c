package ticketing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// rounds is an office on a clock that does what it likes.
type rounds struct {
	t      *rapid.T
	o      *ticketing.Office
	s      *ticketing.State
	now    time.Time
	given  map[string]bool // every number ever given out, with its day
	drawn  int
	events []ticketing.Event
}

func newRounds(t *rapid.T) *rounds {
	o := office.Default().Office
	return &rounds{t: t, o: &o, s: ticketing.NewState(), now: time.Date(2026, 11, 23, 0, 30, 0, 0, time.UTC), given: map[string]bool{}}
}

func (r *rounds) do(a ticketing.Action) error {
	r.t.Helper()
	events, _, err := r.s.Decide(r.o, ticketing.Command{Actor: "test", Do: a}, r.now)
	if refusal := (*ticketing.Refusal)(nil); err != nil && !errors.As(err, &refusal) {
		r.t.Fatalf("%#v: %v", a, err)
	}
	for i := range events {
		r.apply(a, &events[i])
	}
	r.events = append(r.events, events...)
	return err
}

// apply applies one event and holds what a clock must never do against it.
func (r *rounds) apply(a ticketing.Action, e *ticketing.Event) {
	r.t.Helper()
	day, seq, doubt := r.s.Day, r.s.Seq, r.s.Doubt(r.o, r.now)
	_, opens := e.Fact.(*ticketing.DayOpened)
	r.s.Apply(e)
	if e.Seq != seq+1 {
		r.t.Fatalf("event %d follows %d", e.Seq, seq)
	}
	if r.s.Day < day || r.s.Day != day && !opens {
		r.t.Fatalf("the day went from %s to %s by %s", day, r.s.Day, e.Kind())
	}
	open, _ := a.(ticketing.OpenDay)
	if opens && open.Date == "" && (doubt != nil || r.s.Day != ticketing.DateOf(r.now, r.o.Zone)) {
		r.t.Fatalf("%T opened %s after %s at %s without anybody naming the date; the doubt is %v", a, r.s.Day, day, r.now, doubt)
	}
	if _, ok := e.Fact.(*ticketing.Issued); ok {
		ticket := r.s.Ticket(e.Seq)
		number := string(ticket.Day) + " " + ticket.Number
		if r.given[number] {
			r.t.Fatalf("%s is given out twice", number)
		}
		r.given[number] = true
	}
}

// sound: nobody waits less than nothing, and the state has no contradiction.
func (r *rounds) sound() {
	for _, t := range r.s.Tickets {
		for _, now := range []time.Time{r.now, r.now.Add(-time.Hour), r.now.Add(-24 * time.Hour), r.now.AddDate(-2, 0, 0)} {
			c := r.o.Clocks(t, now)
			if c.Office < 0 || c.Elapsed < c.Office {
				r.t.Fatalf("%s: %s elapsed, %s the office's", t.Number, c.Elapsed, c.Office)
			}
		}
	}
	if p := r.s.Check(r.o); len(p) > 0 {
		r.t.Fatal(strings.Join(p, "\n"))
	}
}

func (r *rounds) take() ticketing.Action {
	r.drawn++
	return ticketing.TakeTicket{Service: rapid.SampledFrom([]string{"ktp-baru", "ktp-rusak"}).Draw(r.t, "service"), Code: fmt.Sprintf("C%07d", r.drawn)}
}

// jump is what a clock without a battery, a careless hand, or the network does
// to the time: seconds, hours, days, years, both ways.
func (r *rounds) jump() {
	by := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 7 * time.Hour, 24 * time.Hour, 20 * 24 * time.Hour, 2 * 365 * 24 * time.Hour}).Draw(r.t, "by")
	r.now = r.now.Add(time.Duration(rapid.IntRange(-3, 4).Draw(r.t, "times")) * by)
}

// through brings somebody as far as a hold outside the office's hands, and
// back from it, while the clock does what it likes.
func (r *rounds) through() {
	_ = r.do(r.take())
	for _, at := range [][2]string{{"loket-1", "lengkap"}, {"kasi", "sah"}, {"siak-1", "bermasalah"}, {"siak-1", "bermasalah"}} {
		_ = r.do(ticketing.OpenDesk{Desk: at[0]})
		_ = r.do(ticketing.Next{Desk: at[0]})
		r.jump()
		_ = r.do(ticketing.Finish{Desk: at[0], Outcome: at[1]})
		r.jump()
		_ = r.do(ticketing.ReleaseHold{Hold: "restore", Count: 1})
	}
	r.sound()
}

// TestClocksThatLie: whatever the clock does, no number is given out twice on
// a day, no day comes back, none is opened by a clock that is in doubt, and no
// wait is negative; and a person who names a date is always obeyed.
func TestClocksThatLie(t *testing.T) {
	desks := []string{"loket-1", "kasi", "siak-1"}
	rapid.Check(t, func(rt *rapid.T) {
		r := newRounds(rt)
		desk := func(rt *rapid.T) string { return rapid.SampledFrom(desks).Draw(rt, "desk") }
		step := func(f func()) func(*rapid.T) {
			return func(rt *rapid.T) { r.t = rt; r.now = r.now.Add(time.Minute); f() }
		}
		rt.Repeat(map[string]func(*rapid.T){
			"jump":    step(r.jump),
			"tick":    step(func() { _ = r.do(ticketing.Tick{}) }),
			"tick2":   step(func() { _ = r.do(ticketing.Tick{}) }),
			"open":    step(func() { _ = r.do(ticketing.OpenDay{}) }),
			"close":   step(func() { _ = r.do(ticketing.CloseDay{}) }),
			"take":    step(func() { _ = r.do(r.take()) }),
			"take2":   step(func() { _ = r.do(r.take()) }),
			"through": step(r.through),
			"sit":     step(func() { _ = r.do(ticketing.OpenDesk{Desk: desk(r.t)}) }),
			"next":    step(func() { _ = r.do(ticketing.Next{Desk: desk(r.t)}) }),
			"finish":  step(func() { _ = r.do(ticketing.Finish{Desk: desk(r.t), Outcome: "lengkap"}) }),
			"name the date": step(func() {
				day := r.s.Day.Add(rapid.IntRange(0, 40).Draw(r.t, "days on"))
				today := ticketing.DateOf(r.now, r.o.Zone)
				switch own := rapid.Bool().Draw(r.t, "the clock's own"); {
				case r.s.Day == "":
					day = "2026-11-23"
				case own && today >= r.s.Day && today <= r.s.LatestDay():
					day = today
				}
				if err := r.do(ticketing.OpenDay{Date: day}); err != nil {
					r.t.Fatalf("naming %s after %s: %v", day, r.s.Day, err)
				}
				if err := r.do(r.take()); err != nil {
					r.t.Fatalf("on a day that was named: %v", err)
				}
				if d := r.s.Doubt(r.o, r.now); d != nil && ticketing.DateOf(r.now, r.o.Zone) == r.s.Day {
					r.t.Fatalf("after somebody has named the clock's own date: %v", d)
				}
			}),
			"": func(rt *rapid.T) { r.t = rt; r.sound() },
		})
	})
}

// TestTheClockOrdersNothing: the same wishes on a clock that goes on and on one
// that jumps have the same facts in the same order.
func TestTheClockOrdersNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steady, jumping := newRounds(rt), newRounds(rt)
		begin, day := steady.now, ticketing.Date("2026-11-23")
		desk := func() string { return rapid.SampledFrom([]string{"loket-1", "loket-2", "kasi"}).Draw(rt, "desk") }
		for i := range rapid.IntRange(1, 60).Draw(rt, "wishes") {
			var a ticketing.Action
			switch rapid.IntRange(0, 9).Draw(rt, "wish") {
			case 0:
				a, day = ticketing.OpenDay{Date: day}, day.Add(1)
			case 1:
				a = ticketing.OpenDesk{Desk: desk()}
			case 2, 3, 4:
				a = steady.take()
			case 5, 6:
				a = ticketing.Next{Desk: desk()}
			case 7:
				a = ticketing.Finish{Desk: desk(), Outcome: rapid.SampledFrom([]string{"lengkap", "sah"}).Draw(rt, "outcome")}
			case 8:
				a = ticketing.UndoStep{Desk: desk()}
			case 9:
				a = ticketing.CloseDay{}
			}
			// Never twice within the second of a double press.
			steady.now = begin.Add(time.Duration(2*i) * time.Second)
			jumping.now = steady.now.Add(time.Duration(rapid.IntRange(-600, 600).Draw(rt, "jump")) * 100_000 * time.Second)
			errA, errB := steady.do(a), jumping.do(a)
			if fmt.Sprint(errA) != fmt.Sprint(errB) {
				rt.Fatalf("%#v: on a steady clock %v, on a jumping one %v", a, errA, errB)
			}
		}
		if a, b := facts(rt, steady.events), facts(rt, jumping.events); !slices.Equal(a, b) {
			rt.Fatalf("steady\n%s\njumping\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
	})
}

func facts(t *rapid.T, events []ticketing.Event) (said []string) {
	for i := range events {
		b, err := json.Marshal(events[i].Fact)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, fmt.Sprintf("%d %s %s", events[i].Seq, events[i].Kind(), b))
	}
	return said
}

// TestTheDayIsTheOffices: the business day is the office's own date, also
// where the machine's zone, or UTC, has another; the hours are local ones at
// both edges of a day.
func TestTheDayIsTheOffices(t *testing.T) {
	for _, c := range []struct {
		at   string
		day  ticketing.Date
		open bool
	}{
		{"2026-11-22T23:59:59Z", "", false},          // Monday 06.59 in Lumajang, still Sunday in UTC
		{"2026-11-23T00:29:59Z", "", false},          // one second before the doors
		{"2026-11-23T00:30:00Z", "2026-11-23", true}, // 07.30
		{"2026-11-23T08:29:59Z", "2026-11-23", true}, // 15.29.59
		{"2026-11-23T08:30:00Z", "", false},
		{"2026-11-23T17:00:00Z", "", false}, // midnight in Lumajang
	} {
		o := office.Default().Office
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("summer", -4*3600), o.Zone} {
			s := ticketing.NewState()
			events, _, err := s.Decide(&o, ticketing.Command{Actor: "office", Do: ticketing.Tick{}}, at.In(zone))
			if err != nil {
				t.Fatal(err)
			}
			for i := range events {
				s.Apply(&events[i])
			}
			if s.Day != c.day || s.Open != c.open {
				t.Errorf("%s on a machine in %s: day %q, open %t; want %q, %t", c.at, zone, s.Day, s.Open, c.day, c.open)
			}
		}
	}
}
