package feed

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// frame is a frame as it goes over the wire, with nothing checked. The mask is
// zero, so the payload stays as it is.
func frame(first byte, masked bool, payload []byte) []byte {
	var mask byte
	if masked {
		mask = 0x80
	}
	n := len(payload)
	wire := []byte{first}
	switch {
	case n < 126:
		wire = append(wire, mask|byte(n))
	case n < 1<<16:
		wire = append(wire, mask|126, byte(n>>8), byte(n))
	default:
		wire = append(wire, mask|127, 0, 0, 0, 0, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	if masked {
		wire = append(wire, 0, 0, 0, 0)
	}
	return append(wire, payload...)
}

const (
	reserved   = 0x20
	unfinished = 0x00
)

func TestAViewerThatTalksIsTold(t *testing.T) {
	const policy, protocol = websocket.ClosePolicyViolation, websocket.CloseProtocolError
	for _, c := range []struct {
		name string
		wire []byte
		code int
	}{
		{"text", frame(final|websocket.TextMessage, true, []byte(`{"seq":1}`)), policy},
		{"empty text", frame(final|websocket.TextMessage, true, nil), policy},
		{"binary", frame(final|websocket.BinaryMessage, true, []byte{0, 1, 2}), policy},
		{"first part of a text", frame(unfinished|websocket.TextMessage, true, []byte("a")), policy},
		{"10 MB of text", frame(final|websocket.TextMessage, true, make([]byte, 10<<20)), policy},
		{"a size past all limits", []byte{final | websocket.TextMessage, 0x80 | 127, 0xff, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0}, policy},
		{"deflated text that was never offered", frame(final|deflated|websocket.TextMessage, true, []byte("a")), protocol},
		{"no mask", frame(final|websocket.TextMessage, false, []byte("a")), protocol},
		{"reserved bit", frame(final|reserved|websocket.TextMessage, true, []byte("a")), protocol},
		{"unknown opcode", frame(final|0xb, true, []byte("a")), protocol},
		{"a continuation of nothing", frame(final, true, []byte("a")), protocol},
		{"a long ping", frame(final|websocket.PingMessage, true, make([]byte, 126)), protocol},
		{"a ping in parts", frame(unfinished|websocket.PingMessage, true, nil), protocol},
		{"a close code out of range", frame(final|websocket.CloseMessage, true, []byte{0, 1}), protocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, address := startHub(t, HubOptions{MaxViewers: 1})
			h.Publish("a", 1, board(1, 0))
			viewer := watch(t, address, websocket.Dialer{})
			next(t, viewer)
			if _, err := viewer.NetConn().Write(c.wire); err != nil {
				t.Fatal(err)
			}
			_, err := nextOf(viewer)
			if !websocket.IsCloseError(err, c.code) {
				t.Errorf("ended with %v, want %d", err, c.code)
			}
			viewer.Close()
			awaitFreeSeat(t, h)
		})
	}
}

// A viewer on a thin line, with boards still on their way, talks. The goodbye
// waits behind those boards, and no later board may cut it short.
func TestATalkerOnAThinLineIsToldToo(t *testing.T) {
	t.Parallel()
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	viewer := watch(t, address, smallWindow())
	seq := uint64(1)
	h.Publish("a", seq, board(seq, 32<<10))
	next(t, viewer)
	seq++
	h.Publish("a", seq, board(seq, 32<<10))
	if err := viewer.WriteMessage(websocket.TextMessage, []byte("hello?")); err != nil {
		t.Fatal(err)
	}
	for left := false; !left; {
		select {
		case h.seats <- struct{}{}:
			<-h.seats
			left = true
		case <-time.After(time.Millisecond):
			seq++
			h.Publish("a", seq, board(seq, 0))
		}
	}
	for {
		if _, err := nextOf(viewer); err != nil {
			if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
				t.Errorf("ended with %v", err)
			}
			return
		}
	}
}

// A talker that waits for the other side to hang up first is not waited for.
func TestATalkerThatStaysIsCutOff(t *testing.T) {
	t.Parallel()
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	viewer := watch(t, address, websocket.Dialer{})
	if err := viewer.WriteMessage(websocket.TextMessage, []byte("hello?")); err != nil {
		t.Fatal(err)
	}
	awaitFreeSeat(t, h)
}

func TestAGoodbyeIsReturned(t *testing.T) {
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	viewer := watch(t, address, websocket.Dialer{})
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := viewer.WriteControl(websocket.CloseMessage, bye, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, err := nextOf(viewer); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("ended with %v", err)
	}
	awaitFreeSeat(t, h)
}

func TestHandshakesThatComeToNothing(t *testing.T) {
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	h.Publish("a", 1, board(1, 0))
	host := strings.TrimSuffix(strings.TrimPrefix(address, "ws://"), "/feed")
	for name, wire := range map[string][]byte{
		"half a handshake": []byte("GET /feed HTTP/1.1\r\nHost: office\r\nUpgr"),
		"a 10 MB header":   []byte("GET /feed HTTP/1.1\r\nHost: office\r\nX: " + strings.Repeat("x", 10<<20) + "\r\n\r\n"),
		"noise":            bytes.Repeat([]byte{0, 0xff, '\n'}, 1000),
		"nothing":          nil,
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", host)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() }) // it stays while another comes
			written := make(chan struct{})
			go func() {
				defer close(written)
				_, _ = conn.Write(wire) // the server may hang up in the middle
			}()
			viewer := watch(t, address, websocket.Dialer{})
			next(t, viewer)
			viewer.Close()
			awaitFreeSeat(t, h)
			conn.Close()
			await(t, written, "the write to end")
		})
	}
}

func TestDataBeforeTheHandshakeIsOver(t *testing.T) {
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	host := strings.TrimSuffix(strings.TrimPrefix(address, "ws://"), "/feed")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	hasty := "GET /feed HTTP/1.1\r\nHost: office\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nhello"
	if _, err := io.WriteString(conn, hasty); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	var late net.Error
	if _, err := io.ReadAll(conn); errors.As(err, &late) && late.Timeout() {
		t.Error("the hub keeps the connection")
	}
	awaitFreeSeat(t, h)
}
