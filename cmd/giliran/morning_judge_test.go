package main

import (
	"bytes"
	"fmt"
	"strings"
)

// judge compares the journal with what people were told and shown, and the
// office that has lived through the morning with one that has just started.
func (d *day) judge() {
	d.Helper()
	if out, err := giliran(d.T, "verify", "--data", d.data).CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "ok: ") {
		d.Errorf("giliran verify: %v %s", err, out)
	}
	var log bytes.Buffer
	cmd := giliran(d.T, "log", "--data", d.data)
	cmd.Stdout = &log
	if err := cmd.Run(); err != nil {
		d.Fatalf("giliran log: %v", err)
	}
	journal := new(chronicle)
	if err := journal.read(log.Bytes()); err != nil {
		d.Fatal(err)
	}
	lost, doubles := journal.judge(d.T, d.tally)
	shown := d.wall.calls()
	journal.compare(d.T, shown)
	d.busy(journal)
	d.unhurt()
	d.flat()
	d.spared()
	d.Log(table(d.rows(journal, lost, doubles, len(shown))))
}

// busy fails for a morning in which too little happened to prove anything.
func (d *day) busy(c *chronicle) {
	d.Helper()
	if len(d.tally.tickets) < d.door || len(d.tally.called) < d.desks || len(c.calls) < d.desks {
		d.Errorf("a quiet morning: %d tickets, %d calls", len(d.tally.tickets), len(d.tally.called))
	}
	if byBoards := len(c.issued) - c.byPeople; byBoards == 0 {
		d.Error("no board gave out a number")
	}
}

// delayLimit is how many times longer than usual a command may take while
// viewers are stuck. If anybody waited for a viewer it would be the feed's
// write deadline, hundreds of times as long.
const delayLimit = 10

// unhurt: commands took no longer while viewers were stuck.
func (d *day) unhurt() {
	d.Helper()
	free, stuck := median(d.tally.waits[0]), median(d.tally.waits[1])
	if stuck > delayLimit*free {
		d.Errorf("with stuck viewers a command took %v, without %v", stuck, free)
	}
}

// leftLimit is the part of what a phone takes while it is there that it may
// leave behind when it has gone.
const leftLimit = 0.1

// flat: those who come and go leave nothing behind. What the second and third
// crowd have left is compared with what one crowd takes while it is there; the
// first fills pools and tables that stay.
func (d *day) flat() {
	d.Helper()
	takes := int64(d.waves[0].there.Heap) - int64(d.waves[0].gone.Heap)
	left := (int64(d.waves[2].gone.Heap) - int64(d.waves[0].gone.Heap)) / 2
	if float64(left) > leftLimit*float64(takes) {
		d.Errorf("a crowd takes %d KB while it is there, and leaves %d KB behind", takes>>10, left>>10)
	}
	d.level()
}

// mostCollecting is the part of the processor's time that may go into garbage
// with a whole crowd there. A memory limit that it cannot keep took half.
const mostCollecting = 1. / 3

// spared: the collector leaves the office its processor.
func (d *day) spared() {
	d.Helper()
	last := d.tenths[len(d.tenths)-1]
	if d.phones >= 1000 && last.Collecting > mostCollecting*last.CPU {
		d.Errorf("of %.0f s of a processor %.0f s went into garbage", last.CPU, last.Collecting)
	}
}

// level: with the whole crowd there, the memory follows what the day brings
// (the tickets, as a restart counts them), not the time. It is for the tenths
// after the restart with the phones back; the short morning has none.
func (d *day) level() {
	d.Helper()
	var there []vital
	for i := 5; i < len(d.tenths); i++ {
		if d.conns[i] >= d.phones*8/10 {
			there = append(there, d.tenths[i])
		}
	}
	if len(there) < 3 {
		return
	}
	first, last := there[0], there[len(there)-1]
	tickets := d.fresh.Heap - min(d.base.Heap, d.fresh.Heap)
	if limit := first.Heap + first.Heap/4 + tickets; last.Heap > limit {
		d.Errorf("the heap grew from %d to %d MB while the same people were there", first.Heap>>20, last.Heap>>20)
	}
	// What is resident also holds the garbage of the moment, at most as much as
	// the heap.
	if limit := first.Anon + last.Heap + tickets; last.Anon > limit {
		d.Errorf("resident memory grew from %d to %d MB while the same people were there", first.Anon>>20, last.Anon>>20)
	}
}

func (d *day) rows(c *chronicle, lost, doubles, shown int) [][2]string {
	l := d.tally
	news := d.crowd.do("news", 0)
	for _, f := range news.Faults {
		d.Error(f)
	}
	rows := [][2]string{
		{"seed", fmt.Sprint(d.seed)},
		{"by the office's clock", fmt.Sprintf("%v in %v", d.hours, d.takes)},
		{"tickets", fmt.Sprintf("%d, of them by boards %d (%d presses)", len(c.issued), len(c.issued)-c.byPeople, d.press.Load())},
		{"acknowledged at the door", fmt.Sprint(len(l.tickets))},
		{"calls", fmt.Sprintf("%d acknowledged, %d to the wall, shown %d", len(l.called), len(c.calls), shown)},
		{"papers printed", fmt.Sprint(c.papers)},
		{"events", fmt.Sprint(c.events)},
		{"requests", fmt.Sprintf("%d sent, %d answered", l.tries, len(l.waits[0])+len(l.waits[1]))},
		{"lost", fmt.Sprint(lost)},
		{"doubles", fmt.Sprint(doubles)},
		{"a command took", fmt.Sprintf("%v, with stuck viewers %v (medians)", median(l.waits[0]), median(l.waits[1]))},
		{"boards taken in by phones", fmt.Sprintf("%d, handshakes refused %d", news.Boards, news.Refused)},
		{"back after the restart", fmt.Sprintf("half %v, 95 of 100 %v, all %v", news.Half, news.Most, news.All)},
		{"busiest tenth of a second", fmt.Sprintf("%d dials of %d phones", news.Busiest, d.phones)},
	}
	last := d.tenths[len(d.tenths)-1]
	rows = append(rows, [2]string{"processor time since the restart", fmt.Sprintf("%.0f s, of them %.0f s for garbage", last.CPU, last.Collecting)})
	for i, v := range d.tenths {
		rows = append(rows, [2]string{fmt.Sprintf("tenth %d", i+1), fmt.Sprintf("RSS %3d MB, anonymous %3d MB, heap %3d MB, goroutines %5d, sockets %5d, seats %5d, phones online %d",
			v.RSS>>20, v.Anon>>20, v.Heap>>20, v.Goroutines, v.Sockets, v.Viewers, d.conns[i])})
	}
	for _, v := range []struct {
		when string
		vital
	}{
		{"before anybody came", d.base},
		{"crowd 1 there", d.waves[0].there}, {"crowd 1 gone", d.waves[0].gone},
		{"crowd 2 there", d.waves[1].there}, {"crowd 2 gone", d.waves[1].gone},
		{"crowd 3 there", d.waves[2].there}, {"crowd 3 gone", d.waves[2].gone},
		{"started again, alone", d.fresh},
	} {
		rows = append(rows, [2]string{v.when, fmt.Sprintf("RSS %3d MB, anonymous %3d MB, heap %d KB, goroutines %d, sockets %d, files %d",
			v.RSS>>20, v.Anon>>20, v.Heap>>10, v.Goroutines, v.Sockets, v.Files)})
	}
	return rows
}
