package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/lxzan/gws"
	"golang.org/x/sys/unix"

	"giliran/display/feed"
)

// hubFan is the feed's hub behind the HTTP server that is in front of it in the
// real program.
func hubFan(b *testing.B, n int) (fan, string) {
	h := feed.NewHub(feed.HubOptions{MaxViewers: n})
	server := httptest.NewServer(h)
	b.Cleanup(func() {
		h.Close()
		server.Close()
	})
	return h, strings.TrimPrefix(server.URL, "http://")
}

// bareFan is the least that the kernel asks of anybody: one thread that writes
// the same bytes to every descriptor, one after another, and nothing else. It
// does not read, ping, time out, or care who comes first.
type bareFan struct {
	b    *testing.B
	news chan []byte
	mu   sync.Mutex
	fds  []int
}

func newBareFan(b *testing.B, _ int) (fan, string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	f := &bareFan{b: b, news: make(chan []byte, 1)}
	go f.accept(l)
	written := make(chan struct{})
	go func() {
		defer close(written)
		f.write()
	}()
	b.Cleanup(func() {
		_ = l.Close()
		close(f.news)
		<-written
	})
	return f, l.Addr().String()
}

func (f *bareFan) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		in := bufio.NewReader(conn)
		for line := ""; line != "\r\n" && err == nil; {
			line, err = in.ReadString('\n')
		}
		if err == nil {
			_, err = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
		}
		file, errF := conn.(*net.TCPConn).File()
		if err != nil || errF != nil {
			f.b.Error(err, errF)
			return
		}
		fd, err := unix.Dup(int(file.Fd()))
		if err == nil {
			err = unix.SetNonblock(fd, true)
		}
		if err != nil {
			f.b.Error(err)
			return
		}
		_ = file.Close()
		_ = conn.Close()
		f.mu.Lock()
		f.fds = append(f.fds, fd)
		f.mu.Unlock()
	}
}

func (f *bareFan) Publish(epoch string, seq uint64, board []byte, _ ...string) {
	f.news <- bareFrame(feed.Message{Epoch: epoch, Seq: seq, Board: bytes.Clone(board)}.Encode())
}

func bareFrame(payload []byte) []byte {
	if len(payload) >= 1<<16 {
		return append(binary.BigEndian.AppendUint64([]byte{0x81, 127}, uint64(len(payload))), payload...)
	}
	return append(binary.BigEndian.AppendUint16([]byte{0x81, 126}, uint16(len(payload))), payload...)
}

func (f *bareFan) write() {
	runtime.LockOSThread()
	for frame := range f.news {
		f.mu.Lock()
		for _, fd := range f.fds {
			if n, err := unix.Write(fd, frame); n != len(frame) {
				f.b.Errorf("%d of %d bytes written: %v", n, len(frame), err)
			}
		}
		f.mu.Unlock()
	}
	for _, fd := range f.fds {
		_ = unix.Close(fd)
	}
}

// gwsFan is the fastest of the other libraries, used as its authors say.
type gwsFan struct {
	gws.BuiltinEventHandler
	mu    sync.Mutex
	conns map[*gws.Conn]struct{}
}

func newGwsFan(b *testing.B, _ int) (fan, string) {
	f := &gwsFan{conns: map[*gws.Conn]struct{}{}}
	upgrader := gws.NewUpgrader(f, nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r)
		if err != nil {
			b.Error(err)
			return
		}
		go conn.ReadLoop()
	}))
	b.Cleanup(server.Close)
	return f, strings.TrimPrefix(server.URL, "http://")
}

// OnOpen is called by gws.
func (f *gwsFan) OnOpen(c *gws.Conn) {
	f.mu.Lock()
	f.conns[c] = struct{}{}
	f.mu.Unlock()
}

// OnClose is called by gws.
func (f *gwsFan) OnClose(c *gws.Conn, _ error) {
	f.mu.Lock()
	delete(f.conns, c)
	f.mu.Unlock()
}

func (f *gwsFan) Publish(epoch string, seq uint64, board []byte, _ ...string) {
	all := gws.NewBroadcaster(gws.OpcodeText, feed.Message{Epoch: epoch, Seq: seq, Board: bytes.Clone(board)}.Encode())
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		_ = all.Broadcast(c)
	}
	_ = all.Close()
}
