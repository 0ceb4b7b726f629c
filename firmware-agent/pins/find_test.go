//go:build linux

package pins

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"
)

func chip(name, label string, lines ...string) Chip {
	c := Chip{Name: name, Label: label, Path: "/dev/" + name}
	for _, l := range lines {
		c.Lines = append(c.Lines, LineInfo{Name: l})
	}
	return c
}

// header names the lines of a Pi's header by number, but for some.
func header(others map[int]string) (lines []string) {
	for i := range 28 {
		name, ok := others[i]
		if !ok {
			name = fmt.Sprintf("GPIO%d", i)
		}
		lines = append(lines, name)
	}
	return lines
}

// The names are those of the kernel's device trees for these boards.
func boards() map[string][]Chip {
	ids := map[int]string{0: "ID_SDA", 1: "ID_SCL"}
	pi4 := map[int]string{
		0: "ID_SDA", 1: "ID_SCL", 2: "SDA1", 3: "SCL1", 4: "GPIO_GCLK", 7: "SPI_CE1_N", 8: "SPI_CE0_N",
		9: "SPI_MISO", 10: "SPI_MOSI", 11: "SPI_SCLK", 14: "TXD1", 15: "RXD1",
	}
	return map[string][]Chip{
		"Pi 5": {
			chip("gpiochip0", "pinctrl-rp1", append(header(ids), "PCIE_RP1_WAKE", "FAN_TACH")...),
			chip("gpiochip10", "gpio-brcmstb@107d508500", "-", "2712_BOOT_CS_N", "-", "PWR_GPIO", "GPIO5"),
		},
		"Pi 4": {
			chip("gpiochip0", "pinctrl-bcm2711", append(header(pi4), "RGMII_MDIO", "RGMIO_MDC")...),
			chip("gpiochip1", "raspberrypi-exp-gpio", "BT_ON", "WL_ON"),
		},
		"rig": {chip("gpiochip0", "pinctrl-rig", header(nil)...)},
		"PC":  {chip("gpiochip0", "INT34C5:00", "", "", "", "GPP_A3", "", "", "", "")},
	}
}

func TestWhatANameMeans(t *testing.T) {
	for _, c := range []struct {
		board, name, chip string
		offset            int
	}{
		{"Pi 5", "GPIO5", "gpiochip0", 5},
		{"Pi 5", "GPIO27", "gpiochip0", 27},
		{"Pi 5", "PWR_GPIO", "gpiochip10", 3},
		{"Pi 4", "GPIO5", "gpiochip0", 5},
		{"Pi 4", "GPIO2", "gpiochip0", 2}, // which that kernel calls SDA1
		{"Pi 4", "SDA1", "gpiochip0", 2},
		{"Pi 4", "GPIO15", "gpiochip0", 15},
		{"Pi 4", "WL_ON", "gpiochip1", 1},
		{"rig", "GPIO0", "gpiochip0", 0},
		{"rig", "GPIO19", "gpiochip0", 19},
	} {
		got, offset, err := find(boards()[c.board], c.name)
		if err != nil || got.Name != c.chip || offset != c.offset {
			t.Errorf("%s on a %s: %s line %d, %v; want %s line %d", c.name, c.board, got.Name, offset, err, c.chip, c.offset)
		}
	}
}

func TestNamesThatMeanNothing(t *testing.T) {
	for board, names := range map[string]string{
		"Pi 5": "GPIO28 GPIO0 GPIO gpio5 5 GPIO05 GPIO+5 LED",
		"Pi 4": "GPIO28 GPIO1 GPIO-2 GPIO02",
		"PC":   "GPIO5 GPIO3", // no Pi: numbers mean nothing there
		"rig":  "GPIO28",
	} {
		for _, name := range append(strings.Fields(names), "") {
			chips := boards()[board]
			_, _, err := find(chips, name)
			var unknown *UnknownError
			if name == "" && board == "PC" {
				continue // a line without a name is not asked for
			}
			if !errors.As(err, &unknown) || unknown.Name != name {
				t.Errorf("%q on a %s: %v", name, board, err)
			}
		}
	}
}

