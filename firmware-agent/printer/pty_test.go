package printer_test

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

// pty is a line with a printer at its far end: a pseudo terminal, which to the
// program is a device like any serial port.
type pty struct {
	master *os.File
	line   int // keeps the near end alive between two openings
	path   string
}

func openPTY(t *testing.T) *pty {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var number int
	raw, err := master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := &pty{master: master, path: fmt.Sprintf("/dev/pts/%d", number)}
	if p.line, err = unix.Open(p.path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Close(p.line)
		master.Close()
	})
	return p
}

// raw switches off everything a terminal does to bytes, as no driver of a USB
// printer does any of it.
func (p *pty) raw(t *testing.T) {
	t.Helper()
	settings, err := unix.IoctlGetTermios(p.line, unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	settings.Iflag, settings.Oflag, settings.Lflag = 0, 0, 0
	if err := unix.IoctlSetTermios(p.line, unix.TCSETS, settings); err != nil {
		t.Fatal(err)
	}
}

func (p *pty) serve(t *testing.T, o escpos.Options) *escpos.Emulator {
	t.Helper()
	o.Dots = dots
	emulator := escpos.NewEmulator(o)
	served := make(chan error, 1)
	go func() {
		served <- emulator.Serve(p.master)
		p.master.Close()
	}()
	t.Cleanup(func() {
		p.master.Close()
		emulator.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return emulator
}

func at(t *testing.T, address string, o printer.Options) *printer.Printer {
	t.Helper()
	open, err := printer.At(address)
	if err != nil {
		t.Fatal(err)
	}
	return printer.New(open, o)
}

func TestDevices(t *testing.T) {
	for _, way := range []string{"serial:%s?baud=115200", "usb:%s"} {
		t.Run(way, func(t *testing.T) {
			line := openPTY(t)
			line.raw(t)
			emulator := line.serve(t, escpos.Options{})
			p := at(t, fmt.Sprintf(way, line.path), patient())
			for i, number := range []string{"A012", "C003"} {
				expect(t, p.Print(t.Context(), job(t, number)), printer.Printed, nil)
				wholeTicket(t, emulator.Pages()[i], job(t, number))
			}
			emulator.Change(func(s *escpos.State) { s.CoverOpen = true })
			expect(t, p.Print(t.Context(), job(t, "D004")), printer.Failed, printer.ErrCoverOpen)
		})
	}
}

// The serial port is set up by us: whatever it was before, all bytes get through.
func TestASerialPortIsMadeRaw(t *testing.T) {
	line := openPTY(t)
	emulator := line.serve(t, escpos.Options{})
	p := at(t, "serial:"+line.path, patient())
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Printed, nil)
	wholeTicket(t, emulator.Pages()[0], job(t, "A012"))
}

func TestDeviceUnpluggedInTheMiddle(t *testing.T) {
	for _, way := range []string{"serial:%s", "usb:%s"} {
		t.Run(way, func(t *testing.T) {
			line := openPTY(t)
			line.raw(t)
			line.serve(t, escpos.Options{HangUpAfter: 5000})
			p := at(t, fmt.Sprintf(way, line.path), patient())
			expect(t, p.Print(t.Context(), job(t, "A012")), printer.Unknown, printer.ErrGone)
			expect(t, p.Print(t.Context(), job(t, "C003")), printer.Failed, printer.ErrGone)
		})
	}
}

// Nobody reads at the far end: the line fills up before the job has begun, and
// the program goes on.
func TestADeviceThatTakesNothing(t *testing.T) {
	for _, way := range []string{"serial:%s", "usb:%s"} {
		t.Run(way, func(t *testing.T) {
			line := openPTY(t)
			line.raw(t)
			p := at(t, fmt.Sprintf(way, line.path), hasty())
			expect(t, p.Print(t.Context(), job(t, "A012")), printer.Failed, printer.ErrTimeout)
		})
	}
}
