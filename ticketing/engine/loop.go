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
			e.work(r)
		}
	}
}

// tick lets the hours act and shows the office even when nothing happened, so
// that ticket windows open and close on the board by themselves.
func (e *Engine) tick() {
	before := e.state.Seq
	e.work(request{command: ticketing.Command{Actor: ticketing.Clockwork, Do: ticketing.Tick{}}, answer: make(chan answer, 1)})
	if e.state.Seq == before && !e.broken {
		e.publishNow()
	}
}

// gather takes everybody who is waiting into one batch, so that one flush
// serves them all, and decides each as he comes. The yields let callers that
// the last batch woke come back in time: without them batches stay half full.
// In a rush it waits for as many as it knows of, for a quarter of what a commit
// takes; where callers come one at a time it never waits. It lets go of its
// processor then: a goroutine that only yields finds itself again before it
// looks whether another processor has more to do than it can.
func (e *Engine) gather(first request) {
	e.decide(first)
	for range 3 {
		runtime.Gosched()
		e.drain()
	}
	if !e.expecting() {
		return
	}
	e.enough.Reset(e.commit / 4)
	for e.expecting() {
		select {
		case r := <-e.in:
			e.decide(r)
			e.drain()
		case <-e.enough.C:
			return
		}
	}
}

func (e *Engine) expecting() bool { return len(e.batch) < min(e.crowd, e.opt.Batch) }

func (e *Engine) drain() {
	for len(e.batch) < e.opt.Batch {
		select {
		case r := <-e.in:
			e.decide(r)
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
	idle = 99
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

// work is the data's way: decide (each command on the state with the batch's
// earlier ones applied), append, publish, and only then answer. A view in the
// batch is taken after the append, so that it sees nothing that is not durable.
func (e *Engine) work(first request) {
	e.batch, e.answers, e.events = e.batch[:0], e.answers[:0], e.events[:0]
	if e.broken {
		if err := e.rebuild(); err != nil {
			first.answer <- answer{err: fmt.Errorf("%w: %w", ErrJournal, err)}
			return
		}
		e.publishNow() // a part of the failed batch may have been kept
	}
	e.gather(first)
	if len(e.events) > 0 {
		began := time.Now()
		err := e.journal.Append(e.events)
		e.commit = time.Since(began)
		if err != nil {
			e.opt.Log.Error("the journal failed", "events", len(e.events), "err", err)
			e.broken = true
			e.answerAll(fmt.Errorf("%w: %w", ErrJournal, err))
			return
		}
		e.published()
	}
	if slices.ContainsFunc(e.batch, func(r request) bool { return r.show }) {
		e.publishDue()
	}
	// Who is answered now may come back, and these came too late; and who was
	// there lately may only have been kept from a processor.
	e.crowd = max(len(e.batch)+len(e.in), e.crowd*7/8)
	e.answerAll(nil)
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

// decide puts a request into the batch, a command with the events it causes.
func (e *Engine) decide(r request) {
	a := answer{}
	if r.view == nil && !r.show {
		var events []ticketing.Event
		events, a.result, a.err = e.state.Decide(e.office, r.command, e.opt.Now())
		for i := range events {
			e.state.Apply(&events[i])
		}
		e.events = append(e.events, events...)
	}
	e.batch, e.answers = append(e.batch, r), append(e.answers, a)
}

// answerAll answers the batch; with err everybody gets it, since what a later
// command was told may rest on an earlier one that is not kept.
func (e *Engine) answerAll(err error) {
	for i, r := range e.batch {
		a := e.answers[i]
		if err != nil {
			a = answer{err: err}
		} else if r.view != nil {
			r.view(e.state)
		}
		r.answer <- a
	}
	clear(e.batch)
	clear(e.answers)
}
