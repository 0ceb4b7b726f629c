package store_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// A power disk is a disk that loses, when its power is cut, what has not been
// flushed: any part of it, in blocks. It is a file in a FUSE file system of one
// file, served by a process of its own (this test binary again), to be used
// through a loop device, which passes on every flush as an fsync.

// powerDiskAt names the environment variable that makes the test binary a
// power disk mounted over that file.
const powerDiskAt = "STORE_TEST_POWERDISK"

const (
	powerDiskSize = 96 << 20
	diskBlock     = 4 << 10
)

type powerDisk struct {
	mu       sync.Mutex
	durable  []byte
	pending  map[int64][]byte // blocks written and not flushed
	current  []byte           // what a reader sees
	written  int64
	flushes  int64
	requests *os.File
}

// servePowerDisk mounts the disk and obeys its standard input: "cut N FILE"
// writes what a power cut now would leave to FILE, with chance N the seed;
// "count" prints bytes written and flushes.
func servePowerDisk(path string) int {
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR, 0)
	if err == nil {
		err = unix.Mount("powerdisk", path, "fuse", 0, fmt.Sprintf("fd=%d,rootmode=100600,user_id=0,group_id=0", fd))
	}
	if err != nil {
		fmt.Println("no power disk:", err)
		return 1
	}
	d := &powerDisk{
		durable: make([]byte, powerDiskSize), current: make([]byte, powerDiskSize),
		pending: map[int64][]byte{}, requests: os.NewFile(uintptr(fd), "fuse"),
	}
	go d.serve()
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		d.obey(lines.Text())
	}
	return 0
}

func (d *powerDisk) obey(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	seed, file := uint64(0), ""
	switch n, _ := fmt.Sscanf(line, "cut %d %s", &seed, &file); {
	case n == 2:
		fmt.Println("cut:", os.WriteFile(file, d.cut(rand.New(rand.NewPCG(seed, 0))), 0o600))
	default:
		fmt.Println(d.written, d.flushes)
	}
}

// cut is the disk after a power cut: each block that was not flushed has made
// it or has not.
func (d *powerDisk) cut(r *rand.Rand) []byte {
	image := append([]byte(nil), d.durable...)
	chance := []float64{0, 0.1, 0.5, 0.9, 1}[r.IntN(5)]
	for at, block := range d.pending {
		if r.Float64() < chance {
			copy(image[at:], block)
		}
	}
	return image
}

func (d *powerDisk) write(at int64, b []byte) {
	copy(d.current[at:], b)
	d.written += int64(len(b))
	for block := at / diskBlock * diskBlock; block < at+int64(len(b)); block += diskBlock {
		d.pending[block] = append([]byte(nil), d.current[block:block+diskBlock]...)
	}
}

func (d *powerDisk) flush() {
	for at, block := range d.pending {
		copy(d.durable[at:], block)
	}
	clear(d.pending)
	d.flushes++
}

// The kernel's FUSE protocol, as far as one file needs it (linux/fuse.h).
const (
	fuseGetattr = 3
	fuseOpen    = 14
	fuseRead    = 15
	fuseWrite   = 16
	fuseRelease = 18
	fuseFsync   = 20
	fuseFlush   = 25
	fuseInit    = 26
	fuseHeader  = 40
	fuseMax     = 128 << 10
)

func (d *powerDisk) serve() {
	buf := make([]byte, fuseMax+64<<10)
	for {
		n, err := d.requests.Read(buf)
		if err != nil {
			return // unmounted
		}
		opcode := binary.LittleEndian.Uint32(buf[4:])
		body, errno := d.answer(opcode, buf[fuseHeader:n])
		if errno == noAnswer {
			continue
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
		out = binary.LittleEndian.AppendUint32(out, uint32(-int32(errno)))
		out = append(append(out, buf[8:16]...), body...)
		if _, err := d.requests.Write(out); err != nil {
			return
		}
	}
}

const noAnswer = unix.Errno(0xffff)

func (d *powerDisk) answer(opcode uint32, in []byte) ([]byte, unix.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	le := binary.LittleEndian
	switch opcode {
	case fuseInit:
		out := make([]byte, 64)
		le.PutUint32(out, 7)
		le.PutUint32(out[4:], 31)
		le.PutUint32(out[8:], fuseMax)
		le.PutUint32(out[12:], 1<<5) // big writes
		le.PutUint32(out[20:], fuseMax)
		return out, 0
	case fuseGetattr:
		out := make([]byte, 104)
		le.PutUint64(out, 3600)
		le.PutUint64(out[16:], 1)
		le.PutUint64(out[24:], powerDiskSize)
		le.PutUint64(out[32:], powerDiskSize/512)
		le.PutUint32(out[76:], unix.S_IFREG|0o600)
		le.PutUint32(out[80:], 1)
		le.PutUint32(out[96:], diskBlock)
		return out, 0
	case fuseOpen:
		return make([]byte, 16), 0
	case fuseRead:
		at, size := le.Uint64(in[8:]), uint64(le.Uint32(in[16:]))
		return d.current[min(at, powerDiskSize):min(at+size, powerDiskSize)], 0
	case fuseWrite:
		size := le.Uint32(in[16:])
		d.write(int64(le.Uint64(in[8:])), in[40:40+size])
		return le.AppendUint64(nil, uint64(size)), 0
	case fuseFsync:
		d.flush()
		return nil, 0
	case fuseFlush, fuseRelease:
		return nil, 0
	case 2, 42: // forget
		return nil, noAnswer
	}
	return nil, unix.ENOSYS
}
