package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"time"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/ticketing"
)

// fan brings a board to everybody who watches; a [feed.Hub] is one.
type fan interface {
	Publish(epoch string, seq uint64, board []byte, first ...string)
}

// publisher is step 3 of the data's way: it shows what has become durable.
type publisher struct {
	office  *ticketing.Office
	hub     fan
	staff   *feed.Hub    // shown first; nil for none
	devices *web.Devices // nil for none
	keys    *web.Keyring
	epoch   string
	now     func() time.Time
	log     *slog.Logger
	trail   *web.Trail
	earlier []ticketing.Event // the newest from before the start, for the trail

	shown  []byte                // the newest board without its time
	doubt  ticketing.RefusalCode // of the clock, as last logged
	future forecaster
}

// Publish puts the board on the feed when it says anything new, and admits or
// shuts out tokens. The engine calls it on its own goroutine.
func (p *publisher) Publish(s *ticketing.State, events []ticketing.Event) {
	if p.earlier != nil {
		p.trail.Note(s, p.earlier)
		p.earlier = nil
	}
	p.trail.Note(s, events)
	if p.shown == nil || touchesTokens(events) {
		p.keys.Set(s.Tokens)
	}
	p.watchClock(s)
	board := s.Board(p.office, p.now())
	p.future.show(p.office, s, &board, board.At)
	if p.devices != nil {
		p.devices.Publish(s, &board)
	}
	at := board.At
	board.At = time.Time{}
	same, err := json.Marshal(board)
	if err != nil {
		p.log.Error("the board cannot be encoded", "err", err)
		return
	}
	if bytes.Equal(same, p.shown) {
		return // the clock went on, the picture did not
	}
	p.shown = same
	b := dated(same, at)
	if p.staff != nil {
		p.staff.Publish(p.epoch, s.Seq, b)
	}
	p.hub.Publish(p.epoch, s.Seq, b, comeFirst(s, events)...)
}

// dated is an encoded board without a time with the time it was made. To encode
// it again would take as long as all the rest.
func dated(board []byte, at time.Time) []byte {
	const none = `"at":"0001-01-01T00:00:00Z"` // in the office's own words its quotes would be escaped
	return bytes.Replace(board, []byte(none), at.AppendFormat([]byte(`"at":"`), time.RFC3339Nano+`"`), 1)
}

// comeFirst names who on the feed is to hear of events before the others: the
// wall, and the phone of whoever has been called.
func comeFirst(s *ticketing.State, events []ticketing.Event) []string {
	first := []string{feed.Wall}
	for i := range events {
		var called uint64
		switch f := events[i].Fact.(type) {
		case *ticketing.CalledUp:
			called = f.Ticket
		case *ticketing.Recalled:
			called = f.Ticket
		}
		if t := s.Ticket(called); t != nil {
			first = append(first, t.Number)
		}
	}
	return first
}

// watchClock says so when the clock's date cannot be believed, and when it can
// again.
func (p *publisher) watchClock(s *ticketing.State) {
	var now ticketing.RefusalCode
	doubt := s.Doubt(p.office, p.now())
	if doubt != nil {
		now = doubt.Code
	}
	if now == p.doubt {
		return
	}
	p.doubt = now
	if doubt != nil {
		p.log.Warn("the clock's date is in doubt: " + doubt.Detail)
		return
	}
	p.log.Info("the clock's date is no longer in doubt")
}

func touchesTokens(events []ticketing.Event) bool {
	for i := range events {
		switch events[i].Fact.(type) {
		case *ticketing.TokenAdded, *ticketing.TokenRevoked:
			return true
		}
	}
	return false
}
