package voice

import (
	"testing"
	"time"
)

// FuzzVolumes: any text is refused or is a volume between silence and full at
// every time of day.
func FuzzVolumes(f *testing.F) {
	for _, seed := range []string{"", "80", "80, 12:00-13:00=40", "100%,23:00-01:00=0%", "-1", "5=5", "80,25:00-1=1", "80,-=1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var v Volumes
		if v.UnmarshalText(text) != nil {
			return
		}
		for minutes := range 24 * 60 {
			at := time.Date(2026, 11, 23, 0, minutes, 0, 0, time.UTC)
			if g := v.At(at); !(g >= 0 && g <= 1) {
				t.Fatalf("%q is %v at %s", text, g, at)
			}
		}
	})
}
