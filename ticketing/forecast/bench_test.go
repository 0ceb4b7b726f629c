package forecast_test

import (
	"testing"
	"time"

	"giliran/ticketing/forecast"
)

// BenchmarkForecast: what it costs an office to look ahead, a week of busy days
// behind it: once a day, three times a minute, and at each board.
func BenchmarkForecast(b *testing.B) {
	w := newTown(nil, 1, customs{desks: 4, service: 2 * time.Minute, handover: time.Minute, variety: 0.6, load: 1.05, priority: 0.1})
	for d := range 6 {
		w.day(d)
	}
	w.start(6)
	w.play(w.now.Add(5 * time.Hour))
	book := forecast.Learn(w.o, w.s)
	today := book.Today(w.s, w.now)
	board := w.s.Board(w.o, w.now)
	b.Logf("%d tickets", len(w.s.Tickets))
	b.Run("day", func(b *testing.B) {
		for b.Loop() {
			forecast.Learn(w.o, w.s)
		}
	})
	b.Run("minute", func(b *testing.B) {
		for b.Loop() {
			book.Today(w.s, w.now)
		}
	})
	b.Run("board", func(b *testing.B) {
		for b.Loop() {
			today.Show(&board)
		}
	})
}
