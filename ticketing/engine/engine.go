// Package engine runs the office: one goroutine owns the state and takes
// commands in batches through decide, append, apply, publish.
//
// It owns the order of things and the promise that nothing is acknowledged or
// published before it is durable. It must not know how events are stored or
// who watches: it declares the Journal and the Publisher it needs, and decides
// nothing about the queue, which is ticketing's.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"giliran/ticketing"
)

// Journal keeps events and snapshots.
type Journal interface {
	// Append makes events durable, all or (after an error) possibly only the
	// first of them; their sequence continues the journal's.
	Append([]ticketing.Event) error
	// Replay gives every event after a sequence, in order.
	Replay(after uint64, give func(ticketing.Event) error) error
	// SaveSnapshot keeps an encoded state; LoadSnapshot gives the newest one
	// that is whole, or sequence 0.
	SaveSnapshot(seq uint64, state []byte) error
	LoadSnapshot() (seq uint64, state []byte, err error)
}

// Publisher is told of every commit, on the engine's goroutine: it must be
// quick and copy what it keeps. events is empty for the first call, which
// shows the state found at start, and when the clock alone moved on.
type Publisher interface {
	Publish(s *ticketing.State, events []ticketing.Event)
}

// Options tune an engine; the zero value is right for an office.
type Options struct {
	Now   func() time.Time // default time.Now
	Tick  time.Duration    // how often the hours are looked at, default 10 s; negative for never
	Batch int              // most commands in one commit, default 256
	Log   *slog.Logger
}

// ErrStopped is returned for a command that came after Close or that a
// failure of the journal left undone.
var ErrStopped = errors.New("the office's engine is stopped")

// ErrJournal wraps whatever the journal reported. The command did not happen
// as far as anybody was told; the same idempotency key may be sent again.
var ErrJournal = errors.New("the journal could not keep the event")

// Engine is a running office. Make one with Start.
type Engine struct {
	office  *ticketing.Office
	journal Journal
	publish Publisher
	opt     Options
	in      chan request
	quit    chan struct{}
	done    chan struct{}

	// Owned by the run goroutine.
	state   *ticketing.State
	broken  bool // the journal failed: rebuild before anything else
	since   int  // events since the last snapshot
	batch   []request
	answers []answer          // of the batch
	events  []ticketing.Event // of the batch
	crowd   int               // how many callers may be in the next batch
	commit  time.Duration     // how long the last append took
	unseen  []ticketing.Event // durable, not yet published
	shown   time.Time         // when the last publishing was
	rest    time.Duration     // how long new tickets may gather after it
	due     *time.Timer       // fires when unseen events are due
	enough  *time.Timer       // fires when a batch waits no longer for more
}

// request is a command to do, a view to take, or all that is durable to be
// shown.
type request struct {
	command ticketing.Command
	view    func(*ticketing.State)
	show    bool
	answer  chan answer
}

type answer struct {
	result ticketing.Result
	err    error
}

// Start rebuilds the state from the journal and begins to take commands.
func Start(o *ticketing.Office, j Journal, p Publisher, opt Options) (*Engine, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Tick == 0 {
		opt.Tick = 10 * time.Second
	}
	if opt.Batch <= 0 {
		opt.Batch = 256
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{
		office: o, journal: j, publish: p, opt: opt,
		in: make(chan request, opt.Batch), quit: make(chan struct{}), done: make(chan struct{}),
	}
	if err := e.rebuild(); err != nil {
		return nil, err
	}
	e.publishNow()
	go e.run()
	return e, nil
}

// Do decides a command and, when it causes events, waits until they are
// durable. The error is a *ticketing.Refusal for a wish that cannot be
// granted, ErrJournal or ErrStopped (wrapped) when the office failed it, or
// the context's: then the command may still be done.
func (e *Engine) Do(ctx context.Context, c ticketing.Command) (ticketing.Result, error) {
	return e.ask(ctx, request{command: c})
}

// View runs f on the committed state, on the engine's goroutine: f must be
// quick, copy what it keeps and change nothing.
func (e *Engine) View(ctx context.Context, f func(*ticketing.State)) error {
	_, err := e.ask(ctx, request{view: f})
	return err
}

// Show publishes what is durable and has not been published yet: new tickets
// may gather for a moment, or longer while there are very many.
func (e *Engine) Show(ctx context.Context) error {
	_, err := e.ask(ctx, request{show: true})
	return err
}

func (e *Engine) ask(ctx context.Context, r request) (ticketing.Result, error) {
	r.answer = make(chan answer, 1)
	select {
	case e.in <- r:
	case <-e.done:
		return ticketing.Result{}, ErrStopped
	case <-ctx.Done():
		return ticketing.Result{}, ctx.Err()
	}
	select {
	case a := <-r.answer:
		return a.result, a.err
	case <-e.done:
		select { // the answer may have come with the end
		case a := <-r.answer:
			return a.result, a.err
		default:
			return ticketing.Result{}, ErrStopped
		}
	case <-ctx.Done():
		return ticketing.Result{}, ctx.Err()
	}
}

// Close finishes the batch in hand, keeps a snapshot and stops. It does not
// close the journal.
func (e *Engine) Close() error {
	select {
	case <-e.quit:
	default:
		close(e.quit)
	}
	<-e.done
	if e.broken {
		return ErrJournal
	}
	return e.snapshot()
}

// Done is closed when the engine has stopped.
func (e *Engine) Done() <-chan struct{} { return e.done }
