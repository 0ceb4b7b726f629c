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
// through it, one at a time: boards and pings by offer, which never waits, or
// by send, which does; and the control frames of gorilla, which takes the wire
// for its connection and brings each in one Write.
type wire struct {
	net.Conn
	// raw is nil where the kernel cannot be handed the bytes at once: under TLS,
	// and under a connection that does not show its descriptor. Then offer takes
	// nothing and every frame goes by send.
	raw syscall.RawConn
	// deflate is whether the handshake agreed on permessage-deflate.
	deflate bool

	deadline time.Time // of gorilla's next Write, which gorilla guards

	mu   sync.Mutex
	rest []byte // of a frame that offer has begun; the bytes are shared with all viewers
	over bool   // a close frame has gone out: nothing may follow it
}

func newWire(conn net.Conn) *wire {
	w := &wire{Conn: conn}
	if plain, ok := conn.(syscall.Conn); ok {
		w.raw, _ = plain.SyscallConn()
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
	_ = w.raw.Write(func(fd uintptr) bool {
		n, _ = syscall.Write(int(fd), frame)
		return true // whatever came of it: no waiting
	})
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
	return w.Conn.SetWriteDeadline(time.Time{}) // or offer would find it passed
}

// Write sends one whole control frame, or the answer to the handshake.
func (w *wire) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("HTTP/")) {
		w.deflate = bytes.Contains(p, []byte("permessage-deflate"))
	}
	if err := w.send(p, w.deadline); err != nil {
		return 0, err
	}
	return len(p), nil
}

// SetWriteDeadline is for the next Write alone: another's send has its own.
func (w *wire) SetWriteDeadline(t time.Time) error {
	w.deadline = t
	return nil
}

// SetDeadline is the answer to the handshake beginning.
func (w *wire) SetDeadline(t time.Time) error {
	w.deadline = t
	return w.Conn.SetDeadline(t)
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

// wiring puts a wire between gorilla and the connection it takes over.
type wiring struct {
	http.ResponseWriter
	wire *wire
}

// Hijack takes the connection over from the HTTP server.
func (w *wiring) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.wire = newWire(conn)
	return w.wire, buffers, nil
}
