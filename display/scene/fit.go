package scene

import (
	"math"
	"sort"
	"strings"
	"unicode"
)

// style is how a text is to be set: as large as size, no smaller than floor,
// on at most lines lines.
type style struct {
	weight      Weight
	size, floor int
	lines       int // 0 means 1
	colour      Colour
	align       align
}

type align uint8

const (
	left align = iota
	centre
	right
)

const (
	leading  = 1.15 // from one baseline to the next, ems
	ellipsis = "…"
)

// fit finds the largest size at which s fits into w×h, and its lines there. At
// the floor words are shortened; a word with a digit in it never is: rather
// than cut a number the text becomes smaller than the floor. So it does where
// the box is too low, because fewer letters would not help.
func (f *Fonts) fit(s string, st style, w, h int) (int, []string) {
	if size, ok := f.largest(s, st, w, h); ok {
		return size, f.wrap(s, st.weight, size, w)
	}
	for st.size = min(st.floor, st.size); st.size > 1; st.size-- {
		if !f.lowEnough([]string{s}, st, h) {
			continue
		}
		if f.fits(s, st, w, h) {
			return st.size, f.wrap(s, st.weight, st.size, w)
		}
		if short, ok := f.shorten(s, st, w, h); ok {
			return st.size, f.wrap(short, st.weight, st.size, w)
		}
	}
	return 1, []string{s}
}

// largest is the largest size at which s fits uncut. A second line must be
// worth it: it is taken when one line would be a good deal smaller.
func (f *Fonts) largest(s string, st style, w, h int) (int, bool) {
	several, ok := f.search(s, st, w, h)
	if st.lines > 1 {
		st.lines = 1
		if one, ok := f.search(s, st, w, h); ok && one*4 >= several*3 {
			return one, true
		}
	}
	return several, ok
}

func (f *Fonts) search(s string, st style, w, h int) (int, bool) {
	n := sort.Search(st.size-st.floor+1, func(i int) bool {
		st := st
		st.size -= i
		return f.fits(s, st, w, h)
	})
	return st.size - n, n <= st.size-st.floor
}

func (f *Fonts) fits(s string, st style, w, h int) bool {
	lines := f.wrap(s, st.weight, st.size, w)
	if len(lines) > max(1, st.lines) {
		return false
	}
	for _, l := range lines {
		if f.width(st.weight, st.size, l) > w {
			return false
		}
	}
	return f.lowEnough(lines, st, h)
}

func (f *Fonts) lowEnough(lines []string, st style, h int) bool {
	above, below := f.reach(lines, st)
	return 2*max(above, below) <= h
}

// reach is how far lines set around a middle go above and below it: the middle
// is that of the capitals, not of the ink, so that text beside text stands level.
func (f *Fonts) reach(lines []string, st style) (above, below int) {
	if len(lines) == 0 {
		return 0, 0
	}
	half := (capital(st.size) + (len(lines)-1)*lineHeight(st.size) + 1) / 2
	up, _ := f.ink(st.weight, st.size, lines[0])
	_, down := f.ink(st.weight, st.size, lines[len(lines)-1])
	return half + max(0, up-capital(st.size)), half + down
}

// lineHeight keeps the accent of a capital clear of the line above, rounding
// included.
func lineHeight(size int) int { return int(math.Ceil(leading*float64(size))) + 1 }

// wrap breaks s between words so that lines are no wider than w where words
// allow.
func (f *Fonts) wrap(s string, weight Weight, size, w int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 {
			if longer := lines[n-1] + " " + word; f.width(weight, size, longer) <= w {
				lines[n-1] = longer
				continue
			}
		}
		lines = append(lines, word)
	}
	return lines
}

// shorten takes letters away from the end until s fits, an ellipsis in their
// place; words with digits stay whole wherever they stand.
func (f *Fonts) shorten(s string, st style, w, h int) (string, bool) {
	words := strings.Fields(s)
	for i := len(words) - 1; i >= 0; i-- {
		if hasDigit(words[i]) {
			continue
		}
		letters := []rune(words[i])
		for n := len(letters) - 1; n >= 0; n-- {
			words[i] = string(letters[:n]) + ellipsis
			short := strings.ReplaceAll(strings.Join(words, " "), " "+ellipsis, ellipsis)
			if f.fits(short, st, w, h) {
				return short, true
			}
		}
		words = append(words[:i], words[i+1:]...)
	}
	short := strings.Join(words, " ")
	return short, short != "" && f.fits(short, st, w, h)
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// clean leaves out what the fonts cannot show (an emoji in a notice would be an
// empty box), and makes all white space single blanks.
func (f *Fonts) clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || !f.has(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
