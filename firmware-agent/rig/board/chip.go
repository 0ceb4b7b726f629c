//go:build linux

package board

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	configfsSim = "/sys/kernel/config/gpio-sim"
	platformDir = "/sys/devices/platform"
)

// ErrNoLine is wrapped by every error about a line that the chip does not have.
var ErrNoLine = errors.New("no such line")

// Chip is a chip of simulated lines (gpio-sim). Its buttons close to ground:
// a pressed button reads low, an open one is pulled up and reads high.
type Chip struct {
	device string         // such as gpiochip0
	sysfs  string         // where gpio-sim shows the outside of the lines
	line   map[string]int // offset by name
}

// NewChip makes a chip with that label and those line names, every line
// pulled up. The kernel keeps it until the machine ends.
func NewChip(label string, lines ...string) (*Chip, error) {
	bank := filepath.Join(configfsSim, label, "bank0")
	if err := os.MkdirAll(bank, 0o755); err != nil {
		return nil, fmt.Errorf("gpio-sim chip %s: %w", label, err)
	}
	settings := []setting{
		{filepath.Join(bank, "label"), label},
		{filepath.Join(bank, "num_lines"), strconv.Itoa(len(lines))},
	}
	for i, name := range lines {
		dir := filepath.Join(bank, "line"+strconv.Itoa(i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			return nil, fmt.Errorf("gpio-sim line %s: %w", name, err)
		}
		settings = append(settings, setting{filepath.Join(dir, "name"), name})
	}
	settings = append(settings, setting{filepath.Join(configfsSim, label, "live"), "1"})
	if err := write(settings...); err != nil {
		return nil, err
	}
	c, err := FindChip(label)
	if err != nil {
		return nil, err
	}
	for _, name := range lines {
		if err := c.Release(name); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// FindChip attaches to a chip that NewChip has made.
func FindChip(label string) (*Chip, error) {
	dir := filepath.Join(configfsSim, label)
	platform, err := read(filepath.Join(dir, "dev_name"))
	if err != nil {
		return nil, err
	}
	device, err := read(filepath.Join(dir, "bank0", "chip_name"))
	if err != nil {
		return nil, err
	}
	c := &Chip{device: device, sysfs: filepath.Join(platformDir, platform, device), line: map[string]int{}}
	names, err := filepath.Glob(filepath.Join(dir, "bank0", "line*", "name"))
	if err != nil {
		return nil, err
	}
	for _, file := range names {
		name, err := read(file)
		if err != nil {
			return nil, err
		}
		offset, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(filepath.Dir(file)), "line"))
		if err != nil {
			return nil, err
		}
		c.line[name] = offset
	}
	return c, nil
}

// Device is the path of the chip's character device.
func (c *Chip) Device() string { return "/dev/" + c.device }

// Offset is a line's number on the chip, as the character device counts.
func (c *Chip) Offset(line string) (int, error) {
	n, ok := c.line[line]
	if !ok {
		return 0, fmt.Errorf("%s on %s: %w", line, c.device, ErrNoLine)
	}
	return n, nil
}

// Press closes the button on a line: the line is pulled to ground.
func (c *Chip) Press(line string) error { return c.pull(line, "pull-down") }

// Release opens the button on a line: the line is pulled up.
func (c *Chip) Release(line string) error { return c.pull(line, "pull-up") }

// Bounce moves the button as worn contacts do: it closes (or opens, when
// pressed is false), then springs back and returns so many times, with a gap
// between one edge and the next (at least; the kernel adds some 0.05 ms). The line sees 2*bounces+1 edges, provided it
// was in the other position before; bounces 0 is a clean contact.
// It returns when the contact has come to rest.
func (c *Chip) Bounce(line string, pressed bool, bounces int, gap time.Duration) error {
	to, back := c.Release, c.Press
	if pressed {
		to, back = c.Press, c.Release
	}
	if err := to(line); err != nil {
		return err
	}
	for range bounces {
		pause(gap)
		if err := back(line); err != nil {
			return err
		}
		pause(gap)
		if err := to(line); err != nil {
			return err
		}
	}
	return nil
}

// pause sleeps in the kernel: time.Sleep would round up to its poller's
// millisecond, and contacts bounce faster than that.
func pause(d time.Duration) {
	rest := unix.NsecToTimespec(int64(d))
	for errors.Is(unix.Nanosleep(&rest, &rest), unix.EINTR) {
	}
}

// Value is the level of a line, seen from outside the chip: of an output what
// the program drives, of an input what the button makes it.
func (c *Chip) Value(line string) (high bool, err error) {
	dir, err := c.lineDir(line)
	if err != nil {
		return false, err
	}
	v, err := read(filepath.Join(dir, "value"))
	return v == "1", err
}

func (c *Chip) pull(line, to string) error {
	dir, err := c.lineDir(line)
	if err != nil {
		return err
	}
	return write(setting{filepath.Join(dir, "pull"), to})
}

func (c *Chip) lineDir(line string) (string, error) {
	n, err := c.Offset(line)
	if err != nil {
		return "", err
	}
	return filepath.Join(c.sysfs, "sim_gpio"+strconv.Itoa(n)), nil
}
