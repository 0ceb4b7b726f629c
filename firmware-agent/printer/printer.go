package printer

import (
	"context"
	"errors"
)

// Printer is one printer, used by one job at a time. It may be shared by
// goroutines.
type Printer struct {
	open    Opener
	opts    Options
	busy    chan struct{} // holds the one who uses the printer
	history *history
	left    leftovers
	mute    bool // it was well, had a whole job, and answered no mark: a clone without GS r
}

// New makes a Printer of a way to reach it. Nothing is opened yet. What the
// printer was doing for others before is not trusted: before the first job it
// is made to forget it, or to finish a picture.
func New(open Opener, opts Options) *Printer {
	return &Printer{
		open: open, opts: opts.withDefaults(),
		busy: make(chan struct{}, 1), history: newHistory(), left: unknown(),
	}
}

// Interrupted says that a process before this one has ended in the middle of a
// job, as in a power cut: what may stand on the paper of it is cut off before
// the next job.
func (p *Printer) Interrupted() {
	p.busy <- struct{}{}
	defer p.release()
	p.left = interrupted()
}

// ErrNoJob is a job without an ID or without pages.
var ErrNoJob = errors.New("the job has no ID or no pages")

// Print prints a job, waiting for its turn behind others. A job whose ID has
// been Printed or is Unknown gets that result again, and no paper.
//
// Before the first byte of the job the printer is asked for its status: out of
// paper, open, offline or at fault it gets nothing, and the job is Failed with
// that as the Reason. A printer that answers no questions gets the job, and the
// result is Unknown.
//
// When the context ends in the middle of a job, the result is Unknown too.
func (p *Printer) Print(ctx context.Context, job Job) Result {
	if job.ID == "" || len(job.Pages) == 0 {
		return Result{Outcome: Failed, Reason: ErrNoJob}
	}
	if err := p.take(ctx); err != nil {
		return Result{Outcome: Failed, Reason: err}
	}
	defer p.release()
	if done, ok := p.history.find(job.ID); ok {
		return done
	}
	result := p.print(ctx, newEncoding(job.Pages, true))
	p.history.keep(job.ID, result)
	return result
}

// Status asks the printer how it is, waiting for a running job to end. A printer
// that is reached but does not answer is no error: its status is not Known.
func (p *Printer) Status(ctx context.Context) (Status, error) {
	if err := p.take(ctx); err != nil {
		return Status{}, err
	}
	defer p.release()
	l, err := p.connect(ctx)
	if err != nil {
		return Status{}, err
	}
	defer l.close()
	return l.query(ctx)
}

func (p *Printer) take(ctx context.Context) error {
	select {
	case p.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Printer) release() { <-p.busy }

// connect opens the way to the printer for the time of one call.
func (p *Printer) connect(ctx context.Context) (*link, error) {
	opening, cancel := context.WithTimeout(ctx, p.opts.Open)
	defer cancel()
	conn, err := p.open(opening)
	if err != nil {
		return nil, classify(err)
	}
	return newLink(ctx, conn, p.opts), nil
}

func (p *Printer) print(ctx context.Context, job encoding) Result {
	l, err := p.connect(ctx)
	if err != nil {
		return Result{Outcome: Failed, Reason: err}
	}
	defer l.close()
	status, err := p.prepare(ctx, l)
	if err != nil {
		return Result{Outcome: Failed, Reason: err, Status: status}
	}
	return p.run(ctx, l, job, status.Known && !p.mute)
}

// prepare finds out whether the printer can print, and makes it ready to.
func (p *Printer) prepare(ctx context.Context, l *link) (Status, error) {
	status, err := l.query(ctx)
	if err == nil {
		err = status.Fault()
	}
	if l.marks > 0 { // the last job's, late
		p.mute = false
	}
	if err == nil && p.left != (leftovers{}) {
		err = l.settle(ctx, &p.left, status.Known)
	}
	return status, err
}

// run sends the job to a printer that is ready and finds out what became of it.
// A printer that vouches is one whose marks are worth waiting for.
func (p *Printer) run(ctx context.Context, l *link, job encoding, vouches bool) Result {
	l.marks = 0
	sent, err := l.send(ctx, job.bytes, p.opts.Write)
	if sent == 0 {
		return Result{Outcome: Failed, Reason: err}
	}
	r := Result{Reason: err}
	switch {
	case err == nil:
		r.Status, r.Reason = l.confirm(ctx, job.marks, vouches)
	case silent(err):
		r.Status, r.Reason = l.excuse(ctx, err)
	}
	if l.marks >= job.marks {
		r.Reason = nil
	}
	p.mute = l.marks == 0 && (p.mute || silent(r.Reason) && r.Status.Ready())
	r.Outcome, p.left = l.judge(ctx, job, sent, r.Reason)
	if p.mute || !vouches && l.marks == 0 {
		p.left.owed = 0
	}
	return r
}

// judge decides what may be said of a job that has begun, and what it leaves
// behind. A printer that stopped before the end is told to drop the rest of the
// job; only its word that it did makes the job Failed.
func (l *link) judge(ctx context.Context, job encoding, sent int, reason error) (Outcome, leftovers) {
	half := sent < len(job.bytes)
	left := leftovers{torn: half, open: half, owed: job.marks - l.marks}
	switch {
	case l.marks > 0:
		return Printed, left
	case (half || isFault(reason)) && l.clear(ctx):
		return Failed, leftovers{torn: true}
	}
	return Unknown, left
}
