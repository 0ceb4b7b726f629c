package voice

import (
	"testing"
	"time"
)

func TestVolumes(t *testing.T) {
	for _, c := range []struct {
		text, at string
		want     float64
	}{
		{"80", "00:00", 0.8},
		{" 75% ", "23:59", 0.75},
		{"80, 12:00-13:00=40", "11:59", 0.8},
		{"80, 12:00-13:00=40", "12:00", 0.4},
		{"80, 12:00-13:00=40", "12:59", 0.4},
		{"80, 12:00-13:00=40", "13:00", 0.8},
		{"80,17:00-07:00=0", "06:59", 0},
		{"80,17:00-07:00=0", "17:00", 0},
		{"80,17:00-07:00=0", "07:00", 0.8},
		{"80, 08:00-16:00=100, 12:00-13:00=50%", "12:30", 0.5},
		{"80, 10:00-10:00=10", "03:00", 0.1}, // all day
	} {
		var v Volumes
		if err := v.UnmarshalText([]byte(c.text)); err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		at, _ := time.Parse("15:04", c.at)
		if got := v.At(at); got != c.want {
			t.Errorf("%q at %s is %v, not %v", c.text, c.at, got, c.want)
		}
	}
	if got := NewVolumes(30).At(time.Time{}); got != 0.3 {
		t.Errorf("30 percent is %v", got)
	}
}

func TestNoVolumes(t *testing.T) {
	for _, text := range []string{"", "loud", "101", "-1", "12:00-13:00=40", "80, 50", "80, 12-13=40", "80, 12:00=40", "80, 25:00-26:00=40", "80,", "80, 12:00-13:00="} {
		v := NewVolumes(7)
		if err := v.UnmarshalText([]byte(text)); err == nil || v.At(time.Time{}) != 0.07 {
			t.Errorf("%q is taken for a volume", text)
		}
	}
}
