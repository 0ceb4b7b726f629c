package office

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"giliran/ticketing"
)

func wiring(v value) Wiring {
	b := v.object("debounce", "long-press", "press-max-age", "lamps", "boards")
	w := Wiring{Settings: Settings{
		Debounce:    b.get("debounce").duration(time.Millisecond, 200*time.Millisecond, 20*time.Millisecond, "20ms"),
		LongPress:   b.get("long-press").duration(300*time.Millisecond, 10*time.Second, 1500*time.Millisecond, "1500ms"),
		PressMaxAge: b.get("press-max-age").duration(time.Second, 5*time.Minute, 10*time.Second, "10s"),
		Lamps:       lamps(b.get("lamps")),
	}}
	desks := map[string]value{}
	for i, e := range b.get("boards").entries() {
		w.Boards = append(w.Boards, board(e, i, desks))
		w.Boards[i].Settings = w.Settings
	}
	return w
}

// pins are the pins and buses of one board, each with the settings that name
// it.
type pins map[string][]value

func board(e entry, index int, desks map[string]value) Board {
	b := e.object("kiosk", "desks", "printer")
	used := pins{}
	out := Board{ID: e.id("board"), Printer: printer(b.get("printer"))}
	out.Kiosk = kiosk(b.get("kiosk"), used, index, out.Printer != Printer{})
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

func kiosk(v value, used pins, index int, printer bool) Kiosk {
	b := v.object("services", "priority", "lamp", "offline-numbers")
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
	k.Lamp = lamp(b.get("lamp"), used)
	k.Offline = offline(b.get("offline-numbers"), index, printer)
	return k
}

// offline reads how many numbers a kiosk may give out by itself. The letter in
// such a number says which board gave it out, and there are only so many.
func offline(v value, index int, printer bool) int {
	n := v.number(0, 99, 0)
	switch {
	case n == 0:
	case index >= len(ticketing.OfflineLetters):
		v.wrong("move this board up", "only the first %d boards can give out numbers by themselves", len(ticketing.OfflineLetters))
	case !printer:
		v.wrong("add a printer to this board, or remove it", "numbers given out offline are only on paper, and this board has no printer")
	}
	return n
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
	p.Lamp = lamp(b.get("lamp"), used)
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
