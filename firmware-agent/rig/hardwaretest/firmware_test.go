//go:build linux

package main

import (
	"testing"
	"time"
)

// TestGate: the printing stops at the row that was asked for, and goes on when
// it may.
func TestGate(t *testing.T) {
	var g gate
	g.row() // nobody holds it
	reached := g.hold(3)
	done := make(chan int)
	go func() {
		for range 5 {
			g.row()
		}
		close(done)
	}()
	<-reached
	select {
	case <-done:
		t.Fatal("it went on")
	default:
	}
	g.open()
	<-done
	g.open() // twice is once
	g.row()
}

func TestPercentiles(t *testing.T) {
	var times []latency
	for i := range 100 {
		times = append(times, latency{durable: time.Duration(100-i) * time.Millisecond})
	}
	if got := percentiles(times, func(l latency) time.Duration { return l.durable }); got != "p50 50ms, p95 95ms" {
		t.Error(got)
	}
}
