package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrap breaks text into lines that measure no more than width. Words move to
// the next line whole; a word wider than a line is broken, after a separator
// where it has one. Nothing is ever dropped. A single letter wider than the
// width stands alone on its line.
func wrap(text string, width int, measure func(string) int) []string {
	var lines []string
	line := ""
	for _, word := range words(text) {
		if line != "" && measure(line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for measure(word) > width {
			cut := breakpoint(word, width, measure)
			if cut == len(word) {
				break
			}
			lines, word = append(lines, word[:cut]), word[cut:]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// words splits at blanks, but not at a no-break space, which is there to hold
// two words together.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return r != '\u00a0' && unicode.IsSpace(r)
	})
}

// breakpoint returns how many bytes of the word fit, at least one letter: up to
// the last separator if there is one, else as many letters as fit. It never
// parts a letter from its combining marks.
func breakpoint(word string, width int, measure func(string) int) int {
	fits, separated := 0, 0
	for next := range splits(word) {
		if fits > 0 && measure(word[:next]) > width {
			break
		}
		fits = next
		if strings.ContainsRune("-/.,@_:?&=", rune(word[next-1])) && next < len(word) {
			separated = next
		}
	}
	if separated > 0 && fits < len(word) {
		return separated
	}
	return fits
}

// splits yields every place where a word may be broken, its end included.
func splits(word string) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < len(word); {
			_, size := utf8.DecodeRuneInString(word[i:])
			i += size
			next, _ := utf8.DecodeRuneInString(word[i:])
			if !unicode.Is(unicode.Mn, next) && !yield(i) {
				return
			}
		}
	}
}
