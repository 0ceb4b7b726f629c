package panel_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"periph.io/x/conn/v3/gpio"

	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/panel/sim"
)

// playLamps runs the lamps in a bubble and returns what ends them.
func playLamps(t *testing.T, lamps *panel.Lamps, failed func(error)) (end func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		lamps.Run(ctx, failed)
	}()
	synctest.Wait()
	return func() {
		cancel()
		<-done
	}
}

func unexpected(t *testing.T) func(error) { return func(err error) { t.Error(err) } }

// seen looks at lamps every 100 ms for a second.
func seen(pins ...*sim.Lamp) string {
	var rows []string
	for range pins {
		rows = append(rows, "")
	}
	for range 10 {
		for i, p := range pins {
			rows[i] += map[gpio.Level]string{gpio.High: "#", gpio.Low: "."}[p.Level()]
		}
		pass(100)
	}
	return strings.Join(rows, " ")
}

func TestLampsPlayTheirPatterns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, two := sim.NewLamp("GPIO26"), sim.NewLamp("GPIO12")
		lamps := panel.NewLamps()
		a, b := lamps.Add(one), lamps.Add(two)
		end := playLamps(t, lamps, unexpected(t))
		check := func(want string) {
			t.Helper()
			if got := seen(one, two); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		check(".......... ..........")
		a.Set(panel.SlowBlink)
		b.Set(panel.FastBlink)
		pass(1)
		check("#####..... ##..##..##")
		a.Set(panel.SlowBlink) // plays already: does not begin anew
		b.Set(panel.On)
		pass(1)
		check("#####..... ##########")
		end()
		if one.Level() || two.Level() {
			t.Error("a lamp is lit after the end")
		}
	})
}

// TestOnlyChangesAreWritten counts.
func TestOnlyChangesAreWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pin := sim.NewLamp("GPIO26")
		lamps := panel.NewLamps()
		lamp := lamps.Add(pin)
		end := playLamps(t, lamps, unexpected(t))
		steps := []struct {
			p      panel.Pattern
			passes int
			writes int // so far
		}{
			{panel.Off, 60_000, 1}, // the first off is written: nobody knows what was there
			{panel.On, 60_000, 2},
			{panel.On, 60_000, 2},
			{panel.SlowBlink, 9_999, 2 + 19}, // it is lit already; then a change each half second
			{panel.Off, 60_000, 21},          // it is dark already
		}
		for i, s := range steps {
			lamp.Set(s.p)
			pass(s.passes)
			if got := pin.Writes(); got != s.writes {
				t.Errorf("step %d, %v: %d writes, want %d", i+1, s.p, got, s.writes)
			}
		}
		end()
		if pin.Level() {
			t.Error("lit at the end")
		}
	})
}

// loose is a lamp whose line comes and goes.
type loose struct {
	*sim.Lamp
	gone  atomic.Bool
	tries atomic.Int32
}

var errGone = errors.New("no such device")

func (l *loose) Out(level gpio.Level) error {
	l.tries.Add(1)
	if l.gone.Load() {
		return errGone
	}
	return l.Lamp.Out(level)
}

// TestALampThatFails is told once, tried again every second, and told again
// only after it worked in between. The others go on.
func TestALampThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad, good := &loose{Lamp: sim.NewLamp("GPIO26")}, sim.NewLamp("GPIO12")
		bad.gone.Store(true)
		lamps := panel.NewLamps()
		a, b := lamps.Add(bad), lamps.Add(good)
		var told []error
		end := playLamps(t, lamps, func(err error) { told = append(told, err) })
		a.Set(panel.On)
		b.Set(panel.FastBlink)
		pass(10_000)
		if len(told) != 1 || !errors.Is(told[0], errGone) || !strings.Contains(told[0].Error(), "GPIO26") {
			t.Fatalf("told %v", told)
		}
		if n := good.Writes(); n < 49 {
			t.Errorf("the other lamp was written to only %d times", n)
		}
		if n := bad.tries.Load(); n > 11 {
			t.Errorf("tried %d times in 10 s", n)
		}
		bad.gone.Store(false)
		pass(1000)
		if !bad.Level() {
			t.Error("it did not come back")
		}
		bad.gone.Store(true)
		a.Set(panel.Off)
		pass(5000)
		if len(told) != 2 {
			t.Errorf("told %v", told)
		}
		bad.gone.Store(false)
		pass(1000)
		end()
		if bad.Level() {
			t.Error("lit after the end")
		}
	})
}
