package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Conn is one open way to a printer. Like a net.Conn, Read and Write fail with
// os.ErrDeadlineExceeded once the deadline has passed, and Write says how many
// bytes may have gone out by then. SetDeadline may be called while another
// goroutine reads or writes; Close may not.
type Conn interface {
	io.ReadWriteCloser
	SetDeadline(time.Time) error
}

// Opener opens the way anew for every job, so that a cable put back in is found
// by the next one.
type Opener func(context.Context) (Conn, error)

// ErrAddress is a printer's address that names no way to a printer.
var ErrAddress = errors.New("not a printer's address")

// At reads a printer's address:
//
//	usb:/dev/usb/lp0                      a printer on the kernel's usblp driver
//	serial:/dev/ttyUSB0?baud=115200       a serial port, 8N1; without baud, 9600
//	tcp:192.168.1.50:9100                 a network printer; without port, 9100
//
// It does not touch the printer. Opening reports ErrGone, ErrRefused or
// ErrTimeout.
func At(address string) (Opener, error) {
	way, place, _ := strings.Cut(address, ":")
	if place == "" {
		return nil, fmt.Errorf("%w: %q", ErrAddress, address)
	}
	switch way {
	case "usb":
		return func(context.Context) (Conn, error) { return openUSB(place) }, nil
	case "serial":
		return serialAt(place)
	case "tcp":
		return tcpAt(place), nil
	}
	return nil, fmt.Errorf("%w: %q, want usb:PATH, serial:PATH or tcp:HOST", ErrAddress, address)
}

// rawPort is where network printers listen for bytes to print.
const rawPort = "9100"

func tcpAt(place string) Opener {
	if _, _, err := net.SplitHostPort(place); err != nil {
		place = net.JoinHostPort(strings.Trim(place, "[]"), rawPort)
	}
	return func(ctx context.Context) (Conn, error) {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", place)
		if err != nil {
			return nil, classify(err)
		}
		return conn, nil
	}
}
