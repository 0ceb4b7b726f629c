package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
)

func TestReopenReturnsEverything(t *testing.T) {
	s := storetest.New(t)
	epoch := s.Epoch()
	if epoch == "" || s.LastSeq() != 0 {
		t.Fatalf("a new store has epoch %q and last %d", epoch, s.LastSeq())
	}
	want := events(1, 100)
	appendAll(t, s, want[:1])
	appendAll(t, s, nil)
	appendAll(t, s, want[1:60])
	s = storetest.Reopen(t, s)
	appendAll(t, s, want[60:])
	wantJournal(t, s, want)
	s = storetest.Reopen(t, s)
	wantJournal(t, s, want)
	if s.Epoch() != epoch {
		t.Errorf("the epoch has changed from %q to %q", epoch, s.Epoch())
	}
}

func TestEachNewStoreHasItsOwnEpoch(t *testing.T) {
	if a, b := storetest.New(t).Epoch(), storetest.New(t).Epoch(); a == b {
		t.Errorf("two new stores share the epoch %q", a)
	}
}

func TestReplayBeginsAfterAnyEventAndStopsWhenToldTo(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 20))
	for after := range uint64(21) {
		if got := replay(t, s, after); uint64(len(got)) != 20-after {
			t.Errorf("after %d: %d events", after, len(got))
		}
	}
	if err := s.Replay(21, nil); err == nil {
		t.Error("replay after an event that has not happened")
	}
	enough, seen := errors.New("enough"), 0
	err := s.Replay(0, func(ticketing.Event) error { seen++; return enough })
	if err != enough || seen != 1 {
		t.Errorf("err %v after %d events", err, seen)
	}
}

func TestWhatIsRefusedIsNotWritten(t *testing.T) {
	s := storetest.New(t)
	want := events(1, 10)
	appendAll(t, s, want)
	long := strings.Repeat("x", store.MaxRecord)
	for name, c := range map[string]struct {
		events []ticketing.Event
		want   error
	}{
		"one skipped":           {events(12, 12), store.ErrGap},
		"one again":             {events(10, 11), store.ErrGap},
		"a hole in the middle":  {append(events(11, 12), event(14, "")), store.ErrGap},
		"far too long":          {[]ticketing.Event{event(11, ""), event(12, long)}, store.ErrTooLarge},
		"an event without fact": {[]ticketing.Event{event(11, ""), {Seq: 12}}, nil},
	} {
		err := s.Append(c.events)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	wantJournal(t, s, want)
	appendAll(t, s, events(11, 11))
	wantJournal(t, storetest.Reopen(t, s), events(1, 11))
}

// Events of 40 KB, three megabytes together, do not fit one transaction.
func TestABatchLargerThanATransaction(t *testing.T) {
	s := storetest.New(t)
	note := strings.Repeat("keterangan ", 4000)
	var want []ticketing.Event
	for seq := uint64(1); seq <= 150; seq++ {
		want = append(want, event(seq, note))
	}
	appendAll(t, s, want)
	wantJournal(t, s, want)
	wantJournal(t, storetest.Reopen(t, s), want)
}

func TestOneProcessAtATime(t *testing.T) {
	s := storetest.New(t)
	if _, err := store.Open(s.Dir(), store.Options{}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("second Open: %v, want ErrLocked", err)
	}
	appendAll(t, s, events(1, 3))
	wantJournal(t, storetest.Reopen(t, s), events(1, 3))
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 3))
	storetest.Close(t, s)
	_, _, errLoad := s.LoadSnapshot()
	_, errCheck := s.Check(t.Context(), func(store.Problem) {})
	for what, err := range map[string]error{
		"Append": s.Append(events(4, 4)), "Replay": s.Replay(0, nil), "SaveSnapshot": s.SaveSnapshot(3, nil),
		"LoadSnapshot": errLoad, "Check": errCheck, "Backup": s.Backup(nil),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", what, err)
		}
	}
}

// The folder goes away under a running office, as it does when a card falls
// out; the next memtable log cannot be made. What was acknowledged stays, and
// the store does not pretend to go on.
func TestAWriteThatFails(t *testing.T) {
	s := storetest.New(t)
	badger := filepath.Join(s.Dir(), "badger")
	if err := os.Rename(badger, badger+"-away"); err != nil {
		t.Fatal(err)
	}
	note := strings.Repeat("x", 40<<10)
	var want []ticketing.Event
	var err error
	for err == nil && len(want) < 1000 {
		next := event(uint64(len(want)+1), note)
		if err = s.Append([]ticketing.Event{next}); err == nil {
			want = append(want, next)
		}
	}
	if !errors.Is(err, store.ErrBroken) {
		t.Fatalf("after %d events: %v, want ErrBroken", len(want), err)
	}
	if err := os.Rename(badger+"-away", badger); err != nil {
		t.Fatal(err)
	}
	if err := s.Append([]ticketing.Event{event(uint64(len(want)+1), "")}); !errors.Is(err, store.ErrBroken) {
		t.Errorf("the next append: %v, want ErrBroken", err)
	}
	if err := s.Replay(0, nil); !errors.Is(err, store.ErrBroken) {
		t.Errorf("replay: %v, want ErrBroken", err)
	}
	if got := s.LastSeq(); got != uint64(len(want)) {
		t.Errorf("LastSeq is %d, %d were acknowledged", got, len(want))
	}
	s = storetest.Reopen(t, s)
	if got := replay(t, s, 0); len(got) < len(want) {
		t.Errorf("%d of %d acknowledged events are left", len(got), len(want))
	}
}

// Badger's folder is gone when the store is to be closed, and Badger would try
// to write its tables there for ever. Close says so, nothing is lost, and
// nobody can open the store as long as Badger may still write.
func TestCloseWithoutBadgersFolder(t *testing.T) {
	dir := storetest.Dir(t)
	s, err := store.Open(dir, store.Impatient(storetest.Options(t)))
	if err != nil {
		t.Fatal(err)
	}
	want := heavy(1, 500) // enough for Badger to get some of it
	appendAll(t, s, want)
	badger := filepath.Join(dir, "badger")
	if err := os.Rename(badger, badger+"-away"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); !errors.Is(err, store.ErrBroken) {
		t.Errorf("Close: %v, want ErrBroken", err)
	}
	if _, err := store.Open(dir, storetest.Options(t)); !errors.Is(err, store.ErrLocked) {
		t.Errorf("Open: %v, want ErrLocked", err)
	}
	killed := copyDir(t, dir)
	if err := os.Rename(filepath.Join(killed, "badger-away"), filepath.Join(killed, "badger")); err != nil {
		t.Fatal(err)
	}
	wantJournal(t, storetest.Open(t, killed), want)
	if err := os.Rename(badger+"-away", badger); err != nil {
		t.Fatal(err)
	}
	waitUnlocked(t, dir) // Badger's next try succeeds
	wantJournal(t, storetest.Open(t, dir), want)
}

// waitUnlocked waits for whoever has the directory open.
func waitUnlocked(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
}
