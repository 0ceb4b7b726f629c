package ticketing_test

import (
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"giliran/ticketing"
)

// duel is one tape played on both, the core and the oracle.
type duel struct {
	o      *ticketing.Office
	s      *ticketing.State
	w      *oracle
	sound  *sound
	wishes []func(*duel, *choices) ticketing.Action
	tally  *tally
	now    time.Time
	log    []ticketing.Event
	drawn  int
	sent   []delivery // with keys, for coming again
	told   func(string)
}

// delivery is a command that was sent with a key and changed something.
type delivery struct {
	command ticketing.Command
	result  ticketing.Result
	day     ticketing.Date
}

// mismatch is what play panics with when the two disagree.
type mismatch string

func (d *duel) wrong(format string, a ...any) { panic(mismatch(fmt.Sprintf(format, a...))) }

// newDuel is an office in the morning, on which nothing has happened yet.
func newDuel(o *ticketing.Office) *duel {
	return &duel{o: o, s: ticketing.NewState(), w: newOracle(o), sound: newSound(o), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
}

// open opens the day and every desk.
func (d *duel) open() {
	d.do(ticketing.OpenDay{Date: "2026-11-23"})
	for i := range d.o.Desks {
		d.do(ticketing.OpenDesk{Desk: d.o.Desks[i].ID})
	}
}

func (d *duel) do(a ticketing.Action) { d.send(ticketing.Command{Actor: "test", Do: a}) }

// playTape plays a tape and gives what went wrong, "" for nothing. Thoroughly
// means that after every wish, not only at the end, the public board is drawn
// and the office restarted from a snapshot.
func playTape(t *tape, table []func(*duel, *choices) ticketing.Action, count *tally, thorough bool, told func(string)) (wrong string) {
	crowd := &choices{t.office} // at the door in the morning
	o := anyOffice(crowd)
	d := newDuel(o)
	d.wishes, d.tally, d.told = table, count, told
	defer func() {
		switch p := recover().(type) {
		case nil:
		case mismatch:
			wrong = string(p)
		default:
			wrong = fmt.Sprintf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	d.open()
	for i := range crowd.n(8) {
		a := ticketing.TakeTicket{Service: pick(crowd, []string{"plain", "pickup", "scarce"}), Priority: crowd.odd(3), Code: d.freshCode()}
		d.now = d.now.Add(time.Duration(i) * time.Second)
		d.do(a)
	}
	for i := range t.steps {
		d.step(&choices{t.steps[i][:]})
		if thorough || i == len(t.steps)-1 {
			d.board()
			d.restart()
		}
	}
	d.replay()
	return ""
}

// step lets time pass and does one wish, or one that was done before.
func (d *duel) step(c *choices) {
	d.pass(c)
	if c.odd(200) {
		reform(d.o)
		d.restart()
	}
	again := c.n(16)
	if again == 15 && len(d.sent) > 0 {
		d.again(c)
		return
	}
	command := ticketing.Command{Actor: pick(c, []string{"test", "desk", "kiosk"}), Do: d.wishes[c.wide(len(d.wishes))](d, c)}
	if again > 10 {
		command.Key = fmt.Sprint("key-", d.drawn, "-", len(d.log))
	}
	d.send(command)
}

// pass moves the clock: a little, hardly at all, over night, and years away,
// forwards and backwards. No order may rest on it.
func (d *duel) pass(c *choices) {
	by := time.Duration(c.n(256)) * time.Second
	switch c.n(128) {
	case 1, 2, 3, 4, 5, 6, 7, 8:
		by = by % (2 * time.Second)
	case 9, 10, 11, 12:
		by = -by
	case 13, 14, 15, 16:
		by = 3 * time.Hour
	case 17, 18, 19, 20, 21:
		by = 24 * time.Hour
	case 22, 23:
		by = 9 * 24 * time.Hour
	case 24, 25:
		by = -26 * time.Hour
	case 26:
		by = 2 * 365 * 24 * time.Hour
	case 27:
		by = -2 * 365 * 24 * time.Hour
	}
	d.now = d.now.Add(by)
}

// send has the core decide and the oracle too.
func (d *duel) send(c ticketing.Command) {
	if d.told != nil {
		d.told(fmt.Sprintf("%s %s: %s", d.now.In(d.o.Zone).Format("2006-01-02 15:04:05"), c.Actor, said(c.Do)))
	}
	day := d.s.Day
	events, result, err := d.s.Decide(d.o, c, d.now)
	d.refused(c, events, err)
	for i := range events {
		before := d.sound.before(d.s, &events[i])
		d.s.Apply(&events[i])
		if d.told != nil {
			d.told("    > " + (&game{o: d.o, s: d.s}).tell(&events[i]))
		}
		d.sound.after(d, &events[i], before)
	}
	d.log = append(d.log, events...)
	if granted := d.w.do(c.Do, d.now); granted != (err == nil) {
		d.wrong("%s: the oracle grants it: %t; the core says: %v", said(c.Do), granted, err)
	}
	if len(events) > 0 {
		d.w.happened(c.Do)
	}
	d.compare()
	if c.Key != "" && len(events) > 0 {
		d.sent = append(d.sent, delivery{c, result, day})
	}
}

func (d *duel) refused(c ticketing.Command, events []ticketing.Event, err error) {
	d.tally.wish(c.Do, err)
	if err == nil {
		return
	}
	r := (*ticketing.Refusal)(nil)
	if !errors.As(err, &r) || r.Detail == "" || len(events) > 0 {
		d.wrong("%s: %v, with %d events", said(c.Do), err, len(events))
	}
	d.tally.refusal(r.Code)
	if d.told != nil {
		d.told("    > refused (" + string(r.Code) + "): " + r.Detail)
	}
}

// again delivers a command once more, or another with its key.
func (d *duel) again(c *choices) {
	was := pick(c, d.sent)
	do, other := was.command.Do, c.odd(4)
	if other {
		do = ticketing.SetNotice{Notice: ticketing.Text{"id": "lain"}}
	}
	forgotten := !d.remembers(was)
	if forgotten {
		return // it would be a new command
	}
	if _, _, err := d.s.Decide(d.o, ticketing.Command{Key: was.command.Key, Actor: "another", Do: ticketing.SetNotice{}}, d.now); err != nil {
		d.wrong("the key of %s bars another holder's wish: %v", said(was.command.Do), err)
	}
	_, result, err := d.s.Decide(d.o, ticketing.Command{Key: was.command.Key, Actor: was.command.Actor, Do: do}, d.now)
	if other {
		if r := (*ticketing.Refusal)(nil); !errors.As(err, &r) || r.Code != ticketing.KeyReused {
			d.wrong("the key of %s was taken for another: %v", said(was.command.Do), err)
		}
		d.tally.refusal(ticketing.KeyReused)
		return
	}
	want := was.result
	want.Again = true
	if err != nil || !reflect.DeepEqual(result, want) {
		d.wrong("%s answered %+v; delivered again %+v, %v", said(was.command.Do), was.result, result, err)
	}
}

// remembers: keys are remembered over the next business day.
func (d *duel) remembers(was delivery) bool {
	days := map[ticketing.Date]bool{}
	for i := range d.log {
		if f, ok := d.log[i].Fact.(*ticketing.DayOpened); ok && f.Day > was.day {
			days[f.Day] = true
		}
	}
	return len(days) <= 1
}

// compare holds everything the two know against each other.
func (d *duel) compare() {
	if d.s.Day != d.w.day || d.s.Open != d.w.open || d.s.Manual != d.w.manual {
		d.wrong("the day is %s open %t by hand %t, want %s %t %t", d.s.Day, d.s.Open, d.s.Manual, d.w.day, d.w.open, d.w.manual)
	}
	if len(d.s.Tickets) != len(d.w.all) {
		d.wrong("%d tickets, want %d", len(d.s.Tickets), len(d.w.all))
	}
	for _, c := range d.w.all {
		d.compareCard(c)
	}
	for stage := range d.s.Queues {
		d.compareQueue(stage)
	}
	for name, want := range d.w.desks {
		got := d.s.DeskOf(name)
		hand := uint64(0)
		if want.hand != nil {
			hand = d.s.ByCode(want.hand.code).ID
		}
		if string(got.State) != want.state || got.Ticket != hand {
			d.wrong("%s is %s with %d, want %s with %d", name, got.State, got.Ticket, want.state, hand)
		}
	}
	d.compareRest()
}

func (d *duel) compareCard(c *card) {
	t := d.s.ByCode(c.code)
	if t == nil {
		d.wrong("%s is lost", c.number)
	}
	c.id = t.ID
	visit := uint64(0)
	if c.visit != nil {
		visit = d.s.ByCode(c.visit.code).ID
	}
	if string(t.State) != c.state || t.Number != c.number || t.Day != c.day || t.Service != c.service || t.Stage != c.stage || t.Desk != c.desk ||
		t.Hold != c.hold || t.Priority != c.priority || t.Visit != visit || c.state == "waiting" && t.Overtaken != c.overtaken {
		d.wrong("%+v\nwant %+v", *t, *c)
	}
	if !t.Complete.Equal(c.complete) {
		d.wrong("%s was complete at %s, want %s", t.Number, t.Complete, c.complete)
	}
}

func (d *duel) compareQueue(stage string) {
	queue, order := d.s.Queues[stage], d.s.Order(stage, d.o.Policy.Ratio)
	waiting := d.w.waiting(stage)
	if len(queue) != len(waiting) || len(order) != len(waiting) {
		d.wrong("%d wait at %s, want %d", len(queue), stage, len(waiting))
	}
	for i, c := range waiting {
		if d.s.Ticket(queue[i]).Code != c.code {
			d.wrong("%s stands at %d of %s, want %s", d.s.Ticket(queue[i]).Number, i, stage, c.number)
		}
	}
	// The order on the board is the order in which the oracle would call them.
	line, picks := slices.Clone(d.w.line), d.w.picks[stage]
	for i, t := range order {
		c := d.w.first(stage)
		if t.Code != c.code {
			d.wrong("%s is said to be called as %d from %s, want %s", t.Number, i, stage, c.number)
		}
		if n := d.s.Ahead(t, d.o.Policy.Ratio); n != i {
			d.wrong("%s stands at %d of %s, but %d are said to be before it", t.Number, i, stage, n)
		}
		d.w.line = slices.DeleteFunc(d.w.line, func(x *card) bool { return x == c })
	}
	d.w.line, d.w.picks[stage] = line, picks
}

// compareRest: papers, lent numbers, tokens, counts, pauses.
func (d *duel) compareRest() {
	ids := make([]uint64, 0, len(d.s.Jobs))
	for id := range d.s.Jobs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) != len(d.w.jobs) {
		d.wrong("%d papers, want %d", len(ids), len(d.w.jobs))
	}
	for i, id := range ids {
		j, want := d.s.Jobs[id], d.w.jobs[i]
		want.id = id
		about := uint64(0)
		if want.about != nil {
			about = want.about.id
		}
		if j.State != want.state || j.Kind != want.kind || j.Printer != want.printer || j.Copy != want.copy || j.Ticket != about {
			d.wrong("paper %+v, want %+v", *j, *want)
		}
	}
	for _, want := range d.w.leases {
		l := d.s.Leases[want.device+"/"+want.service]
		if l == nil || l.Over != want.over || l.Day != want.day || !slices.Equal(l.Numbers, want.numbers) {
			d.wrong("%s holds %+v of %s, want %+v", want.device, l, want.service, *want)
		}
	}
	if len(d.s.Leases) != len(d.w.leases) || len(d.s.Tokens) != len(d.w.tokens) || len(d.s.Paused) != len(d.w.paused) || d.s.Notice.In("id") != d.w.notice {
		d.wrong("%d leases, %d tokens, %d pauses, notice %q; want %d, %d, %d, %q", len(d.s.Leases), len(d.s.Tokens), len(d.s.Paused), d.s.Notice.In("id"),
			len(d.w.leases), len(d.w.tokens), len(d.w.paused), d.w.notice)
	}
	for _, s := range d.o.Services {
		if d.s.Issued[s.ID] != d.w.count[s.ID] {
			d.wrong("%d numbers of %s, want %d", d.s.Issued[s.ID], s.ID, d.w.count[s.ID])
		}
	}
}

// said is a wish in one line.
func said(a ticketing.Action) string {
	s := fmt.Sprintf("%+v", a)
	if len(s) > 160 {
		s = s[:160] + "…"
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", a), "ticketing.") + s
}
