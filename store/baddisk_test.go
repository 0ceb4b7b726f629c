package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giliran/store"
	"giliran/storetest"
	"giliran/storetest/powerdisk"
)

// A disk that takes 50 ms for a flush makes everything slower and breaks
// nothing, also while the log goes round and Badger makes tables.
func TestASlowDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts a disk")
	}
	d := powerdisk.PlugIn(t)
	dir := filepath.Join(d.Mount(filepath.Join(t.TempDir(), "disk")), "store")
	d.Slow(50 * time.Millisecond)
	s := openSmall(t, dir)
	for seq := uint64(1); seq <= 200; seq += 20 {
		appendAll(t, s, heavy(seq, seq+19))
	}
	if err := s.SaveSnapshot(s.LastSeq(), make([]byte, 100_000)); err != nil {
		t.Error(err)
	}
	storetest.Close(t, s)
	wantJournal(t, openSmall(t, dir), heavy(1, 200))
	d.Slow(0)
}

// A disk that answers writes with errors for a while: nothing is acknowledged,
// and the process ends and says why. If the file system has become read-only
// upon it the next one cannot start, and says why; else it shows nothing that
// is only in the kernel's memory, where the write that failed may have left it.
// On the disk is all that had been acknowledged.
func TestADiskThatFails(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts a disk")
	}
	d := powerdisk.PlugIn(t)
	disk := d.Mount(filepath.Join(t.TempDir(), "disk"))
	w := powerdisk.StartWorker(t, workerDir+"="+disk)
	w.Do("open")
	w.Do("append 1 5")
	d.Fail(true)
	said, done := w.Try("append 1 1")
	d.Fail(false)
	if words := strings.Join(said, "\n"); done || !strings.Contains(words, store.ErrBroken.Error()) {
		t.Errorf("the worker has said %q", words)
	}
	w.Restart()
	said, done = w.Try("open")
	if words := strings.Join(said, "\n"); !done && (!strings.Contains(words, "read-only file system") || strings.Contains(words, "damaged")) {
		t.Errorf("the next one has said %q", words)
	}
	shown := uint64(5)
	if done {
		said = w.Do("last")
		if _, err := fmt.Sscan(said[len(said)-1], &shown); err != nil {
			t.Fatal(err)
		}
	}
	image := filepath.Join(storetest.Dir(t), "image")
	d.Cut(image)
	if sum := leftAfter(t, image); sum.Last < max(5, shown) {
		t.Errorf("5 events were acknowledged and %d shown, %d are left", shown, sum.Last)
	}
}

// A process is killed between writing and syncing: what it wrote is in the
// kernel's memory, and the next start shows it. Then it must be on the disk,
// for the power may be cut next.
func TestWhatIsShownAfterAKillIsOnTheDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts a disk")
	}
	d := powerdisk.PlugIn(t)
	dir := filepath.Join(d.Mount(filepath.Join(t.TempDir(), "disk")), "store")
	s := openSmall(t, dir)
	appendAll(t, s, events(1, 10))
	storetest.Close(t, s)
	ahead := openSmall(t, copyDir(t, dir))
	appendAll(t, ahead, events(11, 20))
	log := files(t, ahead.Dir())["wal/1"]
	f, err := os.OpenFile(filepath.Join(dir, "wal/1"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(log); err != nil { // and no sync
		t.Fatal(err)
	}
	s = openSmall(t, dir)
	if got := s.LastSeq(); got != 20 {
		t.Fatalf("%d events are shown, want 20", got)
	}
	for range 8 { // of what is not flushed, any part may be there
		image := filepath.Join(storetest.Dir(t), "image")
		d.Cut(image)
		if sum := leftAfter(t, image); sum.Last != 20 {
			t.Fatalf("20 events were shown, %d are left", sum.Last)
		}
	}
}

// leftAfter checks the store on an image.
func leftAfter(t *testing.T, image string) store.Summary {
	t.Helper()
	left := filepath.Join(t.TempDir(), "left")
	done := powerdisk.MountImage(t, image, left)
	defer done()
	return storetest.Check(t, filepath.Join(left, "store"))
}
