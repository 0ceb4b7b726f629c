package ticketing_test

import (
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// oracle is the office as a clerk with a single list would keep it: slow,
// obvious, and written from the rules' wording, not from the code. The random
// days of random_test.go hold the real thing against it.
type oracle struct {
	o       *ticketing.Office
	now     time.Time
	known   time.Time // the latest the clock has stood at when something happened
	day     ticketing.Date
	open    bool
	manual  bool
	count   map[string]int
	all     []*card // in the order of issue
	line    []*card // everybody who waits, in the office's one long list
	picks   map[string]int
	run     map[string]int
	desks   map[string]*oracleDesk
	paused  map[string]bool
	notice  string
	jobs    []*oracleJob
	printer map[string]ticketing.PrinterState
	leases  []*oracleLease
	tokens  map[string]bool
	entered int
	touched int
}

// card is one application; id is the core's, told by the duel.
type card struct {
	id                    uint64
	code, number, service string
	day, over             ticketing.Date
	priority, gone        bool
	state, stage, desk    string
	hold                  string
	callable              []string // stages to which it was called, or waited to be
	complete              time.Time
	app, visit            *card // what it picks up, and what picks it up
	entered, overtaken    int
	touched               int
}

type oracleDesk struct {
	state   string
	hand    *card
	undo    *oracleUndo
	acted   string
	actedAt time.Time
}

func newOracle(o *ticketing.Office) *oracle {
	w := &oracle{
		o: o, count: map[string]int{}, picks: map[string]int{}, run: map[string]int{}, desks: map[string]*oracleDesk{},
		paused: map[string]bool{}, printer: map[string]ticketing.PrinterState{}, tokens: map[string]bool{},
	}
	for _, d := range o.Desks {
		w.desks[d.ID] = &oracleDesk{state: "closed"}
	}
	return w
}

// do is asked whether a wish is granted, and does it.
func (w *oracle) do(a ticketing.Action, now time.Time) bool {
	w.now = now
	switch a := a.(type) {
	case ticketing.TakeTicket:
		return w.take(a)
	case ticketing.CheckIn:
		c := w.find(a.Ticket)
		return c != nil && w.back(c)
	case ticketing.SetPriority:
		return w.change(a.Ticket, func(c *card) bool { was := c.priority; c.priority = a.Priority; return was != a.Priority })
	case ticketing.Correct:
		return w.service(a.Service) != nil &&
			w.change(a.Ticket, func(c *card) bool { was := c.service; c.service = a.Service; return was != a.Service })
	case ticketing.Deliver:
		return w.deliver(a)
	case ticketing.ReleaseHold:
		return w.release(a)
	case ticketing.PauseStage:
		if w.stage(a.Stage) == nil || !brief(a.Notice) || a.Notice.In("id") == "" {
			return false
		}
		w.paused[a.Stage] = true
		return true
	case ticketing.ResumeStage:
		delete(w.paused, a.Stage)
		return w.stage(a.Stage) != nil
	case ticketing.SetNotice:
		if !brief(a.Notice) {
			return false
		}
		w.notice = a.Notice.In("id")
		return true
	case ticketing.Tick:
		w.tick()
		return true
	case ticketing.OpenDay:
		return w.openDay(a.Date)
	case ticketing.CloseDay:
		w.closeDay()
		return true
	}
	if yes, known := w.doDesk(a); known {
		return yes
	}
	if yes, known := w.doDevice(a); known {
		return yes
	}
	panic(fmt.Sprintf("the oracle has never heard of %T", a))
}

func brief(t ticketing.Text) bool {
	for _, s := range t {
		if len(s) > ticketing.MaxText {
			return false
		}
	}
	return true
}

func (w *oracle) service(id string) *ticketing.Service {
	s, _ := w.o.Service(id)
	return s
}

func (w *oracle) stage(id string) *ticketing.Stage {
	s, _ := w.o.Stage(id)
	return s
}

// find goes through all papers for a code, and then through the day's for a
// number.
func (w *oracle) find(ref string) *card {
	for _, c := range w.all {
		if c.code == ticketing.NormalCode(ref) {
			return c
		}
	}
	for _, c := range w.all {
		if c.number == ticketing.NormalCode(ref) && c.day == w.day {
			return c
		}
	}
	return nil
}

func (w *oracle) touch(cards ...*card) {
	w.touched++
	for _, c := range cards {
		if c != nil {
			c.touched = w.touched
		}
	}
}

// change changes a card that is not over; change says whether it did.
func (w *oracle) change(ref string, change func(*card) bool) bool {
	c := w.find(ref)
	if c == nil || c.isOver() {
		return false
	}
	if change(c) {
		w.touch(c)
	}
	return true
}

func (c *card) isOver() bool { return c.state == "finished" || c.state == "ended" }

// waiting is a stage's part of the list.
func (w *oracle) waiting(stage string) []*card {
	var q []*card
	for _, c := range w.line {
		if c.stage == stage {
			q = append(q, c)
		}
	}
	return q
}

func (w *oracle) leave(c *card) {
	w.line = slices.DeleteFunc(w.line, func(x *card) bool { return x == c })
	for _, d := range w.desks {
		if d.hand == c {
			d.hand = nil
			if !w.open {
				d.state = "closed"
			}
		}
	}
	c.desk, c.hold = "", ""
}

// join puts a card into a stage's queue behind the first n of it.
func (w *oracle) join(c *card, stage string, n int) {
	w.leave(c)
	w.entered++
	c.state, c.stage, c.entered, c.overtaken = "waiting", stage, w.entered, 0
	w.called(c, stage)
	w.insert(c, n)
}

func (w *oracle) insert(c *card, n int) {
	q := w.waiting(c.stage)
	if n >= len(q) {
		w.line = append(w.line, c)
		return
	}
	w.line = slices.Insert(w.line, slices.Index(w.line, q[n]), c)
}

const last = 1 << 30 // in a queue

func (w *oracle) called(c *card, stage string) {
	if s := w.stage(stage); s != nil && s.Mode == ticketing.Called {
		c.callable = append(slices.Clone(c.callable), stage)
	}
}

// rest ends a card's way; what it was picking up is free again.
func (w *oracle) rest(c *card, as string) {
	w.leave(c)
	c.state, c.over = as, w.day
	if c.app != nil && c.app.visit == c {
		c.app.visit = nil
		w.touch(c, c.app)
	}
}

// send moves a card on. A pick-up that cannot end well leaves the application
// in the hold.
func (w *oracle) send(c *card, to ticketing.Destination) {
	switch app := c.app; {
	case to.Stage != "":
		w.join(c, to.Stage, last)
	case to.Hold != "" && app != nil:
		w.rest(c, "ended")
		app.hold = to.Hold
	case to.Hold != "":
		w.leave(c)
		c.state, c.hold = "held", to.Hold
	case to.Returned:
		w.leave(c)
		c.state = "returned"
	case to.Finished:
		w.rest(c, "finished")
		if app != nil {
			w.rest(app, "finished")
		}
	default:
		w.rest(c, "ended")
	}
}

// goes is where an application really goes: whoever is not in the room waits
// in a hold, and after closing time the stage's own hold takes it.
func (w *oracle) goes(c *card, to ticketing.Destination) ticketing.Destination {
	s := w.stage(to.Stage)
	switch {
	case s == nil:
	case c.day != w.day && c.app == nil && s.Absent != "":
		return ticketing.Destination{Hold: s.Absent}
	case !w.open && s.AtClose.Hold != "":
		return ticketing.Destination{Hold: s.AtClose.Hold}
	}
	return to
}

// release lets those named, or the n oldest of a hold, go on.
func (w *oracle) release(a ticketing.ReleaseHold) bool {
	h, ok := w.o.Hold(a.Hold)
	if !ok || (a.Count > 0) == (len(a.Codes) > 0) || a.Count < 0 {
		return false
	}
	var list []*card
	for _, c := range w.all {
		if c.state == "held" && c.hold == a.Hold && c.visit == nil && len(list) < a.Count {
			list = append(list, c)
		}
	}
	for _, ref := range a.Codes {
		c := w.find(ref)
		if c == nil || c.state != "held" || c.hold != a.Hold || c.visit != nil {
			return false
		}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	for _, c := range list {
		to := w.goes(c, ticketing.Destination{Stage: h.To})
		if to.Hold == a.Hold {
			to = ticketing.Destination{Stage: h.To}
		}
		w.send(c, to)
		w.touch(c)
	}
	return true
}

// back lets somebody report back: behind the first few who wait, but never
// before one who has been overtaken often enough.
func (w *oracle) back(c *card) bool {
	n, stage := w.o.Policy.ReturnSkip, w.backTo(c)
	switch {
	case !w.open, c.state != "returned" && c.state != "no-show":
		return false
	case c.state == "no-show":
		n = w.o.Policy.NoShowSkip
	}
	q := w.waiting(stage)
	n = min(n, len(q))
	for i := n; i < len(q); i++ {
		if q[i].overtaken >= w.o.Policy.Overtakes {
			n = i + 1
		}
	}
	for _, x := range q[n:] {
		x.overtaken++
	}
	w.join(c, stage, n)
	w.touch(c)
	return true
}

// backTo is the last stage to which the card was called and that there still
// is, or the first of its service.
func (w *oracle) backTo(c *card) string {
	for _, stage := range slices.Backward(c.callable) {
		if w.stage(stage) != nil {
			return stage
		}
	}
	return w.service(c.service).Start
}

func (w *oracle) deliver(a ticketing.Deliver) bool {
	c := w.find(a.Ticket)
	if c == nil || c.isOver() || c.state == "called" || c.state == "serving" || c.visit != nil || !w.late(c) || len(a.Receiver) > ticketing.MaxText {
		return false
	}
	w.rest(c, "finished")
	w.touch(c)
	return true
}
