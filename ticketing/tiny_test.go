package ticketing_test

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"testing"
	"time"

	"giliran/ticketing"
)

var deep = flag.Bool("deep", false, "look at many more states of the tiny office")

// TestTinyOffice goes through everything that can happen in a tiny office: two
// services (one collects what is in the hold), two stages, two desks, at most
// three tickets, two days, in every order, as far as it gets. Every state
// reached must be sound; deciding must not change it; and a desk's step taken
// back must leave everything as it was.
func TestTinyOffice(t *testing.T) {
	most := 2_000
	if *deep {
		most = 200_000
	}
	x := &explorer{t: t, o: tinyOffice(), seen: map[uint64]bool{}}
	level := []*node{{}, x.morning()}
	for depth := 1; len(level) > 0 && len(x.seen) < most && !t.Failed(); depth++ {
		var next []*node
		for _, n := range level {
			if len(x.seen) >= most || t.Failed() {
				break
			}
			next = append(next, x.from(n)...)
		}
		t.Logf("depth %d: %d states, %d wishes granted of %d", depth, len(x.seen), x.granted, x.asked)
		level = next
	}
	if len(x.seen) < most {
		t.Errorf("%d states are too few: the office does not move", len(x.seen))
	}
}

func tinyOffice() *ticketing.Office {
	to := func(s string) ticketing.Destination { return ticketing.Destination{Stage: s} }
	return &ticketing.Office{
		ID: "tiny", Zone: time.UTC, Digits: 2,
		Policy: ticketing.Policy{Ratio: ticketing.Ratio{Priority: 1, Regular: 1}, NoShowCalls: 1, NoShowSkip: 1, ReturnSkip: 0, Overtakes: 1, StageRun: 1},
		Services: []ticketing.Service{
			{ID: "plain", Prefix: "A", Start: "front"},
			{ID: "pickup", Prefix: "P", Start: "front", Pickup: "held"},
		},
		Stages: []ticketing.Stage{
			{ID: "front", Mode: ticketing.Called, Outcomes: []ticketing.Outcome{
				{ID: "on", To: to("back")}, {ID: "out", To: ticketing.Destination{Finished: true}}, {ID: "return", To: ticketing.Destination{Returned: true}},
			}},
			{ID: "back", Mode: ticketing.File, AtClose: ticketing.Closing{Keep: true}, Outcomes: []ticketing.Outcome{
				{ID: "done", To: to("front")}, {ID: "hold", To: ticketing.Destination{Hold: "held"}},
			}},
		},
		Holds:   []ticketing.Hold{{ID: "held", To: "front"}},
		Desks:   []ticketing.Desk{{ID: "one", Stages: []string{"front", "back"}}, {ID: "two", Stages: []string{"back", "front"}}},
		Devices: []ticketing.Device{{ID: "kiosk", Kiosk: true, Offline: 1}},
	}
}

// tinyWishes are all wishes that make a difference there.
func tinyWishes(s *ticketing.State) []ticketing.Action {
	a := []ticketing.Action{
		ticketing.ReleaseHold{Hold: "held", Count: 1}, ticketing.PauseStage{Stage: "back", Notice: ticketing.Text{"id": "x"}}, ticketing.ResumeStage{Stage: "back"},
		ticketing.OpenDay{Date: "2026-11-23"}, ticketing.OpenDay{Date: "2026-11-24"}, ticketing.CloseDay{},
	}
	codes := []string{"AAAAAAAA", "BBBBBBBB", "CCCCCCCC"}
	if n := len(s.Tickets); n < len(codes) {
		a = append(a, ticketing.TakeTicket{Service: "plain", Code: codes[n]}, ticketing.TakeTicket{Service: "plain", Priority: true, Code: codes[n]},
			ticketing.TakeTicket{Service: "pickup", Code: codes[n]})
		for _, c := range codes[:n] {
			a = append(a, ticketing.TakeTicket{Service: "pickup", Slip: c, Code: codes[n]})
		}
		if len(s.Leases) == 0 {
			a = append(a, ticketing.LendNumbers{Device: "kiosk", Service: "plain", Codes: []string{"LLLLLLLL"}})
		}
		a = append(a, ticketing.HandOver{Device: "kiosk", Code: "LLLLLLLL"})
	}
	for _, t := range s.Tickets {
		a = append(a, ticketing.CheckIn{Ticket: t.Code}, ticketing.SetPriority{Ticket: t.Code, Priority: !t.Priority}, ticketing.ReleaseHold{Hold: "held", Codes: []string{t.Code}})
	}
	for _, desk := range []string{"one", "two"} {
		a = append(a, ticketing.OpenDesk{Desk: desk}, ticketing.CloseDesk{Desk: desk}, ticketing.PauseDesk{Desk: desk})
		a = append(a, tinySteps(s, desk)...)
	}
	return a
}

