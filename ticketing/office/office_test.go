package office_test

import (
	"errors"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"

	"giliran/ticketing/office"
)

// checkPlaces: every mistake of a file stands within it, in order, and says
// something.
func checkPlaces(t rapid.TB, err error, src []byte) {
	t.Helper()
	var all office.Mistakes
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("not mistakes: %v", err)
	}
	lines := strings.Split(strings.TrimPrefix(strings.ReplaceAll(string(src), "\r\n", "\n"), "\ufeff"), "\n")
	last := office.Mistake{}
	for _, m := range all {
		if m.File != "office.yaml" {
			continue
		}
		if m.Line < 1 || m.Line > len(lines) || m.Col < 1 || m.Col > utf8.RuneCountInString(lines[m.Line-1])+1 {
			t.Errorf("outside the file: %v", m)
		}
		if m.Line < last.Line || m.Line == last.Line && m.Col < last.Col {
			t.Errorf("%v stands after %v", m, last)
		}
		if m.Problem == "" {
			t.Errorf("says nothing: %v", m)
		}
		last = m
	}
}
