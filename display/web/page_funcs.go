package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"giliran/ticketing"
)

// funcs are what templates can say in one language.
func (p *pages) funcs(lang string) template.FuncMap {
	t := func(key string, pairs ...any) string { return p.words.say(lang, key, pairs...) }
	return template.FuncMap{
		"t":       t,
		"lang":    func() string { return lang },
		"name":    func(text ticketing.Text) string { return text.In(lang) },
		"when":    func(at time.Time) string { return sayWhen(t, at.In(p.office.Zone), p.now()) },
		"date":    func(at time.Time) string { return sayDate(t, at.In(p.office.Zone)) },
		"day":     func(d ticketing.Date) string { return sayDay(t, d) },
		"wait":    func(s ticketing.Span) string { return sayWait(t, s) },
		"moment":  func(s string) string { return sayMoment(t, s) },
		"span":    func(d time.Duration) string { return sayDuration(t, d) },
		"grouped": grouped,
		"inc":     func(i int) int { return i + 1 },
	}
}

type sayer func(key string, pairs ...any) string

// sayWhen is a time of day, with the day where that is not today. Both are
// read in the zone of at.
func sayWhen(t sayer, at, now time.Time) string {
	clock := at.Format(t("time.clock"))
	if at.Format(time.DateOnly) == now.In(at.Location()).Format(time.DateOnly) {
		return clock
	}
	return t("time.other-day", "day", at.Day(), "month", month(t, at), "clock", clock)
}

// sayDate is a date with its weekday, in the order the language file gives.
func sayDate(t sayer, at time.Time) string {
	weekday := t(fmt.Sprintf("time.weekday.%d", at.Weekday()))
	return t("time.date", "weekday", weekday, "day", at.Day(), "month", month(t, at), "year", at.Year())
}

func month(t sayer, at time.Time) string { return t(fmt.Sprintf("time.month.%d", at.Month())) }

// sayDay is a business day as a date; empty before the first.
func sayDay(t sayer, d ticketing.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return sayDate(t, at)
}

// sayMoment is a date, or a date and a time of day, as a refusal carries them.
func sayMoment(t sayer, s string) string {
	date, _, _ := strings.Cut(s, " ")
	if at, err := time.Parse("2006-01-02 15:04", s); err == nil {
		return sayDay(t, ticketing.Date(date)) + ", " + at.Format(t("time.clock"))
	}
	return sayDay(t, ticketing.Date(date))
}

// sayDuration is a span in hours and whole minutes.
func sayDuration(t sayer, d time.Duration) string {
	m := int(d.Minutes())
	if m < 60 {
		return t("time.minutes", "m", m)
	}
	return t("time.hours", "h", m/60, "m", m%60)
}

// sayWait is how long people wait, in minutes, or in hours where that is long.
// Scripts say the same (words.js).
func sayWait(t sayer, s ticketing.Span) string {
	from, to := s[0], s[1]
	switch {
	case from == 0:
		return t("time.wait-under", "to", to)
	case from >= 60:
		return t("time.wait-hours", "from", from/60, "to", (to+59)/60)
	}
	return t("time.wait", "from", from, "to", to)
}

// grouped writes a code in two groups, as it is read aloud: ABCD-EFGH.
func grouped(code string) string {
	if len(code) != ticketing.CodeLength {
		return code
	}
	half := ticketing.CodeLength / 2
	return code[:half] + "-" + code[half:]
}
