package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giliran/store"
	"giliran/ticketing"
)

// TestTheConsoleAsksForTheDate: the journal's last event is of tomorrow, or
// its last day long ago. The program starts all the same, says so, opens no
// day by itself or by --open, and does when the date is named.
func TestTheConsoleAsksForTheDate(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	date := func(at time.Time) ticketing.Date { return ticketing.DateOf(at, zone) }
	for name, c := range map[string]struct {
		last time.Time
		says string
	}{
		"the clock is older than the last event": {time.Now().Add(26 * time.Hour), "it stands behind"},
		"the last day is long ago":               {time.Now().AddDate(0, 0, -60), "either the office was shut, or it is wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			st, err := store.Open(data, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			err = st.Append([]ticketing.Event{
				{Seq: 1, At: c.last, Actor: "office", Fact: &ticketing.DayOpened{Day: date(c.last)}},
				{Seq: 2, At: c.last, Actor: "office", Fact: &ticketing.DayClosed{}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			o := serve(t, data, "--open")
			out, err := giliran(t, "day", "open", "--data", data).CombinedOutput()
			if err == nil || !strings.Contains(string(out), c.says) || !strings.Contains(string(out), "giliran day open --date") {
				t.Errorf("day open: %v, %s", err, out)
			}
			today := max(date(time.Now()), date(c.last))
			if out := o.run("day", "open", "--date", string(today)); out != "business day "+string(today)+" is open" {
				t.Errorf("day open --date: %s", out)
			}
			o.stop()
			if log := o.log.String(); !strings.Contains(log, "the clock's date is in doubt: ") || !strings.Contains(log, c.says) {
				t.Errorf("the log does not say so:\n%s", log)
			}
			if out := o.run("verify"); !strings.HasPrefix(out, "ok: 3 events") {
				t.Error(out)
			}
		})
	}
}
