package feed

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must happen. It is only ever used
// up by a test that fails.
const patience = 20 * time.Second

// startHub runs a hub on a loopback socket until the test ends.
func startHub(t testing.TB, options HubOptions) (h *Hub, address string) {
	t.Helper()
	h = NewHub(options)
	mux := http.NewServeMux()
	mux.Handle("GET /feed", h)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		h.Close()
		server.Close()
	})
	return h, "ws" + strings.TrimPrefix(server.URL, "http") + "/feed"
}

// watch is a viewer as a browser would be one.
func watch(t testing.TB, address string, dialer websocket.Dialer) *websocket.Conn {
	t.Helper()
	dialer.HandshakeTimeout = patience
	conn, _, err := dialer.Dial(address, nil)
	if err != nil {
		t.Fatalf("dialling the hub: %v", err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// next reads one message from a viewer's end.
func next(t testing.TB, conn *websocket.Conn) Message {
	t.Helper()
	m, err := nextOf(conn)
	if err != nil {
		t.Fatalf("waiting for a board: %v", err)
	}
	return m
}

func nextOf(conn *websocket.Conn) (Message, error) {
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return Message{}, err
	}
	_, wire, err := conn.ReadMessage()
	if err != nil {
		return Message{}, err
	}
	return ParseMessage(wire)
}

// smallWindow dials with so small a receive buffer that a viewer who stops
// reading is felt by the hub after a few kilobytes.
func smallWindow() websocket.Dialer {
	dialer := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) {
			failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096)
		})
		if err != nil {
			return err
		}
		return failed
	}}
	return websocket.Dialer{NetDialContext: dialer.DialContext}
}

// board is a board of about size bytes that says n.
func board(n uint64, size int) []byte {
	return fmt.Appendf(nil, `{"n":%d,"pad":"%s"}`, n, strings.Repeat("·", size/2))
}

// await fails the test if ch does not deliver in time.
func await[T any](t testing.TB, ch <-chan T, what string) T {
	t.Helper()
	select {
	case x := <-ch:
		return x
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// awaitFreeSeat returns when a seat of a full hub has become free.
func awaitFreeSeat(t *testing.T, h *Hub) {
	t.Helper()
	select {
	case h.seats <- struct{}{}:
		<-h.seats
	case <-time.After(patience):
		t.Fatal("no seat became free")
	}
}

// follower is a running client.
type follower struct {
	*Client
	stop  context.CancelFunc
	ended chan struct{} // closed when Run has returned
	err   error         // what it returned; read it after ended
}

func follow(t testing.TB, address string, options ClientOptions) *follower {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	f := &follower{Client: NewClient(address, options), stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(f.ended)
		f.err = f.Run(ctx)
	}()
	t.Cleanup(func() { f.end(t) })
	return f
}

// end stops the client and returns what Run returned.
func (f *follower) end(t testing.TB) error {
	t.Helper()
	f.stop()
	await(t, f.ended, "Run to return")
	return f.err
}

// until waits for the client to be as wished.
func (f *follower) until(t testing.TB, what string, ok func(Message, State) bool) (Message, State) {
	t.Helper()
	deadline := time.After(patience)
	for {
		if m, s := f.Latest(); ok(m, s) {
			return m, s
		}
		select {
		case <-f.Changed():
		case <-deadline:
			m, s := f.Latest()
			t.Fatalf("waited in vain for %s; at the end: %s/%d, %+v", what, m.Epoch, m.Seq, s)
		}
	}
}

func (f *follower) untilSeq(t testing.TB, epoch string, seq uint64) {
	t.Helper()
	f.until(t, fmt.Sprintf("%s/%d", epoch, seq), func(m Message, s State) bool {
		return s.Connected && s.OldSince.IsZero() && m.Epoch == epoch && m.Seq == seq
	})
}

// at once: a wait between dials that takes no time.
func atOnce(time.Duration) <-chan time.Time {
	fired := make(chan time.Time, 1)
	fired <- time.Time{}
	return fired
}
