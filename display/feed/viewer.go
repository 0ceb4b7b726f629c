package feed

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/gorilla/websocket"
)

// sendBuffer, in bytes, bounds what the kernel holds for a viewer that reads
// slowly. Left to itself it grows to megabytes, each holding a board long past.
const sendBuffer = 32 << 10

// viewer is one connection. Its goroutine tell is the only one that writes
// boards and ends the connection; its goroutine listen is the only one that reads.
type viewer struct {
	hub   *Hub
	conn  *websocket.Conn
	wake  chan struct{} // one slot: the hub's latest has changed
	junk  chan struct{} // closed by listen: the viewer has said what no viewer may
	quiet chan struct{} // closed by listen: nothing more will be read
}

func newViewer(h *Hub, conn *websocket.Conn) *viewer {
	if tcp := tcpOf(conn); tcp != nil {
		_ = tcp.SetWriteBuffer(sendBuffer) // a viewer with a large buffer is still a viewer
	}
	return &viewer{
		hub:   h,
		conn:  conn,
		wake:  make(chan struct{}, 1),
		junk:  make(chan struct{}),
		quiet: make(chan struct{}),
	}
}

// tell writes the newest board whenever there is one the viewer has not had.
// It asks for the newest only when the viewer is ready to take it, so there is
// no queue that could grow.
func (v *viewer) tell() {
	defer v.hub.dismissed(v)
	defer v.conn.Close()
	pings := time.NewTicker(v.hub.options.PingEvery)
	defer pings.Stop()
	var shown *edition
	for {
		if newest := v.hub.latest.Load(); newest != shown {
			if err := v.show(newest); err != nil {
				v.drop()
				return
			}
			shown = newest
		}
		select {
		case <-v.wake:
		case <-pings.C:
			if err := v.control(websocket.PingMessage, nil); err != nil {
				v.drop()
				return
			}
		case <-v.junk:
			v.dismiss(websocket.ClosePolicyViolation, "viewers have nothing to say")
			return
		case <-v.hub.closing:
			v.dismiss(websocket.CloseGoingAway, "the office is going away")
			return
		case <-v.quiet:
			return
		}
	}
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

// listen answers control frames until the viewer leaves, falls silent or sends
// anything else. Of a message it looks at the first frame's header and no more,
// so there is no size to limit.
func (v *viewer) listen() {
	defer close(v.quiet)
	v.expectPong("")
	v.conn.SetPongHandler(v.expectPong)
	v.conn.SetPingHandler(func(data string) error {
		return v.control(websocket.PongMessage, []byte(data))
	})
	if _, _, err := v.conn.NextReader(); left(err) {
		return
	}
	close(v.junk)
	// What is unread when a connection closes makes the kernel reset it, and a
	// reset overtakes the close frame that says why.
	_, _ = io.Copy(io.Discard, v.conn.NetConn())
}

// left reports whether the viewer is gone, rather than there and misbehaving.
func left(err error) bool {
	var closed *websocket.CloseError
	var broken net.Error
	return errors.As(err, &closed) || errors.As(err, &broken)
}

func (v *viewer) expectPong(string) error {
	o := v.hub.options
	return v.conn.SetReadDeadline(time.Now().Add(o.PingEvery + o.PongTimeout))
}

// dismiss says goodbye with a reason and waits a moment for it to be heard.
func (v *viewer) dismiss(code int, reason string) {
	goodbye := websocket.FormatCloseMessage(code, reason)
	err := v.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(farewell))
	if err != nil && !errors.Is(err, websocket.ErrCloseSent) { // sent: by gorilla, with 1002
		return
	}
	patience := time.NewTimer(farewell)
	defer patience.Stop()
	select {
	case <-v.quiet:
	case <-patience.C:
	}
}

// drop makes the coming Close forget unsent boards; by default the kernel would
// keep them for minutes in case the viewer begins to read after all.
func (v *viewer) drop() {
	if tcp := tcpOf(v.conn); tcp != nil {
		_ = tcp.SetLinger(0) // failing, it costs memory for a while
	}
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
