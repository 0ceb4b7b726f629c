package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"giliran/firmware-agent/printer"
	"giliran/ticketing"
)

const (
	// lookEvery is how often an idle printer is asked how it is.
	lookEvery = 3 * time.Second
	// maxReason bounds a reason told to the office, in bytes.
	maxReason = 200
)

// jobs prints what the office asks for, one paper after the other, and tells
// it how the printer is. It is one goroutine's.
type jobs struct {
	board    string
	instance string // of this process: the office knows its starts again
	printer  Printer
	work     paperwork
	clock    Clock
	view     *view
	client   *client
	log      *slog.Logger

	done map[jobKey]*fate
	told struct { // of the printer
		state ticketing.PrinterState
		links int
	}
	looked time.Duration // when the printer was last asked
}

// jobKey names a job for good: after the office was restored from a backup the
// same id can be another paper.
type jobKey struct {
	epoch string
	id    uint64
}

// fate is what this process has done about a job.
type fate struct {
	ended  ticketing.JobState // empty: only tried to start
	reason string
	told   bool // the office knows, or wants to hear no more
}

// run prints until the context ends; a paper that has begun is finished first.
func (j *jobs) run(ctx context.Context) {
	changed, end := j.view.follow()
	defer end()
	j.look(ctx)
	for attempt := 0; ctx.Err() == nil; {
		worked, err := j.step(ctx)
		wait := lookEvery
		switch {
		case err != nil && ctx.Err() == nil:
			j.log.Warn("papers", "err", err)
			wait = min(wait, firstWait<<min(attempt, 5))
			attempt++
		case worked:
			attempt = 0
			continue
		default:
			attempt = 0
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-j.clock.After(wait):
		}
		if j.clock.Up()-j.looked >= lookEvery {
			j.look(ctx)
		}
	}
}

// step does one thing that is to be done, if the office can be reached.
func (j *jobs) step(ctx context.Context) (worked bool, err error) {
	now := j.view.now()
	if now.link != LinkUp {
		return false, nil
	}
	if err := j.report(ctx, now); err != nil {
		return false, err
	}
	j.forget(now)
	if worked, err := j.inherited(ctx, now); worked {
		return true, err
	}
	for i := range now.board.Jobs {
		job := &now.board.Jobs[i]
		key := jobKey{now.epoch, job.ID}
		mine := j.done[key]
		switch {
		case mine != nil && mine.told:
		case mine != nil && mine.ended != "":
			return true, j.tell(ctx, job, mine)
		case job.State != ticketing.JobPending && job.State != ticketing.JobPrinting:
		case !now.printer.Trouble(): // else it may be mended before the paper is too old
			return true, j.print(ctx, key, job)
		}
	}
	return false, nil
}

// inherited sees to a paper that a process before this one began. Nobody knows
// what came out, and the printer may wait for the rest of it.
func (j *jobs) inherited(ctx context.Context, now snapshot) (worked bool, err error) {
	for i := range now.board.Jobs {
		job := &now.board.Jobs[i]
		key := jobKey{now.epoch, job.ID}
		if job.State == ticketing.JobPrinting && j.done[key] == nil {
			j.printer.Interrupted()
			return true, j.end(ctx, key, job, ticketing.JobUnsure, "the agent was restarted")
		}
	}
	return false, nil
}

// forget drops what the office has stopped talking about.
func (j *jobs) forget(now snapshot) {
	asked := map[jobKey]bool{}
	for _, job := range now.board.Jobs {
		asked[jobKey{now.epoch, job.ID}] = true
	}
	for key := range j.done {
		if !asked[key] {
			delete(j.done, key)
		}
	}
}

// print starts a job, prints it and tells the office. A paper that cannot be
// laid out is failed without a start.
func (j *jobs) print(ctx context.Context, key jobKey, job *Job) error {
	pages, err := j.work.pages(job, j.view.officeTime().In(j.view.now().board.At.Location()))
	if err != nil {
		return j.end(ctx, key, job, ticketing.JobFailed, err.Error())
	}
	if ok, err := j.start(ctx, key, job); !ok {
		return err
	}
	r := j.printer.Print(context.WithoutCancel(ctx), printer.Job{ID: fmt.Sprintf("%s-%d", key.epoch, key.id), Pages: pages})
	j.log.Info("paper", "id", job.ID, "kind", job.Kind, "outcome", r.Outcome, "why", r.Reason)
	j.look(ctx)
	switch r.Outcome {
	case printer.Printed:
		return j.end(ctx, key, job, ticketing.JobPrinted, "")
	case printer.Failed:
		return j.end(ctx, key, job, ticketing.JobFailed, reasonOf(r.Reason))
	}
	return j.end(ctx, key, job, ticketing.JobUnsure, reasonOf(r.Reason))
}

