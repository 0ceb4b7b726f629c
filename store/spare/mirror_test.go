package spare

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
)

// follow starts a mirror that looks often and closes it with the test.
func follow(t *testing.T, s *store.Store, dir string) *Mirror {
	t.Helper()
	m, err := StartMirror(s, dir, MirrorOptions{Every: time.Millisecond, Retry: 5 * time.Millisecond, Patience: 500 * time.Millisecond, FileSize: 5000, Log: quiet(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

func (m *Mirror) caughtUp() bool { s := m.Status(); return s.State == OK && s.Lacks == 0 }

func (m *Mirror) is(want State) func() bool {
	return func() bool { return m.Status().State == want }
}

// The office goes on appending whatever happens to the medium, which is said;
// when it is back the mirror has everything again.
func TestAMediumComesAndGoes(t *testing.T) {
	for name, c := range map[string]struct {
		state     State
		away, now func(t *testing.T, mount string)
	}{
		"full": {Full, func(t *testing.T, mount string) {
			fill(t, filepath.Join(mount, "holiday-photos"))
		}, func(t *testing.T, mount string) {
			if err := os.Remove(filepath.Join(mount, "holiday-photos")); err != nil {
				t.Fatal(err)
			}
		}},
		"read-only": {ReadOnly, func(t *testing.T, mount string) {
			remount(t, mount, unix.MS_RDONLY)
		}, func(t *testing.T, mount string) { remount(t, mount, 0) }},
		"pulled out": {Missing, func(t *testing.T, mount string) {
			if err := unix.Mount("tmpfs", mount, "tmpfs", 0, "size=1m"); err != nil { // what lies below the stick
				t.Fatal(err)
			}
		}, func(t *testing.T, mount string) {
			if err := unix.Unmount(mount, 0); err != nil {
				t.Fatal(err)
			}
		}},
		"pulled out and another one put in": {Missing, func(t *testing.T, mount string) {
			if err := unix.Unmount(mount, 0); err != nil { // nothing of it is kept open
				t.Fatal(err)
			}
		}, func(t *testing.T, mount string) {
			if err := unix.Mount("tmpfs", mount, "tmpfs", 0, "size=2m"); err != nil {
				t.Fatal(err)
			}
			makeDir(t, filepath.Join(mount, "giliran"))
		}},
		"wiped": {Missing, func(t *testing.T, mount string) {
			if err := os.RemoveAll(filepath.Join(mount, "giliran")); err != nil {
				t.Fatal(err)
			}
		}, func(t *testing.T, mount string) { makeDir(t, filepath.Join(mount, "giliran")) }},
	} {
		t.Run(name, func(t *testing.T) {
			mount := disk(t, "2m")
			dir := makeDir(t, filepath.Join(mount, "giliran"))
			s := storetest.New(t)
			m := follow(t, s, dir)
			grow(t, s, 50)
			eventually(t, "it follows", m.caughtUp)
			eventually(t, "the medium is left alone", func() bool { return tryTo(t, name, c.away, mount) })
			grow(t, s, 50)
			eventually(t, "the trouble is said", m.is(c.state))
			if st := m.Status(); st.Err == nil || st.Lacks == 0 {
				t.Errorf("in trouble it says %+v", st)
			}
			c.now(t, mount)
			eventually(t, "it catches up", m.caughtUp)
			grow(t, s, 1)
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			wantCopy(t, dir, 0, journalOf(t, s))
		})
	}
}

// tryTo takes the medium away; only unmounting may have to be tried again,
// while a file is being written.
func tryTo(t *testing.T, name string, away func(*testing.T, string), mount string) bool {
	if !strings.HasSuffix(name, "another one put in") {
		away(t, mount)
		return true
	}
	return unix.Unmount(mount, 0) == nil
}

func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 1024))
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
}

func remount(t *testing.T, mount string, flags uintptr) {
	t.Helper()
	eventually(t, "no file is being written", func() bool {
		err := unix.Mount("", mount, "", unix.MS_REMOUNT|flags, "")
		if err != nil && !errors.Is(err, unix.EBUSY) {
			t.Fatal(err)
		}
		return err == nil
	})
}

// ext4 makes a real file system in a file, or skips the test.
func ext4(t *testing.T) string {
	t.Helper()
	image, dir := filepath.Join(t.TempDir(), "stick"), t.TempDir()
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 16<<20); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"mkfs.ext4", "-q", "-F", image}, {"mount", "-o", "loop", image, dir}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%v: %v: %s", args, err, out)
		}
	}
	t.Cleanup(func() {
		eventually(t, "it can be unmounted", func() bool { return unix.Unmount(dir, 0) == nil })
	})
	return dir
}

// A medium that swallows writes and does not answer: the office appends, looks
// and closes as if it were not there.
func TestAMediumThatDoesNotAnswer(t *testing.T) {
	mount := ext4(t)
	dir := makeDir(t, filepath.Join(mount, "giliran"))
	s := storetest.New(t)
	m := follow(t, s, dir)
	grow(t, s, 20)
	eventually(t, "it follows", m.caughtUp)
	freeze(t, mount, "--freeze")
	thawed := false
	defer func() {
		if !thawed {
			freeze(t, mount, "--unfreeze")
		}
	}()
	grow(t, s, 20)
	eventually(t, "it is said", m.is(Stuck))
	grow(t, s, 20)
	freeze(t, mount, "--unfreeze")
	thawed = true
	eventually(t, "it catches up", m.caughtUp)
	freeze(t, mount, "--freeze")
	thawed = false
	grow(t, s, 20)
	eventually(t, "it is said", m.is(Stuck))
	if err := m.Close(); !errors.Is(err, errStuck) {
		t.Errorf("Close: %v, want it stuck", err)
	}
	storetest.Close(t, s)
	freeze(t, mount, "--unfreeze")
	thawed = true
	last, err := ReadCopy(dir, 0)
	if err != nil || last.Last() < 60 {
		t.Errorf("after the thaw: %+v, %v", last, err)
	}
}