// tinySteps are the steps of a desk.
func tinySteps(s *ticketing.State, desk string) []ticketing.Action {
	a := []ticketing.Action{ticketing.UndoStep{Desk: desk}}
	if s.DeskOf(desk).Ticket != 0 {
		for _, o := range []string{"on", "out", "return", "done", "hold"} {
			a = append(a, ticketing.Finish{Desk: desk, Outcome: o})
		}
		a = append(a, ticketing.Recall{Desk: desk}, ticketing.Arrive{Desk: desk}, ticketing.Miss{Desk: desk}, ticketing.Park{Desk: desk},
			ticketing.Transfer{Desk: desk, Stage: "back"}, ticketing.Transfer{Desk: desk, Service: "pickup"})
		for _, t := range s.Tickets {
			a = append(a, ticketing.Link{Desk: desk, Slip: t.Code})
		}
	}
	a = append(a, ticketing.Next{Desk: desk})
	for _, t := range s.Tickets {
		a = append(a, ticketing.CallNumber{Desk: desk, Ticket: t.Code}, ticketing.Resume{Desk: desk, Ticket: t.Code})
	}
	return a
}

// explorer goes from state to state.
type explorer struct {
	t              *testing.T
	o              *ticketing.Office
	seen           map[uint64]bool
	asked, granted int
}

// node is a state, as the events that lead to it: there are too many to keep
// them whole.
type node struct {
	before *node
	events []ticketing.Event
}

func (n *node) state() *ticketing.State {
	s := ticketing.NewState()
	if n.before != nil {
		s = n.before.state()
	}
	for i := range n.events {
		s.Apply(&n.events[i])
	}
	return s
}

// morning is the office with everything open: what happens most starts here.
func (x *explorer) morning() *node {
	d := newDuel(x.o)
	d.open()
	return &node{events: d.log}
}

// from gives the states, not seen before, that one wish leads to.
func (x *explorer) from(n *node) (next []*node) {
	s := n.state()
	before := x.hash(s, true)
	now := s.At.Add(time.Minute) // never a double press, which has its own story
	for _, a := range tinyWishes(s) {
		x.asked++
		events, _, err := s.Decide(x.o, ticketing.Command{Actor: "test", Do: a}, now)
		if err != nil || len(events) == 0 {
			continue
		}
		x.granted++
		after := s.Copy()
		for i := range events {
			after.Apply(&events[i])
			if wrong := standing(after); wrong != "" {
				x.t.Errorf("after %s, %s: %s", said(a), events[i].Kind(), wrong)
			}
		}
		x.takenBack(s, after, a, now)
		if h := x.hash(after, true); !x.seen[h] {
			x.seen[h] = true
			x.sound(after, a, now)
			next = append(next, &node{n, events})
		}
	}
	if x.hash(s, true) != before {
		x.t.Error("deciding has changed the state")
	}
	return next
}

// sound: what the board shows, a restart, and giliran verify agree.
func (x *explorer) sound(s *ticketing.State, a ticketing.Action, now time.Time) {
	defer func() {
		if wrong, ok := recover().(mismatch); ok {
			x.t.Errorf("after %s: %s", said(a), wrong)
		}
	}()
	d := &duel{o: x.o, s: s, now: now}
	d.board()
	if len(x.seen)%64 == 0 {
		d.restart()
		if x.hash(d.s, true) != x.hash(s, true) {
			d.wrong("a restart made it another state")
		}
	}
}

