package feed

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// listen is a server below HTTP. It plays script for each connection in turn,
// with the number of the connection, and closes it afterwards.
func listen(t *testing.T, script func(dial int, conn net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for dial := 0; ; dial++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			script(dial, conn)
			conn.Close()
		}
	})
	t.Cleanup(func() {
		listener.Close()
		serving.Wait()
	})
	return "ws://" + listener.Addr().String()
}

// scripted is a server that shakes hands correctly and then plays script.
func scripted(t *testing.T, script func(dial int, conn net.Conn)) (address string) {
	t.Helper()
	return listen(t, func(dial int, conn net.Conn) {
		if shakeHands(conn, "") == nil {
			script(dial, conn)
		}
	})
}

func shakeHands(conn net.Conn, extraHeader string) error {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return err
	}
	const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" // RFC 6455, section 1.3
	sum := sha1.Sum([]byte(request.Header.Get("Sec-WebSocket-Key") + guid))
	_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Accept: %s\r\n%s\r\n", base64.StdEncoding.EncodeToString(sum[:]), extraHeader)
	return err
}

// deflate is what permessage-deflate makes of a message.
func deflate(t *testing.T, message []byte) []byte {
	t.Helper()
	var small bytes.Buffer
	w, err := flate.NewWriter(&small, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(message); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(small.Bytes(), []byte{0, 0, 0xff, 0xff})
}

// The first connection of each case goes wrong in its own way, the second is
// good. The client names what was wrong, and gets the board.
func TestABadServerIsLeftForAGoodOne(t *testing.T) {
	text := func(s string) []byte { return frame(final|websocket.TextMessage, false, []byte(s)) }
	after := func(wire []byte) func(net.Conn) {
		return func(conn net.Conn) {
			if shakeHands(conn, "") == nil {
				_, _ = conn.Write(wire)
			}
		}
	}
	instead := func(wire string) func(net.Conn) {
		return func(conn net.Conn) {
			if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.WriteString(conn, wire)
			}
		}
	}
	const deflating = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
	small := Message{"a", 9, board(9, 0)}.Encode()
	large := Message{"a", 9, board(9, MaxMessage)}.Encode()
	bomb := deflate(t, large)
	for _, c := range []struct {
		name string
		bad  func(net.Conn)
		want error // nil: any
	}{
		{"no JSON", after(text("A012")), ErrMalformed},
		{"JSON, but no message", after(text(`{"epoch":1}`)), ErrMalformed},
		{"an empty message", after(text("")), ErrMalformed},
		{"binary", after(frame(final|websocket.BinaryMessage, false, []byte(`{"epoch":"a","seq":1,"board":{}}`))), ErrMalformed},
		{"too large", after(text(string(large))), ErrMalformed},
		{"too large, if only by space", after(text(string(small) + strings.Repeat(" ", MaxMessage))), ErrMalformed},
		{"too large when inflated", func(conn net.Conn) {
			if shakeHands(conn, deflating) == nil {
				_, _ = conn.Write(frame(final|deflated|websocket.TextMessage, false, bomb))
			}
		}, ErrMalformed},
		{"deflate that is none", func(conn net.Conn) {
			if shakeHands(conn, deflating) == nil {
				_, _ = conn.Write(frame(final|deflated|websocket.TextMessage, false, []byte("\xff\xff\xff")))
			}
		}, nil},
		{"a masked frame", after(frame(final|websocket.TextMessage, true, []byte("a"))), nil},
		{"a frame cut off", after(text("{}")[:3]), nil},
		{"a size past all limits", after([]byte{final | websocket.TextMessage, 127, 255, 255, 255, 255, 255, 255, 255, 255}), nil},
		{"noise for frames", after(bytes.Repeat([]byte{0xff, 0, 0x7f}, 1000)), nil},
		{"a page for a websocket", instead("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), websocket.ErrBadHandshake},
		{"a full house", instead("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n\r\n"), websocket.ErrBadHandshake},
		{"a wrong accept key", instead("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: no\r\n\r\n"), websocket.ErrBadHandshake},
		{"half a handshake", instead("HTTP/1.1 101 Switching Protocols\r\nConn"), nil},
		{"a 10 MB header", instead("HTTP/1.1 101 Switching Protocols\r\nX: " + strings.Repeat("x", 10<<20) + "\r\n\r\n"), ErrHandshakeTooLong},
		{"no HTTP", instead("SSH-2.0-OpenSSH_9.2\r\n"), nil},
		{"nothing", func(net.Conn) {}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := listen(t, func(dial int, conn net.Conn) {
				if dial == 0 {
					c.bad(conn)
					return
				}
				if shakeHands(conn, "") == nil {
					_, _ = conn.Write(frame(final|websocket.TextMessage, false, Message{"a", 1, board(1, 0)}.Encode()))
					_, _ = conn.Read(make([]byte, 1)) // until the client goes
				}
			})
			pace := newPacer()
			f := follow(t, address, ClientOptions{After: pace.After})
			pace.wait(t)
			m, s := f.Latest()
			if s.Connected || s.Err == nil || m.Epoch != "" {
				t.Errorf("after the bad one: %q, %+v", m.Epoch, s)
			}
			if c.want != nil && !errors.Is(s.Err, c.want) {
				t.Errorf("it was %v, want %v", s.Err, c.want)
			}
			pace.dial()
			f.untilSeq(t, "a", 1)
		})
	}
}
