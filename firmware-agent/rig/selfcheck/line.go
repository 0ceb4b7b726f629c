//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"giliran/firmware-agent/rig/board"
)

// The second version of the GPIO character device's interface, from
// include/uapi/linux/gpio.h.
const (
	getLine   = 0xc250b407 // GPIO_V2_GET_LINE_IOCTL
	setValues = 0xc010b40f // GPIO_V2_LINE_SET_VALUES_IOCTL

	flagInput  = 1 << 2
	flagOutput = 1 << 3
	flagRises  = 1 << 4
	flagFalls  = 1 << 5
	flagPullUp = 1 << 8

	attrDebounce = 3
	eventFalls   = 2
)

type lineAttribute struct {
	id    uint32
	_     uint32
	value uint64
	mask  uint64
}

type lineRequest struct {
	offsets   [64]uint32
	consumer  [32]byte
	flags     uint64
	attrCount uint32
	_         [5]uint32
	attrs     [10]lineAttribute
	lines     uint32
	buffer    uint32
	_         [5]uint32
	fd        int32
}

type lineEvent struct {
	nanos   uint64
	id      uint32
	offset  uint32
	seq     uint32
	lineSeq uint32
	_       [6]uint32
}

type lineValues struct{ bits, mask uint64 }

// lines are some lines of the chip, held open as a program would hold them.
type lines struct{ fd int }

// listen takes lines as inputs with a pull-up and both edges reported, after
// the kernel has debounced them (0: not at all).
func listen(chip *board.Chip, debounce time.Duration, names ...string) (*lines, error) {
	r := lineRequest{flags: flagInput | flagPullUp | flagRises | flagFalls, buffer: 1024}
	if debounce > 0 {
		r.attrCount = 1
		r.attrs[0] = lineAttribute{id: attrDebounce, value: uint64(debounce.Microseconds()), mask: 1<<len(names) - 1}
	}
	return request(chip, r, names)
}

// drive takes lines as outputs, all high.
func drive(chip *board.Chip, names ...string) (*lines, error) {
	l, err := request(chip, lineRequest{flags: flagOutput}, names)
	if err != nil {
		return nil, err
	}
	all := uint64(1)<<len(names) - 1
	return l, l.set(all, all)
}

func request(chip *board.Chip, r lineRequest, names []string) (*lines, error) {
	copy(r.consumer[:], "selfcheck")
	for i, name := range names {
		offset, err := chip.Offset(name)
		if err != nil {
			return nil, err
		}
		r.offsets[i] = uint32(offset)
	}
	r.lines = uint32(len(names))
	fd, err := unix.Open(chip.Device(), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	if err := ioctl(fd, getLine, unsafe.Pointer(&r)); err != nil {
		return nil, fmt.Errorf("take lines %v: %w", names, err)
	}
	return &lines{int(r.fd)}, nil
}

// set drives the lines in mask to bits; both count in the order of drive.
func (l *lines) set(bits, mask uint64) error {
	v := lineValues{bits, mask}
	return ioctl(l.fd, setValues, unsafe.Pointer(&v))
}

// next waits for an edge; it returns a *board.TimeoutError if none comes.
func (l *lines) next(within time.Duration) (lineEvent, error) {
	ready := []unix.PollFd{{Fd: int32(l.fd), Events: unix.POLLIN}}
	n, err := unix.Poll(ready, int(within.Milliseconds()))
	for errors.Is(err, unix.EINTR) {
		n, err = unix.Poll(ready, int(within.Milliseconds()))
	}
	var e lineEvent
	if err != nil {
		return e, err
	}
	if n == 0 {
		return e, &board.TimeoutError{Wanted: "an edge", Within: within}
	}
	_, err = unix.Read(l.fd, unsafe.Slice((*byte)(unsafe.Pointer(&e)), unsafe.Sizeof(e)))
	return e, err
}

func (l *lines) close() { unix.Close(l.fd) }

func ioctl(fd int, request uintptr, arg unsafe.Pointer) error {
	if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(arg)); e != 0 {
		return e
	}
	return nil
}
