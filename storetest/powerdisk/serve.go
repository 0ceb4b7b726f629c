package powerdisk

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"giliran/storetest/onefile"
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
	delay   time.Duration // of a flush
	failing bool
	armed   *trap
	resume  chan struct{}
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
	s := &server{platter: newPlatter(), resume: make(chan struct{}, 1)}
	if err := onefile.Serve(path, diskSize, s); err != nil {
		fmt.Println("no power disk:", err)
		return 1
	}
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

// Read implements onefile.Device.
func (s *server) Read(at, n int64) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current[at : at+n]
}

// Write implements onefile.Device.
func (s *server) Write(at int64, b []byte) unix.Errno {
	errno := s.unlessFailing(func() { s.write(at, b) })
	s.spring(at, int64(len(b)))
	return errno
}

// Flush implements onefile.Device.
func (s *server) Flush() unix.Errno {
	errno := s.unlessFailing(s.flush)
	time.Sleep(s.delay)
	s.spring(0, 0)
	return errno
}

func (s *server) unlessFailing(do func()) unix.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing {
		return unix.EIO
	}
	do()
	return 0
}
