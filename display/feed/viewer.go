package feed

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// sendBuffer, in bytes, bounds what the kernel holds for a viewer that reads
// slowly. Left to itself it grows to megabytes, each holding boards long past.
const sendBuffer = 32 << 10

// viewer is one connection. Its goroutine, listen, is the only one that reads; it
// lives as long as the connection, and its end is the viewer's end. Nearly
// every board is handed to the kernel by the hub's own goroutines, without
// waiting; where that would mean to wait, the viewer's goroutine tell does, and
// lives until there is nothing more to write.
type viewer struct {
	hub  *Hub
	name string // what it watches for, see Hub.ServeHTTP
	wire *wire
	head [2]byte // of the frame that listen waits for

	todo atomic.Int64 // nudges not seen to; above 0, somebody is writing
	ping atomic.Bool  // a ping is to be sent

	shown    *edition  // the last board begun; of whoever is writing
	nextPing time.Time // the crowd's goroutine's
	place    int       // in hub.crowd; guarded by hub.mu
}

func newViewer(h *Hub, name string, w *wire) *viewer {
	if tcp := w.tcp(); tcp != nil {
		_ = tcp.SetWriteBuffer(sendBuffer) // a viewer with a large buffer is still a viewer
	}
	return &viewer{hub: h, name: name, wire: w, nextPing: time.Now().Add(h.options.PingEvery)}
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
	frame := frameOf(final|websocket.CloseMessage, websocket.FormatCloseMessage(code, reason))
	return v.wire.send(frame, time.Now().Add(farewell))
}

// drop ends the connection and forgets what was not sent; by default the kernel
// keeps it for minutes, in case the viewer begins to read after all.
func (v *viewer) drop() {
	if tcp := v.wire.tcp(); tcp != nil {
		_ = tcp.SetLinger(0) // failing, it costs memory for a while
	}
	v.wire.Close()
}
