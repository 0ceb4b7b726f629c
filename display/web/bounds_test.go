package web

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestBounds: every bound of a request is set.
func TestBounds(t *testing.T) {
	s := HTTPServer(http.NotFoundHandler(), 10, slog.New(slog.DiscardHandler))
	for what, c := range map[string]struct{ is, most time.Duration }{
		"the header's time": {s.ReadHeaderTimeout, 10 * time.Second},
		"the request's":     {s.ReadTimeout, 30 * time.Second},
		"the answer's":      {s.WriteTimeout, time.Minute},
		"the silence":       {s.IdleTimeout, 5 * time.Minute},
	} {
		if c.is <= 0 || c.is > c.most {
			t.Errorf("%s is bound to %v, want at most %v", what, c.is, c.most)
		}
	}
	if s.MaxHeaderBytes != MaxHeader {
		t.Errorf("a header may have %d bytes", s.MaxHeaderBytes)
	}
}

// hurried is a house's address where little time is given.
func hurried(h *house) string {
	h.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.Fatal(err)
	}
	srv := HTTPServer(h.server.Handler(), 100, slog.New(slog.DiscardHandler))
	srv.ReadHeaderTimeout, srv.ReadTimeout, srv.WriteTimeout, srv.IdleTimeout = 100*time.Millisecond, 200*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
	go srv.Serve(l)
	h.Cleanup(func() { srv.Close() })
	return l.Addr().String()
}

// TestSlow: who sends his request, or takes his answer, a byte at a time loses
// the connection, and no number has been given out.
func TestSlow(t *testing.T) {
	h := newHouse(t)
	address, before := hurried(h), h.seq()
	kiosk := "Authorization: Bearer " + h.tokens["kiosk"] + "\r\nContent-Type: application/json\r\n"
	for name, begun := range map[string]string{
		"nothing":         "",
		"half a line":     "GET /board HT",
		"half a header":   "POST /api/v1/tickets HTTP/1.1\r\nHost: kantor\r\n" + kiosk,
		"half a body":     "POST /api/v1/tickets HTTP/1.1\r\nHost: kantor\r\n" + kiosk + "Content-Length: 100\r\n\r\n{",
		"half a chunk":    "POST /api/v1/tickets HTTP/1.1\r\nHost: kantor\r\n" + kiosk + "Transfer-Encoding: chunked\r\n\r\n100\r\n{",
		"half a form":     "POST /enter HTTP/1.1\r\nHost: kantor\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntok",
		"a silence after": "GET /login HTTP/1.1\r\nHost: kantor\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			ends(t, conn, func() error { _, err := io.WriteString(conn, begun); return err })
		})
	}
	if h.seq() != before {
		t.Error("half a request did something")
	}
}

// TestUnread: who asks and asks and never reads an answer loses the connection.
func TestUnread(t *testing.T) {
	conn, err := net.Dial("tcp", hurried(newHouse(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetWriteDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	asks := strings.Repeat("GET /openapi.json HTTP/1.1\r\nHost: kantor\r\n\r\n", 100)
	for {
		_, err := io.WriteString(conn, asks)
		if slow, ok := err.(net.Error); ok && slow.Timeout() {
			t.Fatal("the office waits for who does not read")
		}
		if err != nil {
			return // hung up
		}
	}
}

// ends waits until the office hangs up.
func ends(t *testing.T, conn net.Conn, begin func() error) {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := begin(); err != nil {
		t.Fatal(err)
	}
	_, err := io.Copy(io.Discard, conn)
	if slow, ok := err.(net.Error); ok && slow.Timeout() {
		t.Error("the office waits without end")
	}
}

// TestGiants: headers, addresses and bodies beyond their bounds are refused,
// before all of them has come.
func TestGiants(t *testing.T) {
	h := newHouse(t)
	before := h.seq()
	auth := "Authorization: Bearer " + h.tokens["kiosk"] + "\r\nContent-Type: application/json\r\n"
	for _, c := range []struct {
		name, head string
		fill       string
		want       []int
	}{
		{"a header", "GET /board HTTP/1.1\r\nHost: kantor\r\nX-Long: ", "x", []int{http.StatusRequestHeaderFieldsTooLarge}},
		{"an address", "GET /s?code=", "A", []int{http.StatusRequestHeaderFieldsTooLarge}},
		{"cookies", "GET /board HTTP/1.1\r\nHost: kantor\r\n", "Cookie: giliran-a=b\r\n", []int{http.StatusRequestHeaderFieldsTooLarge}},
		{"a body", "POST /api/v1/tickets HTTP/1.1\r\nHost: kantor\r\n" + auth + "Content-Length: 100000000\r\n\r\n", " ", []int{http.StatusRequestEntityTooLarge}},
		{"chunks", "POST /api/v1/tickets HTTP/1.1\r\nHost: kantor\r\n" + auth + "Transfer-Encoding: chunked\r\n\r\n", "400\r\n" + strings.Repeat(" ", 0x400) + "\r\n", []int{http.StatusRequestEntityTooLarge}},
		{"a form", "POST /enter HTTP/1.1\r\nHost: kantor\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000000\r\n\r\n", "token=gil_x&", []int{http.StatusUnauthorized, http.StatusRequestEntityTooLarge}},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Fatal(err)
			}
			answer := make(chan string, 1)
			go func() {
				line, _ := bufio.NewReader(conn).ReadString('\n')
				answer <- line
			}()
			sent := 0
			var line string
			for _, err = io.WriteString(conn, c.head); err == nil && line == "" && sent < 64<<20; {
				fill := strings.Repeat(c.fill, max(1, 8192/len(c.fill)))
				_, err = io.WriteString(conn, fill)
				sent += len(fill)
				select {
				case line = <-answer:
				default:
				}
			}
			if line == "" {
				line = <-answer
			}
			status := 0
			_, _ = fmt.Sscanf(line, "HTTP/1.1 %d", &status)
			ok := false
			for _, want := range c.want {
				ok = ok || status == want
			}
			// Hanging up in the middle of it may overtake the answer.
			if !ok && line != "" || sent > 16<<20 {
				t.Errorf("after %d bytes: %q", sent, line)
			}
		})
	}
	if h.seq() != before {
		t.Error("a giant did something")
	}
}
