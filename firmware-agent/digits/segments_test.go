package digits_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/firmware-agent/digits"
)

// draw shows digits as people see them, in three lines.
func draw(segments []byte) string {
	lit := func(s byte, bit int, sign string) string {
		if s>>bit&1 != 0 {
			return sign
		}
		return " "
	}
	var top, middle, bottom strings.Builder
	for _, s := range segments {
		top.WriteString(" " + lit(s, 0, "_") + "   ")
		middle.WriteString(lit(s, 5, "|") + lit(s, 6, "_") + lit(s, 1, "|") + "  ")
		bottom.WriteString(lit(s, 4, "|") + lit(s, 3, "_") + lit(s, 2, "|") + lit(s, 7, ".") + " ")
	}
	trim := func(b strings.Builder) string { return strings.TrimRight(b.String(), " ") + "\n" }
	return trim(top) + trim(middle) + trim(bottom)
}

// TestTheFont compares with the drawing of all signs, which a person has
// looked at.
func TestTheFont(t *testing.T) {
	want, err := os.ReadFile("testdata/font.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, line := range []string{"0123456789", "ABCDEFGHIJKLM", "NOPQRSTUVWXYZ", "A012 ---- _ 1.2.3"} {
		got += line + "\n" + draw(digits.Segments(line, len(strings.ReplaceAll(line, ".", ""))))
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSignsThatLookAlike: each figure and letter has a shape of its own, but
// for those that the documentation names.
func TestSignsThatLookAlike(t *testing.T) {
	const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alike := map[byte]string{}
	for _, r := range signs {
		s := digits.Segments(string(r), 1)[0]
		alike[s] += string(r)
	}
	var got []string
	for _, same := range alike {
		if len(same) > 1 {
			got = append(got, same)
		}
	}
	slices.Sort(got)
	if want := []string{"2Z", "5S", "HX"}; !slices.Equal(got, want) {
		t.Errorf("alike are %v, want %v", got, want)
	}
}

func TestWhereTheTextStands(t *testing.T) {
	for _, c := range []struct{ text, same string }{
		{"A012", "A012"},
		{"a012", "A012"},
		{"7", "   7"},
		{"", "    "},
		{"AB012", "B012"},
		{"12.5", " 12.5"},
		{"1,5", "  1.5"},
		{"é", "   _"},
		{"1..2", "1. .2"},
	} {
		got, want := digits.Segments(c.text, 4), digits.Segments(c.same, 4)
		if !slices.Equal(got, want) {
			t.Errorf("%q\n%swant\n%s", c.text, draw(got), draw(want))
		}
	}
	if got := digits.Segments(".", 2); !slices.Equal(got, []byte{0, 0x80}) {
		t.Errorf("a lone dot is % x", got)
	}
}

// TestAnyTextFits: n digits come out of whatever goes in.
func TestAnyTextFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		text := rapid.String().Draw(t, "text")
		if got := digits.Segments(text, n); len(got) != n {
			t.Fatalf("%q: % x", text, got)
		}
	})
}

func TestBlink(t *testing.T) {
	const ms = time.Millisecond
	for at, want := range map[time.Duration]string{0: "A012", 699 * ms: "A012", 700 * ms: "", 999 * ms: "", 1000 * ms: "A012", time.Hour + 800*ms: ""} {
		if got := digits.Blink("A012", at); got != want {
			t.Errorf("at %v: %q, want %q", at, got, want)
		}
	}
}
