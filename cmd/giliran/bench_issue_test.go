package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"giliran/storetest/slowdisk"
	"giliran/ticketing"
)

// How long a flush takes on an SD card, and on a solid-state disk without
// capacitors, as people plug into a Pi.
const (
	sdFlush  = 4500 * time.Microsecond
	ssdFlush = time.Millisecond
)

// rounds is how many tickets make the write-ahead log go round once, so that it
// is in its steady state. Few callers never leave its first files here.
const rounds = 80_000

// BenchmarkIssueSlowDisk: tickets per second, each durable before it is
// acknowledged, on a disk that flushes like an SD card and counts what is
// written to it; as a part of what plain callers get from it, in turns.
func BenchmarkIssueSlowDisk(b *testing.B) { benchmarkIssue(b, sdFlush) }

// BenchmarkIssueSSD: the same on a disk that flushes like a solid-state one.
func BenchmarkIssueSSD(b *testing.B) { benchmarkIssue(b, ssdFlush) }

func benchmarkIssue(b *testing.B, flush time.Duration) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			d := slowdisk.Mount(b, flush)
			r := newRace(b, d.Dir, callers)
			if callers > 8 {
				r.x.take(b, callers, rounds)
			}
			r.count = d.Count
			r.run(b, 64*callers, 8*b.N)
		})
	}
}

// BenchmarkIssueFastDisk: the same on the disk under TMPDIR.
func BenchmarkIssueFastDisk(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			newRace(b, b.TempDir(), callers).run(b, max(1000, 100*callers), 15*b.N)
		})
	}
}

// race lets the office and plain callers take turns on one disk.
type race struct {
	x       *bench
	plain   *plain
	callers int
	size    int // of an event in the journal, in bytes
	count   func() (bytes, flushes int64)
}

func newRace(b *testing.B, dir string, callers int) *race {
	b.Helper()
	r := &race{x: newBench(b, filepath.Join(dir, "data")), plain: newPlain(b, dir), callers: callers}
	r.x.do(b, ticketing.OpenDay{})
	r.x.take(b, callers, 20*callers)
	r.plain.take(callers, 20*callers, 300)
	err := r.x.store.Replay(r.x.store.LastSeq()-1, func(e ticketing.Event) error {
		body, err := e.MarshalJSON()
		r.size = len(body)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// run issues tickets in turns that are long enough for a rate and short enough
// for the machine to be the same in two of them.
func (r *race) run(b *testing.B, turn, turns int) {
	var ours, theirs time.Duration
	var waits, plainWaits []time.Duration
	var ratios, steady []float64
	var written, flushes, commits int64
	b.ResetTimer()
	for range turns {
		w, took := r.plain.take(r.callers, turn, r.size)
		plainWaits, theirs = append(plainWaits, w...), theirs+took
		r.x.emptied(b)
		bytes0, flushes0, commits0 := r.counts()
		w, mine := r.x.take(b, r.callers, turn)
		bytes1, flushes1, commits1 := r.counts()
		waits, ours = append(waits, w...), ours+mine
		ratios = append(ratios, took.Seconds()/mine.Seconds())
		steady = append(steady, float64(flushes1-flushes0)/float64(commits1-commits0))
		written, flushes, commits = written+bytes1-bytes0, flushes+flushes1-flushes0, commits+commits1-commits0
	}
	b.StopTimer()
	issued := float64(turn * turns)
	b.ReportMetric(issued/ours.Seconds(), "tickets/s")
	b.ReportMetric(issued/theirs.Seconds(), "plain/s")
	b.ReportMetric(middle(ratios), "of-disk")
	report99(b, waits, plainWaits)
	if r.count != nil {
		b.ReportMetric(middle(steady), "flushes/commit")
		b.ReportMetric(float64(flushes)/float64(commits), "flushes/commit-overall")
		b.ReportMetric(float64(written)/float64(commits), "B/commit")
		b.ReportMetric(float64(written)/issued, "B/ticket")
	}
	b.ReportMetric(issued/float64(commits), "tickets/commit")
	b.ReportMetric(0, "ns/op")
}

// emptied sends everybody home, so that no more people wait than a turn brings:
// drawing a board with tens of thousands would be measured.
func (x *bench) emptied(b *testing.B) {
	x.do(b, ticketing.CloseDay{})
	x.do(b, ticketing.OpenDay{})
}

func report99(b *testing.B, waits, plainWaits []time.Duration) {
	slices.Sort(waits)
	slices.Sort(plainWaits)
	p99 := func(w []time.Duration) float64 { return float64(w[len(w)*99/100].Microseconds()) / 1000 }
	b.ReportMetric(p99(waits), "p99-ms")
	b.ReportMetric(p99(waits)/p99(plainWaits), "p99/plain")
	b.ReportMetric(p99(waits)*1000/float64(waits[len(waits)/2].Microseconds()), "p99/p50")
	b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "longest-ms")
}

func (r *race) counts() (bytes, flushes, commits int64) {
	if r.count != nil {
		bytes, flushes = r.count()
	}
	return bytes, flushes, r.x.appends.Load()
}

// middle is the median: one turn in which the machine did something else says
// nothing.
func middle(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// counted is a journal that counts its commits.
type counted struct {
	journal
	appends *atomic.Int64
}

// Append counts.
func (c *counted) Append(events []ticketing.Event) error {
	c.appends.Add(1)
	return c.journal.Append(events)
}

// take gives out n tickets to several callers at once, and gives how long each
// waited and how long all of it took.
func (x *bench) take(b *testing.B, callers, n int) (waits []time.Duration, took time.Duration) {
	return together(callers, n, func() error {
		for {
			code, err := ticketing.NewCode(rand.Reader)
			if err == nil {
				_, err = x.engine.Do(context.Background(), ticketing.Command{Actor: "kiosk bench", Do: ticketing.TakeTicket{Service: "ktp-rusak", Code: code}})
			}
			// Among a million, two are now and then drawn alike; the API draws again too.
			if r, ok := errors.AsType[*ticketing.Refusal](err); !ok || r.Code != ticketing.CodeTaken {
				return err
			}
		}
	}, b)
}
