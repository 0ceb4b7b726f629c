package main

import (
	"crypto/rand"
	"testing"
	"time"

	"giliran/store"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// BenchmarkRestart: from starting the real program until it says that it
// listens, after a kill -9, with a history of 30,000 events and with one of
// 1,000,000, in days of 1,000 applicants; in turns. Both are longer than the state
// remembers who is gone, so that it is of one size.
func BenchmarkRestart(b *testing.B) {
	short, long := b.TempDir(), b.TempDir()
	history(b, short, 30_000)
	history(b, long, 1_000_000)
	var took [2][]float64
	b.ResetTimer()
	for range 10 * b.N {
		for i, dir := range []string{short, long} {
			began := time.Now()
			o := serve(b, dir)
			took[i] = append(took[i], time.Since(began).Seconds()*1000)
			o.kill()
		}
	}
	b.StopTimer()
	b.ReportMetric(middle(took[0]), "30k-ms")
	b.ReportMetric(middle(took[1]), "1M-ms")
	b.ReportMetric(middle(took[1])/middle(took[0]), "1M/30k")
	b.ReportMetric(0, "ns/op")
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
