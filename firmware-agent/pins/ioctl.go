//go:build linux

package pins

import (
	"bytes"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What package unix lacks of include/uapi/linux/gpio.h.
const (
	setConfig = 0xc110b40d // GPIO_V2_LINE_SET_CONFIG_IOCTL

	flagUsed     = 1 << 0
	flagInput    = 1 << 2
	flagOutput   = 1 << 3
	flagRises    = 1 << 4
	flagFalls    = 1 << 5
	flagPullUp   = 1 << 8
	flagPullDown = 1 << 9
	flagFloat    = 1 << 10
)

// ioctl makes one call. What arg points to is the request's.
func ioctl(fd int, request uintptr, arg unsafe.Pointer) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(arg)); errno != 0 {
		return errno
	}
	return nil
}

// text is a name as the kernel writes it: up to the first zero.
func text(b []byte) string {
	s, _, _ := bytes.Cut(b, []byte{0})
	return string(s)
}
