package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// The viewers of a benchmark live in a process of their own, this test binary
// again, so that what is measured is the office and not the phones: one thread,
// one epoll, no goroutine for each. They only note when a board has arrived.

// viewersEnv makes the test binary play viewers: "HOST:PORT N".
const viewersEnv = "GILIRAN_BENCH_VIEWERS"

// monotonic is the clock that both processes read, in nanoseconds.
func monotonic() int64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}

// viewers is the process, as the benchmark sees it.
type viewers struct {
	b   *testing.B
	n   int
	in  io.WriteCloser
	out *bufio.Reader
	cmd *exec.Cmd
}

// watchFrom starts n viewers of a feed. Viewer 0 watches for "wall", viewer i
// for the number numberOf(i).
func watchFrom(b *testing.B, address string, n int) *viewers {
	b.Helper()
	v := &viewers{b: b, n: n, cmd: exec.Command(os.Args[0])}
	v.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", viewersEnv, address, n))
	v.cmd.Stderr = os.Stderr
	in, err1 := v.cmd.StdinPipe()
	out, err2 := v.cmd.StdoutPipe()
	if err := errors.Join(err1, err2, v.cmd.Start()); err != nil {
		b.Fatal(err)
	}
	v.in, v.out = in, bufio.NewReaderSize(out, 1<<16)
	b.Cleanup(v.leave)
	if line, err := v.out.ReadString('\n'); line != "ready\n" {
		b.Fatalf("the viewers did not come: %q %v", line, err)
	}
	return v
}

func (v *viewers) leave() {
	_ = v.in.Close()
	_ = v.cmd.Wait()
}

// arrivals waits until every viewer has a board of at least seq and gives the
// monotonic time at which each had it.
func (v *viewers) arrivals(seq uint64) []int64 {
	v.b.Helper()
	if _, err := fmt.Fprintln(v.in, seq); err != nil {
		v.b.Fatal(err)
	}
	at := make([]int64, v.n)
	if err := binary.Read(v.out, binary.LittleEndian, at); err != nil {
		v.b.Fatal(err)
	}
	return at
}

// numberOf is the number that viewer i watches for.
func numberOf(i int) string { return fmt.Sprintf("B%03d", i) }

// playViewers is the process from within. It reads sequences from standard
// input and answers each with the times of arrival.
func playViewers(task string) error {
	address, count, _ := strings.Cut(task, " ")
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	poll, err := unix.EpollCreate1(0)
	if err != nil {
		return err
	}
	crowd := make([]*phone, n)
	for i := range crowd {
		if crowd[i], err = dialPhone(address, i); err != nil {
			return fmt.Errorf("viewer %d: %w", i, err)
		}
		watch := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, crowd[i].fd, &watch); err != nil {
			return err
		}
	}
	orders := unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1}
	if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, 0, &orders); err != nil {
		return err
	}
	fmt.Println("ready")
	return lookOn(poll, crowd)
}

