//go:build hardware

package printer_test

import (
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

// These tests need the kernel's usblp with a printer gadget at the other end of
// the cable, as the rig has them:
//
//	CGO_ENABLED=0 go test -c -tags hardware -o /tmp/usbtest ./firmware-agent/printer
//	firmware-agent/rig/rig.sh -f /tmp/usbtest:/bin/usbtest -- /bin/usbtest -test.v -test.run USB
const (
	lp         = "/dev/usb/lp0"
	gadget     = "/dev/g_printer0"
	controller = "/sys/kernel/config/usb_gadget/printer/UDC"

	portFine     = 0x18 // of LPGETSTATUS: selected, no error
	portPaperOut = 0x30 // selected, paper empty
)

// cable is the printer's end of a USB cable.
type cable struct {
	fd     int
	pulled chan struct{}
	once   sync.Once
	off    func() // pulls the cable and switches the printer off
}

// Read polls: a gadget that sleeps in read holds what its own write needs.
func (c *cable) Read(p []byte) (int, error) {
	for {
		select {
		case <-c.pulled:
			return 0, io.EOF
		default:
		}
		fds := []unix.PollFd{{Fd: int32(c.fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, 20); err != nil || fds[0].Revents&unix.POLLIN == 0 {
			continue
		}
		if n, err := unix.Read(c.fd, p); n > 0 && err == nil {
			return n, nil
		}
	}
}

func (c *cable) Write(p []byte) (int, error) { return unix.Write(c.fd, p) }

// port sets what the gadget answers to LPGETSTATUS.
func (c *cable) port(t *testing.T, status int) {
	t.Helper()
	const gadgetSetPrinterStatus = 0xc0016722 // _IOWR('g', 0x22, unsigned char)
	if err := unix.IoctlSetInt(c.fd, gadgetSetPrinterStatus, status); err != nil {
		t.Fatal(err)
	}
}

// pull takes the cable out.
func (c *cable) pull() {
	c.once.Do(func() {
		os.WriteFile(controller, []byte("\n"), 0) // the test sees whether it worked
		close(c.pulled)
	})
}

// plugIn connects an emulated printer by USB; the test's end pulls the cable.
func plugIn(t *testing.T, o escpos.Options) (*escpos.Emulator, *cable) {
	t.Helper()
	names, err := os.ReadDir("/sys/class/udc")
	if err != nil || len(names) == 0 {
		t.Fatalf("no USB device controller: %v", err)
	}
	// It may be plugged in already.
	if err := os.WriteFile(controller, []byte(names[0].Name()), 0); err != nil && !errors.Is(err, unix.EBUSY) {
		t.Fatal(err)
	}
	appear(t, lp, gadget)
	c := &cable{pulled: make(chan struct{})}
	if c.fd, err = unix.Open(gadget, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err != nil {
		t.Fatal(err)
	}
	c.port(t, portFine)
	o.Dots = dots
	emulator, served := escpos.NewEmulator(o), make(chan error, 1)
	go func() { served <- emulator.Serve(c) }()
	c.off = sync.OnceFunc(func() {
		c.pull()
		emulator.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
		unix.Close(c.fd)
	})
	t.Cleanup(c.off)
	return emulator, c
}

// appear waits for the kernel, which needs a moment for a new cable.
func appear(t *testing.T, devices ...string) {
	t.Helper()
	end := time.Now().Add(10 * time.Second)
	for _, device := range devices {
		for {
			if _, err := os.Stat(device); err == nil {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%s does not appear", device)
			}
			time.Sleep(time.Millisecond)
		}
	}
}

func TestUSBPrintsDotByDot(t *testing.T) {
	emulator, _ := plugIn(t, escpos.Options{})
	p := at(t, "usb:"+lp, patient())
	for i, number := range []string{"A001", "A002", "A003"} {
		expect(t, p.Print(t.Context(), job(t, number)), printer.Printed, nil)
		wholeTicket(t, emulator.Pages()[i], job(t, number))
	}
}

func TestUSBPaperEndsInTheMiddle(t *testing.T) {
	emulator, _ := plugIn(t, escpos.Options{})
	p := at(t, "usb:"+lp, brisk())
	emulator.Change(paperFor(100))
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Failed, printer.ErrPaperOut)
	emulator.Change(newRoll)
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Printed, nil)
	wholeTicket(t, emulator.Pages()[1], job(t, "A012"))
}

// A printer that answers nothing still has a port that knows about paper.
func TestUSBPortOfASilentPrinter(t *testing.T) {
	_, c := plugIn(t, escpos.Options{Silent: true})
	p := at(t, "usb:"+lp, brisk())
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Unknown, printer.ErrTimeout)
	c.port(t, portPaperOut)
	expect(t, p.Print(t.Context(), job(t, "A013")), printer.Failed, printer.ErrPaperOut)
}

// It takes no more bytes: only the port still speaks, over the control pipe.
func TestUSBPrinterThatIsStuck(t *testing.T) {
	emulator, c := plugIn(t, escpos.Options{Buffer: 3000, NoClear: true})
	o := brisk()
	o.Confirm = time.Second
	p := at(t, "usb:"+lp, o)
	emulator.Change(paperFor(50))
	c.port(t, portFine)
	r := p.Print(t.Context(), job(t, "A012"))
	if r.Outcome != printer.Unknown {
		t.Fatalf("%+v", r)
	}
	c.port(t, portPaperOut)
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Failed, printer.ErrPaperOut)
	c.port(t, portFine)
	emulator.Change(newRoll)
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Printed, nil)
	pages := emulator.Pages()
	wholeTicket(t, pages[len(pages)-1], job(t, "C003"))
}

func TestUSBCablePulledInTheMiddle(t *testing.T) {
	rows, cables := 0, make(chan *cable, 1)
	_, c := plugIn(t, escpos.Options{Pace: func() {
		if rows++; rows == 60 {
			(<-cables).pull()
		}
	}})
	cables <- c
	p := at(t, "usb:"+lp, patient())
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Unknown, printer.ErrGone)
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Failed, printer.ErrGone)
	c.off()

	emulator, _ := plugIn(t, escpos.Options{})
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Printed, nil)
	pages := emulator.Pages()
	wholeTicket(t, pages[len(pages)-1], job(t, "C003"))
}

func TestUSBBelongsToOneProgram(t *testing.T) {
	plugIn(t, escpos.Options{})
	open, err := printer.At("usb:" + lp)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := open(t.Context()); !errors.Is(err, printer.ErrRefused) {
		t.Errorf("opened twice: %v", err)
	}
}
