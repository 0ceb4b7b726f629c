package slowdisk

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
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

// device is the one file. One request is answered after another, as a small
// card does: while it flushes, nothing else happens.
type device struct {
	content  []byte
	takes    time.Duration
	requests *os.File
	written  atomic.Int64
	flushes  atomic.Int64
}

// serve mounts the device and answers every line on standard input with the
// counts.
func serve(path, flush string) int {
	takes, err := time.ParseDuration(flush)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR, 0)
	if err == nil {
		err = unix.Mount("slowdisk", path, "fuse", 0, fmt.Sprintf("fd=%d,rootmode=100600,user_id=0,group_id=0", fd))
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	content, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	d := &device{content: content, takes: takes, requests: os.NewFile(uintptr(fd), "fuse")}
	go d.serve()
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(d.written.Load(), d.flushes.Load())
	}
	return 0
}

// The kernel's FUSE protocol, as far as one file needs it (linux/fuse.h).
const (
	opForget      = 2
	opGetattr     = 3
	opOpen        = 14
	opRead        = 15
	opWrite       = 16
	opRelease     = 18
	opFsync       = 20
	opFlush       = 25
	opInit        = 26
	opInterrupt   = 36
	opForgetMany  = 42
	headerSize    = 40
	largest       = 128 << 10
	bigWrites     = 1 << 5
	noAnswer      = unix.Errno(0xffff)
	answerHeading = 16
)

func (d *device) serve() {
	buf := make([]byte, largest+64<<10)
	for {
		n, err := d.requests.Read(buf)
		if err != nil {
			return // unmounted
		}
		body, errno := d.answer(binary.LittleEndian.Uint32(buf[4:]), buf[headerSize:n])
		if errno == noAnswer {
			continue
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(answerHeading+len(body)))
		out = binary.LittleEndian.AppendUint32(out, uint32(-int32(errno)))
		out = append(append(out, buf[8:16]...), body...)
		if _, err := d.requests.Write(out); err != nil {
			return
		}
	}
}

func (d *device) answer(opcode uint32, in []byte) ([]byte, unix.Errno) {
	le := binary.LittleEndian
	switch opcode {
	case opInit:
		return hello(), 0
	case opGetattr:
		return attributes(), 0
	case opOpen:
		return make([]byte, 16), 0
	case opRead:
		at, n := le.Uint64(in[8:]), uint64(le.Uint32(in[16:]))
		return d.content[min(at, size):min(at+n, size)], 0
	case opWrite:
		n := le.Uint32(in[16:])
		copy(d.content[le.Uint64(in[8:]):], in[40:40+n])
		d.written.Add(int64(n))
		return le.AppendUint64(nil, uint64(n)), 0
	case opFsync:
		d.flushes.Add(1)
		pause := unix.NsecToTimespec(int64(d.takes))
		_ = unix.Nanosleep(&pause, nil) // Go's own timers are a millisecond coarse
		return nil, 0
	case opFlush, opRelease:
		return nil, 0
	case opForget, opForgetMany, opInterrupt:
		return nil, noAnswer
	}
	return nil, unix.ENOSYS
}

func hello() []byte {
	le, out := binary.LittleEndian, make([]byte, 64)
	le.PutUint32(out, 7)
	le.PutUint32(out[4:], 31)
	le.PutUint32(out[8:], largest)
	le.PutUint32(out[12:], bigWrites)
	le.PutUint32(out[20:], largest)
	return out
}

func attributes() []byte {
	le, out := binary.LittleEndian, make([]byte, 104)
	le.PutUint64(out, 3600)
	le.PutUint64(out[16:], 1)
	le.PutUint64(out[24:], size)
	le.PutUint64(out[32:], size/512)
	le.PutUint32(out[76:], unix.S_IFREG|0o600)
	le.PutUint32(out[80:], 1)
	le.PutUint32(out[96:], 4096)
	return out
}
