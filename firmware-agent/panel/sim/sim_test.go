package sim_test

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"periph.io/x/conn/v3/gpio"

	"giliran/firmware-agent/panel/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	_ gpio.PinIn  = (*sim.Button)(nil)
	_ gpio.PinOut = (*sim.Lamp)(nil)
)

func TestEdgesWaitInOrderWithTheirTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		start := time.Now()
		b.Press()
		b.Press() // it is down already
		<-time.After(time.Second)
		b.Release()
		<-time.After(time.Second)
		for _, want := range []struct {
			after gpio.Level
			at    time.Time
		}{{gpio.Low, start}, {gpio.High, start.Add(time.Second)}} {
			after, at, err := b.NextEdge(time.Second)
			if err != nil || after != want.after || !at.Equal(want.at) {
				t.Errorf("got %v %v %v, want %v", after, at, err, want)
			}
		}
		before := time.Now()
		if _, _, err := b.NextEdge(time.Second); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(before) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(before))
		}
	})
}

func TestWaitForEdgeKeepsPeriphsContract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sim.NewButton("GPIO5")
		if b.WaitForEdge(time.Minute) {
			t.Error("an edge from nowhere")
		}
		time.AfterFunc(24*time.Hour, b.Press)
		if !b.WaitForEdge(-1) {
			t.Error("the wait without end ended before the edge")
		}
		time.AfterFunc(time.Hour, func() { b.Halt() })
		if b.WaitForEdge(-1) {
			t.Error("Halt is no edge")
		}
		b.Release()
		if err := b.In(gpio.PullUp, gpio.BothEdges); err != nil || b.WaitForEdge(time.Second) {
			t.Error("In does not forget")
		}
	})
}

// TestTooManyEdgesAreLost: a press never waits for its reader.
func TestTooManyEdgesAreLost(t *testing.T) {
	b := sim.NewButton("GPIO5")
	for range 1000 {
		b.Press()
		b.Release()
	}
	edges := 0
	for b.WaitForEdge(time.Nanosecond) {
		edges++
	}
	if edges == 0 || edges >= 1000 || b.Read() != gpio.High {
		t.Errorf("%d edges, then %v", edges, b.Read())
	}
}

func TestLamp(t *testing.T) {
	l := sim.NewLamp("GPIO26")
	for i, level := range []gpio.Level{gpio.High, gpio.High, gpio.Low} {
		if err := l.Out(level); err != nil || l.Level() != level || l.Writes() != i+1 {
			t.Errorf("%v: %v, %v, %d writes", level, err, l.Level(), l.Writes())
		}
	}
	if err := l.PWM(gpio.DutyHalf, 0); !errors.Is(err, sim.ErrNoPWM) {
		t.Errorf("PWM: %v", err)
	}
}
