//go:build linux

package pins

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// Line is a pin that this program has taken from the kernel; until Close nobody
// else can. It implements gpio.PinIO, and package panel's TimedPin. It is safe
// for concurrent use, except that one goroutine at a time may wait for edges.
type Line struct {
	name   string
	number int
	file   *os.File // the request; its descriptor does not block

	mu       sync.Mutex // guards the direction
	output   bool
	pull     gpio.Pull
	debounce time.Duration // by the kernel; never changes

	halted atomic.Bool
}

// Input takes a line as an input that tells both edges. The kernel debounces
// it for that time if it can (Line.Debounced says), 0 is not at all.
// It returns ErrNone, *UnknownError, *BusyError and fs.ErrPermission.
func Input(name string, pull gpio.Pull, debounce time.Duration) (*Line, error) {
	l := &Line{name: name, pull: pull, debounce: debounce}
	err := l.request(input(pull, gpio.BothEdges, debounce))
	if err != nil && debounce > 0 {
		l.debounce = 0 // if it was that
		err = l.request(input(pull, gpio.BothEdges, 0))
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Output takes a line as an output that has that level from the start.
// Its errors are those of Input.
func Output(name string, first gpio.Level) (*Line, error) {
	l := &Line{name: name, output: true}
	if err := l.request(output(first)); err != nil {
		return nil, err
	}
	return l, nil
}

// Close gives the line back to the kernel, and ends a wait.
func (l *Line) Close() error { return l.file.Close() }

// In implements gpio.PinIn. It forgets edges that nobody took, and ends Halt.
// A line from Input stays debounced.
func (l *Line) In(pull gpio.Pull, edge gpio.Edge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	config := input(pull, edge, l.debounce)
	if err := l.call(setConfig, unsafe.Pointer(&config)); err != nil {
		return err
	}
	l.output, l.pull = false, pull
	l.halted.Store(false)
	return l.forget()
}

// Out implements gpio.PinOut.
func (l *Line) Out(level gpio.Level) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.output {
		v := unix.GPIOV2LineValues{Bits: bit(level), Mask: 1}
		return l.call(unix.GPIO_V2_LINE_SET_VALUES_IOCTL, unsafe.Pointer(&v))
	}
	config := output(level)
	if err := l.call(setConfig, unsafe.Pointer(&config)); err != nil {
		return err
	}
	l.output = true
	return nil
}

// Read implements gpio.PinIn. A line that cannot be read any more is high, as
// an open button is; NextEdge says why.
func (l *Line) Read() gpio.Level {
	v := unix.GPIOV2LineValues{Mask: 1}
	if err := l.call(unix.GPIO_V2_LINE_GET_VALUES_IOCTL, unsafe.Pointer(&v)); err != nil {
		return gpio.High
	}
	return v.Bits&1 != 0
}

// call makes an ioctl on the line.
func (l *Line) call(request uintptr, arg unsafe.Pointer) error {
	var failed error
	if err := l.control(func(fd int) { failed = ioctl(fd, request, arg) }); err != nil {
		return err
	}
	if failed != nil {
		return fmt.Errorf("pin %s: %w", l.name, failed)
	}
	return nil
}

// control lends the descriptor out while the line is open. file.Fd would make
// it block.
func (l *Line) control(f func(fd int)) error {
	raw, err := l.file.SyscallConn()
	if err == nil {
		err = raw.Control(func(fd uintptr) { f(int(fd)) })
	}
	if err != nil {
		return fmt.Errorf("pin %s: %w", l.name, err)
	}
	return nil
}

// ErrNoPWM is returned by every Line.PWM: the character device has none.
var ErrNoPWM = errors.New("no PWM on a GPIO line")

// PWM implements gpio.PinOut. It returns ErrNoPWM.
func (l *Line) PWM(gpio.Duty, physic.Frequency) error { return ErrNoPWM }

// String implements conn.Resource.
func (l *Line) String() string { return l.name }

// Name implements pin.Pin. It is the one by which the line was taken.
func (l *Line) Name() string { return l.name }

// Number implements pin.Pin. It is the line's offset on its chip.
func (l *Line) Number() int { return l.number }

// Function implements pin.Pin: the kernel does not say.
func (l *Line) Function() string { return "" }

// Pull implements gpio.PinIn. It is what was asked for: on a chip that has no
// such resistors the line floats.
func (l *Line) Pull() gpio.Pull {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pull
}

// DefaultPull implements gpio.PinIn: the kernel does not say.
func (l *Line) DefaultPull() gpio.Pull { return gpio.PullNoChange }
