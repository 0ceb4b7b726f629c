//go:build linux

package board

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// LP is where the kernel's usblp shows the printer to programs.
const LP = "/dev/usb/lp0"

const (
	gadgetDir  = "/sys/kernel/config/usb_gadget/printer"
	gadgetSide = "/dev/g_printer0" // the printer's end of the cable
	udcDir     = "/sys/class/udc"

	// The kernel moves print data in buffers of usbBuffer bytes, and at most
	// usbQueue of them are waiting in the printer.
	usbBuffer = 8192
	usbQueue  = 10

	// enumeration is how long the kernel may take to see a plug or its loss.
	enumeration = 10 * time.Second
)

// NewPrinter makes a USB receipt printer and plugs it in. The kernel keeps it
// until the machine ends.
func NewPrinter() error {
	function := filepath.Join(gadgetDir, "functions", "printer.0")
	config := filepath.Join(gadgetDir, "configs", "c.1")
	names := filepath.Join(gadgetDir, "strings", "0x409")
	for _, dir := range []string{names, function, config} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("printer gadget: %w", err)
		}
	}
	err := write(
		setting{filepath.Join(gadgetDir, "idVendor"), "0x1d6b"}, // the Linux Foundation
		setting{filepath.Join(gadgetDir, "idProduct"), "0x0104"},
		setting{filepath.Join(names, "manufacturer"), "Giliran"},
		setting{filepath.Join(names, "product"), "rig printer"},
		setting{filepath.Join(names, "serialnumber"), "1"},
		setting{filepath.Join(function, "pnp_string"), "MFG:Giliran;CMD:ESC/POS;MDL:rig printer;CLS:PRINTER;"},
		setting{filepath.Join(function, "q_len"), strconv.Itoa(usbQueue)},
	)
	if err != nil {
		return err
	}
	if err := os.Symlink(function, filepath.Join(config, "printer.0")); err != nil {
		return fmt.Errorf("printer gadget: %w", err)
	}
	return plug()
}

// plug puts the cable in and returns when both ends have their device.
func plug() error {
	controllers, err := os.ReadDir(udcDir)
	if err != nil {
		return err
	}
	if len(controllers) == 0 {
		return errors.New("no USB device controller (dummy_hcd)")
	}
	if err := write(setting{filepath.Join(gadgetDir, "UDC"), controllers[0].Name()}); err != nil {
		return err
	}
	return Await(LP+" and "+gadgetSide, enumeration, func() bool { return exists(LP) && exists(gadgetSide) })
}

// unplug pulls the cable and returns when the kernel has removed LP.
func unplug() error {
	if err := write(setting{filepath.Join(gadgetDir, "UDC"), "\n"}); err != nil {
		return err
	}
	return Await(LP+" gone", enumeration, func() bool { return !exists(LP) })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
