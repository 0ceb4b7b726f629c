package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/ticketing"
)

// BenchmarkStuckViewers: how much later than without them the last of 1,000
// viewers has a board while ten others, on the same hub, have stopped reading.
// Two hubs take turns; one of them has the ten, and keeps them for good.
func BenchmarkStuckViewers(b *testing.B) {
	const n, stuck = 1000, 10
	x, s := newStage(b)
	x.take(b, 64, 400)
	var fans [2]fan
	var crowds [2]*viewers
	for i := range fans {
		h := feed.NewHub(feed.HubOptions{WriteTimeout: time.Hour, PongTimeout: time.Hour})
		server := &http.Server{Handler: h}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		go func() { _ = server.Serve(l) }()
		b.Cleanup(func() {
			h.Close()
			_ = server.Close()
		})
		fans[i], crowds[i] = h, watchFrom(b, l.Addr().String(), n)
		for range i * stuck {
			stop(b, l.Addr().String())
		}
	}
	last := [2][]int64{}
	b.ResetTimer()
	for round := range 200*b.N + 50 { // fifty boards fill what the kernel keeps for a viewer
		for i := range fans {
			s.to = fans[i]
			began := monotonic()
			x.do(b, ticketing.SetNotice{Notice: ticketing.Text{"id": fmt.Sprint("pengumuman ", round, i)}})
			at := slices.Max(crowds[i].arrivals(s.seq.Load()))
			if round >= 50 {
				last[i] = append(last[i], at-began)
			}
		}
	}
	b.StopTimer()
	slices.Sort(last[0])
	slices.Sort(last[1])
	b.ReportMetric(part(last[1], 0.5)-part(last[0], 0.5), "p50-later-ms")
	b.ReportMetric(part(last[1], 0.99)-part(last[0], 0.99), "p99-later-ms")
	b.ReportMetric(part(last[0], 0.99), "p99-without-ms")
	b.ReportMetric(0, "ns/op")
}

// stop is a viewer that shakes hands and then reads nothing.
func stop(b *testing.B, address string) {
	b.Helper()
	dialer := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		return raw.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096)
		})
	}}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	if err := shakeHands(conn, "stuck"); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkConnections: what one viewer costs the office in resident memory,
// measured from outside on a process that is nothing but a hub behind an HTTP
// server, with so many viewers who have had a few boards and wait for the next.
func BenchmarkConnections(b *testing.B) {
	const n = 5000
	for range b.N {
		h := startHubProcess(b)
		h.tell("publish")
		before := rss(b, h.cmd.Process.Pid)
		v := watchFrom(b, h.address, n)
		for seq := range uint64(5) {
			h.tell("publish")
			v.arrivals(seq + 2)
		}
		after := rss(b, h.cmd.Process.Pid)
		b.ReportMetric((after-before)*1024/n, "KB/viewer")
		v.leave()
		h.leave()
	}
	b.ReportMetric(0, "ns/op")
}

// rss is a process's resident memory in MB.
func rss(b *testing.B, pid int) float64 { return procOf(b, pid, "status", "VmRSS:") / 1024 }

// hubEnv makes the test binary a hub.
const hubEnv = "GILIRAN_BENCH_HUB"

// playHub serves a hub, says where, and publishes a board for every line.
func playHub(string) error {
	settleMemory()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	h := feed.NewHub(feed.HubOptions{})
	go func() { _ = http.Serve(l, h) }()
	fmt.Println(l.Addr())
	lines, seq := bufio.NewScanner(os.Stdin), uint64(0)
	for lines.Scan() {
		seq++
		h.Publish("bench", seq, fmt.Appendf(nil, `{"pad":"%s"}`, strings.Repeat("x", 6000)))
		fmt.Println("ok")
	}
	return lines.Err()
}

type hubProcess struct {
	b       *testing.B
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	address string
}

func startHubProcess(b *testing.B) *hubProcess {
	b.Helper()
	h := &hubProcess{b: b, cmd: exec.Command(os.Args[0])}
	h.cmd.Env = append(os.Environ(), hubEnv+"=1")
	h.cmd.Stderr = os.Stderr
	in, err1 := h.cmd.StdinPipe()
	out, err2 := h.cmd.StdoutPipe()
	if err1 != nil || err2 != nil {
		b.Fatal(err1, err2)
	}
	if err := h.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	h.in, h.out = in, bufio.NewScanner(out)
	h.out.Scan()
	h.address = h.out.Text()
	return h
}

func (h *hubProcess) tell(line string) {
	fmt.Fprintln(h.in, line)
	if !h.out.Scan() {
		h.b.Fatal("the hub's process has ended")
	}
}

func (h *hubProcess) leave() {
	_ = h.in.Close()
	_ = h.cmd.Wait()
}
