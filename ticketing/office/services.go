package office

import (
	"regexp"
	"time"

	"giliran/ticketing"
)

const (
	longestTarget   = 24 * time.Hour
	longestDeadline = 365 // working days
)

func services(v value) []ticketing.Service {
	var list []ticketing.Service
	for _, e := range v.some("service") {
		list = append(list, service(e))
	}
	return list
}

func service(e entry) ticketing.Service {
	b := e.object("name", "prefix", "start", "documents", "quota", "opens", "closes", "deadline", "pickup", "stages")
	s := ticketing.Service{
		ID:        e.id("service"),
		Name:      b.need("name", "name: the service's name").text(),
		Prefix:    prefix(b.need("prefix", "prefix: the letters before the number, like A")),
		Documents: documents(b.get("documents")),
		Start:     b.need("start", "start: the stage where its tickets begin").refer("stage"),
		Quota:     b.get("quota").number(0, 999999, 0),
		Deadline:  b.get("deadline").number(0, longestDeadline, 0),
		Pickup:    b.get("pickup").refer("hold"),
		Stages:    changes(b.get("stages")),
	}
	s.Opens, s.Closes = window(b.get("opens"), b.get("closes"))
	return s
}

var prefixForm = regexp.MustCompile(`^[A-Z]{1,3}$`)

func prefix(v value) string {
	s := v.word("one to three capital letters")
	if s != "" && !prefixForm.MatchString(s) {
		v.wrong("write one to three capital letters, like A", "%q cannot be a prefix", s)
	}
	return s
}

func documents(v value) []ticketing.Document {
	var list []ticketing.Document
	for _, e := range v.entries() {
		e.filled()
		list = append(list, ticketing.Document{ID: e.id("document"), Name: e.text()})
	}
	return list
}

// window reads when tickets of a service are given out within the day.
func window(from, to value) (opens, closes ticketing.Clock) {
	opens, _ = from.clock()
	closes, ok := to.clock()
	if ok && closes <= opens {
		to.wrong("write a time after opens", "the service would close before it opens")
	}
	return opens, closes
}

// changes reads how a service differs from the common stages.
func changes(v value) map[string]ticketing.StageChange {
	entries := v.entries()
	if len(entries) == 0 {
		return nil
	}
	m := map[string]ticketing.StageChange{}
	for _, e := range entries {
		e.keyRefers("stage")
		b := e.object("target", "outcomes")
		c := ticketing.StageChange{Target: b.get("target").duration(time.Second, longestTarget, 0, "2m")}
		for _, o := range b.get("outcomes").entries() {
			if c.Outcomes == nil {
				c.Outcomes = map[string]ticketing.Destination{}
			}
			c.Outcomes[o.key] = destination(o, o.object(ways()...))
		}
		m[e.key] = c
	}
	return m
}
