package ticketing_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// anyOffice draws a small office with a standard of its own: stages that lead
// on, back, into holds and out.
func anyOffice(t *rapid.T) *ticketing.Office {
	draw := func(name string, from, to int) int { return rapid.IntRange(from, to).Draw(t, name) }
	o := &ticketing.Office{ID: "any", Zone: time.UTC, Digits: 3}
	o.Policy = ticketing.Policy{
		Ratio:       ticketing.Ratio{Priority: draw("priority", 1, 3), Regular: draw("regular", 1, 3)},
		NoShowCalls: 3, NoShowSkip: draw("no-show skip", 0, 4), ReturnSkip: draw("return skip", 0, 4),
		Overtakes: draw("overtakes", 1, 3), StageRun: draw("stage run", 1, 3),
	}
	for i := range draw("holds", 1, 2) {
		o.Holds = append(o.Holds, ticketing.Hold{ID: fmt.Sprint("hold-", i), To: fmt.Sprint("stage-", draw("release to", 0, 1))})
	}
	stages := draw("stages", 2, 4)
	for i := range stages {
		s := ticketing.Stage{ID: fmt.Sprint("stage-", i), Mode: ticketing.Called}
		if i > 0 && rapid.Bool().Draw(t, "file") {
			s.Mode = ticketing.File
		}
		s.AtClose = rapid.SampledFrom([]ticketing.Closing{{Keep: true}, {}, {Hold: "hold-0"}}).Draw(t, "at close")
		s.Outcomes = []ticketing.Outcome{
			{ID: "on", To: ticketing.Destination{Stage: fmt.Sprint("stage-", draw("leads to", 0, stages-1))}},
			{ID: "out", To: ticketing.Destination{Finished: true}},
			{ID: "back", To: ticketing.Destination{Returned: true}},
			{ID: "hold", To: ticketing.Destination{Hold: o.Holds[len(o.Holds)-1].ID}},
		}
		o.Stages = append(o.Stages, s)
	}
	for i := range draw("desks", 1, 3) {
		ids := rapid.Permutation(stageIDs(o)).Draw(t, "preference")
		o.Desks = append(o.Desks, ticketing.Desk{ID: fmt.Sprint("desk-", i), Stages: ids[:draw("serves", 1, len(ids))]})
	}
	o.Services = []ticketing.Service{
		{ID: "plain", Prefix: "A", Start: "stage-0"},
		{ID: "scarce", Prefix: "B", Start: "stage-0", Quota: draw("quota", 1, 10)},
	}
	return o
}

func stageIDs(o *ticketing.Office) []string {
	var ids []string
	for i := range o.Stages {
		ids = append(ids, o.Stages[i].ID)
	}
	return ids
}

// TestRandomDaysAgainstTheOracle plays random days on random offices, twice:
// with the real core and with the clerk's single list. They must agree on
// what is granted, where everybody stands and in which order they wait.
func TestRandomDaysAgainstTheOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &duel{t: rt, o: anyOffice(rt), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), s: ticketing.NewState()}
		d.w = newOracle(d.o)
		d.do(ticketing.OpenDay{}, func() bool { d.w.openDay(); return true })
		for i := range d.o.Desks {
			d.openDesk(&d.o.Desks[i])
		}
		rt.Repeat(map[string]func(*rapid.T){
			"take":    func(rt *rapid.T) { d.t = rt; d.take() },
			"take2":   func(rt *rapid.T) { d.t = rt; d.take() },
			"next":    func(rt *rapid.T) { d.t = rt; d.next() },
			"next2":   func(rt *rapid.T) { d.t = rt; d.next() },
			"finish":  func(rt *rapid.T) { d.t = rt; d.finish() },
			"finish2": func(rt *rapid.T) { d.t = rt; d.finish() },
			"aside":   func(rt *rapid.T) { d.t = rt; d.aside() },
			"errand":  func(rt *rapid.T) { d.t = rt; d.errand() },
			"ticket":  func(rt *rapid.T) { d.t = rt; d.ticket() },
			"office":  func(rt *rapid.T) { d.t = rt; d.house() },
			"undo":    func(rt *rapid.T) { d.t = rt; d.undo() },
			"":        func(rt *rapid.T) { d.t = rt; d.compare() },
		})
		d.replay()
	})
}

