package spare

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giliran/store"
	"giliran/storetest/powerdisk"
	"giliran/ticketing"
)

// The power of the second disk is cut while the mirror follows, goes on in
// another file and is looked through, and while a backup is made and old ones
// are thinned out. Everything that was said to be on it is on it, and no
// backup that has its name is anything but whole.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts disks")
	}
	powerdisk.Rounds(t, func(t *testing.T, n int) {
		d := powerdisk.PlugIn(t)
		disk := d.Mount(filepath.Join(t.TempDir(), "disk"))
		w := powerdisk.StartWorker(t, workerDir+"="+disk)
		for _, p := range []struct{ name, before, order string }{
			{"the mirror begins", "", "mirror 1 3"},
			{"the mirror follows", "", "mirror 10 1"},
			{"the mirror goes on in other files", "", "mirror 3 60"},
			{"the mirror is looked for and through", "mirror 2 30", "look"},
			{"the office was killed before a flush", "", "killed 5"},
			{"a backup is made", "mirror 1 50", "backup"},
			{"backups are made and thinned out", "", "backups"},
		} {
			d.Cuts(w, p.name, n, func() *powerdisk.Point {
				if p.before != "" {
					w.Do(p.before)
				}
				return &powerdisk.Point{Order: p.order}
			}, func(left string, said []string) (int, int) { return checkLeft(t, left, said) })
		}
	})
}

// checkLeft compares a disk that is left with what the worker had said.
func checkLeft(t *testing.T, left string, said []string) (acknowledged, lost int) {
	t.Helper()
	mirror, backup := 0, 0
	for _, line := range said {
		var n int
		if _, err := fmt.Sscanf(line, "mirror %d", &n); err == nil {
			mirror = n
		} else if _, err := fmt.Sscanf(line, "backup %d", &n); err == nil {
			backup = n
		}
	}
	if mirror > 0 {
		c, err := ReadCopy(filepath.Join(left, "mirror"), 0)
		if err != nil {
			t.Errorf("after event %d: %v", mirror, err)
			return mirror, mirror
		}
		lost += max(0, mirror-int(c.Last()))
	}
	files, err := filepath.Glob(filepath.Join(left, "backups", "*.backup"))
	if err != nil {
		t.Fatal(err)
	}
	newest := 0
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.VerifyBackup(f); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
		f.Close()
		var n int
		_, event, _ := strings.Cut(file, "-event-")
		if _, err := fmt.Sscanf(event, "%d-", &n); err != nil {
			t.Fatal(err)
		}
		newest = max(newest, n)
	}
	return max(mirror, backup), lost + max(0, backup-newest)
}

// workerDir names the environment variable that makes the test binary keep
// copies in that directory of a journal that it keeps elsewhere.
const workerDir = "SPARE_TEST_WORKER"

// worker obeys: mirror TIMES EVENTS, look, backup, backups. It says up to which
// event something is on the disk once it has been told so.
func worker(disk string) (err error) {
	journal, err := os.MkdirTemp("/dev/shm", "giliran-spare-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(journal)
	s, err := store.Open(journal, store.Options{KeepFree: 1})
	if err != nil {
		return err
	}
	dirs := []string{filepath.Join(disk, "mirror"), filepath.Join(disk, "backups")}
	for _, dir := range dirs {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
	}
	w := &keeper{s: s, m: &medium{dir: dirs[0], journal: s, limit: 8000, moved: func(uint64) {}}, b: &Backups{journal: s, dir: dirs[1]}}
	w.b.opt = BackupOptions{Keep: 1, Days: 1, Log: slog.Default()}
	w.b.opt.complete()
	w.b.status.Store(&BackupStatus{})
	for {
		var order string
		if _, err := fmt.Scan(&order); err != nil {
			return s.Close() // the test is over
		}
		if err := w.obey(order); err != nil {
			return err
		}
		fmt.Println("done")
	}
}

type keeper struct {
	s *store.Store
	m *medium
	b *Backups
}

func (w *keeper) obey(order string) error {
	switch order {
	case "mirror":
		var times, events int
		if _, err := fmt.Scan(&times, &events); err != nil {
			return err
		}
		for range times {
			if err := w.grow(events); err != nil {
				return err
			}
			if err := w.follow(); err != nil {
				return err
			}
		}
		return nil
	case "killed":
		var times int
		if _, err := fmt.Scan(&times); err != nil {
			return err
		}
		for range times {
			if err := w.killed(); err != nil {
				return err
			}
		}
		return nil
	case "look":
		w.m.known = false
		for range 10 {
			if err := w.m.round(); err != nil {
				return err
			}
		}
		return nil
	case "backups":
		for range 3 {
			if err := w.grow(5); err != nil {
				return err
			}
			if err := w.backup(); err != nil {
				return err
			}
		}
		return nil
	}
	return w.backup()
}

func (w *keeper) grow(n int) error {
	for range n {
		seq := w.s.LastSeq() + 1
		e := ticketing.Event{Seq: seq, At: time.Unix(int64(seq), 0).UTC(), Actor: "desk loket-1", Fact: &ticketing.DeskOpened{Desk: fmt.Sprintf("loket-%d", seq)}}
		if err := w.s.Append([]ticketing.Event{e}); err != nil {
			return err
		}
	}
	return nil
}

func (w *keeper) follow() error {
	for w.m.to.Seq < w.s.LastSeq() {
		if err := w.m.round(); err != nil {
			return err
		}
		fmt.Println("mirror", w.m.to.Seq)
	}
	return nil
}

// killed writes and does not flush, and goes on as the next start does.
func (w *keeper) killed() error {
	if err := w.grow(1); err != nil {
		return err
	}
	f, err := w.m.newest()
	if err != nil {
		return err
	}
	if err := errors.Join(w.m.write(f), f.Close()); err != nil {
		return err
	}
	w.m = &medium{dir: w.m.dir, journal: w.s, limit: 1 << 20, moved: func(uint64) {}}
	if err := w.m.round(); err != nil {
		return err
	}
	fmt.Println("mirror", w.m.to.Seq)
	return nil
}

func (w *keeper) backup() error {
	if err := w.b.once(context.Background()); err != nil {
		return err
	}
	fmt.Println("backup", w.b.Status().Last)
	return nil
}
