package scene

import (
	"testing"
	"time"
)

// Three slow swells, fewer than one a second, from nothing to nothing: nobody
// is dazzled.
func TestPulseIsSlow(t *testing.T) {
	const step = 10 * time.Millisecond
	peaks, rising := 0, false
	for at := -time.Second; at < PulseFor+time.Second; at += step {
		now, next := Pulse(at, false), Pulse(at+step, false)
		if now < 0 || now > 1 || next-now > 0.05 || now-next > 0.05 {
			t.Fatalf("after %v it goes from %.2f to %.2f", at, now, next)
		}
		if next < now && rising {
			peaks++
		}
		rising = next > now
	}
	if peaks != 3 || PulseFor < 3*time.Second {
		t.Errorf("%d pulses in %v", peaks, PulseFor)
	}
	if Pulse(0, false) != 0 || Pulse(PulseFor, false) != 0 || Pulse(PulseFor, true) != 0 || Pulse(time.Second, true) != 1 {
		t.Error("it begins or ends with a jump")
	}
}

// A call comes up softly, from nothing to all of it, and never goes back.
func TestACallEasesIn(t *testing.T) {
	const step = 10 * time.Millisecond
	for at := -step; at < EaseFor+step; at += step {
		now, next := Ease(at, false), Ease(at+step, false)
		if now < 0 || next > 1 || next < now || next-now > 0.05 {
			t.Fatalf("after %v it goes from %.2f to %.2f", at, now, next)
		}
	}
	if Ease(0, false) != 0 || Ease(EaseFor, false) != 1 || Ease(0, true) != 1 {
		t.Error("it begins or ends with a jump, or moves for who wants no motion")
	}
}
