package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// FuzzWhatViewersSay holds the hub's reader against gorilla's: whatever a
// viewer says before it hangs up, both give the same pongs and the same close.
func FuzzWhatViewersSay(f *testing.F) {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "terima kasih")
	ping := frame(final|websocket.PingMessage, true, []byte("a"))
	for _, seed := range [][]byte{
		nil,
		ping,
		append(bytes.Clone(ping), ping...),
		append(bytes.Clone(ping), frame(final|websocket.CloseMessage, true, bye)...),
		frame(final|websocket.PongMessage, true, make([]byte, 125)),
		{final | websocket.PingMessage, 0x83, 1, 2, 3, 4, 'a', 'b', 'c'}, // with a mask
		frame(final|websocket.CloseMessage, true, nil),
		frame(final|websocket.CloseMessage, true, []byte{3}),
		frame(final|websocket.CloseMessage, true, []byte{3, 0xec}), // 1004
		frame(final|websocket.CloseMessage, true, append([]byte{3, 0xe8}, 0xff)),
		frame(final|websocket.TextMessage, true, []byte("hello")),
		frame(unfinished|websocket.PingMessage, true, nil),
		frame(final|reserved|websocket.TextMessage, true, nil),
		frame(final|0xb, true, nil),
		frame(final|websocket.PingMessage, false, nil),
		frame(final|websocket.PingMessage, true, make([]byte, 126)),
		{final | websocket.TextMessage},
	} {
		f.Add(seed)
	}
	h := NewHub(HubOptions{})
	ours, theirs := httptest.NewServer(h), httptest.NewServer(http.HandlerFunc(gorillaListens))
	f.Cleanup(func() {
		h.Close()
		ours.Close()
		theirs.Close()
	})
	f.Fuzz(func(t *testing.T, said []byte) {
		a, b := heardBy(t, ours, said), heardBy(t, theirs, said)
		halfMessage := append(slices.Clone(b), "88:03f0") // the hub need not see all of its header
		if !slices.Equal(a, b) && !slices.Equal(a, halfMessage) {
			t.Errorf("%x: the hub answers %s, gorilla %s", said, a, b)
		}
	})
}

// gorillaListens is a hub that has nothing to say.
func gorillaListens(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	if _, _, err := conn.NextReader(); err == nil {
		bye := websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "")
		_ = conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(patience))
	}
	_, _ = io.Copy(io.Discard, conn.NetConn())
}

// heardBy says something to a server, hangs up, and tells what came back: every
// frame with its payload, and of a close frame the code.
func heardBy(t *testing.T, server *httptest.Server, said []byte) (frames []string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: office\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	var answer []byte
	for one := make([]byte, 1); !bytes.HasSuffix(answer, []byte("\r\n\r\n")); answer = append(answer, one...) {
		if _, err := io.ReadFull(conn, one); err != nil {
			t.Fatal(err)
		}
	}
	_, errSaid := conn.Write(said)
	errDone := conn.(*net.TCPConn).CloseWrite()
	back, err := io.ReadAll(conn)
	if errors.Join(errSaid, errDone, err) != nil {
		t.Skip("it went on talking after its goodbye, and the connection was reset")
	}
	for len(back) >= 2 && len(back) >= 2+int(back[1]) {
		payload := back[2 : 2+int(back[1])]
		if back[0] == final|websocket.CloseMessage {
			payload = payload[:min(2, len(payload))]
		}
		frames = append(frames, fmt.Sprintf("%x:%x", back[0], payload))
		back = back[2+int(back[1]):]
	}
	return frames
}
