// Package onefile is a FUSE file system of one file, as large as a disk and
// served by this process: with a loop device over it, a test holds what is
// behind a file system in its own hands.
//
// It owns the kernel's protocol, as far as one file needs it (linux/fuse.h).
// What the file holds, forgets, or takes long for is its [Device]'s business.
// It needs root and /dev/fuse, and must not be imported outside tests.
package onefile

import (
	"encoding/binary"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Device is what is behind the file. One request comes after another, as to a
// small card; an error other than 0 is what the kernel is told.
type Device interface {
	Read(at, n int64) []byte // within the size
	Write(at int64, b []byte) unix.Errno
	Flush() unix.Errno
}

const (
	opForget    = 2
	opGetattr   = 3
	opOpen      = 14
	opRead      = 15
	opWrite     = 16
	opRelease   = 18
	opFsync     = 20
	opFlush     = 25
	opInit      = 26
	opInterrupt = 36
	opForgets   = 42

	headerSize = 40
	answerHead = 16
	largest    = 128 << 10
	bigWrites  = 1 << 5
	blockSize  = 4 << 10
	noAnswer   = unix.Errno(0xffff)
)

// Serve mounts the file over the one at path, of so many bytes, and answers the
// kernel until it is unmounted.
func Serve(path string, size int64, d Device) error {
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR, 0)
	if err == nil {
		err = unix.Mount("onefile", path, "fuse", 0, fmt.Sprintf("fd=%d,rootmode=100600,user_id=0,group_id=0", fd))
	}
	if err != nil {
		return err
	}
	s := &server{size: size, device: d, requests: os.NewFile(uintptr(fd), "fuse")}
	go s.serve()
	return nil
}

type server struct {
	size     int64
	device   Device
	requests *os.File
}

func (s *server) serve() {
	buf := make([]byte, largest+64<<10)
	for {
		n, err := s.requests.Read(buf)
		if err != nil {
			return // unmounted
		}
		body, errno := s.answer(binary.LittleEndian.Uint32(buf[4:]), buf[headerSize:n])
		if errno == noAnswer {
			continue
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(answerHead+len(body)))
		out = binary.LittleEndian.AppendUint32(out, uint32(-int32(errno)))
		out = append(append(out, buf[8:16]...), body...)
		if _, err := s.requests.Write(out); err != nil {
			return
		}
	}
}

func (s *server) answer(opcode uint32, in []byte) ([]byte, unix.Errno) {
	le := binary.LittleEndian
	switch opcode {
	case opInit:
		return hello(), 0
	case opGetattr:
		return attributes(uint64(s.size)), 0
	case opOpen:
		return make([]byte, 16), 0
	case opRead:
		at := min(int64(le.Uint64(in[8:])), s.size)
		return s.device.Read(at, min(int64(le.Uint32(in[16:])), s.size-at)), 0
	case opWrite:
		n := le.Uint32(in[16:])
		if errno := s.device.Write(int64(le.Uint64(in[8:])), in[40:40+n]); errno != 0 {
			return nil, errno
		}
		return le.AppendUint64(nil, uint64(n)), 0
	case opFsync:
		return nil, s.device.Flush()
	case opFlush, opRelease:
		return nil, 0
	case opForget, opForgets, opInterrupt:
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

func attributes(size uint64) []byte {
	le, out := binary.LittleEndian, make([]byte, 104)
	le.PutUint64(out, 3600)
	le.PutUint64(out[16:], 1)
	le.PutUint64(out[24:], size)
	le.PutUint64(out[32:], size/512)
	le.PutUint32(out[76:], unix.S_IFREG|0o600)
	le.PutUint32(out[80:], 1)
	le.PutUint32(out[96:], blockSize)
	return out
}
