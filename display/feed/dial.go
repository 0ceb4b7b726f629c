//go:build !js

package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// maxHandshake is how many bytes a server may send, TLS and HTTP headers
// included, before its websocket is up.
const maxHandshake = 64 << 10

// ErrHandshakeTooLong says that a server answered a dial with more than 64 KB.
var ErrHandshakeTooLong = errors.New("feed: handshake too long")

// line is one connection to a hub.
type line struct {
	conn    *websocket.Conn
	silence time.Duration
}

// dial opens a line that ends with ctx. alive is called with every ping.
func dial(ctx context.Context, address string, o ClientOptions, alive func()) (*line, error) {
	conn, err := open(ctx, address, o)
	if err != nil {
		return nil, err
	}
	l := &line{conn, o.Silence}
	answer := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		alive()
		if err := l.expect(); err != nil {
			return err
		}
		return answer(data)
	})
	return l, nil
}

// expect gives the hub its time to say something.
func (l *line) expect() error {
	return l.conn.SetReadDeadline(time.Now().Add(l.silence))
}

// next is the next message. It counts the bytes itself: gorilla's read limit
// counts them before inflation, and a server can deflate without being asked.
func (l *line) next() ([]byte, error) {
	if err := l.expect(); err != nil {
		return nil, err
	}
	kind, body, err := l.conn.NextReader()
	if err != nil {
		return nil, fmt.Errorf("feed: reading: %w", err)
	}
	if kind != websocket.TextMessage {
		return nil, fmt.Errorf("%w: not a text message", ErrMalformed)
	}
	wire, err := io.ReadAll(io.LimitReader(body, MaxMessage+1))
	if err != nil {
		return nil, fmt.Errorf("feed: reading: %w", err)
	}
	if len(wire) > MaxMessage {
		return nil, fmt.Errorf("%w: over %d bytes", ErrMalformed, MaxMessage)
	}
	return wire, nil
}

func (l *line) close() { l.conn.Close() }

// open opens a websocket that ends with ctx.
func open(ctx context.Context, address string, o ClientOptions) (*websocket.Conn, error) {
	var under *link
	dialer := websocket.Dialer{
		HandshakeTimeout: handshakeTimeout,
		TLSClientConfig:  o.TLS,
		NetDialContext: func(dialing context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(dialing, network, addr)
			if err != nil {
				return nil, err
			}
			under = newLink(ctx, conn)
			return under, nil
		},
	}
	header := http.Header{}
	if o.Token != "" {
		header.Set("Authorization", "Bearer "+o.Token)
	}
	conn, response, err := dialer.DialContext(ctx, address, header)
	if err != nil && response != nil {
		return nil, fmt.Errorf("feed: dialling: %w: %s", err, response.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("feed: dialling: %w", err)
	}
	under.open = true
	return conn, nil
}

// link is a client's TCP connection. It adds what gorilla's dialer lacks: it
// ends with its context at any moment, in the middle of a handshake too, and
// it bounds the handshake, whose headers would otherwise be read without end.
type link struct {
	net.Conn
	forget func() bool
	open   bool // the handshake is over
	read   int  // bytes of the handshake so far
}

func newLink(ctx context.Context, conn net.Conn) *link {
	return &link{Conn: conn, forget: context.AfterFunc(ctx, func() { conn.Close() })}
}

func (l *link) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.open {
		return n, err
	}
	if l.read += n; l.read > maxHandshake {
		return 0, ErrHandshakeTooLong
	}
	return n, err
}

func (l *link) Close() error {
	l.forget()
	return l.Conn.Close()
}
