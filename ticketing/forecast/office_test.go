package forecast_test

import (
	"container/heap"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/forecast"
)

// customs are how one office's people work and come; each office has others.
type customs struct {
	desks    int
	service  time.Duration // mean of the first stage
	handover time.Duration // mean of the last
	variety  float64       // coefficient of variation of one service
	load     float64       // work that comes, of what the desks can do
	priority float64       // share
	absent   float64       // share that misses the calls
	returned float64       // share sent for documents
	breaks   bool
	late     bool // a second desk opens an hour after the first
}

// anyCustoms draws an office.
func anyCustoms(r *rand.Rand) customs {
	return customs{
		desks: 1 + r.IntN(4), service: time.Duration(90+r.IntN(360)) * time.Second, handover: time.Duration(40+r.IntN(120)) * time.Second,
		variety: 0.3 + r.Float64()*0.8, load: 0.75 + r.Float64()*0.4,
		priority: r.Float64() * 0.25, absent: r.Float64() * 0.06, returned: r.Float64() * 0.15,
		breaks: r.IntN(2) == 0, late: r.IntN(3) == 0,
	}
}

// village is an office with a stage at the counters, one behind them to which
// only the papers go, and the counters again.
func village(desks int) *ticketing.Office {
	o := &ticketing.Office{ID: "village", Zone: time.FixedZone("WIB", 7*3600), Digits: 3}
	o.Policy = ticketing.Policy{
		Ratio: ticketing.Ratio{Priority: 2, Regular: 1}, NoShowCalls: 3, NoShowSkip: 3, ReturnSkip: 2, Overtakes: 3, StageRun: 2,
	}
	o.Stages = []ticketing.Stage{
		{ID: "berkas", Mode: ticketing.Called, Outcomes: []ticketing.Outcome{
			{ID: "lengkap", To: ticketing.Destination{Stage: "validasi"}}, {ID: "kurang", To: ticketing.Destination{Returned: true}},
		}},
		{ID: "validasi", Mode: ticketing.File, Outcomes: []ticketing.Outcome{{ID: "sah", To: ticketing.Destination{Stage: "serah"}}}},
		{ID: "serah", Mode: ticketing.Called, Outcomes: []ticketing.Outcome{{ID: "diserahkan", To: ticketing.Destination{Finished: true}}}},
	}
	for i := range desks {
		o.Desks = append(o.Desks, ticketing.Desk{ID: fmt.Sprint("loket-", i+1), Stages: []string{"serah", "berkas"}})
	}
	o.Desks = append(o.Desks, ticketing.Desk{ID: "kasi", Stages: []string{"validasi"}})
	o.Services = []ticketing.Service{{ID: "ktp", Prefix: "A", Start: "berkas"}}
	return o
}

// town is an office at work, on a clock that jumps from one event to the next.
type town struct {
	t *testing.T
	customs
	r     *rand.Rand
	o     *ticketing.Office
	s     *ticketing.State
	now   time.Time
	plan  plan
	codes int
	idle  map[string]bool
	rest  map[string]time.Time // a desk's next break
	book  *forecast.Book
	today *forecast.Forecast
	read  time.Time

	asked []question // not yet answered
	asks  func(q question, called time.Time)
}

// question is what a person in a line was told.
type question struct {
	ticket     uint64
	stage      string
	at         time.Time
	ahead      int
	idle       bool
	half, most forecast.Interval // of 50 % and 90 %
}

// plan is what happens next, the earliest first.
type plan []appointment

type appointment struct {
	at time.Time
	do func()
}

func (p plan) Len() int           { return len(p) }
func (p plan) Less(i, j int) bool { return p[i].at.Before(p[j].at) }
func (p plan) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *plan) Push(x any)        { *p = append(*p, x.(appointment)) }
func (p *plan) Pop() any {
	old := *p
	last := old[len(old)-1]
	*p = old[:len(old)-1]
	return last
}