// duel is a random day played on both.
type duel struct {
	t   *rapid.T
	o   *ticketing.Office
	s   *ticketing.State
	w   *oracle
	now time.Time
	log []ticketing.Event
	n   int
}

func (d *duel) do(a ticketing.Action, oracle func() bool) {
	// Time passes, and now and then the clock falls back: no order may rest on it.
	d.now = d.now.Add(time.Duration(rapid.IntRange(-3600, 7200).Draw(d.t, "seconds")) * time.Second)
	events, _, err := d.s.Decide(d.o, ticketing.Command{Actor: "test", Do: a}, d.now)
	if r := (*ticketing.Refusal)(nil); err != nil && !errors.As(err, &r) {
		d.t.Fatalf("%#v: %v", a, err)
	}
	for i := range events {
		d.s.Apply(&events[i])
	}
	d.log = append(d.log, events...)
	if granted := oracle(); granted != (err == nil) {
		d.t.Fatalf("%#v: the oracle grants it: %t; the core says: %v", a, granted, err)
	}
}

func (d *duel) desk() *ticketing.Desk {
	return &d.o.Desks[rapid.IntRange(0, len(d.o.Desks)-1).Draw(d.t, "desk")]
}

func (d *duel) card() *card {
	if len(d.w.all) == 0 {
		return nil
	}
	return d.w.all[rapid.IntRange(0, len(d.w.all)-1).Draw(d.t, "ticket")]
}

func (d *duel) openDesk(desk *ticketing.Desk) {
	d.do(ticketing.OpenDesk{Desk: desk.ID}, func() bool { d.w.desks[desk.ID].state = "open"; return true })
}

func (d *duel) take() {
	service := rapid.SampledFrom([]string{"plain", "plain", "scarce"}).Draw(d.t, "service")
	priority := rapid.IntRange(0, 2).Draw(d.t, "priority") == 0
	d.n++
	d.do(ticketing.TakeTicket{Service: service, Priority: priority, Code: fmt.Sprintf("C%07d", d.n)},
		func() bool { return d.w.take(service, priority) })
}

func (d *duel) next() {
	desk := d.desk()
	if at := d.s.DeskOf(desk.ID).ActedAt; d.s.DeskOf(desk.ID).Acted == "next" && d.now.Sub(at).Abs() < 3*time.Second {
		d.now = at.Add(time.Hour) // double presses have a story of their own
	}
	hand := d.w.desks[desk.ID].hand
	if hand != nil {
		return
	}
	d.do(ticketing.Next{Desk: desk.ID}, func() bool { return d.w.next(desk) })
}

func (d *duel) finish() {
	desk := d.desk()
	outcome := rapid.SampledFrom([]string{"on", "on", "out", "back", "hold", "nonsense"}).Draw(d.t, "outcome")
	d.do(ticketing.Finish{Desk: desk.ID, Outcome: outcome}, func() bool { return d.w.finish(desk, outcome) })
}

// errand sends everybody in hand for documents and lets them come back at
// once: the queue is overtaken again and again.
func (d *duel) errand() {
	for i := range d.o.Desks {
		desk := &d.o.Desks[i]
		c := d.w.desks[desk.ID].hand
		if c == nil {
			continue
		}
		d.do(ticketing.Finish{Desk: desk.ID, Outcome: "back"}, func() bool { return d.w.finish(desk, "back") })
		d.do(ticketing.CheckIn{Ticket: c.number}, func() bool { return d.w.back(c) })
	}
}

