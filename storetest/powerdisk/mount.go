package powerdisk

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mount attaches a file to a loop device and mounts it, after making the file
// system if a program for that is given. It is undone when the test ends, or
// earlier by done.
func mount(t testing.TB, file, dir, mkfs string) (done func()) {
	t.Helper()
	out, err := exec.Command("losetup", "--find", "--show", file).CombinedOutput()
	if err != nil {
		impossible(t, "losetup: "+err.Error()+": "+string(out))
	}
	loop := strings.TrimSpace(string(out))
	undo := []func() error{func() error { return exec.Command("losetup", "--detach", loop).Run() }}
	done = sync.OnceFunc(func() {
		for i := len(undo) - 1; i >= 0; i-- {
			if err := undo[i](); err != nil {
				t.Errorf("%s at %s: %v", loop, dir, err)
			}
		}
	})
	t.Cleanup(done)
	if mkfs != "" {
		if out, err := exec.Command(mkfs, "-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", loop).CombinedOutput(); err != nil {
			impossible(t, mkfs+": "+err.Error()+": "+string(out))
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(loop, dir, "ext4", 0, ""); err != nil {
		t.Fatalf("mounting %s: %v", loop, err)
	}
	undo = append(undo, func() error { return unix.Unmount(dir, 0) })
	return done
}

// extents is where a file lies on the disk, in bytes from and to (FS_IOC_FIEMAP).
func extents(t testing.TB, path string) (ranges [][2]int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var m struct {
		start, length       uint64
		flags, mapped, n, _ uint32
		extent              [64]struct {
			logical, physical, length uint64
			_                         [2]uint64
			flags                     uint32
			_                         [3]uint32
		}
	}
	const fiemap = 0xc020660b
	m.length, m.n = ^uint64(0), uint32(len(m.extent))
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, f.Fd(), fiemap, uintptr(unsafe.Pointer(&m))); errno != 0 {
		t.Fatalf("where %s lies: %v", path, errno)
	}
	for _, e := range m.extent[:m.mapped] {
		ranges = append(ranges, [2]int64{int64(e.physical), int64(e.physical + e.length)})
	}
	return ranges
}
