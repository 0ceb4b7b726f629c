package store_test

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
)

// A store that is to keep more free than there is writes nothing, breaks
// nothing, and goes on when there is room again.
func TestBelowTheFloorNothingIsWritten(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 10))
	storetest.Close(t, s)
	opt := storetest.Options(t)
	opt.KeepFree = 1 << 60
	if _, err := store.Open(s.Dir(), opt); !errors.Is(err, store.ErrDiskFull) {
		t.Errorf("Open: %v, want ErrDiskFull", err)
	}
	wantJournal(t, storetest.Open(t, s.Dir()), events(1, 10))
}

// A real disk, small enough to fill.
func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("mounting a small disk needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	opt := storetest.Options(t)
	opt.KeepFree = 32 << 20
	s, err := store.Open(filepath.Join(dir, "store"), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer storetest.Close(t, s)
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 16<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	var want []ticketing.Event
	note := hex.EncodeToString(noise(20<<10, 1)) // Badger would press a dull one to nothing
	var floor int64                              // what Badger took when there was no room for new work
	for err == nil && len(want) < 2000 {
		if floor == 0 && s.Room() != nil {
			floor = taken(t, s)
		}
		next := event(uint64(len(want)+1), note)
		if err = s.Append([]ticketing.Event{next}); err == nil {
			want = append(want, next)
		}
	}
	if !errors.Is(err, store.ErrDiskFull) {
		t.Fatalf("after %d events: %v, want ErrDiskFull", len(want), err)
	}
	if now := taken(t, s); floor == 0 || now > floor+5<<20 { // a table may have been on its way
		t.Errorf("Badger took %d bytes when there was no room, %d in the end", floor, now)
	}
	if err := s.SaveSnapshot(s.LastSeq(), make([]byte, 40<<20)); !errors.Is(err, store.ErrDiskFull) {
		t.Errorf("SaveSnapshot: %v, want ErrDiskFull", err)
	}
	wantJournal(t, s, want)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	want = append(want, event(uint64(len(want)+1), ""))
	appendAll(t, s, want[len(want)-1:])
	wantJournal(t, s, want)
}

// taken is the room that Badger's files take.
func taken(t *testing.T, s *store.Store) (bytes int64) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(s.Dir(), "badger", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		var st unix.Stat_t
		if err := unix.Stat(path, &st); err == nil { // or it has just gone
			bytes += st.Blocks * 512
		}
	}
	return bytes
}

// A disk that has become read-only, as a worn card does, is not a damaged
// journal: nobody is to restore anything.
func TestAReadOnlyDisk(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 10))
	storetest.Close(t, s)
	dir := s.Dir()
	err := unix.Mount(dir, dir, "", unix.MS_BIND, "")
	if err != nil {
		t.Skipf("mounting needs root: %v", err)
	}
	if err := unix.Mount("", dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(dir, storetest.Options(t))
	if !errors.Is(err, unix.EROFS) || errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, want EROFS", err)
	}
	if err := unix.Unmount(dir, 0); err != nil {
		t.Fatal(err)
	}
	wantJournal(t, storetest.Open(t, dir), events(1, 10))
}
