package voice

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Volumes says how loud it is at which time of day. As text it is a percentage,
// and ranges that differ: "80, 12:00-13:00=40, 17:00-07:00=0". A range begins
// with its first minute, ends before its last, and may pass midnight; where two
// overlap the later one in the list holds.
type Volumes struct {
	usual  int // percent
	ranges []volumeRange
}

type volumeRange struct {
	from, to int // minutes after midnight
	percent  int
}

// NewVolumes is the same volume, in percent, all day.
func NewVolumes(percent int) Volumes { return Volumes{usual: percent} }

// UnmarshalText makes Volumes a flag or a line of configuration.
func (v *Volumes) UnmarshalText(text []byte) error {
	var read Volumes
	for i, item := range strings.Split(string(text), ",") {
		hours, percent, ranged := strings.Cut(strings.TrimSpace(item), "=")
		if !ranged {
			hours, percent = "", hours
		}
		p, err := strconv.Atoi(strings.TrimSuffix(percent, "%"))
		if err != nil || p < 0 || p > 100 || ranged == (i == 0) {
			return fmt.Errorf("%q is no volume such as 80, or 80, 12:00-13:00=40 (percent)", text)
		}
		if !ranged {
			read.usual = p
			continue
		}
		from, to, err := hoursOf(hours)
		if err != nil {
			return err
		}
		read.ranges = append(read.ranges, volumeRange{from, to, p})
	}
	*v = read
	return nil
}

func hoursOf(text string) (from, to int, err error) {
	a, b, _ := strings.Cut(text, "-")
	t1, err1 := time.Parse("15:04", strings.TrimSpace(a))
	t2, err2 := time.Parse("15:04", strings.TrimSpace(b))
	if err1 != nil || err2 != nil {
		return 0, 0, fmt.Errorf("%q are no hours such as 12:00-13:00", text)
	}
	return minute(t1), minute(t2), nil
}

func minute(t time.Time) int { return t.Hour()*60 + t.Minute() }

// At is the volume at the time of day that t shows, from 0 to 1.
func (v Volumes) At(t time.Time) float64 {
	now, percent := minute(t), v.usual
	for _, r := range v.ranges {
		within := now >= r.from && now < r.to
		if r.from >= r.to {
			within = now >= r.from || now < r.to
		}
		if within {
			percent = r.percent
		}
	}
	return float64(percent) / 100
}
