package ticketing_test

import (
	"slices"
	"strings"
	"time"

	"giliran/ticketing"
)

type oracleUndo struct {
	was     []card // the card, and what it picks up
	cards   []*card
	ahead   []*card // who stood before it in the queue
	hand    *card
	touched int
}

// doDesk is what the staff of a desk wish.
func (w *oracle) doDesk(a ticketing.Action) (granted, known bool) {
	name := ""
	var act func(*ticketing.Desk, *oracleDesk) bool
	switch a := a.(type) {
	case ticketing.Next:
		name, act = a.Desk, w.next
	case ticketing.CallNumber:
		name, act = a.Desk, func(k *ticketing.Desk, d *oracleDesk) bool { return w.call(k, d, w.find(a.Ticket)) }
	case ticketing.Recall:
		name, act = a.Desk, w.recall
	case ticketing.Arrive:
		name, act = a.Desk, w.arrive
	case ticketing.Miss:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.aside(a.Desk, d, "no-show") }
	case ticketing.Park:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.aside(a.Desk, d, "parked") }
	case ticketing.Resume:
		name, act = a.Desk, func(k *ticketing.Desk, d *oracleDesk) bool { return w.resume(k, d, a.Ticket) }
	case ticketing.Finish:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.finish(a, d) }
	case ticketing.Return:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.sendBack(a, d) }
	case ticketing.Transfer:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.transfer(a, d) }
	case ticketing.Link:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.link(a, d) }
	case ticketing.UndoStep:
		name, act = a.Desk, w.undo
	case ticketing.OpenDesk:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { d.state = "open"; return true }
	case ticketing.CloseDesk:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool { return w.rests(d, "closed") }
	case ticketing.PauseDesk:
		name, act = a.Desk, func(_ *ticketing.Desk, d *oracleDesk) bool {
			return d.state != "closed" && len(a.Reason) <= ticketing.MaxText && w.rests(d, "paused")
		}
	default:
		return false, false
	}
	desk, ok := w.o.Desk(name)
	return ok && act(desk, w.desks[name]), true
}

func (w *oracle) rests(d *oracleDesk, state string) bool {
	if d.hand != nil {
		return false
	}
	d.state = state
	return true
}

// free is a desk that works and has nobody, on an open day.
func (w *oracle) free(d *oracleDesk) bool { return w.open && d.state == "open" && d.hand == nil }

// pressedTwice: the same button within a second acts once.
func (w *oracle) pressedTwice(d *oracleDesk, act string) bool {
	return d.acted == act && !w.now.Before(d.actedAt) && w.now.Before(d.actedAt.Add(time.Second))
}

func (w *oracle) acted(d *oracleDesk, act string) { d.acted, d.actedAt = act, w.now }

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

