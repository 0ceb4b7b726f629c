package ticketing

import "time"

// Clock is a time of day in minutes after midnight, 0–1440, in the office's
// zone. The zero Clock means "not set" wherever a field says so.
type Clock int

// Date is a calendar day as "2026-11-23". Dates compare as strings.
type Date string

// DateOf is the calendar day of an instant in a zone.
func DateOf(t time.Time, zone *time.Location) Date {
	return Date(t.In(zone).Format(time.DateOnly))
}

// Weekday is the date's day of the week; Sunday for a date that is none.
func (d Date) Weekday() time.Weekday {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t.Weekday()
}

// Add is the date n days later.
func (d Date) Add(n int) Date {
	t, _ := time.Parse(time.DateOnly, string(d))
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// At is the instant of a clock time on the date in a zone.
func (d Date) At(c Clock, zone *time.Location) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, int(c), 0, 0, zone)
}

// Opening is one weekday's hours: doors, the last ticket, the end.
// Open ≤ Last ≤ Close. The zero Opening is a closed day.
type Opening struct{ Open, Last, Close Clock }

// Season is a stretch of days with hours of its own (Ramadan), both ends
// included.
type Season struct {
	Name     Text
	From, To Date
	Week     [7]Opening // by time.Weekday
}

// Hours are the office's hours: a week, seasons that replace it, and the days
// off (national holidays and cuti bersama) from a yearly file.
type Hours struct {
	Week     [7]Opening // by time.Weekday
	Seasons  []Season
	Holidays map[Date]Text
}

// On gives the hours of a date; ok is false on a day the office is closed.
func (h *Hours) On(d Date) (o Opening, ok bool) {
	if _, off := h.Holidays[d]; off {
		return Opening{}, false
	}
	week := &h.Week
	for i := range h.Seasons {
		if s := &h.Seasons[i]; s.From <= d && d <= s.To {
			week = &s.Week
		}
	}
	o = week[d.Weekday()]
	return o, o.Close > o.Open
}
