package office

import (
	"fmt"
	"sort"
	"strings"
)

// Mistake is one thing in a file that has to be put right before the office
// can run.
type Mistake struct {
	File      string // as it was named to Load or Parse
	Line, Col int    // 1-based; Col counts characters, not bytes
	Path      string // which setting, e.g. "services.ktp-baru.start"; empty for the file as a whole
	Problem   string // what is wrong
	Hint      string // what would be right; may be empty
}

// String gives the mistake as compilers do: file:line:column: problem; hint.
func (m Mistake) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Col, m.Problem)
	if m.Hint != "" {
		s += "; " + m.Hint
	}
	return s
}

// Mistakes are all mistakes of a configuration, in the order of the file (the
// holiday files after it). It is the error of Load and Parse, never empty.
type Mistakes []Mistake

// Error gives one mistake per line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// sorted puts the mistakes into the order of the file and drops repetitions.
func (ms Mistakes) sorted() Mistakes {
	sort.SliceStable(ms, func(i, j int) bool {
		if ms[i].Line != ms[j].Line {
			return ms[i].Line < ms[j].Line
		}
		return ms[i].Col < ms[j].Col
	})
	var out Mistakes
	for i, m := range ms {
		if i == 0 || m != ms[i-1] {
			out = append(out, m)
		}
	}
	return out
}
