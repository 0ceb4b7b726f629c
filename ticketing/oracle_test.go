package ticketing_test

import (
	"fmt"
	"slices"

	"giliran/ticketing"
)

// oracle is the office as a clerk with a single list would keep it: slow,
// obvious, and written from the rules' wording, not from the code. The random
// days of random_test.go hold the real thing against it.
type oracle struct {
	o       *ticketing.Office
	open    bool
	count   map[string]int
	all     []*card
	line    []*card // everybody who waits, in the office's one long list
	picks   map[string]int
	run     map[string]int
	desks   map[string]*oracleDesk
	paused  map[string]bool
	entered int
	touched int
}

// card is one application.
type card struct {
	number, service    string
	priority           bool
	state, stage, desk string
	hold               string
	callable           string // last stage to which applicants are called
	entered, overtaken int
	touched            int
}

type oracleDesk struct {
	state string
	hand  *card
	undo  *oracleUndo
}

type oracleUndo struct {
	was     card
	card    *card
	behind  []*card // who stood before it in the queue
	hand    *card
	touched int
}

func newOracle(o *ticketing.Office) *oracle {
	w := &oracle{o: o, count: map[string]int{}, picks: map[string]int{}, run: map[string]int{}, desks: map[string]*oracleDesk{}, paused: map[string]bool{}}
	for _, d := range o.Desks {
		w.desks[d.ID] = &oracleDesk{state: "closed"}
	}
	return w
}

func (w *oracle) touch(c *card) {
	w.touched++
	c.touched = w.touched
}

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
	q := w.waiting(stage)
	if n >= len(q) {
		w.line = append(w.line, c)
		return
	}
	w.line = slices.Insert(w.line, slices.Index(w.line, q[n]), c)
}

func (w *oracle) called(c *card, stage string) {
	if s, ok := w.o.Stage(stage); ok && s.Mode == ticketing.Called {
		c.callable = stage
	}
}

func (w *oracle) take(service string, priority bool) bool {
	s, _ := w.o.Service(service)
	if !w.open || s.Quota > 0 && w.count[service] >= s.Quota {
		return false
	}
	w.count[service]++
	c := &card{number: fmt.Sprintf("%s%03d", s.Prefix, w.count[service]), service: service, priority: priority}
	w.all = append(w.all, c)
	w.join(c, s.Start, 1<<30)
	w.touch(c)
	return true
}

// first is whom a stage gives up: in every round of p+r calls while both
// kinds wait, the first p are priority.
func (w *oracle) first(stage string) *card {
	p, r := w.o.Policy.Ratio.Priority, w.o.Policy.Ratio.Regular
	want := w.picks[stage]%(p+r) < p
	var lone *card
	both := false
	for _, c := range w.waiting(stage) {
		if lone == nil {
			lone = c
		}
		both = both || c.priority != lone.priority
	}
	if !both {
		w.picks[stage] = 0
		return lone
	}
	w.picks[stage]++
	for _, c := range w.waiting(stage) {
		if c.priority == want {
			return c
		}
	}
	panic("both kinds wait, but not one of each")
}

func (w *oracle) next(desk *ticketing.Desk) bool {
	d := w.desks[desk.ID]
	if !w.open || d.state != "open" || d.hand != nil {
		return false
	}
	preferred, oldest := "", (*card)(nil)
	for _, stage := range desk.Stages {
		for _, c := range w.waiting(stage) {
			if w.paused[stage] {
				continue
			}
			if preferred == "" {
				preferred = stage
			}
			if oldest == nil || c.entered < oldest.entered {
				oldest = c
			}
		}
	}
	if preferred == "" {
		return false
	}
	if oldest.stage == preferred {
		w.run[desk.ID] = 0
	} else if w.run[desk.ID]++; w.run[desk.ID] > w.o.Policy.StageRun {
		w.run[desk.ID] = 0
		preferred = oldest.stage
	}
	w.give(w.first(preferred), desk.ID, preferred, "")
	return true
}

// give hands a card to a desk: a step that can be taken back.
func (w *oracle) give(c *card, desk, stage, state string) {
	w.step(c, desk)
	w.leave(c)
	if state == "" {
		state = "called"
		if s, _ := w.o.Stage(stage); s.Mode == ticketing.File {
			state = "serving"
		}
	}
	c.state, c.stage, c.desk = state, stage, desk
	w.called(c, stage)
	w.desks[desk].hand = c
	w.stepped(c, desk)
}

// step notes how things were; stepped, that nobody has touched them since.
func (w *oracle) step(c *card, desk string) {
	u := &oracleUndo{was: *c, card: c, hand: w.desks[desk].hand}
	if c.state == "waiting" {
		q := w.waiting(c.stage)
		u.behind = q[:slices.Index(q, c)]
	}
	w.desks[desk].undo = u
}

