package feed

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// wire is the connection under a viewer's websocket. Whole frames go out
// through it, one at a time: by offer, which never waits, or by send, which
// does.
type wire struct {
	net.Conn
	// raw is nil where the kernel cannot be handed the bytes at once: under TLS,
	// and under a connection that does not show its descriptor. Then offer takes
	// nothing and every frame goes by send.
	raw syscall.RawConn
	// deflate is whether the handshake agreed on permessage-deflate.
	deflate bool

	mu   sync.Mutex
	rest []byte // of a frame that offer has begun; the bytes are shared with all viewers
	over bool   // a close frame has gone out: nothing may follow it
}

func newWire(conn net.Conn, deflate bool) *wire {
	w := &wire{Conn: conn, deflate: deflate}
	if plain, ok := conn.(syscall.Conn); ok {
		w.raw, _ = plain.SyscallConn() // with an error it is nil
	}
	return w
}

// offer hands the kernel as much of a frame as it takes without waiting. begun
// tells whether the frame is on its way, all whether all of it is; what is not,
// send sends first. An error is left for send to find.
func (w *wire) offer(frame []byte) (begun, all bool) {
	if w.raw == nil || !w.mu.TryLock() {
		return false, false
	}
	defer w.mu.Unlock()
	if w.over || len(w.rest) > 0 {
		return false, false
	}
	n := 0
	// Not raw.Write: that asks Go's poller, which keeps deadlines and readiness
	// elsewhere in memory, and fetching those for each of thousands costs a part
	// of the write. Go's sockets never make a write wait.
	_ = w.raw.Control(func(fd uintptr) { n, _ = syscall.Write(int(fd), frame) })
	if n <= 0 {
		return false, false
	}
	w.rest = frame[n:]
	return true, len(w.rest) == 0
}

// send waits until the kernel has all of a frame, and before it of the one
// begun; nil sends only that. The time is for both. After an error there may be
// half a frame on the way, and after a close frame none may follow: either way
// the wire takes nothing more.
func (w *wire) send(frame []byte, deadline time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return websocket.ErrCloseSent
	}
	w.over = true
	if err := w.Conn.SetWriteDeadline(deadline); err != nil {
		return err
	}
	for _, part := range [][]byte{w.rest, frame} {
		if len(part) == 0 {
			continue
		}
		if _, err := w.Conn.Write(part); err != nil {
			return err
		}
	}
	w.rest = nil
	w.over = len(frame) > 0 && frame[0] == final|websocket.CloseMessage
	return nil
}

// tcp is the TCP connection at the bottom, or nil.
func (w *wire) tcp() *net.TCPConn {
	under := w.Conn
	if tls, ok := under.(interface{ NetConn() net.Conn }); ok {
		under = tls.NetConn()
	}
	tcp, _ := under.(*net.TCPConn)
	return tcp
}

// greeting is a connection during its handshake, which gorilla conducts. It
// hears what the answer agrees to.
type greeting struct {
	net.Conn
	deflate bool
}

// Write sends a part of the handshake's answer.
func (g *greeting) Write(p []byte) (int, error) {
	g.deflate = g.deflate || bytes.Contains(p, []byte("permessage-deflate"))
	return g.Conn.Write(p)
}

// greeted hands gorilla a greeting in the place of the connection.
type greeted struct{ http.ResponseWriter }

// Hijack takes the connection over from the HTTP server.
func (w greeted) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &greeting{Conn: conn}, buffers, nil
}

// upgrade makes the request's connection a websocket. Gorilla shakes hands and
// no more: nothing of it is kept for the viewer's time.
func upgrade(u *websocket.Upgrader, w http.ResponseWriter, r *http.Request) (*wire, error) {
	conn, err := u.Upgrade(greeted{w}, r, nil)
	if err != nil {
		return nil, err
	}
	g := conn.NetConn().(*greeting)
	return newWire(g.Conn, g.deflate), nil
}
