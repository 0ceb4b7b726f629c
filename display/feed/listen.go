package feed

import (
	"encoding/binary"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// What viewers say is read here and not by gorilla: they may say so little, and
// its reader keeps a buffer and a deep stack for each of thousands who say
// nothing. Waiting below needs half the stack.

// listen answers control frames until the viewer leaves, falls silent or sends
// anything else, and then ends it.
func (v *viewer) listen() {
	defer v.hub.dismissed(v)
	defer v.wire.Close()
	var wrong *misbehaviour
	if err := v.converse(); !errors.As(err, &wrong) {
		return
	}
	_ = v.goodbye(wrong.code, wrong.why)
	// What is unread when a connection closes makes the kernel reset it, and a
	// reset overtakes the close frame that says why.
	_ = v.wire.SetReadDeadline(time.Now().Add(farewell))
	_, _ = io.Copy(io.Discard, v.wire)
}

// misbehaviour is why a viewer has to go, as a close frame says it.
type misbehaviour struct {
	code int
	why  string
}

func (m *misbehaviour) Error() string { return m.why }

func violated(why string) error { return &misbehaviour{websocket.CloseProtocolError, why} }

var errLeft = errors.New("the viewer has said goodbye")

// converse reads frame after frame.
func (v *viewer) converse() error {
	if err := v.expectPong(); err != nil {
		return err
	}
	for {
		if _, err := io.ReadFull(v.wire, v.head[:]); err != nil {
			return err
		}
		if err := judge(v.head, v.wire.deflate); err != nil {
			return err
		}
		if err := v.answer(); err != nil {
			return err
		}
	}
}

// judge looks at a frame's first two bytes. Of a message it sees no more, so
// there is no size to limit.
func judge(head [2]byte, deflate bool) error {
	kind, reserved := int(head[0]&0x0f), head[0]&0x70
	control := kind >= websocket.CloseMessage && kind <= websocket.PongMessage
	message := kind == websocket.TextMessage || kind == websocket.BinaryMessage
	switch {
	case !control && !message:
		return violated("not a frame to begin with")
	case reserved != 0 && (reserved != deflated || control || !deflate):
		return violated("reserved bits set")
	case head[1]&0x80 == 0:
		return violated("not masked")
	case message:
		return &misbehaviour{websocket.ClosePolicyViolation, "viewers have nothing to say"}
	case head[0]&final == 0 || head[1]&0x7f > 125:
		return violated("a control frame must be one and short")
	}
	return nil
}

// answer reads the rest of a control frame and does what it asks for.
func (v *viewer) answer() error {
	rest := make([]byte, 4+int(v.head[1]&0x7f))
	if _, err := io.ReadFull(v.wire, rest); err != nil {
		return err
	}
	mask, payload := rest[:4], rest[4:]
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	switch v.head[0] & 0x0f {
	case websocket.PingMessage:
		return v.send(frameOf(final|websocket.PongMessage, payload))
	case websocket.PongMessage:
		return v.expectPong()
	}
	code, ok := closing(payload)
	if !ok {
		return violated("a close frame without sense")
	}
	_ = v.wire.send(frameOf(final|websocket.CloseMessage, code), time.Now().Add(farewell))
	return errLeft
}

// closing is the code of a close frame, as bytes to be sent back, and whether it
// is one that may be sent, with a text behind it (RFC 6455, 5.5.1 and 7.4).
func closing(payload []byte) (code []byte, ok bool) {
	if len(payload) < 2 {
		return nil, true // without a code: half of one is none
	}
	code = payload[:2]
	n := binary.BigEndian.Uint16(code)
	given := n >= 1000 && n <= 1013 && n != 1004 && n != 1005 && n != 1006
	return code, (given || n >= 3000 && n <= 4999) && utf8.Valid(payload[2:])
}

func (v *viewer) expectPong() error {
	o := v.hub.options
	return v.wire.SetReadDeadline(time.Now().Add(o.PingEvery + o.PongTimeout))
}
