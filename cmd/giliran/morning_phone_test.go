package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"giliran/display/feed"
	"giliran/ticketing"
)

// crowd are the phones and whoever else follows the feed without a token, in
// a process of their own. All phones have one address, as behind the office's
// own Wi-Fi router.
type crowd struct {
	address string // of the office
	lasts   time.Duration
	phones  []*mobile
	running sync.WaitGroup
	ctx     context.Context // until they leave
	leave   context.CancelFunc
	unstick context.CancelFunc // lets those go who are stuck

	boards  atomic.Int64 // taken in by all
	online  atomic.Int64 // phones with a board since their last dial
	refused atomic.Int64 // handshakes answered with a no
	steady  atomic.Bool  // nobody loses a link any more

	mu       sync.Mutex
	vanished []*tap                    // kept, so that nothing closes them
	faults   []string                  // what must not happen, the first few
	cut      time.Time                 // when the plug was pulled
	dials    []time.Duration           // after that, every phone's every dial
	back     map[*mobile]time.Duration // after that, every phone's first board
}

// fault notes what must not happen.
func (c *crowd) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.faults) < 10 {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

// mobile is one citizen's, as the ticket's page behaves.
type mobile struct {
	crowd *crowd
	rng   *rand.Rand
	slow  bool // reads slower than boards come
	loses bool // loses its link now and then
	reads bool // looks at whole boards
	spare frame

	mu   sync.Mutex
	last frame
	seq  uint64 // of the newest board looked at
}

// newMobile: of twenty, three lose their links, two read slowly, one is looked
// at closely.
func (c *crowd) newMobile(i int, seed uint64) *mobile {
	return &mobile{crowd: c, rng: rand.New(rand.NewPCG(seed, uint64(i))), slow: i%20 < 2, loses: i%20 >= 2 && i%20 < 5, reads: i%20 == 5}
}

// pageWait is the wait of display/web/assets/backoff.js for a phone.
func pageWait(attempt int, jitter float64) time.Duration {
	const shortest, longest, first = 250 * time.Millisecond, 10 * time.Second, 4 * time.Second
	most := min(longest, first<<min(attempt, 5))
	return shortest + time.Duration(jitter*float64(most-shortest))
}

func (p *mobile) live(ctx context.Context) {
	for attempt := 0; ; attempt++ {
		served := p.follow(ctx)
		if served {
			attempt = 0
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pageWait(attempt, p.rng.Float64())):
		}
	}
}

// follow lives through one connection and reports whether a board came.
func (p *mobile) follow(ctx context.Context) (served bool) {
	p.crowd.dialled()
	conn, err := p.crowd.dial(ctx, p.slow)
	if err != nil {
		return false
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if p.loses && !p.crowd.steady.Load() {
		lost := time.AfterFunc(time.Duration(p.rng.ExpFloat64()*float64(p.crowd.lasts)), func() {
			_ = conn.Conn.(*net.TCPConn).SetLinger(p.rng.IntN(2) - 1) // half with a FIN, half with a RST
			conn.Close()
		})
		defer lost.Stop()
	}
	for p.take(conn) == nil {
		if !served {
			served = true
			p.crowd.online.Add(1)
			defer p.crowd.online.Add(-1)
			p.crowd.isBack(p)
		}
	}
	return served
}

// take keeps the next board. Phones look at all of theirs, or at one of
// sixteen, and at the last: to inflate them all would measure this program.
func (p *mobile) take(conn *tap) error {
	frame, err := conn.next(p.spare)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.spare, p.last = p.last, frame
	p.mu.Unlock()
	if p.crowd.boards.Add(1)%16 == 0 || p.reads {
		p.look()
	}
	return nil
}

// look gives the place in the order of the newest board on the phone, and
// fails when it is not the newest the phone has looked at.
func (p *mobile) look() (seq uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.last.payload) == 0 {
		return 0
	}
	r := p.last.reader()
	var head [64]byte
	n, err := io.ReadFull(r, head[:])
	_, rest, ok := strings.Cut(string(head[:n]), `"seq":`)
	if _, err := fmt.Sscanf(rest, "%d", &seq); !ok || err != nil {
		p.crowd.fault("no board: %s %v", head[:n], err)
	}
	if seq < p.seq {
		p.crowd.fault("a phone saw board %d after %d", seq, p.seq)
	}
	p.seq = seq
	if p.reads && err == nil {
		whole, err := io.ReadAll(p.last.reader())
		if err == nil {
			err = inOrder(whole)
		}
		if err != nil {
			p.crowd.fault("%v", err)
		}
	}
	return seq
}

var errBoard = errors.New("a board contradicts itself")

