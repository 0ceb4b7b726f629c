package office

import (
	"net"
	"strconv"
	"strings"
	"time"

	"giliran/ticketing"
)

func printer(v value) (p Printer) {
	b := v.object("device", "serial", "baud", "tcp", "paper")
	if !b.isBlock() {
		return p
	}
	p.Device = deviceFile(b.get("device"))
	p.Serial = deviceFile(b.get("serial"))
	p.TCP = address(b.get("tcp"))
	p.Paper = oneOf(b.get("paper"), 80, 58)
	var given []string
	for _, k := range []string{"device", "serial", "tcp"} {
		if b.get(k).given() {
			given = append(given, k)
		}
	}
	switch baud := b.get("baud"); {
	case len(given) == 0:
		v.wrong("add device: /dev/usb/lp0, serial: /dev/ttyUSB0 or tcp: 192.168.1.50:9100", "the printer is connected to nothing")
	case len(given) > 1:
		v.wrong("keep one of them", "the printer is connected in more than one way (%s)", strings.Join(given, ", "))
	case p.Serial != "":
		p.Baud = oneOf(baud, 9600, 19200, 38400, 57600, 115200)
	case baud.given():
		baud.wrong("remove it", "only a serial printer has a baud rate")
	}
	return p
}

func deviceFile(v value) string {
	s, ok := v.scalar("a device file like /dev/usb/lp0")
	if ok && !strings.HasPrefix(s, "/") {
		v.wrong("write a device file like /dev/usb/lp0", "%q is not a device file", s)
	}
	return s
}

// address reads host:port.
func address(v value) string {
	s, ok := v.scalar("an address like 192.168.1.50:9100")
	if !ok {
		return ""
	}
	host, port, err := net.SplitHostPort(s)
	if n, _ := strconv.ParseUint(port, 10, 16); err != nil || host == "" || n == 0 {
		v.wrong("write a host and a port, like 192.168.1.50:9100", "%q is not an address", s)
	}
	return s
}

// oneOf reads one of a few numbers; absent means the first.
func oneOf(v value, choices ...int) int {
	s, ok := v.scalar("a number")
	if !ok {
		return choices[0]
	}
	var names []string
	for _, c := range choices {
		if s == strconv.Itoa(c) {
			return c
		}
		names = append(names, strconv.Itoa(c))
	}
	v.wrong("write one of "+strings.Join(names, ", "), "%q does not fit", s)
	return choices[0]
}

// printing reads how the office uses its printers.
func printing(v value) ticketing.Printing {
	b := v.object("max-age", "when-out")
	p := ticketing.Printing{MaxAge: b.get("max-age").duration(10*time.Second, time.Hour, 2*time.Minute, "2m")}
	out := b.get("when-out")
	s, ok := out.scalar("go-on or stop")
	if ok && s != "go-on" && s != "stop" {
		out.wrong(suggest(s, "the ways", []string{"go-on", "stop"}), "%q does not fit", s)
	}
	p.StopWhenOut = s == "stop"
	return p
}
