//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"
)

// ledger is what the fingers have done at the kiosk, to be held against the
// office's journal.
type ledger struct {
	presses map[string]int // by service
	issued  map[string]int // the office's own numbers given out for them, by service
	lent    map[string]int // lent numbers given out for them, by service
	times   []latency
}

func newLedger() ledger {
	return ledger{presses: map[string]int{}, issued: map[string]int{}, lent: map[string]int{}}
}

// number is the office's next one of a service, which comes to be with a press.
func (l *ledger) number(s service) string {
	l.presses[s.id]++
	l.issued[s.id]++
	return fmt.Sprintf("%s%03d", s.prefix, l.issued[s.id])
}

// all is how many presses there were.
func (l *ledger) all() (n int) {
	for _, count := range l.presses {
		n += count
	}
	return n
}

// recount takes the journal's word for what was given out.
func (l *ledger) recount(j *journal) {
	clear(l.issued)
	clear(l.lent)
	for _, t := range j.issued {
		if t.Offline {
			l.lent[t.Service]++
		} else {
			l.issued[t.Service]++
		}
	}
}

// latency is how long after the contact had closed a press showed.
type latency struct{ durable, paper time.Duration }

// tell prints how quick it was.
func (l *ledger) tell() {
	if len(l.times) == 0 {
		return
	}
	fmt.Printf("from the contact's closing, on a core that needs 2 ns for each instruction:\n"+
		"  ticket durable and on the wall: %s\n  first byte to the printer: %s\n",
		percentiles(l.times, func(t latency) time.Duration { return t.durable }),
		percentiles(l.times, func(t latency) time.Duration { return t.paper }))
}

// percentiles is the middle and the slow end of some times.
func percentiles(times []latency, which func(latency) time.Duration) string {
	all := make([]time.Duration, len(times))
	for i, t := range times {
		all[i] = which(t)
	}
	slices.Sort(all)
	at := func(percent int) time.Duration { return all[(len(all)-1)*percent/100].Round(time.Millisecond) }
	return fmt.Sprintf("p50 %v, p95 %v", at(50), at(95))
}
