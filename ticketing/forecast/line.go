package forecast

import (
	"slices"
	"time"

	"giliran/ticketing"
)

// line is what is known of one stage's line.
type line struct {
	pace    pace
	scores  []float64 // of what was foretold, the latest last
	greeted []float64 // seconds until those were called who found a desk idle

	// Of the day that is being read:
	last    time.Time
	waiting [2]int // regular, priority
	desks   []desk
	open    map[*visit]foretold
}

// desk is a desk that serves the stage, as its calls tell.
type desk struct {
	id   string
	hand *visit    // whom it serves, nil for nobody
	out  time.Time // since when it is free, zero before its first call
	gap  float64   // seconds people have waited since it is free
}

// foretold is what a newcomer would have been told.
type foretold struct {
	guess
	idle bool
}

const (
	// away is after how long without anybody a desk is taken to be unattended.
	away = 15 * time.Minute
	// judged is how many past forecasts are remembered.
	judged = 400
)

// morning forgets who was there the day before.
func (l *line) morning(o *ticketing.Office, stage string, at time.Time) {
	l.pace.running = 0
	l.last, l.waiting = at, [2]int{}
	l.desks, l.open = nil, map[*visit]foretold{}
	for i := range o.Desks {
		if o.Desks[i].Serves(stage) {
			l.desks = append(l.desks, desk{id: o.Desks[i].ID})
		}
	}
}

// read takes in one moment of the day; own tells whether it is of this stage.
func (l *line) read(m moment, own bool, r ticketing.Ratio) {
	l.pass(m.at)
	switch {
	case m.kind == joins && own:
		l.join(m.visit, r)
	case m.kind == called:
		l.call(m.visit, own)
	case m.kind == leaves:
		l.leave(m.visit, own)
	}
}

// pass lets time go by: while somebody waits, a desk with somebody in hand works
// towards him, and one between two perhaps.
func (l *line) pass(at time.Time) {
	passed := max(0, at.Sub(l.last).Seconds())
	l.last = at
	if l.waiting[0]+l.waiting[1] == 0 {
		return
	}
	for i := range l.desks {
		if d := &l.desks[i]; d.hand != nil {
			l.pace.running += passed
		} else if !d.out.IsZero() && at.Sub(d.out) <= away {
			d.gap += passed
		}
	}
}

func (l *line) join(v *visit, r ticketing.Ratio) {
	present, busy := l.attended()
	idle := l.waiting[0]+l.waiting[1] == 0 && busy < present
	if v.foretell && present > 0 && (idle || l.pace.ready()) {
		f := foretold{idle: idle}
		if !idle {
			f.guess = l.pace.guess(ahead(l.waiting, v.priority, r), present)
		}
		l.open[v] = f
	}
	l.waiting[index(v.priority)]++
}

// desk finds one of the desks that serve the stage, nil for any other.
func (l *line) desk(id string) *desk {
	for i := range l.desks {
		if l.desks[i].id == id {
			return &l.desks[i]
		}
	}
	return nil
}

// attended is at how many desks somebody works, and how many serve somebody.
func (l *line) attended() (present, busy int) {
	for i := range l.desks {
		switch d := &l.desks[i]; {
		case d.hand != nil:
			present, busy = present+1, busy+1
		case !d.out.IsZero() && l.last.Sub(d.out) <= away:
			present++
		}
	}
	return present, busy
}

// call is a desk's call. Only one for which somebody had been waiting since
// before the desk was free tells of the pace.
func (l *line) call(v *visit, own bool) {
	if own {
		l.waiting[index(v.priority)]--
		l.judge(v)
	}
	d := l.desk(v.desk)
	if d == nil {
		return
	}
	saturated := d.hand != nil || !d.out.IsZero() && !v.in.After(d.out) && v.called.Sub(d.out) <= away
	if saturated {
		l.pace.running += d.gap
		if own {
			l.pace.call()
		}
	}
	d.hand, d.gap = v, 0
}

// judge compares what was foretold with what came.
func (l *line) judge(v *visit) {
	f, ok := l.open[v]
	delete(l.open, v)
	switch wait := v.called.Sub(v.in); {
	case !ok:
	case f.idle:
		l.greeted = latest(append(l.greeted, wait.Seconds()))
	default:
		l.scores = latest(append(l.scores, f.score(wait)))
	}
}

func latest(list []float64) []float64 { return list[max(0, len(list)-judged):] }

func (l *line) leave(v *visit, own bool) {
	if own && v.called.IsZero() {
		l.waiting[index(v.priority)]--
		delete(l.open, v)
	}
	if d := l.desk(v.desk); d != nil && d.hand == v {
		d.hand, d.out, d.gap = nil, v.out, 0
	}
}

// until brings a line up to now, in the middle of a day: whoever waits, waits.
func (l *line) until(now time.Time) {
	l.pass(now)
	for i := range l.desks {
		l.pace.running += l.desks[i].gap
		l.desks[i].gap = 0
	}
}

// clone copies what a day changes.
func (l *line) clone() *line {
	return &line{pace: l.pace, scores: slices.Clone(l.scores), greeted: slices.Clone(l.greeted)}
}

// ahead is about how many are called before a newcomer: his own kind, and of
// the other as many as the ratio lets in between.
func ahead(waiting [2]int, priority bool, r ticketing.Ratio) int {
	own, other := index(priority), 1-index(priority)
	share := [2]int{r.Regular, r.Priority}
	return waiting[own] + min(waiting[other], (waiting[own]+1)*share[other]/max(1, share[own]))
}

func index(priority bool) int {
	if priority {
		return 1
	}
	return 0
}
