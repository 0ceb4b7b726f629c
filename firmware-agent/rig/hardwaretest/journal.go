//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// journal is the office's own record, as `giliran log` prints it.
type journal struct {
	events []ticketing.Event
	issued map[string]*issued // by number
}

// issued is a ticket in the journal.
type issued struct {
	ticketing.Issued
	id  uint64
	at  time.Time
	key string
}

func readJournal() (*journal, error) {
	text, err := ask("log", "--data", dataDir())
	if err != nil {
		return nil, err
	}
	j := &journal{issued: map[string]*issued{}}
	lines := json.NewDecoder(bytes.NewReader(text))
	for lines.More() {
		var e ticketing.Event
		if err := lines.Decode(&e); err != nil {
			return nil, fmt.Errorf("giliran log: %w", err)
		}
		j.events = append(j.events, e)
		if f, ok := e.Fact.(*ticketing.Issued); ok {
			if j.issued[f.Number] != nil {
				return nil, fmt.Errorf("number %s was given out twice", f.Number)
			}
			j.issued[f.Number] = &issued{*f, e.Seq, e.At, e.Key}
		}
	}
	return j, nil
}

// ratio is the office's, of priority to regular.
func ratio() ticketing.Ratio { return ticketing.Ratio{Priority: 2, Regular: 1} }

// ahead lists how many were before a ticket at each moment at which its paper
// may have been written: after the wish for it and before its start. again is
// for the latest print, else it is the first.
func (j *journal) ahead(ticket uint64, again bool) (all []string) {
	s := ticketing.NewState()
	var job uint64
	for i := range j.events {
		e := &j.events[i]
		s.Apply(e)
		switch f := e.Fact.(type) {
		case *ticketing.PrintAsked:
			if f.Ticket == ticket && (job == 0 || again) {
				job, all = e.Seq, nil
			}
		case *ticketing.PrintStarted:
			if f.Job == job && !again {
				return all
			}
		}
		t := s.Ticket(ticket)
		if job == 0 || t == nil {
			continue
		}
		count := ""
		if t.State == ticketing.Waiting {
			count = fmt.Sprint(s.Ahead(t, ratio()))
		}
		if !slices.Contains(all, count) {
			all = append(all, count)
		}
	}
	return all
}

// count is how many events the journal has that f is true for.
func (j *journal) count(f func(*ticketing.Event) bool) (n int) {
	for i := range j.events {
		if f(&j.events[i]) {
			n++
		}
	}
	return n
}

// called is how many calls the desk has made.
func (j *journal) called() int {
	return j.count(func(e *ticketing.Event) bool {
		f, ok := e.Fact.(*ticketing.CalledUp)
		return ok && f.Desk == desk
	})
}

// lent is what the board may give out by itself, by service.
func (j *journal) lent() map[string][]ticketing.LeasedNumber {
	s := ticketing.NewState()
	for i := range j.events {
		s.Apply(&j.events[i])
	}
	all := map[string][]ticketing.LeasedNumber{}
	for _, l := range s.LeasesOf(boardID) {
		all[l.Service] = slices.Clone(l.Numbers)
	}
	return all
}
