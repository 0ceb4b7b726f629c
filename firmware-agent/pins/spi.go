//go:build linux

package pins

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"periph.io/x/conn/v3/spi"
	"periph.io/x/host/v3/sysfs"
)

// SPI opens an SPI bus with one of its chip selects, such as SPI0.0 for
// /dev/spidev0.0. It returns ErrNone, *UnknownError and fs.ErrPermission.
func SPI(name string) (spi.PortCloser, error) {
	all := SPIPorts()
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("SPI buses: %w", ErrNone)
	case !slices.Contains(all, name):
		return nil, &UnknownError{Name: name, Known: all}
	}
	var bus, selected int
	if _, err := fmt.Sscanf(name, "SPI%d.%d", &bus, &selected); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	// periph would only tell a permission that is missing in words.
	f, err := os.OpenFile(spidev+strings.TrimPrefix(name, "SPI"), os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.Close()
	return sysfs.NewSPI(bus, selected)
}

const spidev = "/dev/spidev"

// SPIPorts lists the names that SPI knows.
func SPIPorts() (names []string) {
	paths, err := filepath.Glob(spidev + "*.*")
	if err != nil {
		return nil // not with this pattern
	}
	for _, path := range paths {
		names = append(names, "SPI"+strings.TrimPrefix(path, spidev))
	}
	return names
}
