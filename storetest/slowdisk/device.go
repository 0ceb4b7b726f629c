package slowdisk

import (
	"bufio"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"giliran/storetest/onefile"
)

// The environment variables that make a test binary a disk: the file to mount
// it over, and how long a flush takes.
const (
	deviceAt   = "SLOWDISK_AT"
	flushTakes = "SLOWDISK_FLUSH"
)

// Main must be called first in the TestMain of whoever uses this package: when
// the process was started to be a disk, it is one, and does not return.
func Main() {
	if file := os.Getenv(deviceAt); file != "" {
		os.Exit(serve(file, os.Getenv(flushTakes)))
	}
}

// device is the disk: while it flushes, nothing else happens.
type device struct {
	content []byte
	takes   time.Duration
	written atomic.Int64
	flushes atomic.Int64
}

// serve mounts the device and answers every line on standard input with the
// counts.
func serve(path, flush string) int {
	takes, err := time.ParseDuration(flush)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	content, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	d := &device{content: content, takes: takes}
	if err := onefile.Serve(path, size, d); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(d.written.Load(), d.flushes.Load())
	}
	return 0
}

// Read implements onefile.Device.
func (d *device) Read(at, n int64) []byte { return d.content[at : at+n] }

// Write implements onefile.Device.
func (d *device) Write(at int64, b []byte) unix.Errno {
	copy(d.content[at:], b)
	d.written.Add(int64(len(b)))
	return 0
}

// Flush implements onefile.Device.
func (d *device) Flush() unix.Errno {
	d.flushes.Add(1)
	pause := unix.NsecToTimespec(int64(d.takes))
	_ = unix.Nanosleep(&pause, nil) // Go's own timers are a millisecond coarse
	return 0
}
