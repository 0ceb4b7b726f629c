package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall/js"
	"time"
)

// A browser dials for its page and answers the hub's pings without telling it,
// so that silence says nothing: after some, the page asks the office's server
// at /healthz, beside the feed, whether it is alive.

var errClosed = errors.New("feed: the connection is closed")

// line is one connection to a hub.
type line struct {
	ctx     context.Context // a line lives as long as its dial's context
	socket  js.Value
	events  []js.Func
	silence time.Duration
	alive   func()
	health  string

	opened  chan struct{} // closed when the websocket is up
	ended   chan struct{} // closed when it is gone
	message chan []byte   // one slot: the newest wins
}

// dial opens a line that ends with ctx. alive is called whenever the office
// has answered. A browser sends no token of ours; its page has cookies.
func dial(ctx context.Context, address string, o ClientOptions, alive func()) (*line, error) {
	l := &line{
		ctx: ctx, silence: o.Silence, alive: alive,
		health: "http" + strings.TrimSuffix(strings.TrimPrefix(address, "ws"), "/feed") + "/healthz",
		opened: make(chan struct{}), ended: make(chan struct{}), message: make(chan []byte, 1),
	}
	l.socket = js.Global().Get("WebSocket").New(address)
	l.on("open", func(js.Value) { close(l.opened) })
	l.on("close", func(js.Value) { close(l.ended) })
	l.on("message", l.take)
	impatience := time.NewTimer(handshakeTimeout)
	defer impatience.Stop()
	select {
	case <-l.opened:
		return l, nil
	case <-l.ended:
		l.close()
		return nil, fmt.Errorf("feed: dialling: %w", errClosed)
	case <-impatience.C:
		l.close()
		return nil, errors.New("feed: dialling: no answer")
	case <-ctx.Done():
		l.close()
		return nil, ctx.Err()
	}
}

func (l *line) on(event string, do func(event js.Value)) {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any {
		do(args[0])
		return nil
	})
	l.events = append(l.events, f)
	l.socket.Set("on"+event, f)
}

// take keeps a message; it must not wait, as the page does while it runs.
func (l *line) take(event js.Value) {
	data := event.Get("data")
	if data.Type() != js.TypeString || len(data.String()) > MaxMessage {
		l.socket.Call("close")
		return
	}
	select {
	case <-l.message:
	default:
	}
	l.message <- []byte(data.String())
}

// next is the next message, or the newest of those that came meanwhile.
func (l *line) next() ([]byte, error) {
	for {
		quiet := time.NewTimer(l.silence)
		select {
		case wire := <-l.message:
			quiet.Stop()
			return wire, nil
		case <-l.ended:
			quiet.Stop()
			return nil, errClosed
		case <-l.ctx.Done():
			quiet.Stop()
			return nil, l.ctx.Err()
		case <-quiet.C:
			if err := l.ask(); err != nil {
				return nil, err
			}
			l.alive()
		}
	}
}

// ask asks the office's server whether it is alive.
func (l *line) ask() error {
	ctx, cancel := context.WithTimeout(l.ctx, handshakeTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.health, nil)
	if err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("feed: silence, and no answer: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("feed: silence, and %s", answer.Status)
	}
	return nil
}

func (l *line) close() {
	for _, event := range []string{"open", "close", "message"} {
		l.socket.Set("on"+event, js.Null())
	}
	l.socket.Call("close")
	for _, f := range l.events {
		f.Release()
	}
}
