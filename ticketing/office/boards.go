package office

import (
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func wiring(v value) Wiring {
	b := v.object("debounce", "long-press", "press-max-age", "boards")
	w := Wiring{
		Debounce:    b.get("debounce").duration(time.Millisecond, 200*time.Millisecond, 20*time.Millisecond, "20ms"),
		LongPress:   b.get("long-press").duration(300*time.Millisecond, 10*time.Second, 1500*time.Millisecond, "1500ms"),
		PressMaxAge: b.get("press-max-age").duration(time.Second, 5*time.Minute, 10*time.Second, "10s"),
	}
	desks := map[string]value{}
	for _, e := range b.get("boards").entries() {
		w.Boards = append(w.Boards, board(e, desks))
	}
	return w
}

// pins are the pins and buses of one board, each with the settings that name
// it.
type pins map[string][]value

func board(e entry, desks map[string]value) Board {
	b := e.object("kiosk", "desks", "printer")
	used := pins{}
	out := Board{ID: e.id("board"), Kiosk: kiosk(b.get("kiosk"), used), Printer: printer(b.get("printer"))}
	for _, d := range b.get("desks").entries() {
		d.keyRefers("desk")
		if first, twice := desks[d.key]; twice {
			d.keyWrong(fmt.Sprintf("keep one of them; the other is in line %d", d.src.line(first.path)), "the desk %q has a panel already", d.key)
		} else {
			desks[d.key] = d.value
		}
		out.Panels = append(out.Panels, panel(d, used))
	}
	used.check()
	return out
}

func kiosk(v value, used pins) Kiosk {
	b := v.object("services", "priority")
	var k Kiosk
	for _, e := range b.get("services").entries() {
		if k.Services == nil {
			k.Services = map[string]string{}
		}
		e.keyRefers("service")
		e.filled()
		k.Services[e.key] = used.take(e.value)
	}
	k.Priority = used.take(b.get("priority"))
	return k
}

func panel(e entry, used pins) Panel {
	b := e.object("buttons", "lamp", "display")
	p := Panel{Desk: e.key, Buttons: map[Button]string{}}
	var names []string
	for _, name := range Buttons() {
		names = append(names, string(name))
	}
	buttons := b.get("buttons").object(names...)
	for _, name := range Buttons() {
		if pin := used.take(buttons.get(string(name))); pin != "" {
			p.Buttons[name] = pin
		}
	}
	p.Lamp = used.take(b.get("lamp"))
	p.Display = display(b.get("display"), used)
	return p
}

func display(v value, used pins) (d Display) {
	b := v.object("tm1637", "max7219")
	two, spi := b.get("tm1637"), b.get("max7219")
	if b.isBlock() && two.given() == spi.given() {
		v.wrong("write tm1637: {clk: GPIO23, dio: GPIO24} or max7219: {spi: SPI0.0}", "a display is either a tm1637 or a max7219")
	}
	wires := two.object("clk", "dio")
	d.CLK = used.take(wires.need("clk", "clk: its clock pin"))
	d.DIO = used.take(wires.need("dio", "dio: its data pin"))
	d.SPI = used.take(spi.object("spi").need("spi", "spi: its bus, like SPI0.0"))
	return d
}

var pinForm = regexp.MustCompile(`^[A-Za-z0-9_.:-]+$`)

// take reads the name of a pin or bus.
func (used pins) take(v value) string {
	name, ok := v.scalar("a pin like GPIO5")
	switch {
	case !ok:
		return ""
	case !pinForm.MatchString(name):
		v.wrong("write a pin like GPIO5", "%q is not a pin", name)
		return ""
	}
	used[name] = append(used[name], v)
	return name
}

// check reports a pin with several things on it at each of them.
func (used pins) check() {
	for name, all := range used {
		var lines []string
		for _, v := range all {
			lines = append(lines, strconv.Itoa(v.src.line(v.path)))
		}
		for _, v := range all {
			if len(all) > 1 {
				v.wrong("give each its own pin", "%s is used more than once on this board (lines %s)", name, strings.Join(lines, ", "))
			}
		}
	}
}

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
