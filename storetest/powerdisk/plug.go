package powerdisk

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
	"time"

	"golang.org/x/sys/unix"
)

// Disk is a running power disk. One goroutine may use it.
type Disk struct {
	t      testing.TB
	file   string
	in     io.Writer
	sprung chan string
	counts chan string
}

// PlugIn starts a disk of 96 MB that goes away with the test. Where there can
// be none the test fails if it is root, and is skipped if not.
func PlugIn(t testing.TB) *Disk {
	t.Helper()
	file := filepath.Join(t.TempDir(), "power")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env+"="+file)
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	d := &Disk{t: t, file: file, in: in, sprung: make(chan string, 1), counts: make(chan string, 1)}
	lines, done := bufio.NewScanner(out), make(chan struct{})
	t.Cleanup(func() {
		unix.Unmount(file, unix.MNT_DETACH)
		in.Close()
		<-done
		cmd.Wait()
	})
	lines.Scan()
	answer := lines.Text()
	go func() {
		defer close(done)
		for lines.Scan() {
			if what, rest, _ := strings.Cut(lines.Text(), ": "); what == "cut" {
				d.sprung <- rest
			} else {
				d.counts <- rest
			}
		}
	}()
	if answer != "ready" {
		impossible(t, answer)
	}
	return d
}

// impossible ends a test that needs root, fuse and loop devices: as root that
// is a failure, so that a machine for tests cannot pass them over in silence.
func impossible(t testing.TB, why string) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Fatalf("the power cut cannot be tested here: %s", why)
	}
	t.Skipf("NOT TESTED: a power cut needs root, /dev/fuse and loop devices: %s", why)
}

func (d *Disk) say(format string, a ...any) {
	d.t.Helper()
	if _, err := fmt.Fprintf(d.in, format+"\n", a...); err != nil {
		d.t.Fatal(err)
	}
}

// Cut writes what a power cut now would leave to a file.
func (d *Disk) Cut(image string) {
	d.t.Helper()
	d.say("cut %d %s", rand.Uint64(), image)
	d.wrote(<-d.sprung)
}

// arm lets the power be cut at the n-th request (a write or a flush) from now,
// or from the first write into one of the files. sprung tells when; the disk
// does nothing more until "go".
func (d *Disk) arm(n int, image string, files ...string) {
	d.t.Helper()
	ranges := ""
	for _, f := range files {
		for _, e := range extents(d.t, f) {
			ranges += fmt.Sprintf(" %d-%d", e[0], e[1])
		}
	}
	d.say("arm %d %d %s%s", n, rand.Uint64(), image, ranges)
}

// disarm takes arm back, and tells whether the power was cut before it could;
// the disk goes on then too.
func (d *Disk) disarm() (cut bool) {
	d.t.Helper()
	d.say("go")
	d.count() // what the disk had to say has been heard then
	select {
	case answer := <-d.sprung:
		d.wrote(answer)
		return true
	default:
		return false
	}
}

func (d *Disk) wrote(answer string) {
	d.t.Helper()
	if answer != "<nil>" {
		d.t.Fatal(answer)
	}
}

// Count is what has been written to the disk, in bytes, and how often it was
// flushed.
func (d *Disk) Count() (bytes, flushes int64) {
	d.t.Helper()
	bytes, flushes, _ = d.count()
	return bytes, flushes
}

func (d *Disk) count() (bytes, flushes, requests int64) {
	d.t.Helper()
	d.say("count")
	if _, err := fmt.Sscan(<-d.counts, &bytes, &flushes, &requests); err != nil {
		d.t.Fatal(err)
	}
	return bytes, flushes, requests
}

// Slow makes every flush take so long.
func (d *Disk) Slow(flush time.Duration) { d.say("slow %f", flush.Seconds()*1000) }

// Fail makes every write and flush fail, or not any more.
func (d *Disk) Fail(fail bool) {
	if fail {
		d.say("fail")
	} else {
		d.say("heal")
	}
}

// Mount makes a file system on the disk and mounts it at dir.
func (d *Disk) Mount(dir string) string {
	d.t.Helper()
	mount(d.t, d.file, dir, "mkfs.ext4")
	d.t.Cleanup(func() { d.say("go") }) // a cut that nobody waits for must not hold up the unmounting
	return dir
}

// MountImage mounts what a cut has left at dir, until done is called.
func MountImage(t testing.TB, image, dir string) (done func()) {
	t.Helper()
	return mount(t, image, dir, "")
}
