package store_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"giliran/store"
	"giliran/storetest/powerdisk"
	"giliran/ticketing"
)

// TestMain lets the test binary play the process that is killed and the disk
// that loses power, and wants no goroutine left over by anything.
func TestMain(m *testing.M) {
	powerdisk.Main()
	if dir := os.Getenv(workerDir); dir != "" {
		if err := worker(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(appenderDir); dir != "" {
		os.Exit(appender(dir))
	}
	// Opening Badger takes milliseconds, so properties make fewer rounds here
	// unless the command line wants more.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// morning is when the events of these tests happen.
var morning = time.Date(2026, 3, 2, 7, 30, 0, 0, time.FixedZone("WIB", 7*3600))

// event makes an event that looks like an office's; note makes it longer.
func event(seq uint64, note string) ticketing.Event {
	e := ticketing.Event{Seq: seq, At: morning.Add(time.Duration(seq) * time.Second), Actor: "kiosk:depan"}
	if seq%2 == 1 {
		e.Key, e.Print = fmt.Sprintf("key-%d", seq), seq*7
		e.Fact = &ticketing.Issued{
			Code: fmt.Sprintf("K7QM%06d", seq), Number: fmt.Sprintf("B%03d", seq%1000), N: int(seq % 1000),
			Service: "ktp-rusak", Stage: "berkas",
		}
		return e
	}
	e.Fact = &ticketing.Stepped{
		Ticket: seq - 1, Desk: "loket-1", Stage: "berkas", Outcome: "lengkap", Complete: true, Note: note,
	}
	return e
}

// events makes the events from one sequence to another.
func events(from, to uint64) (out []ticketing.Event) {
	for seq := from; seq <= to; seq++ {
		out = append(out, event(seq, ""))
	}
	return out
}

// heavy makes events of which every tenth is as large as allowed or nearly, so
// that Badger soon has to begin a new log.
func heavy(from, to uint64) []ticketing.Event {
	evs := events(from, to)
	for i := range evs {
		if seq := evs[i].Seq; seq%10 == 0 {
			evs[i] = event(seq, hex.EncodeToString(noise(20<<10, seq)))
		}
	}
	return evs
}

func appendAll(t testing.TB, s *store.Store, evs []ticketing.Event) {
	t.Helper()
	if err := s.Append(evs); err != nil {
		t.Fatal(err)
	}
}

// replay gives the journal's events as JSON, the form they are kept in.
func replay(t testing.TB, s *store.Store, after uint64) []string {
	t.Helper()
	var out []string
	err := s.Replay(after, func(e ticketing.Event) error {
		out = append(out, asJSON(t, e))
		return nil
	})
	if err != nil {
		t.Fatalf("replay after %d: %v", after, err)
	}
	return out
}

func asJSON(t testing.TB, e ticketing.Event) string {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantJournal compares the whole journal with the events it must hold.
func wantJournal(t testing.TB, s *store.Store, want []ticketing.Event) {
	t.Helper()
	var w []string
	for _, e := range want {
		w = append(w, asJSON(t, e))
	}
	if got := replay(t, s, 0); !slices.Equal(got, w) {
		t.Fatalf("the journal holds %d events, want %d; first difference at %d", len(got), len(w), differ(got, w)+1)
	}
	if got := s.LastSeq(); got != uint64(len(want)) {
		t.Fatalf("LastSeq is %d, want %d", got, len(want))
	}
}

func differ(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
