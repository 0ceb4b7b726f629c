package ticketing

import (
	"fmt"
	"time"
)

// How far a clock is trusted with the date.
const (
	// clockSlack is how far a clock may stand behind the last event without
	// being doubted: what setting it by the network moves it now and then.
	clockSlack = 2 * time.Minute
	// silence is how many days after the last business day the clock alone may
	// open the next: longer than any office's holidays. A day opened by a clock
	// that was years ahead would shut the office out of all days before it.
	silence = 31
	// stride is how many days after the last business day one may be that a
	// person names: more is a slip of the finger.
	stride = 400
)

// Doubt tells why the clock's date cannot be believed, nil while it can. Until
// a person has named the date (OpenDay), or the clock has been set, the clock
// opens no day, no ticket window is read off it, and it closes the day that is
// open only on that very day; the office goes on otherwise.
func (s *State) Doubt(o *Office, now time.Time) *Refusal {
	today := DateOf(now, o.Zone)
	r := &Refusal{Code: ClockBehind, Class: Conflict, Args: map[string]string{"last": string(s.Day)}}
	what := "the last business day was %s: it stands behind, or was ahead"
	switch {
	case today < s.Day:
	case now.Before(s.Clock.Add(-clockSlack)):
		what = "the last event was at %s: it stands behind, or was ahead"
		r.Args["last"] = minuteOf(s.Clock, o.Zone)
	case s.Day != "" && today > s.Day.Add(silence):
		what = "the last business day was %s, long before: either the office was shut, or it is wrong"
		r.Code = ClockAhead
	default:
		return nil
	}
	r.Args["clock"] = minuteOf(now, o.Zone)
	r.Detail = fmt.Sprintf("the clock says %s, but "+what+". Set the clock, or name today's date: giliran day open --date YYYY-MM-DD, or on the admin page",
		r.Args["clock"], r.Args["last"])
	return r
}

// LatestDay is the latest date that OpenDay takes, "" for any.
func (s *State) LatestDay() Date {
	if s.Day == "" {
		return ""
	}
	return s.Day.Add(stride)
}

// minuteOf is an instant as people read it off a clock with a calendar.
func minuteOf(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04")
}