func newTown(t *testing.T, seed uint64, c customs) *town {
	return &town{t: t, customs: c, r: rand.New(rand.NewPCG(seed, 7)), o: village(c.desks), s: ticketing.NewState()}
}

func (w *town) in(d time.Duration, do func()) { heap.Push(&w.plan, appointment{w.now.Add(d), do}) }

// do does what an office may refuse.
func (w *town) do(a ticketing.Action) (ticketing.Result, bool) {
	events, result, err := w.s.Decide(w.o, ticketing.Command{Do: a}, w.now)
	if refusal := (*ticketing.Refusal)(nil); err != nil && !errors.As(err, &refusal) {
		w.t.Fatalf("%#v: %v", a, err)
	}
	for i := range events {
		w.s.Apply(&events[i])
	}
	return result, err == nil
}

// takes is how long something of that mean and the office's variety lasts.
func (w *town) takes(mean time.Duration) time.Duration {
	s := math.Sqrt(math.Log(1 + w.variety*w.variety))
	return time.Duration(float64(mean) * math.Exp(w.r.NormFloat64()*s-s*s/2))
}

func (w *town) between(from, to int) time.Duration {
	return time.Duration(from+w.r.IntN(to-from+1)) * time.Second
}

// day is one working day, the n-th.
func (w *town) day(n int) {
	w.start(n)
	w.play(w.now.Add(6*time.Hour + 20*time.Minute))
	for i := range w.o.Desks {
		w.do(ticketing.Park{Desk: w.o.Desks[i].ID}) // who is at a desk is sent home
	}
	w.do(ticketing.CloseDay{})
}

// start opens the n-th day, and sends the first person and the staff.
func (w *town) start(n int) {
	opening := time.Date(2026, 11, 2+n, 8, 0, 0, 0, w.o.Zone)
	w.now, w.plan, w.asked = opening.Add(-20*time.Minute), nil, nil
	w.idle, w.rest = map[string]bool{}, map[string]time.Time{}
	w.do(ticketing.OpenDay{Date: ticketing.DateOf(opening, w.o.Zone)})
	w.book, w.read = forecast.Learn(w.o, w.s), time.Time{}
	w.in(w.between(0, 300), w.arrival)
	for i := range w.o.Desks {
		wait := 20 * time.Minute
		if w.late && i == 1 {
			wait += time.Hour
		}
		w.in(wait+w.between(0, 120), func() { w.open(w.o.Desks[i].ID) })
	}
	w.in(40*time.Minute, w.poll)
}

// play lets everything happen that happens until then.
func (w *town) play(end time.Time) {
	for len(w.plan) > 0 {
		next := heap.Pop(&w.plan).(appointment)
		if next.at.After(end) {
			break
		}
		w.now = next.at
		next.do()
	}
}

// arrival is a person who takes a number, and sends for the next one.
func (w *town) arrival() {
	each := w.service + w.handover + 40*time.Second
	gap := float64(each) / float64(w.desks) / w.load
	hour := w.now.In(w.o.Zone).Hour()
	if hour < 9 || hour == 13 {
		gap /= 1.5 // the rush of the morning, and after lunch
	}
	w.in(time.Duration(w.r.ExpFloat64()*gap), w.arrival)
	w.codes++
	r, ok := w.do(ticketing.TakeTicket{Service: "ktp", Priority: w.r.Float64() < w.priority, Code: fmt.Sprintf("C%07d", w.codes)})
	if ok {
		w.ask(w.s.Ticket(r.Ticket))
		w.wake()
	}
}

// wake lets idle desks look up.
func (w *town) wake() {
	for _, desk := range slices.Sorted(maps.Keys(w.idle)) { // or the same seed lives another day
		delete(w.idle, desk)
		w.in(w.between(3, 20), func() { w.next(desk) })
	}
}

