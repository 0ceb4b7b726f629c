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
// lives as long as the connection, and its end is the viewer's end. Nearly
// every board is handed to the kernel by the hub's own goroutines, without
// waiting; where that would mean to wait, the viewer's goroutine tell does, and
// lives until there is nothing more to write.
type viewer struct {
	hub  *Hub
	name string // what it watches for, see Hub.ServeHTTP
	conn *websocket.Conn
	wire *wire

	todo atomic.Int64 // nudges not seen to; above 0, somebody is writing
	ping atomic.Bool  // a ping is to be sent

	shown    *edition  // the last board begun; of whoever is writing
	nextPing time.Time // the crowd's goroutine's
	place    int       // in hub.crowd; guarded by hub.mu
}

func newViewer(h *Hub, name string, conn *websocket.Conn, w *wire) *viewer {
	if tcp := w.tcp(); tcp != nil {
		_ = tcp.SetWriteBuffer(sendBuffer) // a viewer with a large buffer is still a viewer
	}
	return &viewer{hub: h, name: name, conn: conn, wire: w, nextPing: time.Now().Add(h.options.PingEvery)}
}

// nudge brings the viewer what there is to say. It never waits. The caller is a
// goroutine of the hub's, or holds hub.mu with the viewer in hub.crowd.
func (v *viewer) nudge() {
	if v.todo.Add(1) > 1 {
		return // whoever is writing will look again
	}
	if !v.quick() || !v.todo.CompareAndSwap(1, 0) {
		v.hub.running.Go(v.tell)
	}
}

// quick writes what there is to say, as far as nobody has to wait. It reports
// whether that was all.
func (v *viewer) quick() bool {
	if v.hub.over() {
		return false
	}
	if newest := v.hub.latest.Load(); newest != v.shown {
		begun, all := v.wire.offer(newest.frame(v.wire.deflate))
		if begun {
			v.shown = newest
		}
		if !all {
			return false
		}
	}
	if !v.ping.Load() {
		return true
	}
	begun, all := v.wire.offer(pingFrame())
	if begun {
		v.ping.Store(false)
	}
	return all
}

func pingFrame() []byte { return []byte{final | websocket.PingMessage, 0} }

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
		if v.hub.over() {
			_ = v.goodbye(websocket.CloseGoingAway, "the office is going away") // Close sees to the rest
			return
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
	if err := v.send(nil); err != nil { // what quick has begun
		return err
	}
	if newest := v.hub.latest.Load(); newest != v.shown {
		if err := v.send(newest.frame(v.wire.deflate)); err != nil {
			return err
		}
		v.shown = newest
	}
	if v.ping.Swap(false) {
		return v.send(pingFrame())
	}
	return nil
}

func (v *viewer) send(frame []byte) error { return v.wire.send(frame, v.writeDeadline()) }

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
	if tcp := v.wire.tcp(); tcp != nil {
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
	_, _ = io.Copy(io.Discard, v.wire)
}

func (v *viewer) pong(data string) error {
	return v.conn.WriteControl(websocket.PongMessage, []byte(data), v.writeDeadline())
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