func (d *duel) aside() {
	desk := d.desk()
	if rapid.Bool().Draw(d.t, "park") {
		d.do(ticketing.Park{Desk: desk.ID}, func() bool { return d.w.aside(desk.ID, "parked") })
		return
	}
	d.do(ticketing.Miss{Desk: desk.ID}, func() bool { return d.w.aside(desk.ID, "no-show") })
}

func (d *duel) ticket() {
	c, desk := d.card(), d.desk()
	if c == nil {
		return
	}
	switch rapid.IntRange(0, 3).Draw(d.t, "with the ticket") {
	case 0:
		if d.w.desks[desk.ID].hand != c { // calling again what one has in hand is the double press story
			d.do(ticketing.CallNumber{Desk: desk.ID, Ticket: c.number}, func() bool { return d.w.call(desk, c) })
		}
	case 1:
		d.do(ticketing.Resume{Desk: desk.ID, Ticket: c.number}, func() bool { return d.w.resume(desk, c) })
	case 2:
		d.do(ticketing.CheckIn{Ticket: c.number}, func() bool { return d.w.back(c) })
	case 3:
		priority := rapid.Bool().Draw(d.t, "priority")
		d.do(ticketing.SetPriority{Ticket: c.number, Priority: priority}, func() bool { return d.w.prioritise(c, priority) })
	}
}

// house is what happens to the office as a whole. The day opens again on the
// same date: numbers go on, so that the oracle can name tickets by number.
func (d *duel) house() {
	stage := rapid.SampledFrom(stageIDs(d.o)).Draw(d.t, "stage")
	hold := d.o.Holds[rapid.IntRange(0, len(d.o.Holds)-1).Draw(d.t, "hold")].ID
	switch rapid.IntRange(0, 9).Draw(d.t, "with the office") {
	case 0, 1, 2:
		n := rapid.IntRange(1, 3).Draw(d.t, "release")
		d.do(ticketing.ReleaseHold{Hold: hold, Count: n}, func() bool { d.w.release(hold, n); return true })
	case 3:
		d.do(ticketing.PauseStage{Stage: stage, Notice: ticketing.Text{"id": "jeda"}}, func() bool { d.w.paused[stage] = true; return true })
	case 4, 5, 6:
		d.do(ticketing.ResumeStage{Stage: stage}, func() bool { delete(d.w.paused, stage); return true })
	case 7:
		d.do(ticketing.CloseDay{}, func() bool { d.w.closeDay(); return true })
		d.now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		d.do(ticketing.OpenDay{Date: "2026-11-23"}, func() bool { d.w.openDay(); return true })
	default:
		d.openDesk(d.desk())
	}
}

func (d *duel) undo() {
	desk := d.desk()
	d.do(ticketing.UndoStep{Desk: desk.ID}, func() bool { return d.w.undo(desk.ID) })
}

