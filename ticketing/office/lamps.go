package office

import (
	"slices"
	"strings"
)

// lamps reads what the patterns of lamps mean. Unsaid, the lamp of a desk
// blinks calmly for people and nervously for faults.
func lamps(v value) Lamps {
	b := v.object("idle", "waiting", "called", "link-lost", "printer-trouble")
	return Lamps{
		Idle:           pattern(b.get("idle"), Off),
		Waiting:        pattern(b.get("waiting"), On),
		Called:         pattern(b.get("called"), Slow),
		LinkLost:       pattern(b.get("link-lost"), Fast),
		PrinterTrouble: pattern(b.get("printer-trouble"), Double),
	}
}

func pattern(v value, otherwise Pattern) Pattern {
	s, ok := v.scalar("one of " + strings.Join(patterns(), ", "))
	switch {
	case !ok:
		return otherwise
	case !slices.Contains(patterns(), s):
		v.wrong(suggest(s, "patterns", patterns()), "%q is not a lamp's pattern", s)
		return otherwise
	}
	return Pattern(s)
}

// lamp reads a pin, or a block with a pin that is lit while low.
func lamp(v value, used pins) (l Lamp) {
	if !v.isBlock() {
		return Lamp{Pin: used.take(v)}
	}
	b := v.object("pin", "active")
	l.Pin = used.take(b.need("pin", "pin: the lamp's pin, like GPIO26"))
	active := b.get("active")
	s, ok := active.scalar("high or low")
	if ok && s != "high" && s != "low" {
		active.wrong("write high or low", "%q does not fit", s)
	}
	l.ActiveLow = s == "low"
	return l
}
