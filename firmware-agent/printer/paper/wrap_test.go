package paper

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"satu dua", "satu dua"},
		{"satu dua tiga", "satu dua|tiga"},
		{"  satu\t dua  ", "satu dua"},
		{"mempertanggungjawabkannya", "mempertang|gungjawabk|annya"},
		{"ke mempertanggungjawabkan", "ke|mempertang|gungjawabk|an"},
		{"candipuro.lumajangkab.go.id", "candipuro.|lumajangka|b.go.id"},
		{"a@b-c.id", "a@b-c.id"},
		{"pukul\u00a008.12 tepat", "pukul\u00a008.|12 tepat"},
	} {
		if got := strings.Join(wrap(tt.text, 10, utf8.RuneCountInString), "|"); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestALetterWiderThanTheLineStandsAlone(t *testing.T) {
	wide := func(s string) int { return 100 * utf8.RuneCountInString(s) }
	if got := strings.Join(wrap("ab c", 10, wide), "|"); got != "a|b|c" {
		t.Errorf("%q", got)
	}
}

func TestWrapFitsAndLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aMi é,.-/0 \u00a0\u0301漢"))).Draw(t, "text")
		style := Style{Bold: rapid.Bool().Draw(t, "bold"), Mono: rapid.Bool().Draw(t, "mono")}
		width := rapid.IntRange(60, 400).Draw(t, "width")
		face, err := newFaces().of(style)
		if err != nil {
			t.Fatal(err)
		}
		lines := wrap(text, width, measure(face))
		for _, line := range lines {
			if got := measure(face)(line); got > width && strings.Trim(line, "\u0301") != "" && utf8.RuneCountInString(line) > 4 {
				t.Fatalf("%q is %d dots wide, more than %d", line, got, width)
			}
		}
		if got, want := letters(strings.Join(lines, "")), letters(text); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

// letters is a text without the blanks it may be broken at.
func letters(s string) string { return strings.Join(words(s), "") }
