package office

import (
	"fmt"
	"strings"
)

// suggest is the hint for a word that should have been one of a list: the
// nearest one if the word looks like a slip of the finger, and the list.
func suggest(word, plural string, list []string) string {
	all := fmt.Sprintf("%s: %s", plural, strings.Join(list, ", "))
	if near := nearest(word, list); near != "" {
		return fmt.Sprintf("did you mean %q? (%s)", near, all)
	}
	if len(list) == 0 {
		return "there are no " + plural
	}
	return all
}

// nearest is the word of the list that takes the fewest changed letters to
// reach, if these are at most a third of the word; else one that begins like
// it; else empty.
func nearest(word string, list []string) string {
	best, least := "", max(1, min(3, len(word)/3))+1
	if len(word) > 64 {
		return "" // no id is so long, and comparing would take its time
	}
	for _, w := range list {
		if d := distance(word, w); d < least {
			best, least = w, d
		}
	}
	for _, w := range list {
		if best == "" && len(word) > 2 && (strings.HasPrefix(w, word) || strings.HasPrefix(word, w)) {
			best = w
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to turn a into b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			same := 1
			if x[i-1] == y[j-1] {
				same = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+same)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}
