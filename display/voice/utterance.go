package voice

import (
	"strings"
)

// Utterance is a sentence in one language.
type Utterance struct {
	Language string `json:"language"`
	Voice    string `json:"voice"` // of espeak-ng
	Parts    []Part `json:"parts"`
}

// Part is what is spoken in one breath, and recorded as one piece: a word of a
// number, a letter, or a fixed phrase.
type Part struct {
	Words string `json:"words"`
	Mark  string `json:"mark,omitempty"` // the punctuation after it, a pause
}

// Text is the sentence as it is written.
func (u Utterance) Text() string {
	var b strings.Builder
	for i, p := range u.Parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.Words)
		b.WriteString(p.Mark)
	}
	return b.String()
}

// marks are the punctuation that makes a pause.
const marks = ",.;:!?"

// fills are what stands for the {names} of a wording.
type fills map[string][]Part

// expand fills a wording and divides it into its parts.
func expand(wording string, with fills) []Part {
	var parts []Part
	for wording != "" {
		i := strings.IndexAny(wording, "{"+marks)
		if i < 0 {
			i = len(wording)
		}
		if fixed := strings.Join(strings.Fields(wording[:i]), " "); fixed != "" {
			parts = append(parts, Part{Words: fixed})
		}
		wording = wording[i:]
		switch {
		case wording == "":
		case wording[0] == '{':
			name, after, _ := strings.Cut(wording[1:], "}")
			parts = append(parts, with[name]...)
			wording = after
		default:
			parts = pause(parts, wording[:1])
			wording = wording[1:]
		}
	}
	return parts
}

// pause puts a mark behind the last part; it leaves the parts given as they are.
func pause(parts []Part, mark string) []Part {
	if len(parts) == 0 {
		return nil
	}
	last := parts[len(parts)-1]
	if last.Mark == "" {
		last.Mark = mark
	}
	return append(parts[:len(parts)-1:len(parts)-1], last)
}

// oneByOne makes each word a part of its own.
func oneByOne(words []string) []Part {
	var parts []Part
	for _, w := range words {
		parts = append(parts, Part{Words: w})
	}
	return parts
}

// slowly makes each word a part of its own, with pauses between them.
func slowly(words []string) []Part {
	parts := oneByOne(words)
	for i := range len(parts) - 1 {
		parts[i].Mark = ","
	}
	return parts
}
