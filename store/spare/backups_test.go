package spare

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
)

// shelf is a backups' directory with a clock that the test sets.
type shelf struct {
	*Backups
	t   *testing.T
	now time.Time
}

func newShelf(t *testing.T, s *store.Store, dir string, keep, days int) *shelf {
	h := &shelf{t: t, now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}
	opt := BackupOptions{Keep: keep, Days: days, Now: func() time.Time { return h.now }, Zone: time.FixedZone("WIB", 7*3600), Log: quiet(t)}
	opt.complete()
	h.Backups = &Backups{journal: s, dir: dir, opt: opt}
	h.status.Store(&BackupStatus{})
	return h
}

func (h *shelf) make() {
	h.t.Helper()
	if err := h.once(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// names are the files there, the oldest first, without the epoch.
func (h *shelf) names() (names []string) {
	all, err := list(h.dir, h.journal.Epoch())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, g := range all {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(g.name, backupPrefix), "-"+short(h.journal.Epoch())+".backup"))
	}
	return names
}

// An office's week: the newest three, and the last of each day before.
func TestBackupsAreThinnedOut(t *testing.T) {
	s := storetest.New(t)
	h := newShelf(t, s, storetest.Dir(t), 3, 2)
	h.make() // of nothing
	for range 4 {
		for range 3 {
			grow(t, s, 2)
			h.make()
			h.make() // nothing new
			h.now = h.now.Add(time.Hour)
		}
		h.now = h.now.Add(21 * time.Hour)
	}
	want := []string{
		"2026-11-24-1100-event-12", "2026-11-25-1100-event-18",
		"2026-11-26-0900-event-20", "2026-11-26-1000-event-22", "2026-11-26-1100-event-24",
	}
	if got := h.names(); !slices.Equal(got, want) {
		t.Errorf("there are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	h.now = h.now.AddDate(-2, 0, 0) // the battery is empty
	grow(t, s, 2)
	h.make()
	if got := h.names(); got[len(got)-1] != "2024-11-27-0900-event-26" || !slices.Contains(got, "2026-11-26-1100-event-24") {
		t.Errorf("after the clock fell back there are %v", got)
	}
	f, err := os.Open(filepath.Join(h.dir, backupName(h.now.In(h.opt.Zone), 26, s.Epoch())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := store.VerifyBackup(f); err != nil {
		t.Error(err)
	}
}

// However the clock jumps, the newest stay, in their order, and no day of the
// latest loses its last.
func TestThinning(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		keep, days := rapid.IntRange(1, 5).Draw(r, "keep"), rapid.IntRange(1, 4).Draw(r, "days")
		var all []generation
		for i := range rapid.IntRange(0, 20).Draw(r, "backups") {
			all = append(all, generation{fmt.Sprint(i), fmt.Sprint("day-", rapid.IntRange(0, 6).Draw(r, "day")), uint64(i)})
		}
		gone := thin(all, keep, days)
		left := slices.DeleteFunc(slices.Clone(all), func(g generation) bool { return slices.Contains(gone, g) })
		newest := all[max(0, len(all)-keep):]
		if !slices.Equal(left[max(0, len(left)-keep):], newest) {
			r.Fatalf("of %v with the newest %d only %v are left", all, keep, left)
		}
		old := left[:max(0, len(left)-keep)]
		if len(old) > days {
			r.Fatalf("%d days are left, want %d", len(old), days)
		}
		for _, g := range gone {
			later := func(o generation) bool { return o.day == g.day && o.seq > g.seq }
			if !slices.ContainsFunc(old, later) && len(old) < days {
				r.Fatalf("%v went, which was the last of its day: %v of %v are left", g, left, all)
			}
		}
		if again := thin(left, keep, days); len(again) > 0 {
			r.Fatalf("thinned out again, %v would go too", again)
		}
	})
}

// Another journal's backups, and other files, are nobody's business here; an
// unfinished one of ours is cleared away.
func TestOthersInTheDirectory(t *testing.T) {
	dir := storetest.Dir(t)
	theirs, ours := storetest.New(t), storetest.New(t)
	grow(t, theirs, 30)
	newShelf(t, theirs, dir, 1, 1).make()
	before := newShelf(t, theirs, dir, 1, 1).names()
	for name, stays := range map[string]bool{"surat-cuti.odt": true, "giliran-notes.txt": true, "giliran-2026-11-20-0900-event-7-ABCDEFGH.backup.unfinished": false} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := os.Stat(path); (err == nil) != stays {
				t.Errorf("%s: %v", name, err)
			}
		}()
	}
	h := newShelf(t, ours, dir, 1, 1)
	for range 4 {
		grow(t, ours, 1)
		h.make()
	}
	if got := h.names(); len(got) != 2 {
		t.Errorf("ours are %v", got)
	}
	if got := newShelf(t, theirs, dir, 1, 1).names(); !slices.Equal(got, before) {
		t.Errorf("theirs were %v and are %v", before, got)
	}
}

