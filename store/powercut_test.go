package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
)

// While a process appends, the power is cut again and again: from each disk
// that is left, every acknowledged event comes back, and the journal goes on.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts disks")
	}
	d := plugIn(t)
	disk := mount(t, d.file, filepath.Join(t.TempDir(), "disk"), "mkfs.ext4")
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

func cutPower(t *testing.T, d *disk, acknowledged uint64) {
	image := filepath.Join(storetest.Dir(t), "image")
	d.cut(image)
	dir := filepath.Join(mount(t, image, filepath.Join(t.TempDir(), "left"), ""), "store")
	sum := storetest.Check(t, dir)
	if sum.Last < acknowledged {
		t.Fatalf("event %d was acknowledged, after the power cut the journal ends at %d", acknowledged, sum.Last)
	}
	if sum.Events != sum.Last {
		t.Errorf("%d events of %d", sum.Events, sum.Last)
	}
	appendAll(t, storetest.Open(t, dir), events(sum.Last+1, sum.Last+1))
}

// disk is the process behind a power disk.
type disk struct {
	t    *testing.T
	file string
	in   io.Writer
	out  *bufio.Scanner
}

func plugIn(t *testing.T) *disk {
	t.Helper()
	file := filepath.Join(t.TempDir(), "power")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &disk{t: t, file: file}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), powerDiskAt+"="+file)
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Unmount(file, unix.MNT_DETACH)
		in.Close()
		cmd.Wait()
	})
	d.in, d.out = in, bufio.NewScanner(out)
	if answer := d.read(); answer != "ready" {
		t.Skip(answer)
	}
	return d
}

func (d *disk) read() string {
	d.out.Scan()
	return d.out.Text()
}

func (d *disk) cut(image string) {
	d.t.Helper()
	fmt.Fprintf(d.in, "cut %d %s\n", rand.Uint64(), image)
	if answer := d.read(); answer != "cut: <nil>" {
		d.t.Fatal(answer)
	}
}

// count is what has been written to the disk and how often it was flushed.
func (d *disk) count() (bytes, flushes int64) {
	d.t.Helper()
	fmt.Fprintln(d.in, "count")
	if _, err := fmt.Sscan(d.read(), &bytes, &flushes); err != nil {
		d.t.Fatal(err)
	}
	return bytes, flushes
}

// mount attaches a file to a loop device and mounts it, after making the file
// system if a program for that is given.
func mount(t *testing.T, file, dir, mkfs string) string {
	t.Helper()
	loop := attach(t, file)
	if mkfs != "" {
		if out, err := exec.Command(mkfs, "-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", loop).CombinedOutput(); err != nil {
			t.Skipf("%s: %v: %s", mkfs, err, out)
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(loop, dir, "ext4", 0, ""); err != nil {
		t.Fatalf("mounting %s: %v", loop, err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Errorf("unmounting %s: %v", dir, err)
		}
	})
	return dir
}

// attach gives a loop device that goes away with its last user.
func attach(t *testing.T, file string) string {
	t.Helper()
	out, err := exec.Command("losetup", "--find", "--show", file).CombinedOutput()
	if err != nil {
		t.Skipf("losetup: %v: %s", err, out)
	}
	loop := strings.TrimSpace(string(out))
	t.Cleanup(func() {
		if out, err := exec.Command("losetup", "--detach", loop).CombinedOutput(); err != nil {
			t.Errorf("losetup --detach: %v: %s", err, out)
		}
	})
	return loop
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
			d := plugIn(t)
			s := storetest.Open(t, filepath.Join(mount(t, d.file, filepath.Join(t.TempDir(), "disk"), "mkfs.ext4"), "store"))
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
func cost(t *testing.T, d *disk, s *store.Store, commits, batch uint64) (bytesPerEvent, flushesPerCommit float64) {
	t.Helper()
	b0, f0 := d.count()
	for range commits {
		appendAll(t, s, events(s.LastSeq()+1, s.LastSeq()+batch))
	}
	_, f1 := d.count()
	unix.Sync() // what the kernel still holds is written too
	b1, _ := d.count()
	return float64(b1-b0) / float64(commits*batch), float64(f1-f0) / float64(commits)
}
