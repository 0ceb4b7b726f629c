// Package slowdisk makes a disk on which a flush takes as long as on an SD
// card, and which counts what it is made to do: a real block device with a real
// file system, so that whatever a program does with files, metadata and all,
// costs what it would cost there.
//
// It owns the emulation for tests and benchmarks. It must not forget anything:
// what is lost when the power goes is not its subject.
//
// The disk is a file in a FUSE file system of one file, served by a process of
// its own (the test binary again, see [Main]) and used through a loop device,
// which passes on every flush as an fsync. It needs Linux, root, /dev/fuse,
// losetup and mkfs.ext4.
package slowdisk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// size of the disk, in bytes.
const size = 1 << 30

// Disk is a mounted slow disk.
type Disk struct {
	Dir string // where its file system is

	tb  testing.TB
	in  io.Writer
	out *bufio.Scanner
}

// Mount makes a disk on which each flush takes so long, with an ext4 file
// system on it, until the test ends. Where the machine cannot, the test is
// skipped.
func Mount(tb testing.TB, flush time.Duration) *Disk {
	tb.Helper()
	tmp := tb.TempDir()
	file := filepath.Join(tmp, "device")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		tb.Fatal(err)
	}
	d := &Disk{Dir: filepath.Join(tmp, "disk"), tb: tb}
	d.start(file, flush)
	loop := strings.TrimSpace(d.must("losetup", "--find", "--show", file))
	tb.Cleanup(func() { d.must("losetup", "--detach", loop) })
	d.must("mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", loop)
	if err := errors.Join(os.Mkdir(d.Dir, 0o700), unix.Mount(loop, d.Dir, "ext4", unix.MS_NOATIME, "")); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := unix.Unmount(d.Dir, 0); err != nil {
			tb.Errorf("unmounting the slow disk: %v", err)
		}
	})
	return d
}

// start runs the process that is the disk.
func (d *Disk) start(file string, flush time.Duration) {
	d.tb.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), deviceAt+"="+file, flushTakes+"="+flush.String())
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		d.tb.Fatal(err)
	}
	d.tb.Cleanup(func() {
		_ = unix.Unmount(file, unix.MNT_DETACH) // not mounted, if that is why the test is skipped
		_ = in.Close()
		_ = cmd.Wait()
	})
	d.in, d.out = in, bufio.NewScanner(out)
	if answer := d.read(); answer != "ready" {
		d.tb.Skip("no slow disk here: ", answer)
	}
}

func (d *Disk) read() string {
	d.out.Scan()
	return d.out.Text()
}

func (d *Disk) must(name string, args ...string) string {
	d.tb.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		d.tb.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}

// Count is what has been written to the disk since it was made, in bytes, and
// how often it was flushed. It is the disk that counts, behind the file system.
func (d *Disk) Count() (bytes, flushes int64) {
	d.tb.Helper()
	fmt.Fprintln(d.in, "count")
	if _, err := fmt.Sscan(d.read(), &bytes, &flushes); err != nil {
		d.tb.Fatal(err)
	}
	return bytes, flushes
}
