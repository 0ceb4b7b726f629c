package main

import (
	"time"

	"giliran/ticketing"
	"giliran/ticketing/forecast"
)

// forecaster puts on the board how long people wait. Earlier days are read once
// a day, today now and then: both look at every ticket the state holds.
type forecaster struct {
	day   ticketing.Date
	book  *forecast.Book // what the days before day have taught, nil before the first
	today *forecast.Forecast
	read  time.Time // when today was read
}

// readEvery is how old what today has taught may be: a call or two.
const readEvery = 20 * time.Second

// readMost is how many tickets are looked at: a week of a big city's office. With
// more the office goes on and foretells nothing.
const readMost = 50_000

// show completes a board of the state. The engine's goroutine calls it.
func (f *forecaster) show(o *ticketing.Office, s *ticketing.State, b *ticketing.Board, now time.Time) {
	if !b.Open || len(s.Tickets) > readMost {
		return
	}
	if f.book == nil || f.day != s.Day {
		f.day, f.book, f.today = s.Day, forecast.Learn(o, s), nil
	}
	if age := now.Sub(f.read); f.today == nil || age < 0 || age >= readEvery {
		f.today, f.read = f.book.Today(s, now), now
	}
	f.today.Show(b)
}