func TestTheErrorSaysWhatThereIs(t *testing.T) {
	_, _, err := find(boards()["PC"], "GPIO5")
	if want := "there is no GPIO5 here; there are GPP_A3"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, _, err = find(boards()["Pi 5"], "GPIO55")
	var unknown *UnknownError
	if !errors.As(err, &unknown) || !slices.Contains(unknown.Known, "GPIO5") || slices.Contains(unknown.Known, "-") {
		t.Errorf("got %v", err)
	}
}

// TestRequestsFitTheirStructs: the size of a request's argument is part of its
// number.
func TestRequestsFitTheirStructs(t *testing.T) {
	for request, size := range map[uintptr]uintptr{
		unix.GPIO_GET_CHIPINFO_IOCTL:       unsafe.Sizeof(unix.GPIOChipInfo{}),
		unix.GPIO_V2_GET_LINEINFO_IOCTL:    unsafe.Sizeof(unix.GPIOV2LineInfo{}),
		unix.GPIO_V2_GET_LINE_IOCTL:        unsafe.Sizeof(unix.GPIOV2LineRequest{}),
		unix.GPIO_V2_LINE_GET_VALUES_IOCTL: unsafe.Sizeof(unix.GPIOV2LineValues{}),
		unix.GPIO_V2_LINE_SET_VALUES_IOCTL: unsafe.Sizeof(unix.GPIOV2LineValues{}),
		setConfig:                          unsafe.Sizeof(unix.GPIOV2LineConfig{}),
	} {
		if got := request >> 16 & 0x3fff; got != size {
			t.Errorf("request %#x takes %d bytes, the struct has %d", request, got, size)
		}
	}
	if got := len(bytesOf(&unix.GPIOV2LineEvent{})); got != 48 {
		t.Errorf("an event has %d bytes, want 48", got)
	}
}

func TestConfigurations(t *testing.T) {
	for _, c := range []struct {
		name   string
		config unix.GPIOV2LineConfig
		flags  uint64
		attr   unix.GPIOV2LineAttribute
	}{
		{"a button", input(gpio.PullUp, gpio.BothEdges, 20*time.Millisecond), 0b1_0011_0100, unix.GPIOV2LineAttribute{Id: 3, Flags: 20_000}},
		{"not debounced", input(gpio.PullDown, gpio.RisingEdge, 0), 0b10_0001_0100, unix.GPIOV2LineAttribute{}},
		{"floating", input(gpio.Float, gpio.FallingEdge, 0), 0b100_0010_0100, unix.GPIOV2LineAttribute{}},
		{"a display's data while it answers", input(gpio.PullNoChange, gpio.NoEdge, 0), 0b100, unix.GPIOV2LineAttribute{}},
		{"a lamp that is off", output(gpio.Low), 0b1000, unix.GPIOV2LineAttribute{Id: 2}},
		{"a clock at rest", output(gpio.High), 0b1000, unix.GPIOV2LineAttribute{Id: 2, Flags: 1}},
	} {
		n := uint32(0)
		if c.attr.Id != 0 {
			n = 1
		}
		if c.config.Flags != c.flags || c.config.Num_attrs != n || c.config.Attrs[0].Attr != c.attr || c.config.Attrs[0].Mask != uint64(n) {
			t.Errorf("%s: %+v", c.name, c.config)
		}
	}
}

func TestAComputerWithoutChips(t *testing.T) {
	if _, err := chipsIn(t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("got %v", err)
	}
}

func TestAChipThatIsNone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "gpiochip0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if chips, err := chipsIn(dir); len(chips) != 0 || !errors.Is(err, unix.ENOTTY) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, %v", chips, err)
	}
}
