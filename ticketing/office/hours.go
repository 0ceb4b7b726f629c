package office

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"giliran/ticketing"
)

// hours reads the week, the seasons and the holiday files.
func (r *reader) hours(v value) ticketing.Hours {
	b := v.object("week", "seasons", "holidays")
	h := ticketing.Hours{
		Week:     week(b.need("week", `week: with lines like "monday-friday: {open: 07:30, last: 15:00, close: 15:30}"`)),
		Holidays: map[ticketing.Date]ticketing.Text{},
	}
	for _, item := range b.get("seasons").list() {
		h.Seasons = append(h.Seasons, season(item))
		checkOverlap(item, h.Seasons)
	}
	for _, file := range b.get("holidays").list() {
		r.holidays(file, h.Holidays)
	}
	return h
}

func season(v value) ticketing.Season {
	b := v.object("name", "from", "to", "week")
	s := ticketing.Season{
		Name: b.need("name", "name: the season's name").text(),
		From: b.need("from", "from: its first day").date(),
		To:   b.need("to", "to: its last day").date(),
		Week: week(b.need("week", "week: with its hours")),
	}
	if s.To != "" && s.To < s.From {
		b.get("to").wrong("write the first day as from, the last as to", "the season ends on %s, before it begins", s.To)
	}
	return s
}

// checkOverlap compares the last season with those before it: a day cannot
// have two sets of hours.
func checkOverlap(v value, seasons []ticketing.Season) {
	last := seasons[len(seasons)-1]
	for i, s := range seasons[:len(seasons)-1] {
		if s.From != "" && last.From != "" && last.From <= s.To && s.From <= last.To {
			v.src.wrong(v.path+".from", "let it begin after the other has ended",
				"the season overlaps with the one in line %d (%s to %s)", v.src.line(fmt.Sprintf("hours.seasons[%d]", i)), s.From, s.To)
		}
	}
}

// dayNames are the weekdays as the file may name them.
func dayNames() map[string]time.Weekday {
	names := map[string]time.Weekday{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		names[strings.ToLower(d.String())] = d
	}
	for i, name := range strings.Fields("minggu senin selasa rabu kamis jumat sabtu") {
		names[name] = time.Weekday(i)
	}
	return names
}

// week reads lines like "monday-thursday: {open, last, close}". A day without
// a line is closed.
func week(v value) (w [7]ticketing.Opening) {
	var set [7]string
	for _, e := range v.entries() {
		first, last, ok := days(e)
		o := opening(e)
		if !ok {
			continue
		}
		for d := first; ; d = (d + 1) % 7 {
			if set[d] != "" {
				e.keyWrong(fmt.Sprintf("see line %d", v.src.line(set[d])), "%s has its hours already", strings.ToLower(d.String()))
			}
			set[d], w[d] = e.path, o
			if d == last {
				break
			}
		}
	}
	if v.given() && set == [7]string{} {
		v.wrong("add a line like monday-friday: {open: \"07:30\", close: \"15:30\"}", "the office is never open")
	}
	return w
}

// days reads "monday" or "monday-thursday".
func days(e entry) (first, last time.Weekday, ok bool) {
	names := dayNames()
	from, to, isRange := strings.Cut(strings.ToLower(e.key), "-")
	if !isRange {
		to = from
	}
	first, ok = names[strings.TrimSpace(from)]
	last, ok2 := names[strings.TrimSpace(to)]
	if !ok || !ok2 {
		e.keyWrong("write a day like monday or several like monday-thursday (senin-kamis is understood too)", "%q is not a weekday", e.key)
		return 0, 0, false
	}
	return first, last, true
}

// opening reads one day's hours. Without a last ticket, tickets are given out
// until the doors close.
func opening(e entry) ticketing.Opening {
	b := e.object("open", "last", "close")
	open, ok := b.need("open", `open: "07:30"`).clock()
	closing, ok2 := b.need("close", `close: "15:30"`).clock()
	if !ok || !ok2 {
		b.get("last").clock()
		return ticketing.Opening{}
	}
	if closing <= open {
		b.get("close").wrong("leave the day out if the office is closed", "the office would close before it opens")
		return ticketing.Opening{}
	}
	last := closing
	if v := b.get("last"); v.given() {
		if last, ok = v.clock(); ok && (last < open || last > closing) {
			v.wrong("write a time between open and close", "the last ticket is outside the opening hours")
		}
	}
	return ticketing.Opening{Open: open, Last: last, Close: closing}
}

// holidays reads a file of lines like "2026-08-17: Hari Kemerdekaan".
func (r *reader) holidays(v value, into map[ticketing.Date]ticketing.Text) {
	rel := v.word("the name of a file with holidays")
	switch {
	case rel == "":
		return
	case !fs.ValidPath(rel) || path.IsAbs(rel):
		v.wrong("name a file beside this one, like libur-2026.yaml", "%q cannot be the name of a holiday file", rel)
		return
	}
	s, root, err := r.related(rel)
	if errors.Is(err, fs.ErrNotExist) {
		v.wrong("put it beside this file", "there is no file %q", rel)
		return
	} else if err != nil {
		v.wrong("", "the file %q cannot be read: %v", rel, err)
		return
	}
	for _, e := range root.entries() {
		date := ticketing.Date(e.key)
		switch {
		case !isDate(e.key):
			e.keyWrong("write lines like 2026-08-17: Hari Kemerdekaan", "%q is not a date", e.key)
		case !e.filled():
		case into[date] != nil:
			e.keyWrong("name it in one file only", "%s is a holiday already", date)
		default:
			into[date] = e.text()
		}
	}
	r.elsewhere = append(r.elsewhere, s.mistakes.sorted()...)
}