// start has the office note that the job begins. After ok it has, for this
// process and no other; asking again is safe.
func (j *jobs) start(ctx context.Context, key jobKey, job *Job) (ok bool, err error) {
	if j.done[key] == nil {
		j.done[key] = &fate{}
	}
	err = j.send(ctx, call{
		method: http.MethodPost, path: fmt.Sprintf("/api/v1/jobs/%d/start", job.ID), body: struct{}{},
		key: fmt.Sprintf("start-%s-%s-%d", j.instance, key.epoch, job.ID),
	})
	var no *Refusal
	if errors.As(err, &no) {
		j.log.Warn("a paper is not to be started", "id", job.ID, "err", err)
		j.done[key].told = true
		return false, nil
	}
	return err == nil, err
}

// end notes what became of a job, then tells the office.
func (j *jobs) end(ctx context.Context, key jobKey, job *Job, as ticketing.JobState, reason string) error {
	j.done[key] = &fate{ended: as, reason: reason[:min(len(reason), maxReason)]}
	return j.tell(ctx, job, j.done[key])
}

// tell tells the office what became of a job. Its no is as good: somebody else
// has decided about the paper.
func (j *jobs) tell(ctx context.Context, job *Job, f *fate) error {
	c := call{method: http.MethodPost, path: fmt.Sprintf("/api/v1/jobs/%d/%s", job.ID, f.ended), body: struct{}{}}
	if f.ended != ticketing.JobPrinted {
		c.body = map[string]string{"reason": f.reason}
	}
	err := j.send(context.WithoutCancel(ctx), c)
	var no *Refusal
	if errors.As(err, &no) {
		j.log.Warn("the office has another word on a paper", "id", job.ID, "said", f.ended, "err", err)
		err = nil
	}
	f.told = err == nil
	return err
}

func (j *jobs) send(ctx context.Context, c call) error {
	ctx, cancel := within(ctx, j.clock, attemptTime)
	defer cancel()
	return j.client.do(ctx, c)
}

// look asks the printer how it is.
func (j *jobs) look(ctx context.Context) {
	status, err := j.printer.Status(ctx)
	j.looked = j.clock.Up()
	if ctx.Err() != nil {
		return
	}
	if state := stateOf(status, err); j.view.setPrinter(state) {
		j.log.Info("printer", "state", state, "err", err)
	}
}

// report tells the office how the printer is, if it has not heard so over this
// link.
func (j *jobs) report(ctx context.Context, now snapshot) error {
	if now.printer == "" || j.told.state == now.printer && j.told.links == now.links {
		return nil
	}
	j.told.state = "" // without an answer it may have heard this or not
	err := j.send(ctx, call{method: http.MethodPut, path: "/api/v1/printers/" + j.board, body: map[string]any{"state": now.printer}})
	var no *Refusal
	if errors.As(err, &no) {
		j.log.Error("the office does not want to hear of the printer", "err", err)
		err = nil
	}
	if err == nil {
		j.told.state, j.told.links = now.printer, now.links
	}
	return err
}

// stateOf is a printer's status in the office's words.
func stateOf(s printer.Status, err error) ticketing.PrinterState {
	switch fault := s.Fault(); {
	case errors.Is(fault, printer.ErrPaperOut):
		return ticketing.PrinterOut
	case errors.Is(fault, printer.ErrCoverOpen):
		return ticketing.PrinterCover
	case errors.Is(fault, printer.ErrFault):
		return ticketing.PrinterError
	case fault != nil:
		return ticketing.PrinterOffline
	case s.Known && s.PaperNearEnd:
		return ticketing.PrinterLow
	case s.Known:
		return ticketing.PrinterReady
	case errors.Is(err, printer.ErrGone), errors.Is(err, printer.ErrRefused), errors.Is(err, printer.ErrTimeout):
		return ticketing.PrinterOffline
	}
	return ticketing.PrinterUnknown
}

// reasonOf is why a paper is not surely printed, in a word where there is one.
func reasonOf(err error) string {
	for _, r := range []struct {
		err  error
		word string
	}{
		{printer.ErrPaperOut, "paper-out"}, {printer.ErrCoverOpen, "cover-open"}, {printer.ErrFault, "error"},
		{printer.ErrOffline, "offline"}, {printer.ErrGone, "gone"}, {printer.ErrRefused, "refused"}, {printer.ErrTimeout, "no-answer"},
	} {
		if errors.Is(err, r.err) {
			return r.word
		}
	}
	if err == nil {
		return "unknown"
	}
	return err.Error()
}
