//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"giliran/firmware-agent/rig/board"
)

// glow is how a lamp is lit: for so long lit, dark, lit … and again. One time
// alone is a lamp that is always lit, none is a dark one.
type glow []time.Duration

// What office.yaml's patterns look like.
func dark() glow { return nil }
func lit() glow  { return glow{1} }
func slow() glow { return glow{500 * time.Millisecond, 500 * time.Millisecond} }
func fast() glow { return glow{200 * time.Millisecond, 200 * time.Millisecond} }
func double() glow {
	const ms = time.Millisecond
	return glow{150 * ms, 200 * ms, 150 * ms, 1500 * ms}
}

// late is how late a lamp's change may be: the processor has other work.
const late = 60 * time.Millisecond

// lampGlows waits until a lamp is lit like that. low is for a lamp that is lit
// while its pin is.
func (h *house) lampGlows(pin string, low bool, want glow) error {
	var last error
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if last = h.lampIs(pin, low, want); last == nil {
			return nil
		}
	}
	return fmt.Errorf("the lamp on %s: %w", pin, last)
}

// lampIs looks at a lamp for two rounds.
func (h *house) lampIs(pin string, low bool, want glow) error {
	round := time.Second
	for _, d := range want {
		round += d
	}
	edges, err := h.watch(2 * round)
	if err != nil {
		return err
	}
	edges = slices.DeleteFunc(edges, func(e board.Edge) bool { return e.Line != pin })
	if len(want) < 2 {
		high, err := h.chip.Value(pin)
		if err == nil && (len(edges) > 1 || (high != low) != (len(want) == 1)) {
			err = fmt.Errorf("%d changes, high is %v", len(edges), high)
		}
		return err
	}
	for start := range want {
		if err = rhythm(edges, low, want, start); err == nil {
			return nil
		}
	}
	return err
}

// rhythm tells whether edges follow a glow whose time number start ends at the
// first of them.
func rhythm(edges []board.Edge, low bool, want glow, start int) error {
	if len(edges) < len(want)+1 {
		return fmt.Errorf("%d changes only", len(edges))
	}
	for i, e := range edges {
		next := (start + 1 + i) % len(want)
		if (e.High != low) != (next%2 == 0) {
			return fmt.Errorf("change %d is the wrong way round", i+1)
		}
		if i+1 == len(edges) {
			break
		}
		if lasts := edges[i+1].At - e.At; lasts < want[next]-late || lasts > want[next]+late {
			return fmt.Errorf("%v instead of %v", lasts, want[next])
		}
	}
	return nil
}

// watch records the wires for some time.
func (h *house) watch(long time.Duration) ([]board.Edge, error) {
	recording, err := h.chip.Record()
	if err != nil {
		return nil, err
	}
	time.Sleep(long)
	return recording.Stop()
}

// blankDigits is a display that shows nothing.
const blankDigits = "    "

// displayShows waits until the display shows a text steadily, or in turn with
// nothing if it blinks.
func (h *house) displayShows(text string, blinks bool) error {
	long := 11 * time.Second // what stands still is sent again every ten
	if blinks {
		long = 1300 * time.Millisecond
	}
	var got []string
	var torn error
	err := await(fmt.Sprintf("%q on the display (blinks: %v)", text, blinks), patience, func() (bool, error) {
		edges, err := h.watch(long)
		if err != nil {
			return false, err
		}
		if got, torn = texts(edges); torn != nil {
			return false, nil // the recording began or ended inside a transfer
		}
		if blinks {
			return len(got) == 2 && slices.Contains(got, text) && slices.Contains(got, blankDigits), nil
		}
		return len(got) == 1 && got[0] == text, nil
	})
	if err != nil {
		return fmt.Errorf("%w; it showed %q, %v", err, got, torn)
	}
	return nil
}

// texts reads what a recording sent to the display: each text once, in the
// order in which they first came.
func texts(edges []board.Edge) (all []string, err error) {
	frames, err := board.DecodeTM1637(edges, displayClock, displayData)
	if err != nil {
		return nil, err
	}
	for _, f := range frames {
		if f[0]&0xc0 != 0xc0 {
			continue
		}
		if len(f) != 5 || f[0] != 0xc0 {
			return nil, fmt.Errorf("% x are not four digits from the first on", f)
		}
		if text := readDigits(f[1:]); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all, nil
}

// readDigits reads seven-segment digits as people do.
func readDigits(digits []byte) string {
	shapes := map[byte]string{
		0x3f: "0", 0x06: "1", 0x5b: "2", 0x4f: "3", 0x66: "4", 0x6d: "5", 0x7d: "6", 0x07: "7", 0x7f: "8", 0x6f: "9",
		0x77: "A", 0x7c: "B", 0x39: "C", 0x5e: "D", 0x73: "P", 0x76: "X", 0x40: "-", 0x00: " ",
	}
	var text strings.Builder
	for _, d := range digits {
		s, known := shapes[d]
		if !known {
			s = "?"
		}
		text.WriteString(s)
	}
	return text.String()
}
