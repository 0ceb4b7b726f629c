package printer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"go.bug.st/serial"
)

// factoryBaud is what receipt printers are shipped with.
const factoryBaud = 9600

// serialAt reads "/dev/ttyUSB0?baud=115200".
//
// There is no flow control: the line is slower than the paper, and what a
// printer without paper loses is cleared before the next job anyway.
func serialAt(place string) (Opener, error) {
	at, err := url.Parse(place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	baud := factoryBaud
	for key, values := range at.Query() {
		n, err := strconv.Atoi(values[0])
		if key != "baud" || err != nil || n <= 0 {
			return nil, fmt.Errorf("%w: %s=%s", ErrAddress, key, values[0])
		}
		baud = n
	}
	return func(context.Context) (Conn, error) { return openSerial(at.Path, baud) }, nil
}

// openSerial lets the serial package set the line up and then uses the device
// itself, because that package's Write knows no deadline. Settings outlive the
// closing of one descriptor as long as another is open.
func openSerial(path string, baud int) (Conn, error) {
	d, err := openDevice(path)
	if err != nil {
		return nil, err
	}
	port, err := serial.Open(path, &serial.Mode{BaudRate: baud})
	if err == nil {
		err = port.Close()
	}
	if err != nil {
		return nil, errors.Join(serialError(path, err), d.Close())
	}
	return d, nil
}

func serialError(path string, err error) error {
	var port *serial.PortError
	if errors.As(err, &port) && (port.Code() == serial.PortBusy || port.Code() == serial.PermissionDenied) {
		return fmt.Errorf("%w: %s: %w", ErrRefused, path, err)
	}
	return classify(fmt.Errorf("%s: %w", path, err))
}
