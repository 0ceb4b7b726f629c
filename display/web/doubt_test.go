package web

import (
	"strings"
	"testing"
	"time"
)

// TestTheDateIsAskedFor: while the clock's date cannot be believed the office's
// page says why and asks for it, the API takes no silence for an answer, and
// the day that is open goes on; once it is named, nobody asks any more.
func TestTheDateIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		jump       time.Duration
		code, says string
		name       string
	}{
		"behind the last event":  {-2 * time.Hour, "clock-behind", "Senin, 23 November 2026, 06.00, padahal catatan terakhir Senin, 23 November 2026, 08.00", "2026-11-23"},
		"before the last day":    {-48 * time.Hour, "clock-behind", "Sabtu, 21 November 2026, 08.00, padahal catatan terakhir Senin, 23 November 2026.", ""},
		"long past the last day": {45 * 24 * time.Hour, "clock-ahead", "Kamis, 7 Januari 2027, 08.00, padahal hari kerja terakhir Senin, 23 November 2026", "2027-01-07"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if page := string(h.ask("GET /admin", "supervisor", "", nil).body); strings.Contains(page, "name-the-date") {
				t.Error("asked without need")
			}
			h.core.later(c.jump)
			page := string(h.ask("GET /admin", "supervisor", "", nil).body)
			for _, want := range []string{c.says, `name="date" type="date" required min="2026-11-23" max="2027-12-28"`} {
				if !strings.Contains(page, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-rusak"}`, &Ticket{})
			if r := h.ask("POST /api/v1/day/open", "supervisor", "", nil); r.StatusCode != 409 || r.problem(t).Code != c.code {
				t.Errorf("opened without a date: %d %s", r.StatusCode, r.body)
			}
			if c.name == "" {
				// The clock stays wrong: no button opens its day.
				h.ask("POST /api/v1/day/close", "supervisor", "", &Day{})
				if page := string(h.ask("GET /admin", "supervisor", "", nil).body); strings.Contains(page, `data-is="open-day"`) || !strings.Contains(page, "name-the-date") {
					t.Error("closed, it offers to open the clock's day")
				}
				return
			}
			var day Day
			h.ask("POST /api/v1/day/open", "supervisor", `{"date":"`+c.name+`"}`, &day)
			if string(day.Day) != c.name || !day.Open {
				t.Errorf("the day is %+v", day)
			}
			if page := string(h.ask("GET /admin", "supervisor", "", nil).body); strings.Contains(page, "name-the-date") {
				t.Error("still asked for")
			}
		})
	}
}