// compare holds everything the two know against each other.
func (d *duel) compare() {
	for _, c := range d.w.all {
		t := d.s.ByNumber(c.number)
		if t == nil {
			d.t.Fatalf("%s is lost", c.number)
		}
		got := fmt.Sprintf("%s %s at %s desk %s hold %s", c.number, t.State, t.Stage, t.Desk, t.Hold)
		want := fmt.Sprintf("%s %s at %s desk %s hold %s", c.number, c.state, c.stage, c.desk, c.hold)
		if got != want {
			d.t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
	for _, stage := range stageIDs(d.o) {
		var want, got []string
		for _, c := range d.w.waiting(stage) {
			want = append(want, c.number)
		}
		for _, id := range d.s.Queues[stage] {
			got = append(got, d.s.Ticket(id).Number)
		}
		if !slices.Equal(got, want) {
			d.t.Fatalf("queue of %s: got %v, want %v", stage, got, want)
		}
		d.compareOrder(stage)
	}
	if p := d.s.Check(d.o); len(p) > 0 {
		d.t.Fatal(strings.Join(p, "\n"))
	}
}

// compareOrder: the order on the board is the order in which the oracle would
// call them one after the other.
func (d *duel) compareOrder(stage string) {
	var got, want []string
	for i, t := range d.s.Order(stage, d.o.Policy.Ratio) {
		got = append(got, t.Number)
		if n := d.s.Ahead(t, d.o.Policy.Ratio); n != i {
			d.t.Fatalf("%s stands at %d of %s, but %d are said to be before it", t.Number, i, stage, n)
		}
	}
	line, picks := slices.Clone(d.w.line), d.w.picks[stage]
	for len(d.w.waiting(stage)) > 0 {
		c := d.w.first(stage)
		want = append(want, c.number)
		d.w.line = slices.DeleteFunc(d.w.line, func(x *card) bool { return x == c })
	}
	d.w.line, d.w.picks[stage] = line, picks
	if !slices.Equal(got, want) {
		d.t.Fatalf("order of %s: got %v, want %v", stage, got, want)
	}
}

// replay: the state is the fold of its events, and a snapshot taken anywhere
// goes on like the original.
func (d *duel) replay() {
	at := rapid.IntRange(0, len(d.log)).Draw(d.t, "snapshot after")
	s := ticketing.NewState()
	for i := range d.log {
		if i == at {
			b, err := s.Encode()
			if err != nil {
				d.t.Fatal(err)
			}
			if s, err = ticketing.DecodeState(b); err != nil {
				d.t.Fatal(err)
			}
		}
		s.Apply(&d.log[i])
	}
	got, _ := s.Encode()
	want, _ := d.s.Encode()
	if !bytes.Equal(got, want) {
		d.t.Fatalf("replayed:\n%s\nwas:\n%s", got, want)
	}
}

// TestNobodyStarves: however many arrive later, come back, or have priority,
// a waiting applicant's turn comes after a bounded number of calls.
func TestNobodyStarves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := anyOffice(rt)
		o.Services[1].Quota = 0
		for i := range o.Desks {
			o.Desks[i].Stages = stageIDs(o)
		}
		desk := &o.Desks[0]
		d := &duel{t: rt, o: o, s: ticketing.NewState(), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
		yes := func() bool { return true }
		d.do(ticketing.OpenDay{}, yes)
		d.do(ticketing.OpenDesk{Desk: desk.ID}, yes)
		take := func(priority bool) {
			d.n++
			d.do(ticketing.TakeTicket{Service: "plain", Priority: priority, Code: fmt.Sprintf("C%07d", d.n)}, yes)
		}
		ahead := rapid.IntRange(0, 5).Draw(rt, "ahead")
		for range ahead {
			take(rapid.Bool().Draw(rt, "priority"))
		}
		take(false)
		victim := d.s.ByCode(fmt.Sprintf("C%07d", d.n))
		p := o.Policy
		// Each of those ahead and each who may overtake costs at most a round of
		// the ratio, and each pick at most a run of other stages.
		bound := (ahead + 1 + p.Overtakes + p.NoShowSkip + p.ReturnSkip) * (p.Ratio.Priority + 1) * (p.StageRun + 1) * len(o.Stages)
		for calls := 0; victim.State == ticketing.Waiting; calls++ {
			if calls > bound {
				rt.Fatalf("%s still waits after %d calls", victim.Number, calls)
			}
			take(true) // a stream of priority arrivals
			d.now = d.now.Add(time.Hour)
			d.do(ticketing.Next{Desk: desk.ID}, yes)
			if victim.State != ticketing.Waiting {
				return
			}
			t := d.s.Ticket(d.s.DeskOf(desk.ID).Ticket)
			switch rapid.IntRange(0, 2).Draw(rt, "then") {
			case 0: // sent on, maybe to the stage the desk prefers
				d.do(ticketing.Finish{Desk: desk.ID, Outcome: "on"}, yes)
			case 1: // comes straight back, near the front
				d.do(ticketing.Finish{Desk: desk.ID, Outcome: "back"}, yes)
				d.do(ticketing.CheckIn{Ticket: t.Code}, yes)
			case 2:
				d.do(ticketing.Finish{Desk: desk.ID, Outcome: "out"}, yes)
			}
		}
	})
}
