package main

import (
	"encoding/json"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// A board that was encoded without its time and dated afterwards is what it
// would be encoded with it, whatever the office calls itself.
func TestDated(t *testing.T) {
	o := office.Default().Office
	o.Name = ticketing.Text{"id": `a "at":"0001-01-01T00:00:00Z" b`}
	for _, at := range []time.Time{
		time.Date(2026, 11, 23, 1, 2, 3, 456789, time.UTC),
		time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC),
	} {
		board := ticketing.NewState().Board(&o, at)
		want, err := json.Marshal(board)
		if err != nil {
			t.Fatal(err)
		}
		board.At = time.Time{}
		bare, err := json.Marshal(board)
		if err != nil {
			t.Fatal(err)
		}
		if got := dated(bare, at); string(got) != string(want) {
			t.Errorf("dated:   %s\nencoded: %s", got, want)
		}
	}
}
