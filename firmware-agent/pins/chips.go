//go:build linux

package pins

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Chip is a GPIO chip as the kernel shows it.
type Chip struct {
	Name  string // "gpiochip0"
	Label string // what kind it is: "pinctrl-rp1"
	Path  string // of its device
	Lines []LineInfo
}

// LineInfo is one line of a chip, by its offset in Chip.Lines.
type LineInfo struct {
	Name     string // may be empty, and need not be the only one of its name
	Used     bool   // by a program or by the kernel
	Consumer string // by whom; may be empty
	Output   bool   // or else an input
}

// Chips lists all chips, those of a Pi's header first. Chips that may not be
// opened are left out, and reported in the error (fs.ErrPermission) beside the
// others. It returns ErrNone if there is no chip.
func Chips() ([]Chip, error) { return chipsIn("/dev") }

func chipsIn(dir string) ([]Chip, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "gpiochip*"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("GPIO chips: %w", ErrNone)
	}
	var chips []Chip
	var errs []error
	for _, path := range paths {
		chip, err := readChip(path)
		switch {
		case err != nil:
			errs = append(errs, err)
		case !slices.ContainsFunc(chips, func(c Chip) bool { return c.Name == chip.Name }): // else a link to one
			chips = append(chips, chip)
		}
	}
	slices.SortStableFunc(chips, func(a, b Chip) int { return cmp.Compare(rank(a), rank(b)) })
	return chips, errors.Join(errs...)
}

// rank puts the chips first whose lines are on a Pi's header: they win where
// two lines have the same name.
func rank(c Chip) int {
	if strings.HasPrefix(c.Label, "pinctrl-") {
		return 0
	}
	return 1
}

func readChip(path string) (chip Chip, err error) {
	fd, err := openChip(path)
	if err != nil {
		return chip, err
	}
	defer unix.Close(fd)
	var info unix.GPIOChipInfo
	if err := ioctl(fd, unix.GPIO_GET_CHIPINFO_IOCTL, unsafe.Pointer(&info)); err != nil {
		return chip, &os.PathError{Op: "ask", Path: path, Err: err}
	}
	chip = Chip{Name: text(info.Name[:]), Label: text(info.Label[:]), Path: path}
	for offset := range info.Lines {
		line, err := readLine(fd, offset)
		if err != nil {
			return chip, fmt.Errorf("line %d of %s: %w", offset, path, err)
		}
		chip.Lines = append(chip.Lines, line)
	}
	return chip, nil
}

func openChip(path string) (fd int, err error) {
	fd, err = unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return fd, nil
}

func readLine(fd int, offset uint32) (LineInfo, error) {
	info := unix.GPIOV2LineInfo{Offset: offset}
	if err := ioctl(fd, unix.GPIO_V2_GET_LINEINFO_IOCTL, unsafe.Pointer(&info)); err != nil {
		return LineInfo{}, err
	}
	return LineInfo{
		Name:     text(info.Name[:]),
		Used:     info.Flags&flagUsed != 0,
		Consumer: text(info.Consumer[:]),
		Output:   info.Flags&flagOutput != 0,
	}, nil
}
