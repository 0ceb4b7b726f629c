package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBackoffGrowsFromAQuarterToTwoSeconds(t *testing.T) {
	for _, c := range []struct {
		attempt     int
		least, most time.Duration
	}{
		{0, 250 * time.Millisecond, 500 * time.Millisecond},
		{1, 250 * time.Millisecond, 1 * time.Second},
		{2, 250 * time.Millisecond, 2 * time.Second},
		{3, 250 * time.Millisecond, 2 * time.Second},
		{1 << 40, 250 * time.Millisecond, 2 * time.Second},
	} {
		if got := backoff(c.attempt, 0); got != c.least {
			t.Errorf("attempt %d waits %v at least, want %v", c.attempt, got, c.least)
		}
		if got := backoff(c.attempt, 1); got != c.most {
			t.Errorf("attempt %d waits %v at most, want %v", c.attempt, got, c.most)
		}
	}
}

func TestBackoffStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempt := rapid.IntRange(0, 1<<62).Draw(t, "attempt")
		jitter := rapid.Float64Range(0, 1).Draw(t, "jitter")
		if got := backoff(attempt, jitter); got < firstWait || got > longestWait {
			t.Errorf("backoff(%d, %v) = %v", attempt, jitter, got)
		}
	})
}
