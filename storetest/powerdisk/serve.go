package powerdisk

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// env names the environment variable that makes the test binary a power disk
// mounted over that file.
const env = "GILIRAN_TEST_POWERDISK"

// Main must be called by TestMain before anything else: in the process that is
// to be a disk it does not return.
func Main() {
	if file := os.Getenv(env); file != "" {
		os.Exit(serve(file))
	}
}

// server answers the kernel and obeys the test.
type server struct {
	mu sync.Mutex
	*platter
	requests *os.File
	delay    time.Duration // of a flush
	failing  bool
	armed    *trap
	resume   chan struct{}
}

// trap cuts the power at one request.
type trap struct {
	left   int // requests until then
	seed   uint64
	image  string
	ranges [][2]int64 // only after a write into one of them; none for at once
}

// serve mounts the disk and obeys its standard input, a line each:
//
//	cut SEED IMAGE             write what a power cut now would leave to IMAGE
//	arm N SEED IMAGE A-B …     the same, at the N-th request after a write to A-B; says "cut", waits for go
//	go                         go on after that, or disarm
//	count                      say bytes written, flushes and requests
//	slow MS                    let a flush take so long
//	fail, heal                 answer writes with an error, or not
func serve(path string) int {
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR, 0)
	if err == nil {
		err = unix.Mount("powerdisk", path, "fuse", 0, fmt.Sprintf("fd=%d,rootmode=100600,user_id=0,group_id=0", fd))
	}
	if err != nil {
		fmt.Println("no power disk:", err)
		return 1
	}
	s := &server{platter: newPlatter(), requests: os.NewFile(uintptr(fd), "fuse"), resume: make(chan struct{}, 1)}
	go s.serve()
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		s.obey(strings.Fields(lines.Text()))
	}
	return 0
}

func (s *server) obey(words []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch words[0] {
	case "cut":
		var seed uint64
		fmt.Sscan(words[1], &seed)
		fmt.Println("cut:", s.save(seed, words[2]))
	case "arm":
		t := &trap{image: words[3]}
		fmt.Sscan(words[1], &t.left)
		fmt.Sscan(words[2], &t.seed)
		for _, w := range words[4:] {
			var r [2]int64
			fmt.Sscanf(w, "%d-%d", &r[0], &r[1])
			t.ranges = append(t.ranges, r)
		}
		s.armed = t
	case "go":
		s.armed = nil
		select {
		case s.resume <- struct{}{}:
		default:
		}
	case "count":
		fmt.Println("count:", s.written, s.flushes, s.asked)
	case "slow":
		var ms float64
		fmt.Sscan(words[1], &ms)
		s.delay = time.Duration(ms * float64(time.Millisecond))
	case "fail", "heal":
		s.failing = words[0] == "fail"
	}
}

func (s *server) save(seed uint64, image string) error {
	return writeSparse(image, s.cut(rand.New(rand.NewPCG(seed, 0))))
}

// spring springs the trap if this request is the one: the image is written, and
// nothing is answered before the test has said go.
func (s *server) spring(at, size int64) {
	s.mu.Lock()
	t := s.armed
	if t == nil || !t.due(at, size) {
		s.mu.Unlock()
		return
	}
	s.armed = nil
	select {
	case <-s.resume:
	default:
	}
	fmt.Println("cut:", s.save(t.seed, t.image))
	s.mu.Unlock()
	<-s.resume
}

func (t *trap) due(at, size int64) bool {
	for _, r := range t.ranges {
		if at < r[1] && r[0] < at+size {
			t.ranges = nil
			break
		}
	}
	if t.ranges != nil {
		return false
	}
	t.left--
	return t.left <= 0
}

// The kernel's FUSE protocol, as far as one file needs it (linux/fuse.h).
const (
	fuseForget  = 2
	fuseGetattr = 3
	fuseOpen    = 14
	fuseRead    = 15
	fuseWrite   = 16
	fuseRelease = 18
	fuseFsync   = 20
	fuseFlush   = 25
	fuseInit    = 26
	fuseBatch   = 42
	fuseHeader  = 40
	fuseMax     = 128 << 10
)

func (s *server) serve() {
	buf := make([]byte, fuseMax+64<<10)
	for {
		n, err := s.requests.Read(buf)
		if err != nil {
			return // unmounted
		}
		opcode, in := binary.LittleEndian.Uint32(buf[4:]), buf[fuseHeader:n]
		body, errno := s.answer(opcode, in)
		if errno == noAnswer {
			continue
		}
		switch opcode {
		case fuseWrite:
			s.spring(int64(binary.LittleEndian.Uint64(in[8:])), int64(binary.LittleEndian.Uint32(in[16:])))
		case fuseFsync:
			time.Sleep(s.delay)
			s.spring(0, 0)
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
		out = binary.LittleEndian.AppendUint32(out, uint32(-int32(errno)))
		out = append(append(out, buf[8:16]...), body...)
		if _, err := s.requests.Write(out); err != nil {
			return
		}
	}
}

const noAnswer = unix.Errno(0xffff)

func (s *server) answer(opcode uint32, in []byte) ([]byte, unix.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	le := binary.LittleEndian
	if s.failing && (opcode == fuseWrite || opcode == fuseFsync) {
		return nil, unix.EIO
	}
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
		le.PutUint64(out[24:], diskSize)
		le.PutUint64(out[32:], diskSize/512)
		le.PutUint32(out[76:], unix.S_IFREG|0o600)
		le.PutUint32(out[80:], 1)
		le.PutUint32(out[96:], diskBlock)
		return out, 0
	case fuseOpen:
		return make([]byte, 16), 0
	case fuseRead:
		at, size := le.Uint64(in[8:]), uint64(le.Uint32(in[16:]))
		return s.current[min(at, diskSize):min(at+size, diskSize)], 0
	case fuseWrite:
		size := le.Uint32(in[16:])
		s.write(int64(le.Uint64(in[8:])), in[40:40+size])
		return le.AppendUint64(nil, uint64(size)), 0
	case fuseFsync:
		s.flush()
		return nil, 0
	case fuseFlush, fuseRelease:
		return nil, 0
	case fuseForget, fuseBatch:
		return nil, noAnswer
	}
	return nil, unix.ENOSYS
}