func freeze(t *testing.T, mount, how string) {
	t.Helper()
	if out, err := exec.Command("fsfreeze", how, mount).CombinedOutput(); err != nil {
		if how == "--unfreeze" {
			t.Fatalf("fsfreeze: %v: %s", err, out)
		}
		t.Skipf("NOT TESTED: fsfreeze: %v: %s", err, out)
	}
}

// Another journal's mirror is refused and stays as it was, the office's own
// before a restore too.
func TestAnotherJournalsMirror(t *testing.T) {
	dir := storetest.Dir(t)
	theirs := storetest.New(t)
	grow(t, theirs, 30)
	mirrored(t, theirs, dir)
	var backup bytes.Buffer
	if err := theirs.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	restored := filepath.Join(storetest.Dir(t), "restored")
	if err := store.Restore(restored, &backup, storetest.Options(t)); err != nil {
		t.Fatal(err)
	}
	for _, ours := range []*store.Store{storetest.New(t), storetest.Open(t, restored)} {
		m := follow(t, ours, dir)
		eventually(t, "it is said", m.is(Other))
		if err := m.Status().Err; !errors.Is(err, ErrOther) {
			t.Error(err)
		}
		grow(t, ours, 40)
		_ = m.Close()
	}
	wantCopy(t, dir, 0, journalOf(t, theirs))
	mirrored(t, theirs, dir)
}

// The mirror has more than the journal: the data directory is an older copy of
// itself, put back by hand. Its numbers would be given out twice.
func TestAJournalOlderThanItsMirror(t *testing.T) {
	for name, after := range map[string]int{"shorter": 0, "gone on by itself": 10} {
		t.Run(name, func(t *testing.T) {
			s, dir, old := storetest.New(t), storetest.Dir(t), filepath.Join(storetest.Dir(t), "old")
			grow(t, s, 20)
			storetest.Close(t, s)
			if err := os.CopyFS(old, os.DirFS(s.Dir())); err != nil {
				t.Fatal(err)
			}
			s = storetest.Open(t, s.Dir())
			if err := s.Append(differently(s.LastSeq() + 1)); err != nil {
				t.Fatal(err)
			}
			mirrored(t, s, dir)
			stale := storetest.Open(t, old)
			grow(t, stale, after)
			_, err := StartMirror(stale, dir, MirrorOptions{Log: quiet(t)})
			if !errors.Is(err, ErrAhead) || !strings.Contains(err.Error(), "giliran restore "+dir) {
				t.Errorf("%v, want ErrAhead and what to type", err)
			}
			wantCopy(t, dir, 0, journalOf(t, s))
			_, err = ReadCopy(filepath.Join(dir, "nothing"), 0)
			if !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
		})
	}
}

// Two sticks of the same office take turns, or one of them is put in again
// after months: it is brought up to date from where it was.
func TestTwoSticksTakeTurns(t *testing.T) {
	s, dir, other := storetest.New(t), storetest.Dir(t), filepath.Join(storetest.Dir(t), "other")
	grow(t, s, 5)
	m := mirrored(t, s, dir)
	m.limit = 1 << 20 // all in one file
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		grow(t, s, 5)
		rounds(t, m)
		wantCopy(t, dir, 0, journalOf(t, s))
		swap(t, dir, other)
	}
}

func swap(t *testing.T, a, b string) {
	t.Helper()
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		t.Fatal(err)
	}
}

// The medium hangs in the very moment in which the office stops.
func TestTheOfficeStopsAndTheMediumHangs(t *testing.T) {
	mount := ext4(t)
	dir := makeDir(t, filepath.Join(mount, "giliran"))
	s := storetest.New(t)
	grow(t, s, 5)
	m, err := StartMirror(s, dir, MirrorOptions{Every: time.Hour, Patience: 100 * time.Millisecond, Log: quiet(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	eventually(t, "it follows", m.caughtUp)
	freeze(t, mount, "--freeze")
	grow(t, s, 5)
	err = m.Close()
	freeze(t, mount, "--unfreeze")
	if !errors.Is(err, errStuck) {
		t.Errorf("Close: %v, want it stuck", err)
	}
}

// A flush fails: what was written is in memory and not on the medium, and
// memory goes on showing it. When the medium is well again everything is
// written once more. The medium is a file on a disk that has no room for it.
func TestAFailedFlush(t *testing.T) {
	below := disk(t, "24m")
	image, dir := filepath.Join(below, "stick"), t.TempDir()
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 64<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-E", "lazy_itable_init=0", image).CombinedOutput(); err != nil {
		t.Skipf("mkfs.ext4: %v: %s", err, out)
	}
	plug := func() {
		if out, err := exec.Command("mount", "-o", "loop,errors=continue", image, dir).CombinedOutput(); err != nil {
			t.Skipf("mount: %v: %s", err, out)
		}
	}
	plug()
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	s := storetest.New(t)
	grow(t, s, 50)
	m := mirrored(t, s, dir)
	m.limit = 1 << 20
	fill(t, filepath.Join(below, "photos"))
	var err error
	for n := 0; err == nil && n < 200; n++ {
		grow(t, s, 100)
		err = m.round()
	}
	if !m.lost {
		t.Fatalf("no flush has failed: %v", err)
	}
	if err := os.Remove(filepath.Join(below, "photos")); err != nil {
		t.Fatal(err)
	}
	rounds(t, m)
	if err := unix.Unmount(dir, 0); err != nil {
		t.Fatal(err)
	}
	plug()
	wantCopy(t, dir, 0, journalOf(t, s))
}
