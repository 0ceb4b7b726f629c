package ticketing_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// TestNobodyStarves: a desk that serves an applicant's stage calls him after a
// bounded number of calls, whatever others do: arrive with priority, come back
// near the front, are let out of holds, sent on to the stage the desk prefers,
// or called and put back.
//
// The bound: of StageRun+1 calls of the desk at least one is from the stage of
// the one who has waited longest. Only those who waited when he joined can
// have waited longer, and each of them is called after as many calls from his
// stage as wait.bound says.
func TestNobodyStarves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		office := make([]byte, officeBytes)
		for i := range office {
			office[i] = rapid.Byte().Draw(rt, "office")
		}
		d := &siege{duel: newDuel(anyOffice(&choices{office})), rt: rt}
		d.prepare()
		d.open()
		for range rapid.IntRange(0, 8).Draw(rt, "ahead") {
			d.arrive(rapid.Bool().Draw(rt, "priority"))
		}
		for range rapid.IntRange(0, 4).Draw(rt, "calls before") {
			d.call()
		}
		d.arrive(rapid.Bool().Draw(rt, "priority"))
		victim := d.s.ByCode(d.w.all[len(d.w.all)-1].code)
		bound := d.bound(victim)
		entered := victim.Entered
		for calls := 0; victim.State == ticketing.Waiting && victim.Entered == entered; calls++ {
			if calls > bound {
				rt.Fatalf("%s still waits after %d calls; at most %d may be", victim.Number, calls, bound)
			}
			// Most arrivals are of the kind that it hurts to be overtaken by.
			d.arrive(rapid.IntRange(0, 4).Draw(rt, "priority") > 0 != victim.Priority)
			d.call()
			victim = d.s.Ticket(victim.ID)
		}
	})
}

// siege is an office whose one desk, serving everything, does its worst.
type siege struct {
	*duel
	rt *rapid.T
}

// prepare leaves one desk for all stages, and nothing that stops arrivals.
func (d *siege) prepare() {
	d.o.Desks = d.o.Desks[:1]
	for i := range d.o.Stages {
		if id := d.o.Stages[i].ID; !d.o.Desks[0].Serves(id) {
			d.o.Desks[0].Stages = append(d.o.Desks[0].Stages, id)
		}
	}
	d.o.Services[1].Quota, d.o.Printing.StopWhenOut = 0, false
	d.w = newOracle(d.o)
}

func (d *siege) arrive(priority bool) {
	d.do(ticketing.TakeTicket{Service: rapid.SampledFrom([]string{"plain", "scarce", "pickup"}).Draw(d.rt, "service"), Priority: priority, Code: d.freshCode()})
}

// bound is after how many calls of the desk a ticket is called.
func (d *siege) bound(t *ticketing.Ticket) int {
	sum := 0
	for _, queue := range d.s.Queues {
		for i, id := range queue {
			if x := d.s.Ticket(id); x.Entered <= t.Entered {
				w := wait{priority: x.Priority, ahead: i}
				sum += w.bound(d.o.Policy) + 1
			}
		}
	}
	return (d.o.Policy.StageRun + 1) * sum
}

// call calls somebody and makes room for him to be in somebody's way again.
func (d *siege) call() {
	desk := d.o.Desks[0].ID
	d.now = d.now.Add(time.Minute)
	if _, _, err := d.s.Decide(d.o, ticketing.Command{Do: ticketing.Next{Desk: desk}}, d.now); err != nil {
		return // nobody waits
	}
	d.do(ticketing.Next{Desk: desk})
	code := d.s.Ticket(d.s.DeskOf(desk).Ticket).Code
	switch rapid.IntRange(0, 6).Draw(d.rt, "then") {
	case 0:
		d.do(ticketing.Finish{Desk: desk, Outcome: "on"})
	case 1:
		d.do(ticketing.Return{Desk: desk, Note: "x"})
		d.do(ticketing.CheckIn{Ticket: code})
	case 2:
		d.do(ticketing.Finish{Desk: desk, Outcome: "hold"})
		for _, h := range d.o.Holds {
			d.do(ticketing.ReleaseHold{Hold: h.ID, Count: 9})
		}
	case 3:
		d.do(ticketing.Transfer{Desk: desk, Stage: d.o.Desks[0].Stages[0]})
	case 4:
		d.do(ticketing.Miss{Desk: desk})
		d.do(ticketing.CheckIn{Ticket: code})
	case 5:
		d.do(ticketing.Park{Desk: desk})
		d.do(ticketing.UndoStep{Desk: desk})
	}
	if d.s.DeskOf(desk).Ticket != 0 {
		d.do(ticketing.Finish{Desk: desk, Outcome: "out"})
	}
}

// TestTheBoundIsReached: without returns there is a way to arrive by which
// exactly as many are called before one as wait.bound allows, so that nobody
// can be promised less.
func TestTheBoundIsReached(t *testing.T) {
	for _, ahead := range []int{0, 1, 3, 6} {
		// A regular one, and priority arrivals just when the ratio has started
		// over because none of them waited.
		d := newRush()
		victim := d.take(ahead+1, false)
		before := d.until(victim, func() {
			if d.s.Turns["stage-0"] == (ticketing.Turn{}) && d.waiting(true) == 0 {
				d.take(d.o.Policy.Ratio.Priority, true)
			}
		})
		if w := (&wait{ahead: ahead}); before != w.bound(d.o.Policy) {
			t.Errorf("%d ahead: %d were called before a regular one, the bound is %d", ahead, before, w.bound(d.o.Policy))
		}

		// A priority one who joins when the regular ones have their turn.
		d = newRush()
		d.take(99, false)
		d.until(d.take(d.o.Policy.Ratio.Priority, true), func() {})
		victim = d.take(ahead+1, true)
		before = d.until(victim, func() {})
		if w := (&wait{ahead: ahead, priority: true}); before != w.bound(d.o.Policy) {
			t.Errorf("%d ahead: %d were called before a priority one, the bound is %d", ahead, before, w.bound(d.o.Policy))
		}
	}
}

// rush is an office with one stage and one desk in a ratio of 3 : 2.
type rush struct{ *duel }

func newRush() rush {
	o := anyOffice(&choices{})
	o.Policy.Ratio, o.Policy.Overtakes = ticketing.Ratio{Priority: 3, Regular: 2}, 0
	d := rush{newDuel(o)}
	d.open()
	return d
}

// take gives out n numbers; the answer is the last one's ticket.
func (d rush) take(n int, priority bool) *ticketing.Ticket {
	for range n {
		d.do(ticketing.TakeTicket{Service: "plain", Priority: priority, Code: d.freshCode()})
	}
	return d.s.ByCode(d.w.all[len(d.w.all)-1].code)
}

func (d rush) waiting(priority bool) (n int) {
	for _, id := range d.s.Queues["stage-0"] {
		if d.s.Ticket(id).Priority == priority {
			n++
		}
	}
	return n
}

func (d rush) next() {
	d.now = d.now.Add(time.Minute)
	d.do(ticketing.Next{Desk: "desk-0"})
	d.do(ticketing.Finish{Desk: "desk-0", Outcome: "out"})
}

// until counts the calls before a ticket's.
func (d rush) until(t *ticketing.Ticket, arrive func()) (before int) {
	for ; ; before++ {
		arrive()
		if d.next(); t.State != ticketing.Waiting {
			return before
		}
	}
}