// inOrder checks what a wall relies on: calls in order, nobody waiting twice.
func inOrder(wire []byte) error {
	m, err := feed.ParseMessage(wire)
	if err != nil {
		return err
	}
	var b ticketing.Board
	if err := json.Unmarshal(m.Board, &b); err != nil {
		return fmt.Errorf("%w: %w", errBoard, err)
	}
	if !slices.IsSortedFunc(b.Calls, func(a, b ticketing.Call) int { return int(a.Seq) - int(b.Seq) }) {
		return fmt.Errorf("%w: calls %v", errBoard, b.Calls)
	}
	waiting := map[string]bool{}
	for _, s := range b.Stages {
		for _, w := range s.Waiting {
			if waiting[w.Number] {
				return fmt.Errorf("%w: %s waits twice", errBoard, w.Number)
			}
			waiting[w.Number] = true
		}
	}
	return nil
}

// The receive buffers, in bytes, of a phone and of one that reads slowly. Left
// to itself the kernel would keep megabytes of old boards for a phone that has
// to wait for a processor of this machine.
const phoneBuffer, slowBuffer = 32 << 10, 4 << 10

// dial opens a feed as a browser does, with deflate.
func (c *crowd) dial(ctx context.Context, slow bool) (*tap, error) {
	buffer := phoneBuffer
	if slow {
		buffer = slowBuffer
	}
	d := net.Dialer{Timeout: patienceForHandshake, Control: func(_, _ string, raw syscall.RawConn) error {
		return control(raw, func(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, buffer) })
	}}
	conn, err := d.DialContext(ctx, "tcp", c.address)
	if err != nil {
		return nil, err
	}
	t := &tap{Conn: conn, in: bufio.NewReaderSize(conn, 512), slow: slow}
	if err := t.shakeHands(); err != nil {
		c.refused.Add(1)
		return nil, errors.Join(err, conn.Close())
	}
	return t, nil
}

func control(raw syscall.RawConn, do func(fd int) error) (err error) {
	outer := raw.Control(func(fd uintptr) { err = do(int(fd)) })
	return errors.Join(outer, err)
}

// pulled begins to count how the phones come back.
func (c *crowd) pulled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut, c.dials, c.back = time.Now(), nil, map[*mobile]time.Duration{}
}

func (c *crowd) dialled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.cut.IsZero() {
		c.dials = append(c.dials, time.Since(c.cut))
	}
}

func (c *crowd) isBack(p *mobile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.back[p]; !known && !c.cut.IsZero() {
		c.back[p] = time.Since(c.cut)
	}
}

// spread tells how the phones came back after the plug was pulled: when half,
// 95 of 100 and all of them had a board, and how many dials fell into the
// busiest tenth of a second.
func (c *crowd) spread() (half, most, all time.Duration, busiest int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var back []time.Duration
	for _, d := range c.back {
		back = append(back, d)
	}
	slices.Sort(back)
	tenths := map[int64]int{}
	for _, d := range c.dials {
		if d <= 10*time.Second { // later ones are of links lost anew
			tenths[int64(d/(100*time.Millisecond))]++
		}
	}
	for _, n := range tenths {
		busiest = max(busiest, n)
	}
	if len(back) == 0 {
		return
	}
	return back[len(back)/2], back[len(back)*95/100], back[len(back)-1], busiest
}

// stick connects viewers that take the handshake and nothing more, until
// unstick.
func (c *crowd) stick(n int) {
	ctx, unstick := context.WithCancel(c.ctx)
	c.unstick = unstick
	for range n {
		c.running.Go(func() {
			if conn, err := c.dial(ctx, true); err == nil {
				defer conn.Close()
				<-ctx.Done()
			}
		})
	}
}

// vanish connects viewers whose machines then are gone: their kernel drops
// whatever comes, and nothing goes out, no FIN, no RST, no acknowledgement.
// They stay so to the end of this process.
func (c *crowd) vanish(n int) {
	for range n {
		c.running.Go(func() {
			conn, err := c.dial(c.ctx, false)
			if err == nil {
				err = deafen(conn.Conn)
			}
			if err != nil {
				c.fault("a viewer cannot vanish: %v", err)
				return
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.vanished = append(c.vanished, conn)
		})
	}
}

// deafen drops every packet that comes for a connection.
func deafen(conn net.Conn) error {
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	nothing := &unix.SockFprog{Len: 1, Filter: &unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}}
	return control(raw, func(fd int) error {
		return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, nothing)
	})
}

// loiter keeps one connection to the office that says nothing, or asks once
// and then says nothing, and comes again some time after it is hung up on.
func (c *crowd) loiter(ctx context.Context, i int) {
	d, again := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(3+i%8))}}, time.Duration(5_000+i%10_000)*time.Millisecond
	for ctx.Err() == nil {
		conn, err := d.DialContext(ctx, "tcp", c.address)
		if err == nil {
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			if i%2 == 0 {
				_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: office\r\n\r\n")
			}
			_, _ = io.Copy(io.Discard, conn)
			stop()
			conn.Close()
		}
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}