func (w *oracle) stepped(c *card, desk string) {
	w.touch(c)
	w.desks[desk].undo.touched = c.touched
}

func (w *oracle) call(desk *ticketing.Desk, c *card) bool {
	d := w.desks[desk.ID]
	stage := c.stage
	if c.state == "returned" {
		stage = c.callable
	}
	can := c.state == "waiting" || c.state == "parked" || c.state == "no-show" || c.state == "returned"
	if !w.open || d.state != "open" || d.hand != nil || !can || !slices.Contains(desk.Stages, stage) || w.paused[stage] {
		return false
	}
	w.give(c, desk.ID, stage, "")
	return true
}

func (w *oracle) finish(desk *ticketing.Desk, outcome string) bool {
	c := w.desks[desk.ID].hand
	if c == nil {
		return false
	}
	stage, _ := w.o.Stage(c.stage)
	out, ok := stage.Outcome(outcome)
	if !ok {
		return false
	}
	w.step(c, desk.ID)
	w.leave(c)
	switch to := out.To; {
	case to.Stage != "":
		if s, _ := w.o.Stage(to.Stage); !w.open && s.AtClose.Hold != "" {
			c.state, c.hold = "held", s.AtClose.Hold
		} else {
			w.join(c, to.Stage, 1<<30)
		}
	case to.Hold != "":
		c.state, c.hold = "held", to.Hold
	case to.Returned:
		c.state = "returned"
	default:
		c.state = "finished"
	}
	w.stepped(c, desk.ID)
	return true
}

func (w *oracle) aside(desk, state string) bool {
	c := w.desks[desk].hand
	if c == nil || state == "no-show" && c.state != "called" {
		return false
	}
	w.step(c, desk)
	w.leave(c)
	c.state = state
	if state == "parked" {
		c.desk = desk
	}
	w.stepped(c, desk)
	return true
}

func (w *oracle) resume(desk *ticketing.Desk, c *card) bool {
	d := w.desks[desk.ID]
	if c.state == "returned" || c.state == "no-show" {
		return w.back(c)
	}
	if c.state != "parked" || !w.open || d.state != "open" || d.hand != nil || !slices.Contains(desk.Stages, c.stage) || w.paused[c.stage] {
		return false
	}
	w.give(c, desk.ID, c.stage, "serving")
	return true
}

// back lets somebody report back: behind the first few who wait, but never
// before one who has been overtaken often enough.
func (w *oracle) back(c *card) bool {
	n, stage := w.o.Policy.ReturnSkip, c.callable
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

func (w *oracle) prioritise(c *card, priority bool) bool {
	if c.state == "finished" || c.state == "ended" {
		return false
	}
	if c.priority != priority {
		c.priority = priority
		w.touch(c)
	}
	return true
}

// release lets the n oldest applications of a hold go on.
func (w *oracle) release(hold string, n int) {
	h, _ := w.o.Hold(hold)
	for _, c := range w.all {
		if c.state == "held" && c.hold == hold && n > 0 {
			n--
			if s, _ := w.o.Stage(h.To); !w.open && s.AtClose.Hold != "" && s.AtClose.Hold != hold {
				c.hold = s.AtClose.Hold
			} else {
				w.join(c, h.To, 1<<30)
			}
			w.touch(c)
		}
	}
}

func (w *oracle) undo(desk string) bool {
	d := w.desks[desk]
	u := d.undo
	if u == nil || u.card.touched != u.touched || d.hand != nil && d.hand != u.card {
		return false
	}
	c := u.card
	w.leave(c)
	*c = u.was
	d.hand = u.hand
	d.undo = nil
	if c.state == "waiting" {
		w.insertAt(c, len(u.behind))
	}
	w.touch(c)
	return true
}

// insertAt puts a card back at its place in its stage's queue.
func (w *oracle) insertAt(c *card, n int) {
	q := w.waiting(c.stage)
	if n >= len(q) {
		w.line = append(w.line, c)
		return
	}
	w.line = slices.Insert(w.line, slices.Index(w.line, q[n]), c)
}

func (w *oracle) openDay() { w.open = true }

func (w *oracle) closeDay() {
	if !w.open {
		return
	}
	w.open = false
	for _, c := range w.all {
		s, _ := w.o.Stage(c.stage)
		left := c.state == "waiting" || c.state == "parked" || c.state == "no-show" || c.state == "returned"
		if !left || s.AtClose.Keep && c.state != "returned" {
			continue
		}
		hold := s.AtClose.Hold
		if c.state == "returned" {
			hold = ""
		}
		w.leave(c)
		c.state, c.hold = "ended", hold
		if hold != "" {
			c.state = "held"
		}
		w.touch(c)
	}
	for _, d := range w.desks {
		d.undo = nil
		if d.hand == nil {
			d.state = "closed"
		}
	}
}
