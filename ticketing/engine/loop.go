package engine

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"giliran/ticketing"
)

func (e *Engine) run() {
	defer close(e.done)
	e.due = time.NewTimer(calm)
	defer e.due.Stop()
	e.enough = time.NewTimer(calm)
	defer e.enough.Stop()
	var tick <-chan time.Time
	if e.opt.Tick > 0 {
		t := time.NewTicker(e.opt.Tick)
		defer t.Stop()
		tick = t.C
		e.tick()
	}
	for {
		select {
		case <-e.quit:
			e.publishDue()
			return
		case <-tick:
			e.tick()
		case <-e.due.C:
			e.publishDue()
		case r := <-e.in:
			e.gather(r)
			e.work()
		}
	}
}

// tick lets the hours act and shows the office even when nothing happened, so
// that ticket windows open and close on the board by themselves.
func (e *Engine) tick() {
	before := e.state.Seq
	e.batch = append(e.batch[:0], request{command: ticketing.Command{Actor: ticketing.Clockwork, Do: ticketing.Tick{}}, answer: make(chan answer, 1)})
	e.work()
	if e.state.Seq == before && !e.broken {
		e.publishNow()
	}
}

// gather takes everybody who is waiting into one batch, so that one flush
// serves them all. The yields let callers that the last batch woke come back
// in time: without them batches stay half full. In a rush it waits for as many
// as it knows of, for an eighth of what a commit takes; where callers come one
// at a time it never waits.
func (e *Engine) gather(first request) {
	e.batch = append(e.batch[:0], first)
	began, patience := time.Now(), e.commit/8
	for yields := 0; yields < 3 || e.expecting() && time.Since(began) < min(patience, spin); yields++ {
		runtime.Gosched()
		e.drain()
	}
	if !e.expecting() || patience <= spin {
		return
	}
	e.enough.Reset(patience - spin)
	for e.expecting() {
		select {
		case r := <-e.in:
			e.batch = append(e.batch, r)
			e.drain()
		case <-e.enough.C:
			return
		}
	}
}

// spin is how long a batch waits for more without letting go of its processor.
// A goroutine that only yields finds itself again before it looks whether
// another processor has more to do than it can; for a fast disk there is no
// time to do better.
const spin = 50 * time.Microsecond

func (e *Engine) expecting() bool { return len(e.batch) < min(e.crowd, e.opt.Batch) }

func (e *Engine) drain() {
	for len(e.batch) < e.opt.Batch {
		select {
		case r := <-e.in:
			e.batch = append(e.batch, r)
		default:
			return
		}
	}
}

// calm is how long tickets may gather before the board is drawn again: a rush
// at the door must not redraw it for every number. Anything else, above all a
// call, is shown at once.
//
// The more people wait, the longer it takes to draw them; drawing for new
// tickets alone leaves idle times as long after it as it took, so that a number
// costs the same however many are waiting.
const (
	calm = 20 * time.Millisecond
	idle = 49
)

func (e *Engine) published() {
	urgent := false
	for i := range e.events {
		_, issued := e.events[i].Fact.(*ticketing.Issued)
		urgent = urgent || !issued
	}
	e.unseen = append(e.unseen, e.events...)
	if wait := e.rest - time.Since(e.shown); !urgent && wait > 0 {
		e.due.Reset(wait)
		return
	}
	e.publishNow()
}

// publishDue shows what has gathered. After a failure of the journal the state
// holds what is not durable, and nothing is shown until it is rebuilt.
func (e *Engine) publishDue() {
	if len(e.unseen) > 0 && !e.broken {
		e.publishNow()
	}
}

func (e *Engine) publishNow() {
	began := time.Now()
	e.publish.Publish(e.state, e.unseen)
	e.unseen = e.unseen[:0]
	e.shown = time.Now()
	e.rest = max(calm, idle*e.shown.Sub(began))
}

// work is the data's way: decide (on the state with the batch's earlier
// commands applied), append, publish, and only then answer. A view in the
// batch is taken after the append, so that it sees nothing that is not
// durable.
func (e *Engine) work() {
	if e.broken {
		if err := e.rebuild(); err != nil {
			e.answerAll(nil, fmt.Errorf("%w: %w", ErrJournal, err))
			return
		}
		e.publishNow() // a part of the failed batch may have been kept
	}
	answers := e.decide()
	if len(e.events) > 0 {
		began := time.Now()
		err := e.journal.Append(e.events)
		e.commit = time.Since(began)
		if err != nil {
			e.opt.Log.Error("the journal failed", "events", len(e.events), "err", err)
			e.broken = true
			e.answerAll(nil, fmt.Errorf("%w: %w", ErrJournal, err))
			return
		}
		e.published()
	}
	if slices.ContainsFunc(e.batch, func(r request) bool { return r.show }) {
		e.publishDue()
	}
	e.crowd = len(e.batch) + len(e.in) // who is answered now may come back, and these came too late
	e.answerAll(answers, nil)
	if e.since += len(e.events); e.since >= max(snapshotEvery, 2*len(e.state.Tickets)) {
		if err := e.snapshot(); err != nil {
			e.opt.Log.Warn("no snapshot", "err", err) // the journal has it all
		}
	}
}

// snapshotEvery is how many events may be replayed at a restart: a fraction
// of a second on a small computer. With many tickets in the state a snapshot
// costs more and comes as much more seldom.
const snapshotEvery = 5000

func (e *Engine) decide() []answer {
	e.events = e.events[:0]
	answers := make([]answer, len(e.batch))
	for i := range e.batch {
		r := &e.batch[i]
		if r.view != nil || r.show {
			continue
		}
		events, result, err := e.state.Decide(e.office, r.command, e.opt.Now())
		for j := range events {
			e.state.Apply(&events[j])
		}
		e.events = append(e.events, events...)
		answers[i] = answer{result, err}
	}
	return answers
}

// answerAll answers the batch; with err everybody gets it, since what a later
// command was told may rest on an earlier one that is not kept.
func (e *Engine) answerAll(answers []answer, err error) {
	for i := range e.batch {
		r := &e.batch[i]
		a := answer{err: err}
		if err == nil {
			a = answers[i]
			if r.view != nil {
				r.view(e.state)
			}
		}
		r.answer <- a
	}
	clear(e.batch)
}
