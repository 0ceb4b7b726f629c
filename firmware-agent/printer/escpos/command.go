package escpos

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a byte stream that no printer should be sent.
type Error struct {
	Bytes   []byte // the first bytes of the offending command
	Problem string
}

func (e *Error) Error() string { return fmt.Sprintf("% x: %s", e.Bytes, e.Problem) }

// rule is one command: how it begins, how long it is, and what it does.
type rule struct {
	prefix string
	// size returns the whole command's length, or 0 while b is too short to
	// tell.
	size func(b []byte) int
	do   func(m *machine, b []byte) error
}

// rules are all commands the interpreter knows, with Epson's names.
func rules() []rule {
	return []rule{
		{"\x00", fixed(1), nothing},                             // NUL
		{"\n", fixed(1), (*machine).lineFeed},                   // LF
		{"\r", fixed(1), nothing},                               // CR, ignored as shipped
		{"\x1b@", fixed(2), (*machine).initialise},              // ESC @
		{"\x1bd", fixed(3), (*machine).feedLines},               // ESC d n
		{"\x1bJ", fixed(3), (*machine).feedDots},                // ESC J n
		{"\x1b2", fixed(2), (*machine).spacing},                 // ESC 2
		{"\x1b3", fixed(3), (*machine).spacing},                 // ESC 3 n
		{"\x1ba", fixed(3), (*machine).align},                   // ESC a n
		{"\x1bE", fixed(3), (*machine).embolden},                // ESC E n
		{"\x1d!", fixed(3), (*machine).enlarge},                 // GS ! n
		{"\x1dv0", fixed(8), (*machine).raster},                 // GS v 0 m xL xH yL yH, then the rows
		{"\x1dV", cutSize, (*machine).cut},                      // GS V m [n]
		{"\x1dr", fixed(3), (*machine).tell},                    // GS r n
		{"\x1da", fixed(3), (*machine).automatic},               // GS a n
		{"\x1dI", fixed(3), (*machine).identify},                // GS I n
		{"\x10\x04", fixed(3), realTime},                        // DLE EOT n
		{"\x10\x14\x08", fixed(len(clearBuffers)), clearAtRest}, // DLE DC4 fn 8
	}
}

func fixed(n int) func([]byte) int { return func([]byte) int { return n } }

func cutSize(b []byte) int {
	switch {
	case len(b) < 3:
		return 0
	case b[2] == 'A' || b[2] == 'B':
		return 4
	}
	return 3
}

// errShort is a command that has not arrived whole.
var errShort = errors.New("the command is not complete")

// next finds the command at the start of b: its rule and its length, errShort
// while it may still be completed, *Error when it cannot become a command.
func (m *machine) next(b []byte) (rule, int, error) {
	if isText(b[0]) {
		return rule{do: (*machine).text}, textSize(b), nil
	}
	for _, r := range m.rules {
		if strings.HasPrefix(r.prefix, string(b[:min(len(b), len(r.prefix))])) {
			if len(b) < len(r.prefix) {
				return r, 0, errShort
			}
			if n := r.size(b); n > 0 && n <= len(b) {
				return r, n, nil
			}
			return r, 0, errShort
		}
	}
	return rule{}, 0, m.wrong(b, "unknown command")
}

func (m *machine) wrong(b []byte, problem string, args ...any) error {
	return &Error{Bytes: append([]byte(nil), b[:min(len(b), 8)]...), Problem: fmt.Sprintf(problem, args...)}
}

func nothing(*machine, []byte) error { return nil }
