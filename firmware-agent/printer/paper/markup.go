package paper

import (
	"fmt"
	"strconv"
	"strings"
)

// Error is a mistake in a template or its markup.
type Error struct {
	Template string // file name; empty when Parse was called on its own
	Line     int    // counted from 1, in the template as the office edits it
	Problem  string
}

func (e *Error) Error() string {
	if e.Template == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Problem)
	}
	return fmt.Sprintf("%s:%d: %s", e.Template, e.Line, e.Problem)
}

// Parse reads the markup that templates produce. Every line is one block:
//
//	Any text            a paragraph, wrapped
//	!item TEXT          an entry of a list
//	!cols A | B | C     a table row; "!cols 2:1 A | B" shares the width 2 to 1
//	!number TEXT        as large as the paper allows
//	!qr TEXT            a QR code
//	!logo               the office's picture
//	!rule               a line across the paper
//	!space DOTS         empty paper, 8 dots to the millimetre
//	!cut                the end of this piece of paper
//
// Words before a text, !item or !cols say how it looks, in any order:
//
//	!left !center !right   !small !large   !bold   !mono
//
// As in "!center !bold !large Kecamatan Candipuro". In a table row the alignment
// is the last cell's. Empty lines are nothing. A text that starts with an
// exclamation mark is written with two.
//
// A Logo comes back without its picture. The error is an *Error.
func Parse(markup string) (Document, error) {
	var doc Document
	for i, line := range strings.Split(markup, "\n") {
		number, line := unmark(line, i+1)
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		block, err := parseLine(line)
		if err != nil {
			return nil, &Error{Line: number, Problem: err.Error()}
		}
		doc = append(doc, block)
	}
	return doc, nil
}

func parseLine(line string) (Block, error) {
	style, word, rest := styled(line)
	switch word {
	case "":
		return Text{style, reveal(rest)}, nil
	case "!item":
		return Item{style, reveal(rest)}, need(rest, word)
	case "!cols":
		return parseColumns(style, rest)
	}
	block, err := plainBlock(word, rest)
	if err == nil && style != (Style{}) {
		return nil, fmt.Errorf("%s cannot be styled", word)
	}
	return block, err
}

// plainBlock reads the blocks that know no style.
func plainBlock(word, rest string) (Block, error) {
	switch word {
	case "!number":
		return Number{reveal(rest)}, need(rest, word)
	case "!qr":
		return QR{reveal(rest)}, need(rest, word)
	case "!space":
		dots, err := strconv.Atoi(rest)
		if err != nil || dots < 0 || dots > mostSpace {
			return nil, fmt.Errorf("!space wants a number of dots from 0 to %d, not %q", mostSpace, rest)
		}
		return Space{dots}, nil
	case "!logo":
		return Logo{}, bare(rest, word)
	case "!rule":
		return Rule{}, bare(rest, word)
	case "!cut":
		return Cut{}, bare(rest, word)
	default:
		return nil, fmt.Errorf("unknown directive %q", word)
	}
}

// styled takes the style words off a line, and the directive that follows them;
// no directive means text.
func styled(line string) (style Style, directive, rest string) {
	for strings.HasPrefix(line, "!") && !strings.HasPrefix(line, "!!") {
		word, after := line, ""
		if i := strings.IndexAny(line, " \t"); i >= 0 {
			word, after = line[:i], strings.TrimSpace(line[i:])
		}
		if !style.apply(word) {
			return style, word, after
		}
		line = after
	}
	if strings.HasPrefix(line, "!!") {
		line = line[1:]
	}
	return style, "", line
}

func (s *Style) apply(word string) bool {
	switch word {
	case "!left":
		s.Align = Left
	case "!center":
		s.Align = Center
	case "!right":
		s.Align = Right
	case "!small":
		s.Size = Small
	case "!large":
		s.Size = Large
	case "!bold":
		s.Bold = true
	case "!mono":
		s.Mono = true
	default:
		return false
	}
	return true
}

// parseColumns reads "2:1 A | B".
func parseColumns(style Style, rest string) (Block, error) {
	row := Columns{Style: style}
	if first, after, _ := strings.Cut(rest, " "); isWeights(first) {
		for w := range strings.SplitSeq(first, ":") {
			n, err := strconv.Atoi(w)
			if err != nil {
				return nil, fmt.Errorf("column weight %q is no number", w)
			}
			row.Weights = append(row.Weights, n)
		}
		rest = after
	}
	for cell := range strings.SplitSeq(rest, "|") {
		row.Cells = append(row.Cells, strings.TrimSpace(reveal(cell)))
	}
	if len(row.Cells) < 2 {
		return nil, fmt.Errorf("!cols wants at least two cells with | between them")
	}
	_, err := row.weights()
	return row, err
}

func isWeights(s string) bool {
	return strings.Contains(s, ":") && strings.Trim(s, "0123456789:") == ""
}

func need(rest, word string) error {
	if rest == "" {
		return fmt.Errorf("%s wants a text after it", word)
	}
	return nil
}

func bare(rest, word string) error {
	if rest != "" {
		return fmt.Errorf("%s stands alone on its line, not with %q", word, rest)
	}
	return nil
}
