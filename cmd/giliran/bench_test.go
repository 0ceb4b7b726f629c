package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/store"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

// These are what `make bench` prints. Numbers that depend on the machine are
// given as a ratio to the machine's own limit, measured in the same run.

// bench is engine, store and feed wired as serve wires them.
type bench struct {
	office *ticketing.Office
	store  *store.Store
	engine *engine.Engine
}

func newBench(b *testing.B, dir string) *bench {
	b.Helper()
	hub := feed.NewHub(feed.HubOptions{})
	b.Cleanup(hub.Close)
	return newBenchWith(b, dir, func(o *ticketing.Office, epoch string) engine.Publisher {
		return &publisher{office: o, hub: hub, keys: new(web.Keyring), epoch: epoch, now: time.Now}
	})
}

// newStage is a bench with an open desk whose boards go to one fan at a time.
func newStage(b *testing.B) (*bench, *stage) {
	s := &stage{}
	x := newBenchWith(b, b.TempDir(), func(o *ticketing.Office, _ string) engine.Publisher {
		s.office = o
		return s
	})
	x.do(b, ticketing.OpenDay{})
	x.do(b, ticketing.OpenDesk{Desk: "loket-1"})
	return x, s
}

func newBenchWith(b *testing.B, dir string, publish func(o *ticketing.Office, epoch string) engine.Publisher) *bench {
	b.Helper()
	o := office.Default().Office
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	x := &bench{office: &o, store: st}
	x.engine, err = engine.Start(&o, st, publish(&o, st.Epoch()), engine.Options{Tick: -1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = x.engine.Close()
		_ = st.Close()
	})
	return x
}

func (x *bench) view(b *testing.B, f func(*ticketing.State)) {
	b.Helper()
	if err := x.engine.View(context.Background(), f); err != nil {
		b.Fatal(err)
	}
}

func (x *bench) do(b *testing.B, a ticketing.Action) ticketing.Result {
	b.Helper()
	r, err := x.engine.Do(context.Background(), ticketing.Command{Actor: "bench", Do: a})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// take gives out tickets from several clients at once, n in all, and waits.
func (x *bench) take(b *testing.B, clients, n int) time.Duration {
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	began := time.Now()
	for range clients {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				code, _ := ticketing.NewCode(rand.Reader)
				_, err := x.engine.Do(context.Background(), ticketing.Command{Actor: "bench", Do: ticketing.TakeTicket{Service: "ktp-rusak", Code: code}})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(began)
}

// flushes is the disk's own limit: how many times a second a file can be
// appended to and made durable, size bytes at a time.
func flushes(b *testing.B, dir string, size, n int) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "plain"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, size)
	began := time.Now()
	for range n {
		if _, err := f.Write(buf); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// eventBytes is about what one issued ticket takes in the journal.
const eventBytes = 300

// BenchmarkDurableTickets: tickets per second, each durable before it is
// acknowledged, and the ratio to the same disk's plain append+fdatasync when
// every flush carries one ticket of every client.
func BenchmarkDurableTickets(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			dir := b.TempDir()
			x := newBench(b, filepath.Join(dir, "data"))
			x.do(b, ticketing.OpenDay{})
			x.take(b, clients, 50*clients) // warm up
			b.ResetTimer()
			var took time.Duration
			var plain []float64
			for left := b.N; left > 0; left -= 500 * clients {
				plain = append(plain, flushes(b, dir, eventBytes*clients, 200))
				took += x.take(b, clients, min(left, 500*clients))
			}
			rate := float64(b.N) / took.Seconds()
			b.ReportMetric(rate, "tickets/s")
			b.ReportMetric(rate/(mean(plain)*float64(clients)), "of-disk-limit")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// BenchmarkRestart: from opening the store until the engine takes commands,
// with a history of so many events in days of 1,000 tickets.
func BenchmarkRestart(b *testing.B) {
	for _, events := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			dir := b.TempDir()
			history(b, dir, events)
			b.ResetTimer()
			for range b.N {
				o := office.Default().Office
				st, err := store.Open(dir, store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				e, err := engine.Start(&o, st, &publisher{office: &o, hub: feed.NewHub(feed.HubOptions{}), keys: new(web.Keyring), epoch: st.Epoch(), now: time.Now}, engine.Options{Tick: -1})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				_ = e.Close()
				_ = st.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/restart")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// history writes a journal of so many events: each applicant comes, is called
// and goes, 1,000 a day, as an office that is killed every evening.
func history(b *testing.B, dir string, events int) {
	b.Helper()
	o := office.Default().Office
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	s, now := ticketing.NewState(), time.Date(2020, 1, 1, 1, 0, 0, 0, time.UTC)
	var batch []ticketing.Event
	do := func(a ticketing.Action) {
		now = now.Add(5 * time.Second)
		ev, _, err := s.Decide(&o, ticketing.Command{Actor: "bench", Do: a}, now)
		if err != nil {
			b.Fatal(err)
		}
		for i := range ev {
			s.Apply(&ev[i])
		}
		batch = append(batch, ev...)
	}
	flush := func() {
		if err := st.Append(batch); err != nil {
			b.Fatal(err)
		}
		batch = batch[:0]
	}
	for int(s.Seq) < events {
		now = now.Truncate(24 * time.Hour).Add(25 * time.Hour)
		do(ticketing.OpenDay{})
		do(ticketing.OpenDesk{Desk: "loket-1"})
		for range 1000 {
			code, _ := ticketing.NewCode(rand.Reader)
			do(ticketing.TakeTicket{Service: "pengambilan", Code: code})
			do(ticketing.Next{Desk: "loket-1"})
			do(ticketing.Finish{Desk: "loket-1", Outcome: "diserahkan"})
			if len(batch) >= 900 {
				flush()
			}
		}
		flush()
		if snap, err := s.Encode(); err != nil {
			b.Fatal(err)
		} else if err := st.SaveSnapshot(s.Seq, snap); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProgram: the real program's memory, idle and after 10,000 tickets
// over HTTP, and what one of these tickets writes to the disk.
func BenchmarkProgram(b *testing.B) {
	o := serve(b, b.TempDir())
	o.run("day", "open")
	kiosk := o.as("kiosk", "pintu")
	b.ReportMetric(proc(b, o, "status", "VmRSS:")/1024, "idle-MB")
	before := proc(b, o, "io", "write_bytes:")
	const tickets = 10_000
	began := time.Now()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range tickets / 16 {
				if a, err := kiosk.send("POST", "/tickets", js{"service": "ktp-rusak"}); err != nil || a.status != 201 {
					b.Error(a, err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(tickets/time.Since(began).Seconds(), "http-tickets/s")
	b.ReportMetric(proc(b, o, "status", "VmRSS:")/1024, "after-10000-MB")
	b.ReportMetric((proc(b, o, "io", "write_bytes:")-before)/tickets, "written-bytes/ticket")
	b.ReportMetric(0, "ns/op")
	o.stop()
}

// proc reads one number of the program's /proc files.
func proc(b *testing.B, o *officeProcess, file, field string) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", o.cmd.Process.Pid, file))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(raw), field)
	if !ok {
		b.Fatalf("no %s in %s", field, file)
	}
	v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return v
}
