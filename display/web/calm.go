package web

import (
	"context"
	"log/slog"
	"sync"
)

// calmAllowance is how much strangers may make the office log.
func calmAllowance() allowance { return allowance{0.1, 20} }

// calm is a log for what strangers cause: they must not fill the disk. What
// is left out is counted in the next line.
type calm struct {
	slog.Handler
	pace *pace
}

type pace struct {
	mu      sync.Mutex
	left    bucket
	skipped int
}

func newCalm(h slog.Handler) *calm {
	return &calm{h, &pace{left: bucket{left: calmAllowance().burst}}}
}

// Handle passes a record on if there is room for it.
func (q *calm) Handle(ctx context.Context, r slog.Record) error {
	q.pace.mu.Lock()
	defer q.pace.mu.Unlock()
	calmAllowance().fill(&q.pace.left, r.Time)
	if q.pace.left.left < 1 {
		q.pace.skipped++
		return nil
	}
	q.pace.left.left--
	if q.pace.skipped > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("skipped", q.pace.skipped))
		q.pace.skipped = 0
	}
	return q.Handler.Handle(ctx, r)
}

// WithAttrs and WithGroup keep the pace.
func (q *calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &calm{q.Handler.WithAttrs(attrs), q.pace}
}

// WithGroup is as of slog.
func (q *calm) WithGroup(name string) slog.Handler { return &calm{q.Handler.WithGroup(name), q.pace} }
