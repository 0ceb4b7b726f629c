package printer_test

import (
	"errors"
	"net"
	"path/filepath"
	"testing"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

func TestAddresses(t *testing.T) {
	for _, good := range []string{
		"usb:/dev/usb/lp0", "serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?baud=115200",
		"tcp:192.168.1.50", "tcp:192.168.1.50:9100", "tcp:[::1]:9100", "tcp:::1", "tcp:pencetak.lan",
	} {
		if _, err := printer.At(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "usb:", "/dev/usb/lp0", "lpt:1", "serial:/dev/ttyUSB0?baud=fast",
		"serial:/dev/ttyUSB0?baud=-1", "serial:/dev/ttyUSB0?speed=9600", "serial:%zz",
	} {
		if _, err := printer.At(bad); !errors.Is(err, printer.ErrAddress) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestPrintersThatCannotBeReached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "tcp:" + listener.Addr().String()
	listener.Close()
	missing := filepath.Join(t.TempDir(), "lp0")
	for address, want := range map[string]error{
		nobody:              printer.ErrRefused,
		"usb:" + missing:    printer.ErrGone,
		"serial:" + missing: printer.ErrGone,
	} {
		p := at(t, address, patient())
		expect(t, p.Print(t.Context(), job(t, "A012")), printer.Failed, want)
		if _, err := p.Status(t.Context()); !errors.Is(err, want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A cable that is back is found again by the next job.
func TestTheCableIsPutBack(t *testing.T) {
	b := newBench(t, escpos.Options{HangUpAfter: 3}) // before the first answer
	p := b.printer(t, patient())
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Failed, printer.ErrGone)
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Printed, nil)
}

func TestAFileIsNoSerialPort(t *testing.T) {
	p := at(t, "serial:/dev/null", patient())
	if r := p.Print(t.Context(), job(t, "A012")); r.Outcome != printer.Failed || r.Reason == nil {
		t.Errorf("%+v", r)
	}
}
