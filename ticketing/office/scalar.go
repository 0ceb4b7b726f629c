package office

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"giliran/ticketing"
)

// text reads wording: a plain text in the office's first language, or one text
// per language. The first language must be there: it is what is shown where
// another is missing.
func (v value) text() ticketing.Text {
	first := v.src.languages[0]
	if !v.isBlock() {
		if s, ok := v.scalar("a text, or {" + first + ": a text}"); ok {
			return ticketing.Text{first: s}
		}
		return nil
	}
	text := ticketing.Text{}
	complete := v.src.anyLanguage
	for _, e := range v.entries() {
		complete = complete || e.key == first
		if !v.src.speaks(e.key) {
			hint := suggest(e.key, "office.languages", v.src.languages)
			if !e.given() {
				hint = "put a text with a comma in it into quotes"
			}
			e.keyWrong(hint, "%q is not a language of this office", e.key)
			continue
		}
		if e.filled() {
			text[e.key], _ = e.scalar("a text")
		}
	}
	if !complete {
		v.wrong(fmt.Sprintf("add %s: …, the office's first language", first), "the text in %q is missing", first)
	}
	return text
}

func (s *source) speaks(language string) bool {
	return slices.Contains(s.languages, language) || s.anyLanguage && languageForm.MatchString(language)
}

// word reads a single value as it is written.
func (v value) word(what string) string {
	s, _ := v.scalar(what)
	return s
}

// number reads a whole number of a range; absent means otherwise.
func (v value) number(least, most, otherwise int) int {
	what := fmt.Sprintf("a whole number from %d to %d", least, most)
	s, ok := v.scalar(what)
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		v.wrong("write "+what, "%q does not fit", s)
		return otherwise
	}
	return n
}

// flag reads true or false; absent means false.
func (v value) flag() bool {
	s, ok := v.scalar("true or false")
	if ok && s != "true" && s != "false" {
		v.wrong("write true or false", "%q does not fit", s)
	}
	return s == "true"
}

var spanForm = regexp.MustCompile(`^(\d{1,6})(?: ?[-–] ?(\d{1,6}))? ?(ms|s|m|h)$`)

// span reads a duration or a range of durations ("5-10m") as its two ends.
func (v value) span(least, most time.Duration, example string) (from, to time.Duration) {
	s, ok := v.scalar("a duration like " + example)
	if !ok {
		return 0, 0
	}
	m := spanForm.FindStringSubmatch(s)
	if m == nil {
		v.wrong("write a number with ms, s, m or h (hours) after it, like "+example, "%q is not a duration", s)
		return 0, 0
	}
	if m[2] == "" {
		m[2] = m[1]
	}
	unit := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour}[m[3]]
	from, to = times(m[1], unit), times(m[2], unit)
	switch {
	case from > to:
		v.wrong("write the smaller one first", "the range %q runs backwards", s)
	case from < least || to > most:
		v.wrong(fmt.Sprintf("from %s to %s is possible", short(least), short(most)), "%q does not fit", s)
	default:
		return from, to
	}
	return 0, 0
}

// duration reads a single duration; absent means otherwise.
func (v value) duration(least, most, otherwise time.Duration, example string) time.Duration {
	from, to := v.span(least, most, example)
	switch {
	case from == 0:
		return otherwise
	case from != to:
		v.wrong("write a single duration like "+example, "a range cannot stand here")
		return otherwise
	}
	return from
}

func times(digits string, unit time.Duration) time.Duration {
	n, _ := strconv.Atoi(digits) // the form allows six digits only
	return time.Duration(n) * unit
}

// short writes a duration the way it is written in the file.
func short(d time.Duration) string {
	s := strings.TrimSuffix(d.String(), "0s")
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if s == "" || s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
		return d.String()
	}
	return s
}

var clockForm = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)

// clock reads a time of day; "07.30" is how it is written in Indonesia.
func (v value) clock() (ticketing.Clock, bool) {
	s, ok := v.scalar(`a time like "07:30"`)
	if !ok {
		return 0, false
	}
	if m := clockForm.FindStringSubmatch(s); m != nil {
		hour, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		if c := hour*60 + minute; minute < 60 && c <= 24*60 {
			return ticketing.Clock(c), true
		}
	}
	v.wrong(`write a time from "00:00" to "24:00", like "07:30"`, "%q is not a time of day", s)
	return 0, false
}

// date reads a calendar day.
func (v value) date() ticketing.Date {
	s, ok := v.scalar("a date like 2026-03-20")
	if !ok {
		return ""
	}
	if !isDate(s) {
		v.wrong("write year-month-day, like 2026-03-20", "%q is not a date", s)
		return ""
	}
	return ticketing.Date(s)
}

func isDate(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 2000 && t.Year() < 2200
}
