package agent

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxMessage is the longest assignment that is read, in bytes.
	maxMessage = 4 << 20
	// silence is how long the office may say nothing before the link counts as
	// dead; it pings every ten seconds.
	silence = 25 * time.Second
	// handshake bounds how long a dial may take.
	handshake = 5 * time.Second

	firstWait   = 250 * time.Millisecond
	longestWait = 10 * time.Second
	// refusedWait is how long an agent waits that was told it may not connect:
	// people have to change something first, or an old link has to die.
	refusedWait = 5 * time.Second
)

// link follows the board's assignments and finds its way back after every
// break.
type link struct {
	url      string
	token    string
	dial     Dial
	tls      *tls.Config
	clock    Clock
	random   func() float64 // in [0, 1)
	log      *slog.Logger
	view     *view
	hurried  chan struct{} // one slot: dial now
	kicked   chan struct{} // one slot: the present connection is in doubt
	patience time.Duration // silence, shorter in tests
}

func newLink(o Options, v *view, instance string) *link {
	u, _ := url.Parse(o.Server) // checked before
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	u = u.JoinPath("device", o.Board)
	u.RawQuery = url.Values{"instance": {instance}}.Encode()
	return &link{
		url: u.String(), token: o.Token, dial: o.Dial, tls: o.TLS, clock: o.Clock, random: o.Jitter, log: o.Log, view: v,
		hurried: make(chan struct{}, 1), kicked: make(chan struct{}, 1), patience: silence,
	}
}

// run keeps the link up until the context ends.
func (l *link) run(ctx context.Context) {
	for attempt := 0; ctx.Err() == nil; attempt++ {
		served, err := l.follow(ctx)
		if ctx.Err() != nil {
			return
		}
		wait := l.backoff(attempt)
		state := LinkDown
		var no *Refusal
		if errors.As(err, &no) {
			state, wait = LinkRefused, refusedWait+time.Duration(l.random()*float64(refusedWait))
		}
		if served { // an office that hangs up before its first assignment does not count
			attempt = -1
		}
		if l.view.lost(state, err) {
			l.log.Warn("no link to the office", "state", state, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-l.hurried:
		case <-l.clock.After(wait):
		}
	}
}

// backoff is the wait before the next dial: at least firstWait, at most twice
// that and doubling, with a wide spread, so that an office's boards do not
// come back all in the same instant.
func (l *link) backoff(attempt int) time.Duration {
	most := min(longestWait, 2*firstWait<<min(attempt, 5))
	return firstWait + time.Duration(l.random()*float64(most-firstWait))
}

// hurry makes the next dial happen now: somebody heard from the office.
func (l *link) hurry() { nudge(l.hurried) }

// doubt gives up a connection that only seems to be there, so that the truth
// is known in a moment and not after the silence.
func (l *link) doubt() { nudge(l.kicked) }

// follow lives through one connection and says why it ended.
func (l *link) follow(ctx context.Context) (served bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return false, err
	}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		defer conn.Close()
		select {
		case <-ctx.Done():
		case <-l.kicked:
		}
	}()
	defer func() { cancel(); <-watched }()
	return l.listen(conn)
}

func (l *link) listen(conn *websocket.Conn) (served bool, err error) {
	answer := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		if err := l.expect(conn); err != nil {
			return err
		}
		return answer(data)
	})
	for {
		if err := l.expect(conn); err != nil {
			return served, err
		}
		m, err := receive(conn)
		if err != nil {
			return served, err
		}
		served = true
		l.view.show(m)
	}
}

// expect gives the office its time to say something.
func (l *link) expect(conn *websocket.Conn) error {
	return conn.SetReadDeadline(time.Now().Add(l.patience))
}

// connect dials. The error is a *Refusal where the office says no.
func (l *link) connect(ctx context.Context) (*websocket.Conn, error) {
	select { // doubts about the last connection are no doubts about this one
	case <-l.kicked:
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	d := websocket.Dialer{NetDialContext: l.dial, HandshakeTimeout: handshake, ReadBufferSize: 4096, WriteBufferSize: 512, TLSClientConfig: l.tls}
	conn, response, err := d.DialContext(ctx, l.url, http.Header{"Authorization": {"Bearer " + l.token}})
	if err == nil {
		return conn, nil
	}
	if response == nil {
		return nil, err
	}
	body, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	var no *Refusal
	if said := verdict(response, body); errors.As(said, &no) {
		return nil, no
	}
	return nil, fmt.Errorf("%w: status %d", err, response.StatusCode)
}

// receive reads one message. It counts the bytes itself: gorilla's read limit
// counts them before inflation.
func receive(conn *websocket.Conn) (message, error) {
	kind, body, err := conn.NextReader()
	if err != nil {
		return message{}, err
	}
	if kind != websocket.TextMessage {
		return message{}, fmt.Errorf("%w: not a text message", errMalformed)
	}
	wire, err := io.ReadAll(io.LimitReader(body, maxMessage+1))
	if err != nil {
		return message{}, err
	}
	if len(wire) > maxMessage {
		return message{}, fmt.Errorf("%w: over %d bytes", errMalformed, maxMessage)
	}
	return parseMessage(wire)
}

// nudge sets a one-slot flag; setting it twice is setting it once.
func nudge(flag chan<- struct{}) {
	select {
	case flag <- struct{}{}:
	default:
	}
}