// lookOn reads whatever comes until standard input ends.
func lookOn(poll int, crowd []*phone) error {
	events, buf := make([]unix.EpollEvent, 512), make([]byte, 256<<10)
	var wanted uint64
	for {
		n, err := unix.EpollWait(poll, events, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		for _, e := range events[:max(n, 0)] {
			if e.Fd >= 0 {
				if err := crowd[e.Fd].read(buf); err != nil {
					return fmt.Errorf("viewer %d: %w", e.Fd, err)
				}
				continue
			}
			n, err := unix.Read(0, buf)
			if n <= 0 {
				return err
			}
			if wanted, err = strconv.ParseUint(strings.TrimSpace(string(buf[:n])), 10, 64); err != nil {
				return err
			}
		}
		if wanted > 0 && answered(crowd, wanted) {
			wanted = 0
		}
	}
}

// answered reports the arrivals once everybody has the board.
func answered(crowd []*phone, wanted uint64) bool {
	at := make([]int64, len(crowd))
	for i, p := range crowd {
		if p.seq < wanted {
			return false
		}
		at[i] = p.at
	}
	return binary.Write(os.Stdout, binary.LittleEndian, at) == nil
}

// phone is one viewer's end of a websocket.
type phone struct {
	fd   int
	seq  uint64 // of the newest whole board
	at   int64  // when it had come
	head []byte // the frame's first bytes
	size int    // of the whole frame, 0 before it is known
	got  int    // of the frame
}

// headSize is as much of a frame as is looked at: its header and the message's
// epoch and seq.
const headSize = 96

func dialPhone(address string, i int) (*phone, error) {
	name := numberOf(i)
	if i == 0 {
		name = "wall"
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if err := shakeHands(conn, name); err != nil {
		return nil, err
	}
	f, err := conn.(*net.TCPConn).File() // a descriptor of our own, which Go's poller does not watch
	if err != nil {
		return nil, err
	}
	fd, err := unix.Dup(int(f.Fd()))
	if err := errors.Join(err, f.Close(), conn.Close(), unix.SetNonblock(fd, true)); err != nil {
		return nil, err
	}
	return &phone{fd: fd}, nil
}

// shakeHands makes a connection a viewer that watches for a name.
func shakeHands(conn net.Conn, name string) error {
	_, err := fmt.Fprintf(conn, "GET /feed?for=%s HTTP/1.1\r\nHost: office\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", url.QueryEscape(name))
	if err != nil {
		return err
	}
	var answer []byte
	for one := make([]byte, 1); !bytes.HasSuffix(answer, []byte("\r\n\r\n")); answer = append(answer, one...) {
		if _, err := io.ReadFull(conn, one); err != nil {
			return err
		}
	}
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 101")) {
		return fmt.Errorf("answer %q", answer)
	}
	return nil
}

func (p *phone) read(buf []byte) error {
	n, err := unix.Read(p.fd, buf)
	if err == unix.EAGAIN {
		return nil
	}
	if n <= 0 {
		return cmp.Or(err, io.EOF)
	}
	for in := buf[:n]; len(in) > 0; {
		in = in[p.take(in):]
		if p.size > 0 && p.got == p.size {
			if err := p.whole(); err != nil {
				return err
			}
		}
	}
	return nil
}

// take takes as much of the input as belongs to the present frame.
func (p *phone) take(in []byte) int {
	if p.size == 0 {
		p.head = append(p.head, in[0])
		p.got++
		p.size = frameSize(p.head)
		return 1
	}
	n := min(len(in), p.size-p.got)
	p.head = append(p.head, in[:min(n, headSize-len(p.head))]...)
	p.got += n
	return n
}

// frameSize is a frame's whole size once its header is there, else 0.
func frameSize(head []byte) int {
	if len(head) < 2 {
		return 0
	}
	switch n := int(head[1]); {
	case n < 126:
		return 2 + n
	case n == 126 && len(head) == 4:
		return 4 + int(binary.BigEndian.Uint16(head[2:]))
	case n == 127 && len(head) == 10:
		return 10 + int(binary.BigEndian.Uint64(head[2:]))
	}
	return 0
}

// whole has all of a frame: a board or a ping.
func (p *phone) whole() error {
	head := p.head
	p.head, p.size, p.got = p.head[:0], 0, 0
	switch head[0] {
	case 0x89:
		_, err := unix.Write(p.fd, []byte{0x8a, 0x80, 0, 0, 0, 0})
		return err
	case 0x81:
		_, seq, _ := bytes.Cut(head, []byte(`"seq":`))
		digits, _, _ := bytes.Cut(seq, []byte(","))
		n, err := strconv.ParseUint(string(digits), 10, 64)
		p.seq, p.at = n, monotonic()
		return err
	}
	return fmt.Errorf("a frame of kind %x", head[0])
}
