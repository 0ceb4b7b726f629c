package printer

import (
	"context"
	"errors"
	"time"
)

// link speaks with a printer over one open Conn, every step with a deadline.
type link struct {
	conn    Conn
	opts    Options
	decoder decoder
	marks   int    // answers to GS r so far
	owed    int    // questions given up on, whose answers may still come
	trouble bool   // the printer announced some by itself since the last question
	buffer  []byte // for reading
	unwatch func() bool
}

// newLink takes over an open Conn. Once the context is done, whatever the link
// is waiting for ends.
func newLink(ctx context.Context, conn Conn, opts Options) *link {
	l := &link{conn: conn, opts: opts, buffer: make([]byte, 256)}
	l.unwatch = context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	return l
}

func (l *link) close() {
	l.unwatch()
	l.conn.Close()
}

// arm sets the deadline of the next step. The context is looked at after that:
// if it ends earlier, this sees it; if later, the deadline is overridden.
func (l *link) arm(ctx context.Context, until time.Time) error {
	if d, ok := ctx.Deadline(); ok && d.Before(until) {
		until = d
	}
	if err := l.conn.SetDeadline(until); err != nil {
		return classify(err)
	}
	return ctx.Err()
}

// send writes in chunks, each of which the printer must take in time, and says
// how many bytes may have gone out.
func (l *link) send(ctx context.Context, b []byte, patience time.Duration) (sent int, err error) {
	for sent < len(b) {
		if err := l.arm(ctx, time.Now().Add(patience)); err != nil {
			return sent, err
		}
		n, err := l.conn.Write(b[sent:min(sent+chunk, len(b))])
		sent += n
		if err != nil {
			return sent, l.reason(ctx, err)
		}
	}
	return sent, nil
}

// receive returns the next reply, noise included, and keeps the counts.
func (l *link) receive(ctx context.Context, until time.Time) (reply, error) {
	for {
		if r, ok := l.decoder.next(); ok {
			l.note(r)
			return r, nil
		}
		if err := l.arm(ctx, until); err != nil {
			return reply{}, err
		}
		n, err := l.conn.Read(l.buffer)
		l.decoder.feed(l.buffer[:n])
		if err != nil && n == 0 {
			return reply{}, l.reason(ctx, err)
		}
	}
}

func (l *link) note(r reply) {
	switch r.kind {
	case inOrder:
		l.marks++
	case asb:
		status, err := ParseASB([4]byte(r.bytes))
		l.trouble = l.trouble || err == nil && status.Fault() != nil
	}
}

// reason prefers the caller's own impatience over the timeout it caused.
func (l *link) reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return classify(err)
}

// silent reports whether an error means that the printer merely said nothing.
func silent(err error) bool { return errors.Is(err, ErrTimeout) }