func (w *town) open(desk string) {
	w.do(ticketing.OpenDesk{Desk: desk})
	w.rest[desk] = w.now.Add(time.Hour + w.between(0, 3600))
	w.next(desk)
}

// next is a desk that is free.
func (w *town) next(desk string) {
	if w.s.DeskOf(desk).Ticket != 0 {
		return
	}
	if w.breaks && desk != "kasi" && w.now.After(w.rest[desk]) {
		w.rest[desk] = w.now.Add(2 * time.Hour)
		w.do(ticketing.PauseDesk{Desk: desk, Reason: "istirahat"})
		w.in(w.between(300, 900), func() { w.do(ticketing.OpenDesk{Desk: desk}); w.next(desk) })
		return
	}
	r, ok := w.do(ticketing.Next{Desk: desk})
	if !ok {
		w.idle[desk] = true
		return
	}
	w.answer(r.Ticket)
	t := w.s.Ticket(r.Ticket)
	if t.State == ticketing.Calling && w.r.Float64() < w.absent {
		w.in(w.between(60, 150), func() { w.do(ticketing.Miss{Desk: desk}); w.in(w.between(2, 20), func() { w.next(desk) }) })
		return
	}
	outcome, mean := "lengkap", w.service
	switch {
	case t.Stage == "validasi":
		outcome, mean = "sah", time.Minute
	case t.Stage == "serah":
		outcome, mean = "diserahkan", w.handover
	case w.r.Float64() < w.returned:
		outcome = "kurang"
	}
	w.in(w.between(5, 30)+w.takes(mean), func() {
		w.do(ticketing.Finish{Desk: desk, Outcome: outcome})
		if outcome == "kurang" {
			w.in(w.between(600, 3600), func() { w.do(ticketing.CheckIn{Ticket: t.Code}); w.wake() })
		}
		w.ask(t)
		w.wake()
		w.in(w.between(2, 20), func() { w.next(desk) })
	})
}

// poll asks for somebody in the middle of a line, as one does who looks at his
// phone.
func (w *town) poll() {
	w.in(w.between(120, 420), w.poll)
	for _, stage := range []string{"berkas", "serah"} {
		if q := w.s.Queues[stage]; len(q) > 0 {
			w.ask(w.s.Ticket(q[w.r.IntN(len(q))]))
		}
	}
}

// ask asks for a ticket in a line.
func (w *town) ask(t *ticketing.Ticket) {
	if w.asks == nil || t.State != ticketing.Waiting || t.Stage == "validasi" {
		return
	}
	p := forecast.Place{Stage: t.Stage, Ahead: w.s.Ahead(t, w.o.Policy.Ratio)}
	for i := range w.o.Desks {
		if d := w.s.DeskOf(w.o.Desks[i].ID); d.State == ticketing.DeskOpen && w.o.Desks[i].Serves(t.Stage) {
			p.Desks++
			p.Idle = p.Idle || d.Ticket == 0 && len(w.s.Queues[t.Stage]) == 1
		}
	}
	if w.read.IsZero() || w.now.Sub(w.read) >= 30*time.Second { // as seldom as an office does
		w.read, w.today = w.now, w.book.Today(w.s, w.now)
	}
	f := w.today
	half, ok1 := f.Wait(p, 0.5)
	most, ok2 := f.Wait(p, 0.9)
	if ok1 != ok2 {
		w.t.Fatalf("one of %v and %v is known, the other is not", half, most)
	}
	if ok1 {
		w.asked = append(w.asked, question{t.ID, t.Stage, w.now, p.Ahead, p.Idle, half, most})
	}
}

// answer tells how long those waited who asked about a ticket that is called.
func (w *town) answer(id uint64) {
	rest := w.asked[:0]
	for _, q := range w.asked {
		if q.ticket == id && q.stage == w.s.Ticket(id).Stage {
			w.asks(q, w.now)
		} else {
			rest = append(rest, q)
		}
	}
	w.asked = rest
}
