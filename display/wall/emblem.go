package wall

import (
	"bytes"
	"context"
	"image/png"
	"log/slog"
	"time"
)

// fetchAgain is how long the wall waits before it asks once more for a logo
// that it did not get.
const fetchAgain = 30 * time.Second

// emblem is the office's logo. It is fetched beside the loop when the board
// names another one than is known.
type emblem struct {
	fetch func(ctx context.Context, address string) ([]byte, error)
	log   *slog.Logger

	got     chan slide // one slot; without a picture when it could not be had
	asking  string     // address that is being fetched
	failed  string     // address that could not be had
	again   time.Time  // when to try that once more
	current slide      // its name is the address
}

func newEmblem(fetch func(context.Context, string) ([]byte, error), log *slog.Logger) *emblem {
	return &emblem{fetch: fetch, log: log, got: make(chan slide, 1)}
}

// follow brings the logo up to date with the address on the board, "" for
// none, and reports whether it has changed.
func (e *emblem) follow(ctx context.Context, now time.Time, address string) (news bool) {
	select {
	case s := <-e.got:
		e.asking = ""
		if s.image == nil {
			e.failed, e.again = s.name, now.Add(fetchAgain)
		} else if s.name == address {
			e.current, news = s, true
		}
	default:
	}
	if address == "" && e.current.image != nil {
		e.current, news = slide{}, true
	}
	if address == "" || e.fetch == nil || address == e.current.name || e.asking != "" || address == e.failed && now.Before(e.again) {
		return news
	}
	e.asking = address
	go e.get(ctx, address)
	return news
}

// settled tells whether no logo is on its way.
func (e *emblem) settled() bool { return e.asking == "" }

func (e *emblem) get(ctx context.Context, address string) {
	s := slide{name: address}
	src, err := e.fetch(ctx, address)
	if err == nil {
		s.image, err = png.Decode(bytes.NewReader(src))
	}
	if err != nil {
		s.image = nil
		e.log.Warn("the office's logo cannot be shown", "address", address, "err", err)
	}
	e.got <- s // the slot is free: one is asked for at a time
}
