package voice

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Words is what is said in one language, as its language file has it. Parts in
// {braces} are filled in.
type Words struct {
	Language string `yaml:"language"` // its code, as in ticketing.Text
	// Draft says that no native speaker has checked the file: it is spoken
	// only where it is asked for by name.
	Draft bool `yaml:"draft"`
	// Voice is espeak-ng's name of the voice that reads it, such as "id".
	Voice string `yaml:"voice"`

	Digits []string `yaml:"digits"` // ten words, from 0
	// Cardinal are the rules for whole numbers from 10 to 999, see
	// [Words.Whole]; without any, numbers are read digit by digit.
	Cardinal map[int]string `yaml:"cardinal"`

	ByDigits string `yaml:"by_digits"` // {letters} {digits}
	AsWhole  string `yaml:"as_whole"`  // {letters} {cardinal}; may be missing
	Call     string `yaml:"call"`      // {number} {place}
	Recall   string `yaml:"recall"`    // {number} {place}
	// OtherDay takes the place of the number when it is not of the board's
	// day: {number} {day} {month}.
	OtherDay string   `yaml:"other_day"`
	Months   []string `yaml:"months"`
}

// longest is the most characters a wording may have: a sentence that takes a
// minute is no announcement.
const longest = 400

// check finds what is missing or cannot be spoken.
func (w *Words) check() error {
	if !regexp.MustCompile(`^[a-z][a-z0-9+-]{1,30}$`).MatchString(w.Voice) {
		return fmt.Errorf("voice: %q is no voice of espeak-ng such as id", w.Voice)
	}
	if err := checkList("digits", w.Digits, 10); err != nil {
		return err
	}
	if err := checkList("months", w.Months, 12); err != nil {
		return err
	}
	if err := w.checkRules(); err != nil {
		return fmt.Errorf("cardinal: %w", err)
	}
	for _, t := range w.wordings() {
		if t.name == "as_whole" && t.text == "" {
			continue // read digit by digit
		}
		if err := checkWording(t.text, t.fills); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// wording is a line of the file with what it is filled with, each of which it
// must hold: a sentence without the number or the place sends nobody anywhere.
type wording struct {
	name, text string
	fills      []string
}

func (w *Words) wordings() []wording {
	return []wording{
		{"by_digits", w.ByDigits, []string{"letters", "digits"}},
		{"as_whole", w.AsWhole, []string{"letters", "cardinal"}},
		{"call", w.Call, []string{"number", "place"}},
		{"recall", w.Recall, []string{"number", "place"}},
		{"other_day", w.OtherDay, []string{"number", "day", "month"}},
	}
}

func checkList(name string, list []string, n int) error {
	if len(list) != n {
		return fmt.Errorf("%s: needs %d words, has %d", name, n, len(list))
	}
	for _, word := range list {
		if err := checkWording(word, nil); err != nil {
			return fmt.Errorf("%s: %q: %w", name, word, err)
		}
	}
	return nil
}

func checkWording(s string, fills []string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("is missing")
	}
	if utf8.RuneCountInString(s) > longest {
		return fmt.Errorf("is longer than %d characters", longest)
	}
	var held []string
	rest := s
	for _, m := range regexp.MustCompile(`\{([a-z]*)\}`).FindAllStringSubmatch(s, -1) {
		if !slices.Contains(fills, m[1]) {
			return fmt.Errorf("nothing fills {%s} here; known: %v", m[1], fills)
		}
		held = append(held, m[1])
		rest = strings.Replace(rest, m[0], "", 1)
	}
	if strings.ContainsAny(rest, "{}[]<>") {
		return errors.New("has brackets that mean nothing")
	}
	for _, name := range fills {
		if !slices.Contains(held, name) {
			return fmt.Errorf("does not hold {%s}", name)
		}
	}
	return nil
}