func (w *oracle) next(desk *ticketing.Desk, d *oracleDesk) bool {
	if d.hand != nil && w.pressedTwice(d, "next") {
		return true
	}
	if !w.free(d) {
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
	w.acted(d, "next")
	return true
}

// give hands a card to a desk: a step that can be taken back.
func (w *oracle) give(c *card, desk, stage, state string) {
	w.step(desk, c, func() {
		w.leave(c)
		if state == "" {
			state = "called"
			if w.stage(stage).Mode == ticketing.File {
				state = "serving"
			}
		}
		c.state, c.stage, c.desk = state, stage, desk
		w.called(c, stage)
		w.desks[desk].hand = c
	})
}

// step does something that can be taken back.
func (w *oracle) step(desk string, c *card, do func()) {
	d := w.desks[desk]
	u := &oracleUndo{hand: d.hand, cards: []*card{c}}
	if c.app != nil {
		u.cards = append(u.cards, c.app)
	}
	for _, x := range u.cards {
		u.was = append(u.was, *x)
	}
	if c.state == "waiting" {
		q := w.waiting(c.stage)
		u.ahead = q[:slices.Index(q, c)]
	}
	do()
	w.touch(u.cards...)
	u.touched = w.touched
	d.undo = u
}

func (w *oracle) call(desk *ticketing.Desk, d *oracleDesk, c *card) bool {
	if c == nil {
		return false
	}
	if d.hand == c && w.pressedTwice(d, "call") {
		return true
	}
	stage := c.stage
	if c.state == "returned" {
		stage = w.backTo(c)
	}
	can := c.state == "waiting" || c.state == "parked" || c.state == "no-show" || c.state == "returned"
	if !w.free(d) || !can || !slices.Contains(desk.Stages, stage) || w.paused[stage] {
		return false
	}
	w.give(c, desk.ID, stage, "")
	w.acted(d, "call")
	return true
}

func (w *oracle) recall(_ *ticketing.Desk, d *oracleDesk) bool {
	if d.hand == nil || d.hand.state != "called" {
		return false
	}
	if !w.pressedTwice(d, "recall") {
		w.goOn(d)
		w.acted(d, "recall")
	}
	return true
}

// goOn touches the card in hand; the step before may still be taken back.
func (w *oracle) goOn(d *oracleDesk) {
	u := d.undo
	if u == nil || u.touched != d.hand.touched {
		w.touch(d.hand)
		return
	}
	w.touch(u.cards...)
	w.touched++
	d.hand.touched, u.touched = w.touched, w.touched
	for _, c := range u.cards {
		c.touched = w.touched
	}
}

func (w *oracle) arrive(_ *ticketing.Desk, d *oracleDesk) bool {
	if d.hand == nil {
		return false
	}
	if d.hand.state == "called" {
		w.goOn(d)
		d.hand.state = "serving"
	}
	return true
}

func (w *oracle) aside(desk string, d *oracleDesk, state string) bool {
	c := d.hand
	if c == nil || state == "no-show" && c.state != "called" {
		return false
	}
	w.step(desk, c, func() {
		w.leave(c)
		c.state = state
		if state == "parked" {
			c.desk = desk
		}
	})
	w.acted(d, state)
	return true
}

func (w *oracle) resume(desk *ticketing.Desk, d *oracleDesk, ref string) bool {
	c := w.find(ref)
	for _, x := range w.all {
		if ref == "" && x.state == "parked" && x.desk == desk.ID && (c == nil || x.touched > c.touched) {
			c = x
		}
	}
	if c == nil {
		return false
	}
	if c.state == "returned" || c.state == "no-show" {
		return w.back(c)
	}
	if c.state != "parked" || !w.free(d) || !slices.Contains(desk.Stages, c.stage) || w.paused[c.stage] {
		return false
	}
	w.give(c, desk.ID, c.stage, "serving")
	w.acted(d, "resume")
	return true
}

func (w *oracle) finish(a ticketing.Finish, d *oracleDesk) bool {
	if d.hand == nil || w.stage(d.hand.stage) == nil {
		return false
	}
	stage := w.stage(d.hand.stage)
	if a.Usual && a.Outcome == "" {
		a.Outcome = stage.Outcomes[0].ID
	}
	out, ok := stage.Outcome(a.Outcome)
	return ok && w.end(a, d, out)
}

func (w *oracle) end(a ticketing.Finish, d *oracleDesk, out *ticketing.Outcome) bool {
	c := d.hand
	stage := w.stage(c.stage)
	to := w.leads(c, stage, out)
	for _, doc := range a.Missing {
		if _, known := w.service(c.service).Document(doc); !known {
			return false
		}
	}
	if len(a.Note) > ticketing.MaxText || !to.Returned && (len(a.Missing) > 0 || a.Note != "") {
		return false
	}
	to = w.goes(c, to)
	w.step(a.Desk, c, func() {
		if out.Complete && c.complete.IsZero() {
			c.complete = w.now
		}
		w.send(c, to)
	})
	w.acted(d, "finish")
	w.slip(a.Desk, c, to)
	return true
}

// leads is where an outcome takes an application of its service.
func (w *oracle) leads(c *card, stage *ticketing.Stage, out *ticketing.Outcome) ticketing.Destination {
	if own, ok := w.service(c.service).Stages[stage.ID].Outcomes[out.ID]; ok {
		return own
	}
	return out.To
}

func (w *oracle) sendBack(a ticketing.Return, d *oracleDesk) bool {
	if d.hand == nil || len(a.Missing) == 0 && strings.TrimSpace(a.Note) == "" {
		return false
	}
	stage := w.stage(d.hand.stage)
	for i := 0; stage != nil && i < len(stage.Outcomes); i++ {
		if w.leads(d.hand, stage, &stage.Outcomes[i]).Returned {
			return w.end(ticketing.Finish{Desk: a.Desk, Missing: a.Missing, Note: a.Note}, d, &stage.Outcomes[i])
		}
	}
	return false
}

func (w *oracle) transfer(a ticketing.Transfer, d *oracleDesk) bool {
	s := w.service(a.Service)
	if a.Stage == "" && s != nil {
		a.Stage = s.Start
	}
	c := d.hand
	if c == nil || a.Service != "" && s == nil || w.stage(a.Stage) == nil {
		return false
	}
	w.step(a.Desk, c, func() {
		if s != nil {
			c.service = s.ID
		}
		w.join(c, a.Stage, last)
	})
	w.acted(d, "transfer")
	return true
}

func (w *oracle) link(a ticketing.Link, d *oracleDesk) bool {
	if d.hand == nil || d.hand.app != nil {
		return false
	}
	app := w.toPickUp(w.service(d.hand.service), a.Slip)
	if app == nil {
		return false
	}
	d.hand.app, app.visit = app, d.hand
	w.touch(d.hand, app)
	return true
}

// toPickUp is the application that a slip stands for, if it can be picked up.
func (w *oracle) toPickUp(s *ticketing.Service, slip string) *card {
	for _, c := range w.all {
		if c.code == ticketing.NormalCode(slip) && c.state == "held" && c.hold == s.Pickup && c.visit == nil {
			return c
		}
	}
	return nil
}

func (w *oracle) undo(_ *ticketing.Desk, d *oracleDesk) bool {
	u := d.undo
	if u == nil || d.hand != nil && d.hand != u.cards[0] {
		return false
	}
	for _, c := range u.cards {
		if c.gone || c.touched != u.touched {
			return false
		}
	}
	for i, c := range u.cards {
		w.leave(c)
		*c = u.was[i]
	}
	d.hand, d.undo = u.hand, nil
	if d.hand != nil {
		d.state = "open"
	}
	if c := u.cards[0]; c.state == "waiting" {
		w.insert(c, w.behind(c.stage, u.ahead))
	}
	w.touch(u.cards...)
	w.acted(d, "undo")
	return true
}

// behind is the place right behind the last of those who still wait there.
func (w *oracle) behind(stage string, ahead []*card) int {
	place := 0
	for i, c := range w.waiting(stage) {
		if slices.Contains(ahead, c) {
			place = i + 1
		}
	}
	return place
}
