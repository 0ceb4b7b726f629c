package office

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// source is one file being read: where each setting stands, and what is wrong.
type source struct {
	name      string
	widths    []int // characters in each line
	at        map[string]place
	mistakes  Mistakes
	languages []string // of the office, the first is what a plain text is in
	// anyLanguage: texts may be in more or other languages than these.
	anyLanguage bool
	refs        []reference
}

// place is a position in a file, 1-based.
type place struct{ line, col int }

// reference is a place where something defined elsewhere is named.
type reference struct {
	kind, id, path string
	at             place
}

// trailing spaces mean nothing, but move the columns the YAML parser reports.
var trailing = regexp.MustCompile(`(?m)[ \t]+$`)

// newSource parses a file into its topmost value. The value is absent when the
// file is empty or cannot be parsed; then there is a mistake saying so.
func newSource(name string, src []byte) (*source, value) {
	text := strings.ReplaceAll(string(src), "\r\n", "\n") // files edited on Windows
	text = trailing.ReplaceAllString(strings.TrimPrefix(text, "\ufeff"), "")
	s := &source{name: name, at: map[string]place{"": {1, 1}}}
	for line := range strings.SplitSeq(text, "\n") {
		s.widths = append(s.widths, utf8.RuneCountInString(line))
	}
	root := value{src: s}
	if !s.readable(text) {
		return s, root
	}
	file, ok := s.parse(text)
	if !ok {
		return s, root
	}
	root.node = s.body(file)
	if root.node == nil && len(s.mistakes) == 0 {
		s.wrong("", "", "the file is empty")
	}
	return s, root
}

// wrong notes a mistake at a path; where the path stands nowhere in the file,
// at the nearest setting around it.
func (s *source) wrong(path, hint, format string, args ...any) {
	at, ok := s.at[path]
	for around := path; !ok; at, ok = s.at[around] {
		around = around[:max(0, strings.LastIndexAny(around, ".["))]
	}
	s.wrongAt(at, path, hint, format, args...)
}

// wrongAt notes a mistake at a place, moved into the file should the parser
// have it outside.
func (s *source) wrongAt(at place, path, hint, format string, args ...any) {
	at.line = min(max(at.line, 1), len(s.widths))
	at.col = min(max(at.col, 1), s.widths[at.line-1]+1)
	s.mistakes = append(s.mistakes, Mistake{
		File: s.name, Line: at.line, Col: at.col, Path: path,
		Problem: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// line says where a path stands, for pointing at it from elsewhere.
func (s *source) line(path string) int { return s.at[path].line }
