package printer

import "golang.org/x/sys/unix"

// usb is a printer on the kernel's usblp driver.
type usb struct{ *device }

func openUSB(path string) (Conn, error) {
	d, err := openDevice(path)
	if err != nil {
		return nil, err
	}
	return usb{d}, nil
}

// lpGetStatus is LPGETSTATUS of linux/lp.h: the port status every USB printer
// has, also those that never answer ESC/POS questions.
const lpGetStatus = 0x060b

// PaperOut asks the port status, over the control pipe: it is answered even when
// the printer takes no more data. False also when the device cannot say.
func (u usb) PaperOut() bool {
	const paperEmpty = 0x20 // PERRORP of linux/lp.h
	status, err := unix.IoctlGetUint32(u.fd, lpGetStatus)
	return err == nil && status&paperEmpty != 0
}