// The medium is full in the middle of a backup: said, nothing half is left,
// and the good ones stay.
func TestABackupOnAFullMedium(t *testing.T) {
	mount := disk(t, "128k")
	s := storetest.New(t)
	h := newShelf(t, s, mount, 1, 1)
	grow(t, s, 200)
	h.make()
	good := h.names()
	grow(t, s, 800)
	err := h.once(t.Context())
	if h.say(err); h.Status().State != Full || h.Status().Err == nil {
		t.Errorf("%v; it says %+v", err, h.Status())
	}
	if got := h.names(); !slices.Equal(got, good) {
		t.Errorf("there are %v, want %v", got, good)
	}
	if left, _ := filepath.Glob(filepath.Join(mount, "*"+unfinished)); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	remount(t, mount, unix.MS_RDONLY)
	if h.say(h.once(t.Context())); h.Status().State != ReadOnly {
		t.Errorf("read-only, it says %+v", h.Status())
	}
	h.dir = filepath.Join(mount, "stick")
	if h.say(h.once(t.Context())); h.Status().State != Missing {
		t.Errorf("without its directory, it says %+v", h.Status())
	}
}

// A journal that is shorter than its own newest backup is an older copy: its
// backups are left as they are.
func TestABackupOfAnOlderCopy(t *testing.T) {
	s, dir, old := storetest.New(t), storetest.Dir(t), filepath.Join(storetest.Dir(t), "old")
	grow(t, s, 20)
	storetest.Close(t, s)
	if err := os.CopyFS(old, os.DirFS(s.Dir())); err != nil {
		t.Fatal(err)
	}
	s = storetest.Open(t, s.Dir())
	grow(t, s, 20)
	newShelf(t, s, dir, 1, 1).make()
	h := newShelf(t, storetest.Open(t, old), dir, 1, 1)
	if err := h.once(t.Context()); !errors.Is(err, ErrAhead) {
		t.Errorf("%v, want ErrAhead", err)
	}
	if got := h.names(); len(got) != 1 {
		t.Errorf("there are %v", got)
	}
}

// What is read back is not what a backup must be: it never gets its name, and
// one that is there is never written over.
func TestABackupIsReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "saved")
	err := WriteBackup(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "giliran-backup 1 E 5\nbad sectors\n")
		return err
	})
	if !errors.Is(err, store.ErrBadBackup) {
		t.Errorf("%v, want ErrBadBackup", err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	s := storetest.New(t)
	if err := WriteBackup(path, s.Backup); err != nil {
		t.Fatal(err)
	}
	grow(t, s, 1)
	if err := WriteBackup(path, s.Backup); !errors.Is(err, os.ErrExist) {
		t.Errorf("over an older one: %v, want ErrExist", err)
	}
}

// The medium hangs in the middle of a backup while the office stops.
func TestTheOfficeStopsInABackup(t *testing.T) {
	mount := ext4(t)
	s := storetest.New(t)
	grow(t, s, 10)
	freeze(t, mount, "--freeze")
	b := StartBackups(s, mount, BackupOptions{Patience: time.Hour, Log: quiet(t)})
	err := b.Close()
	storetest.Close(t, s)
	freeze(t, mount, "--unfreeze")
	if !errors.Is(err, errStuck) {
		t.Errorf("Close: %v, want it stuck", err)
	}
}

// The running backups: one at the start, one when there is something new; a
// medium that comes later is used; and Close gives up one on a stuck medium.
func TestBackupsRun(t *testing.T) {
	mount := ext4(t)
	dir := filepath.Join(mount, "backups")
	s := storetest.New(t)
	grow(t, s, 10)
	b := StartBackups(s, dir, BackupOptions{Every: 5 * time.Millisecond, Patience: 50 * time.Millisecond, Log: quiet(t)})
	defer b.Close()
	eventually(t, "it is missing", func() bool { return b.Status().State == Missing })
	makeDir(t, dir)
	eventually(t, "there is a backup", func() bool { return b.Status().State == OK && b.Status().Last == 10 })
	freeze(t, mount, "--freeze")
	grow(t, s, 10)
	eventually(t, "it is stuck", func() bool { return b.Status().State == Stuck })
	err := b.Close()
	storetest.Close(t, s)
	freeze(t, mount, "--unfreeze")
	if !errors.Is(err, errStuck) {
		t.Errorf("Close: %v, want it stuck", err)
	}
}
