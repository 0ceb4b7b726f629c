package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"giliran/display/feed"
)

// dawn is how an office's process is told where it is and what time it is.
// Two processes with the same dawn have the same clock.
type dawn struct {
	Data, Listen, Office string
	Began                time.Time // by the machine's clock
	From                 time.Time // the office's clock then
	Speed                float64   // seconds of the office in one of the machine's
	Feed                 feed.HubOptions
	Files                uint64 // limit of open files, 0 for as it is
}

func (d *dawn) now() time.Time {
	return d.From.Add(time.Duration(d.Speed * float64(time.Since(d.Began))))
}

// tick is how often the office looks at its clock, ten seconds of its own.
func (d *dawn) tick() time.Duration {
	return time.Duration(float64(10*time.Second) / d.Speed)
}

// vital is what a process says of itself.
type vital struct {
	Heap, RSS, Anon                     uint64 // bytes: live objects, resident, resident and no file's
	Goroutines, Sockets, Files, Viewers int
	CPU, Collecting                     float64 // seconds of a processor, and of them for the garbage
	Stacks                              string  // when asked for
	Err                                 string
}

// morningOffice is the process of the office: serve's own wiring with the
// morning's clock. It answers on its output to each line of its input; "stop"
// ends it in order, and the last answer tells what it left behind.
func morningOffice() int {
	d, answers := new(dawn), json.NewEncoder(os.Stdout)
	if err := json.Unmarshal([]byte(os.Args[1]), d); err != nil {
		return 2
	}
	if d.Files > 0 {
		limitFiles(d.Files)
	}
	settleMemory()
	c := &serveCmd{dataFlag: dataFlag{d.Data}, Office: d.Office, frontFlags: frontFlags{Listen: d.Listen}, Open: true}
	o, err := startOffice(c, world{now: d.now, tick: d.tick(), feed: d.Feed},
		slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	if err == nil {
		err = o.greet(io.Discard, c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	orders, ask := json.NewDecoder(os.Stdin), "vital"
	for ask != "stop" {
		v := o.vital()
		switch ask {
		case "stacks":
			var stacks strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			v.Stacks = stacks.String()
		case "squeeze":
			v.Err = squeeze()
		case "release":
			limitFiles(d.Files)
		}
		if answers.Encode(v) != nil || orders.Decode(&ask) != nil {
			return 1
		}
	}
	err = o.Close()
	left := goleak.Find()
	if err := errors.Join(err, left); err != nil {
		_ = answers.Encode(vital{Err: err.Error()})
		return 1
	}
	_ = answers.Encode(vital{})
	return 0
}

// squeeze leaves this process not one file more than it has open, and says what
// it gets who opens one.
func squeeze() string {
	next, err := os.Open(os.DevNull)
	if err != nil {
		return err.Error()
	}
	limitFiles(uint64(next.Fd())) // the lowest number that is free
	_ = next.Close()
	_, err = os.Open(os.DevNull)
	return fmt.Sprint(err)
}

// limitFiles sets how many files this process may open.
func limitFiles(n uint64) {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	limit.Cur = n
	if err := errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)); err != nil {
		panic(err)
	}
}

func (r *running) vital() vital {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	v := vital{Heap: m.HeapAlloc, Goroutines: runtime.NumGoroutine(), Viewers: r.viewers()}
	used := []metrics.Sample{{Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/cpu/classes/idle:cpu-seconds"}, {Name: "/cpu/classes/gc/total:cpu-seconds"}}
	metrics.Read(used)
	v.CPU, v.Collecting = used[0].Value.Float64()-used[1].Value.Float64(), used[2].Value.Float64()
	status, _ := os.ReadFile("/proc/self/status")
	v.RSS, v.Anon = kilobytes(status, "VmRSS:"), kilobytes(status, "RssAnon:")
	files, _ := os.ReadDir("/proc/self/fd")
	for _, f := range files {
		v.Files++
		if to, _ := os.Readlink("/proc/self/fd/" + f.Name()); strings.HasPrefix(to, "socket:") {
			v.Sockets++
		}
	}
	return v
}

// kilobytes is a field of /proc/self/status, in bytes.
func kilobytes(status []byte, field string) (n uint64) {
	_, rest, _ := bytes.Cut(status, []byte(field))
	_, _ = fmt.Sscan(string(rest), &n)
	return n << 10
}

// lived is an office's process, seen from outside.
type lived struct {
	*child
	first vital // before anybody came
}

// wake starts the office and returns when it takes commands.
func (d *dawn) wake(t testing.TB) *lived {
	t.Helper()
	o := &lived{child: bear(t, morningProgram, d)}
	o.hear(&o.first)
	return o
}

// morningProgram and crowdProgram are the names under which the test binary is
// the office, and the crowd.
const morningProgram, crowdProgram = "giliran-morning", "giliran-crowd"

// ask has the office say something of itself.
func (o *lived) ask(what string) (v vital) {
	o.t.Helper()
	o.say(what)
	o.hear(&v)
	return v
}

// stop ends it in order; nothing may be left behind.
func (o *lived) stop() {
	o.t.Helper()
	if v := o.ask("stop"); v.Err != "" {
		o.t.Errorf("the office leaves something behind: %s", v.Err)
	}
	_ = o.cmd.Wait() // a leak has been told
}

// outward is an address of this machine at which it counts as somebody else,
// for whom limits hold; where it has none, loopback, for which none do.
func outward() string {
	all, _ := net.InterfaceAddrs()
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			return ip.IP.String()
		}
	}
	return "127.0.0.1"
}

// freePort is a port of a host on which nobody listens, to come back to after
// a restart.
func freePort(t testing.TB, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
