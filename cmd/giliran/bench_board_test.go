package main

import (
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"giliran/ticketing"
)

// rivals are the hub and what it is held against, in one process, each with a
// crowd of its own. They take turns, so that whatever else the machine does
// meets all of them alike.
var rivals = []struct {
	name string
	make func(*testing.B, int) (fan, string)
}{{"hub", hubFan}, {"bare", newBareFan}, {"gws", newGwsFan}}

// stage is where the program's publisher shows its boards: one fan at a time.
type stage struct {
	to  fan
	seq atomic.Uint64 // of the newest board
}

// Publish passes a board on.
func (s *stage) Publish(epoch string, seq uint64, board []byte, first ...string) {
	if s.to == nil {
		return
	}
	s.seq.Store(seq)
	s.to.Publish(epoch, seq, board, first...)
}

// BenchmarkNextToBoard: from a desk's "next" until a viewer holds the whole
// board with the call, for all viewers of all rounds; then for the wall and for
// the phone of the one who is called, alone.
func BenchmarkNextToBoard(b *testing.B) {
	for _, n := range []int{1000, 5000} {
		b.Run(fmt.Sprintf("viewers=%d", n), func(b *testing.B) { benchmarkNextToBoard(b, n) })
	}
}

func benchmarkNextToBoard(b *testing.B, n int) {
	x, s := newStage(b)
	rounds := 300 * b.N
	x.take(b, 64, (rounds+10)*len(rivals)+100)
	fans, crowds := make([]fan, len(rivals)), make([]*viewers, len(rivals))
	for i, r := range rivals {
		var address string
		fans[i], address = r.make(b, n)
		crowds[i] = watchFrom(b, address, n)
	}
	all, first, rounds99 := make([][]int64, len(rivals)), make([][]int64, len(rivals)), make([][]float64, len(rivals))
	b.ResetTimer()
	for round := range rounds + 5 {
		for i := range rivals {
			s.to = fans[i]
			began := monotonic()
			ticket := x.do(b, ticketing.Next{Desk: "loket-1"}).Ticket
			at := crowds[i].arrivals(s.seq.Load())
			called := 0
			x.view(b, func(st *ticketing.State) { called = st.Ticket(ticket).N })
			x.do(b, ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})
			crowds[i].arrivals(s.seq.Load())
			if round < 5 {
				continue // they are getting used to it
			}
			for _, t := range at {
				all[i] = append(all[i], t-began)
			}
			rounds99[i] = append(rounds99[i], last99(at, began))
			first[i] = append(first[i], at[0]-began)
			if called < n {
				first[i] = append(first[i], at[called]-began)
			}
		}
	}
	b.StopTimer()
	for i, r := range rivals {
		slices.Sort(all[i])
		slices.Sort(first[i])
		b.ReportMetric(part(all[i], 0.5), r.name+"-p50-ms")
		b.ReportMetric(part(all[i], 0.99), r.name+"-p99-ms")
	}
	b.ReportMetric(part(first[0], 0.5), "first-p50-ms")
	b.ReportMetric(part(first[0], 0.99), "first-p99-ms")
	b.ReportMetric(part(all[0], 0.99)/part(all[1], 0.99), "p99/bare")
	b.ReportMetric(part(all[0], 0.99)/part(all[2], 0.99), "p99/gws")
	b.ReportMetric(ratio(rounds99[0], rounds99[1]), "round-p99/bare")
	b.ReportMetric(ratio(rounds99[0], rounds99[2]), "round-p99/gws")
	b.ReportMetric(part(first[0], 0.5)/part(all[0], 0.5), "first/all")
	b.ReportMetric(0, "ns/op")
}

// last99 is the 99th of a hundred of one round, in milliseconds.
func last99(at []int64, began int64) float64 {
	at = slices.Sorted(slices.Values(at))
	return part(at, 0.99) - float64(began)/1e6
}

// ratio is the median of the ratios of what was measured next to one another:
// where the machine has other work to do, it says more than the ratio of the
// worst.
func ratio(ours, theirs []float64) float64 {
	r := make([]float64, len(ours))
	for i := range r {
		r[i] = ours[i] / theirs[i]
	}
	return middle(r)
}

// part gives the value below which that part of sorted nanoseconds lies, in
// milliseconds.
func part(sorted []int64, p float64) float64 {
	return float64(sorted[int(math.Ceil(p*float64(len(sorted))))-1]) / 1e6
}
