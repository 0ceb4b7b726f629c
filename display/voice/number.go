package voice

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// most is the greatest number with a name of its own; greater ones are read
// digit by digit.
const most = 999

// Whole gives the words of a whole number from 0 to 999, such as "seratus dua
// puluh tiga", or false where the language has no rules for it.
//
// A rule holds from its number up to the next one. In it, {head} is the first
// digit and {rest} the number that follows it; what stands in [brackets] is
// left out where that is 0.
func (w *Words) Whole(n int) (string, bool) {
	switch {
	case n < 0 || n > most || n > 9 && len(w.Cardinal) == 0:
		return "", false
	case n < 10:
		return w.Digits[n], true
	}
	rule := ""
	for from := n; from >= 10 && rule == ""; from-- {
		rule = w.Cardinal[from]
	}
	power := 10
	if n >= 100 {
		power = 100
	}
	rest, ok := w.Whole(n % power)
	if rule == "" || !ok {
		return "", false
	}
	return apply(rule, w.Digits[n/power], rest, n%power > 0), true
}

// apply fills one rule.
func apply(rule, head, rest string, follows bool) string {
	before, bracket, found := strings.Cut(rule, "[")
	if found {
		inside, after, _ := strings.Cut(bracket, "]")
		if !follows {
			inside = ""
		}
		rule = before + inside + after
	}
	return strings.NewReplacer("{head}", head, "{rest}", rest).Replace(rule)
}

// checkRules finds numbers that no rule holds for, and rules that say nothing.
func (w *Words) checkRules() error {
	if len(w.Cardinal) == 0 {
		return nil
	}
	if w.Cardinal[10] == "" {
		return errors.New("needs a rule for 10")
	}
	for from, rule := range w.Cardinal {
		if from < 10 || from > most {
			return fmt.Errorf("%d: rules are for 10 to %d", from, most)
		}
		if err := checkRule(rule); err != nil {
			return fmt.Errorf("%d: %w", from, err)
		}
	}
	return nil
}

func checkRule(rule string) error {
	if len(rule) > longest {
		return fmt.Errorf("is longer than %d characters", longest)
	}
	if before, bracket, found := strings.Cut(rule, "["); found {
		inside, after, closed := strings.Cut(bracket, "]")
		if !closed {
			return errors.New("has an open bracket")
		}
		rule = before + inside + after
	}
	bare := strings.NewReplacer("{head}", "", "{rest}", "").Replace(rule)
	if strings.TrimSpace(rule) == "" || strings.ContainsAny(bare, "{}[]<>") {
		return errors.New("needs words, {head} or {rest}, and at most one pair of [brackets]")
	}
	return nil
}

// named are the words of a whole number written in digits, if it has a name.
func (w *Words) named(digits string) ([]string, bool) {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return nil, false
	}
	name, ok := w.Whole(n)
	return strings.Fields(name), ok
}

// whole are the words of a number written in digits; digit by digit where it
// has no name.
func (w *Words) whole(digits string) []string {
	if name, ok := w.named(digits); ok {
		return name
	}
	return w.byDigits(digits)
}

func (w *Words) byDigits(digits string) []string {
	var names []string
	for _, d := range digits {
		names = append(names, w.Digits[d-'0'])
	}
	return names
}

// numberWords are all words that numbers need, in the order of the numbers.
func (w *Words) numberWords(style Style) []string {
	names := slices.Clone(w.Digits)
	for n := 10; style == Cardinal && n <= most; n++ {
		name, _ := w.Whole(n)
		for _, word := range strings.Fields(name) {
			if !slices.Contains(names, word) {
				names = append(names, word)
			}
		}
	}
	return names
}
