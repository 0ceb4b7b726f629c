package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

// These are what `make bench` prints. Numbers that depend on the machine are
// given as a ratio to the machine's own limit, measured in the same run.

// bench is engine, store and feed wired as serve wires them.
type bench struct {
	office  *ticketing.Office
	store   *store.Store
	engine  *engine.Engine
	appends atomic.Int64 // commits to the journal
}

// journal is the engine's, under another name so that it can be embedded.
type journal = engine.Journal

func newBench(b *testing.B, dir string) *bench {
	b.Helper()
	hub := feed.NewHub(feed.HubOptions{})
	b.Cleanup(hub.Close)
	return newBenchWith(b, dir, hub)
}

// newStage is a bench with an open desk whose boards go to one fan at a time.
func newStage(b *testing.B) (*bench, *stage) {
	s := &stage{}
	x := newBenchWith(b, b.TempDir(), s)
	x.do(b, ticketing.OpenDay{})
	x.do(b, ticketing.OpenDesk{Desk: "loket-1"})
	return x, s
}

func newBenchWith(b *testing.B, dir string, to fan) *bench {
	b.Helper()
	o := office.Default().Office
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	x := &bench{office: &o, store: st}
	x.engine, err = engine.Start(&o, &counted{st, &x.appends}, &publisher{
		office: &o, hub: to, keys: new(web.Keyring), trail: new(web.Trail), epoch: st.Epoch(),
		now: time.Now, log: slog.New(slog.DiscardHandler),
	}, engine.Options{Tick: -1})
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

// BenchmarkIssueFlat: what a number costs when 1,000 people wait and when
// 1,000,000 do, in the same office on the same day. The disk is left out: the
// store is in memory, if the machine has /dev/shm.
func BenchmarkIssueFlat(b *testing.B) {
	const callers, turn = 64, 20_000
	for range b.N {
		x := newBench(b, storetest.Dir(b))
		x.do(b, ticketing.OpenDay{})
		x.take(b, callers, 1_000)
		_, few := x.take(b, callers, turn)
		for range 9 {
			x.take(b, callers, 100_000)
		}
		x.take(b, callers, 1_000_000-900_000-1_000-2*turn)
		_, many := x.take(b, callers, turn)
		b.ReportMetric(few.Seconds()*1e6/turn, "µs-at-1k")
		b.ReportMetric(many.Seconds()*1e6/turn, "µs-at-1M")
		b.ReportMetric(many.Seconds()/few.Seconds(), "1M/1k")
	}
	b.ReportMetric(0, "ns/op")
}
