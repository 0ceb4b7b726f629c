package printer

import (
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// device is a character device with deadlines. It polls the raw descriptor in
// short turns. An os.File would take usblp's empty reads for the end of the file,
// wait for ever on a pulled cable, which usblp's poll does not report, and turn
// blocking at the first use of its Fd.
type device struct {
	fd       int
	deadline atomic.Int64 // Unix nanoseconds; 0 is none
}

// turn is how long one poll may take. It bounds how late a pulled cable or a
// new deadline is noticed.
const turn = 20 * time.Millisecond

// chunk is the most that is handed to a driver at once. usblp takes up to 8 KB
// in one transfer, which the printer may take long to swallow.
const chunk = 4096

func openDevice(path string) (*device, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, classify(&os.PathError{Op: "open", Path: path, Err: err})
	}
	return &device{fd: fd}, nil
}

// SetDeadline implements Conn; the zero time is none.
func (d *device) SetDeadline(t time.Time) error {
	if t.IsZero() {
		d.deadline.Store(0)
	} else {
		d.deadline.Store(t.UnixNano())
	}
	return nil
}

// Close implements Conn.
func (d *device) Close() error { return unix.Close(d.fd) }

// Read implements Conn. A device that hands over nothing at all, as usblp does
// for an empty packet, is waited for.
func (d *device) Read(p []byte) (int, error) {
	for {
		// Ready or not, read after each turn: only that finds the cable pulled.
		if _, err := d.poll(unix.POLLIN); err != nil {
			return 0, err
		}
		n, err := unix.Read(d.fd, p)
		switch {
		case n > 0:
			return n, nil
		case err != nil && !again(err):
			return 0, err
		}
	}
}

// Write implements Conn. It returns once the device is ready for more, which for
// usblp means that the printer has taken everything: closing earlier would
// cancel the transfer.
func (d *device) Write(p []byte) (written int, err error) {
	for written < len(p) {
		n, err := unix.Write(d.fd, p[written:min(written+chunk, len(p))])
		if n > 0 {
			written += n
		}
		if err != nil && !again(err) {
			return written, err
		}
		if err := d.wait(unix.POLLOUT); err != nil {
			return written, err
		}
	}
	return written, nil
}

// wait waits for events or the deadline.
func (d *device) wait(events int16) error {
	for {
		ready, err := d.poll(events)
		if ready || err != nil {
			return err
		}
	}
}

// poll waits for events, one turn at most.
func (d *device) poll(events int16) (ready bool, err error) {
	left := turn
	if deadline := d.deadline.Load(); deadline != 0 {
		left = min(left, time.Until(time.Unix(0, deadline)))
	}
	if left <= 0 {
		return false, os.ErrDeadlineExceeded
	}
	fds := []unix.PollFd{{Fd: int32(d.fd), Events: events}}
	_, err = unix.Poll(fds, int((left+time.Millisecond-1)/time.Millisecond))
	switch {
	case err != nil && !again(err):
		return false, err
	case fds[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0:
		return false, unix.ENODEV
	}
	return fds[0].Revents&events != 0, nil
}

func again(err error) bool { return err == unix.EAGAIN || err == unix.EINTR }
