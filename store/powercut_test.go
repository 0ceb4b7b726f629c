package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
	"giliran/storetest/powerdisk"
)

// While a process appends, the power is cut again and again: from each disk
// that is left, every acknowledged event comes back, and the journal goes on.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts disks")
	}
	d := powerdisk.PlugIn(t)
	disk := d.Mount(filepath.Join(t.TempDir(), "disk"))
	p := startAppender(t, filepath.Join(disk, "store"))
	for range 8 {
		const batches = 40
		p.order(batches)
		at := 1 + rand.IntN(batches)
		for n := range batches {
			if !p.next() {
				t.Fatal("the appender has ended")
			}
			if n+1 == at {
				t.Run("cut", func(t *testing.T) { cutPower(t, d, p.acknowledged) })
			}
		}
	}
}

func cutPower(t *testing.T, d *powerdisk.Disk, acknowledged uint64) {
	image := filepath.Join(storetest.Dir(t), "image")
	d.Cut(image)
	left := filepath.Join(t.TempDir(), "left")
	powerdisk.MountImage(t, image, left)
	dir := filepath.Join(left, "store")
	sum := storetest.Check(t, dir)
	if sum.Last < acknowledged {
		t.Fatalf("event %d was acknowledged, after the power cut the journal ends at %d", acknowledged, sum.Last)
	}
	if sum.Events != sum.Last {
		t.Errorf("%d events of %d", sum.Events, sum.Last)
	}
	appendAll(t, storetest.Open(t, dir), events(sum.Last+1, sum.Last+1))
}

// What a commit costs the disk itself, counted behind the file system: an SD
// card has only so many writes in it, and a flush is what a commit waits for.
// The log goes round several times meanwhile, Badger makes tables, and the
// kernel writes back what it holds.
func TestWhatACommitCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	for _, c := range []struct {
		batch, commits uint64
		bytes, flushes float64 // at most, per event and per commit
	}{{1, 6000, 5000, 1.005}, {64, 1000, 750, 1.02}} {
		t.Run(fmt.Sprint("batches of ", c.batch), func(t *testing.T) {
			d := powerdisk.PlugIn(t)
			s := storetest.Open(t, filepath.Join(d.Mount(filepath.Join(t.TempDir(), "disk")), "store"))
			for range 400 { // until the log has all its files
				appendAll(t, s, events(s.LastSeq()+1, s.LastSeq()+128))
			}
			unix.Sync()
			bytes, flushes := cost(t, d, s, c.commits, c.batch)
			t.Logf("%.0f bytes an event, %.4f flushes a commit", bytes, flushes)
			if bytes > c.bytes || flushes > c.flushes {
				t.Errorf("an event costs %.0f bytes, a commit %.4f flushes", bytes, flushes)
			}
		})
	}
}

// cost makes so many commits and tells what the disk saw of it.
func cost(t *testing.T, d *powerdisk.Disk, s *store.Store, commits, batch uint64) (bytesPerEvent, flushesPerCommit float64) {
	t.Helper()
	b0, f0 := d.Count()
	for range commits {
		appendAll(t, s, events(s.LastSeq()+1, s.LastSeq()+batch))
	}
	_, f1 := d.Count()
	unix.Sync() // what the kernel still holds is written too
	b1, _ := d.Count()
	return float64(b1-b0) / float64(commits*batch), float64(f1-f0) / float64(commits)
}
