package printer

import (
	"context"
	"time"
)

// query asks for the whole status. A printer that stops answering leaves it not
// Known, with what it did say; that is no error. The error is ErrGone, or the
// context's.
func (l *link) query(ctx context.Context) (Status, error) {
	var status Status
	l.trouble = false
	for n := 1; n <= questions; n++ {
		err := l.ask(ctx, n, &status)
		switch {
		case silent(err):
			return l.portStatus(status), nil
		case err != nil:
			return status, err
		}
	}
	status.Known = true
	return status, nil
}

// ask puts one question and reads its answer into the status. An answer that
// comes too late must not be taken for the next question's, so every question
// given up on is owed one answer.
func (l *link) ask(ctx context.Context, n int, status *Status) error {
	until := time.Now().Add(l.opts.Reply)
	if _, err := l.send(ctx, question(n), l.opts.Reply); err != nil {
		return err
	}
	for {
		r, err := l.receive(ctx, until)
		if err != nil {
			l.owed++
			return err
		}
		switch {
		case r.kind != answer:
		case l.owed > 0:
			l.owed--
		default:
			return status.Add(n, r.bytes[0])
		}
	}
}

// portStatus asks the USB port itself about paper, where there is one. It never
// makes a silent printer Known.
func (l *link) portStatus(status Status) Status {
	if port, ok := l.conn.(interface{ PaperOut() bool }); ok && port.PaperOut() {
		status.PaperOut = true
	}
	return status
}

// confirm waits until the printer has answered every mark, or has a fault, or
// time is up. It asks for the status whenever no mark has come for a while or
// the printer announces trouble; one that does not vouch is given up after one
// such while.
func (l *link) confirm(ctx context.Context, marks int, vouches bool) (Status, error) {
	end := time.Now().Add(l.opts.Confirm)
	until := time.Now().Add(l.opts.Reply)
	for l.marks < marks {
		_, err := l.receive(ctx, until)
		if err == nil && !l.trouble { // a mark, or noise
			continue
		}
		if err != nil && !silent(err) {
			return Status{}, err
		}
		status, err := l.query(ctx)
		switch {
		case err != nil || l.marks >= marks:
			return status, err
		case status.Fault() != nil:
			return status, status.Fault()
		case !vouches || time.Now().After(end):
			return status, ErrTimeout
		}
		until = time.Now().Add(l.opts.Reply)
	}
	return l.query(ctx)
}

// excuse asks a printer that has stopped taking bytes for the reason. Without an
// answer it stays the error that is known.
func (l *link) excuse(ctx context.Context, err error) (Status, error) {
	status, _ := l.query(ctx)
	if fault := status.Fault(); fault != nil {
		return status, fault
	}
	return status, err
}

// clear makes the printer drop what it has buffered, and reports whether it said
// that it did.
func (l *link) clear(ctx context.Context) bool {
	until := time.Now().Add(l.opts.Reply)
	if _, err := l.send(ctx, []byte(clearAll), l.opts.Reply); err != nil {
		return false
	}
	for {
		r, err := l.receive(ctx, until)
		if err != nil {
			return false
		}
		if r.kind == block && string(r.bytes) == clearDone {
			return true
		}
	}
}
