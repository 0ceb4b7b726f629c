package board

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrTraceLost says that a recording was longer than the kernel could keep.
var ErrTraceLost = errors.New("the kernel lost part of the trace")

// Edge is one change on a wire, made by the program that owns the line.
type Edge struct {
	At   time.Duration // by the kernel's trace clock, to the microsecond
	Line string
	High bool
	// Driven is false when the program let go of the line (made it an input).
	// High is then true: the wires of a panel have pull-ups.
	Driven bool
}

// parseTrace reads the text of the kernel's trace buffer and returns the
// changes on the lines in names, which are keyed by the kernel's number.
// A write that changes nothing is no edge; the first one of a line always is.
func parseTrace(text []byte, names map[int]string) ([]Edge, error) {
	var edges []Edge
	now := map[string]Edge{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if lost(lines.Text()) {
			return nil, ErrTraceLost
		}
		e, ok, err := parseEvent(lines.Text(), names)
		if err != nil {
			return nil, err
		}
		before, seen := now[e.Line]
		if !ok || seen && before.High == e.High && before.Driven == e.Driven {
			continue
		}
		now[e.Line] = e
		edges = append(edges, e)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return edges, nil
}

// lost reads the head of the trace: "# entries-in-buffer/entries-written: 3/3".
func lost(line string) bool {
	_, counts, ok := strings.Cut(line, "entries-in-buffer/entries-written: ")
	if !ok {
		return false
	}
	kept, written, ok := strings.Cut(strings.TrimSpace(strings.Split(counts, "#")[0]), "/")
	return !ok || kept != strings.TrimSpace(written)
}

// parseEvent reads one line such as
//
//	agent-70  [000] .....  1.250000: gpio_value: 509 set 1
//	agent-70  [000] .....  1.250000: gpio_direction: 509  in (0)
//
// and reports ok if it is a change to one of the named lines.
func parseEvent(line string, names map[int]string) (e Edge, ok bool, err error) {
	head, event, found := strings.Cut(line, ": gpio_")
	if !found || strings.HasPrefix(line, "#") {
		return e, false, nil
	}
	f := strings.Fields(event) // value: 509 set 1
	if len(f) != 4 {
		return e, false, fmt.Errorf("not understood in the trace: %q", line)
	}
	number, err := strconv.Atoi(f[1])
	if err != nil {
		return e, false, fmt.Errorf("not understood in the trace: %q: %w", line, err)
	}
	e.Line, ok = names[number]
	switch {
	case f[0] == "value:" && f[2] == "set":
		e.High, e.Driven = f[3] == "1", true
	case f[0] == "direction:" && f[2] == "in":
		e.High = true
	default:
		ok = false
	}
	if !ok {
		return e, false, nil
	}
	e.At, err = traceTime(head)
	return e, err == nil, err
}

// traceTime reads the seconds at the end of an event's head.
func traceTime(head string) (time.Duration, error) {
	f := strings.Fields(head)
	if len(f) == 0 {
		return 0, fmt.Errorf("no time in the trace: %q", head)
	}
	at, err := time.ParseDuration(f[len(f)-1] + "s")
	if err != nil {
		return 0, fmt.Errorf("no time in the trace: %w", err)
	}
	return at, nil
}
