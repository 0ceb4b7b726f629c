package feed

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// sendBuffer, in bytes, bounds what the kernel holds for a viewer that reads
// slowly. Left to itself it grows to megabytes, each holding boards long past.
const sendBuffer = 32 << 10

// viewer is one connection. Its goroutine listen is the only one that reads; it
// lives as long as the connection, and its end is the viewer's end. Its
// goroutine tell writes, and lives only while there is something to write: a
// second stack for each of thousands who wait would double what they cost.
type viewer struct {
	hub  *Hub
	conn *websocket.Conn

	todo atomic.Int64 // nudges tell has not seen to; above 0, tell is running
	ping atomic.Bool  // tell is to send a ping

	shown    *edition  // the last board written; tell's
	nextPing time.Time // guarded by hub.mu
}

func newViewer(h *Hub, conn *websocket.Conn) *viewer {
	if tcp := tcpOf(conn); tcp != nil {
		_ = tcp.SetWriteBuffer(sendBuffer) // a viewer with a large buffer is still a viewer
	}
	return &viewer{hub: h, conn: conn, nextPing: time.Now().Add(h.options.PingEvery)}
}

// nudge has tell look for something to write. It never waits. The caller holds
// hub.mu, and the viewer is among hub.viewers.
func (v *viewer) nudge() {
	if v.todo.Add(1) == 1 {
		v.hub.running.Go(v.tell)
	}
}

// pingIfDue is called with hub.mu held.
func (v *viewer) pingIfDue(now time.Time) {
	if now.Before(v.nextPing) {
		return
	}
	v.nextPing = now.Add(v.hub.options.PingEvery)
	v.ping.Store(true)
	v.nudge()
}

// tell writes what there is to say, until there is nothing. It asks for the
// newest board only when the viewer is ready to take it, so no queue can grow:
// many nudges during one write are one more look afterwards.
func (v *viewer) tell() {
	for {
		todo := v.todo.Load()
		select {
		case <-v.hub.closing:
			_ = v.goodbye(websocket.CloseGoingAway, "the office is going away") // Close sees to the rest
			return
		default:
		}
		if err := v.catchUp(); err != nil {
			if !errors.Is(err, websocket.ErrCloseSent) { // by listen, who sees to the rest
				v.drop()
			}
			return // with todo above 0, so that nobody tells a dead connection
		}
		if v.todo.CompareAndSwap(todo, 0) {
			return
		}
	}
}

func (v *viewer) catchUp() error {
	if newest := v.hub.latest.Load(); newest != v.shown {
		if err := v.show(newest); err != nil {
			return err
		}
		v.shown = newest
	}
	if v.ping.Swap(false) {
		return v.control(websocket.PingMessage, nil)
	}
	return nil
}

func (v *viewer) show(e *edition) error {
	frame, err := e.frame()
	if err != nil {
		return err
	}
	if err := v.conn.SetWriteDeadline(v.writeDeadline()); err != nil {
		return err
	}
	return v.conn.WritePreparedMessage(frame)
}

func (v *viewer) control(kind int, data []byte) error {
	return v.conn.WriteControl(kind, data, v.writeDeadline())
}

func (v *viewer) writeDeadline() time.Time {
	return time.Now().Add(v.hub.options.WriteTimeout)
}

func (v *viewer) goodbye(code int, reason string) error {
	frame := websocket.FormatCloseMessage(code, reason)
	return v.conn.WriteControl(websocket.CloseMessage, frame, time.Now().Add(farewell))
}

// drop ends the connection and forgets what was not sent; by default the kernel
// keeps it for minutes, in case the viewer begins to read after all.
func (v *viewer) drop() {
	if tcp := tcpOf(v.conn); tcp != nil {
		_ = tcp.SetLinger(0) // failing, it costs memory for a while
	}
	v.conn.Close()
}

// listen answers control frames until the viewer leaves, falls silent or sends
// anything else. Of a message it looks at the first frame's header and no more,
// so there is no size to limit.
func (v *viewer) listen() {
	defer v.hub.dismissed(v)
	defer v.conn.Close()
	_ = v.expectPong("") // failing, so does the read
	v.conn.SetPongHandler(v.expectPong)
	v.conn.SetPingHandler(v.pong)
	if _, _, err := v.conn.NextReader(); left(err) {
		return
	}
	// Where gorilla has answered with 1002 already, this 1008 is not sent.
	_ = v.goodbye(websocket.ClosePolicyViolation, "viewers have nothing to say")
	// What is unread when a connection closes makes the kernel reset it, and a
	// reset overtakes the close frame that says why.
	_ = v.conn.SetReadDeadline(time.Now().Add(farewell))
	_, _ = io.Copy(io.Discard, v.conn.NetConn())
}

func (v *viewer) pong(data string) error {
	return v.control(websocket.PongMessage, []byte(data))
}

func (v *viewer) expectPong(string) error {
	o := v.hub.options
	return v.conn.SetReadDeadline(time.Now().Add(o.PingEvery + o.PongTimeout))
}

// left reports whether the viewer is gone, rather than there and misbehaving.
func left(err error) bool {
	var closed *websocket.CloseError
	var broken net.Error
	return errors.As(err, &closed) || errors.As(err, &broken)
}

// tcpOf finds the TCP connection under a websocket, or nil.
func tcpOf(conn *websocket.Conn) *net.TCPConn {
	under := conn.NetConn()
	if tls, ok := under.(interface{ NetConn() net.Conn }); ok {
		under = tls.NetConn()
	}
	tcp, _ := under.(*net.TCPConn)
	return tcp
}