// takenBack: a step that is taken back at once has not been, but for the turn
// of the ratio and the calls that were heard.
func (x *explorer) takenBack(before, after *ticketing.State, a ticketing.Action, now time.Time) {
	for _, desk := range []string{"one", "two"} {
		u := after.DeskOf(desk).Undo
		if u == nil || u.Step <= before.Seq {
			continue
		}
		events, _, err := after.Decide(x.o, ticketing.Command{Do: ticketing.UndoStep{Desk: desk}}, now)
		if err != nil {
			x.t.Errorf("%s cannot be taken back: %v", said(a), err)
			return
		}
		back := after.Copy()
		back.Apply(&events[0])
		if x.hash(back, false) != x.hash(before, false) {
			x.t.Errorf("%s taken back at once:\n%s\nbefore:\n%s", said(a), x.picture(back, false), x.picture(before, false))
		}
	}
}

func (x *explorer) hash(s *ticketing.State, whole bool) uint64 {
	h := fnv.New64a()
	h.Write(x.picture(s, whole))
	return h.Sum64()
}

// picture writes down all that can make a difference later, and nothing that
// cannot: no sequence numbers and times, but their order. The whole picture
// has the turns and what can be taken back.
func (x *explorer) picture(s *ticketing.State, whole bool) []byte {
	var b bytes.Buffer
	ids := slices.SortedFunc(maps.Keys(s.Tickets), func(a, b uint64) int { return bytes.Compare([]byte(s.Tickets[a].Code), []byte(s.Tickets[b].Code)) })
	place := func(id uint64) byte { return byte(slices.Index(ids, id) + 1) }
	fmt.Fprint(&b, s.Day, s.Open, s.Issued["plain"], s.Issued["pickup"], len(s.Paused))
	for _, id := range ids {
		t := s.Tickets[id]
		earlier, backTo := byte(0), ""
		for _, other := range ids {
			if s.Tickets[other].Entered < t.Entered && t.State == ticketing.Waiting {
				earlier++
			}
		}
		for _, l := range t.Route {
			if l.Stage == "front" {
				backTo = "front"
			}
		}
		fmt.Fprint(&b, "|", t.Code, t.Number, t.Day, t.Service, t.Priority, t.State, t.Stage, t.Desk, t.Hold, t.Overtaken, backTo, place(t.For), place(t.Visit), earlier)
	}
	for _, stage := range []string{"front", "back"} {
		b.WriteByte('/')
		for _, id := range s.Queues[stage] {
			b.WriteByte(place(id))
		}
		if whole {
			fmt.Fprint(&b, s.Turns[stage].Priority, s.Turns[stage].Regular)
		}
	}
	for _, desk := range []string{"one", "two"} {
		d := s.DeskOf(desk)
		fmt.Fprint(&b, d.State, place(d.Ticket))
		if whole {
			fmt.Fprint(&b, d.Run)
			x.undo(&b, s, d.Undo, place)
		}
	}
	for _, l := range s.Leases {
		fmt.Fprint(&b, l.Day, l.Over, len(l.Numbers))
	}
	return b.Bytes()
}

func (x *explorer) undo(b *bytes.Buffer, s *ticketing.State, u *ticketing.Undo, place func(uint64) byte) {
	if u == nil {
		return
	}
	for i := range u.Before {
		t := &u.Before[i]
		if now := s.Ticket(t.ID); now == nil || now.Last != u.Last {
			return // it cannot be taken back any more
		}
		fmt.Fprint(b, "<", t.Code, t.Priority, t.State, t.Stage, t.Desk, t.Hold, t.Service, t.Overtaken, place(t.Visit), place(t.For))
	}
	for _, id := range u.Ahead {
		b.WriteByte(place(id))
	}
	b.WriteByte(place(u.Hand))
}
