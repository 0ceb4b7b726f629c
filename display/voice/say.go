package voice

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"giliran/ticketing"
)

// Call is a call to be announced.
type Call struct {
	ticketing.Call
	Place ticketing.Text // the desk's name
}

// Style is how numbers are read.
type Style string

// The two customs of reading a number.
const (
	Digits   Style = "digits"   // A, nol, satu, dua
	Cardinal Style = "cardinal" // A dua belas
)

// Say gives the sentences of a call, one for each language in that order.
func Say(words []*Words, call Call, style Style) []Utterance {
	said := make([]Utterance, 0, len(words))
	for _, w := range words {
		said = append(said, w.say(call, style))
	}
	return said
}

func (w *Words) say(call Call, style Style) Utterance {
	sentence := w.Call
	if call.Nth > 1 {
		sentence = w.Recall
	}
	number := w.number(call.Number, style)
	if day, err := time.Parse(time.DateOnly, string(call.Day)); err == nil {
		number = expand(w.OtherDay, fills{
			"number": number,
			"day":    oneByOne(w.whole(day.Format("2"))),
			"month":  oneByOne([]string{w.Months[day.Month()-1]}),
		})
	}
	return Utterance{Language: w.Language, Voice: w.Voice, Parts: expand(sentence, fills{
		"number": number, "place": w.place(placeName(w, call.Place, call.Desk)),
	})}
}

// placeName is what a desk is called in the language; its id where nobody has
// given it a name.
func placeName(w *Words, name ticketing.Text, id string) string {
	return cmp.Or(name.In(w.Language), id)
}

// number reads a ticket's number such as "A012": its letters one by one, then
// its digits. Anything else in it cannot be spoken and is left out.
func (w *Words) number(number string, style Style) []Part {
	var letters, digits []string
	for _, r := range number {
		switch {
		case unicode.IsLetter(r):
			letters = append(letters, string(unicode.ToUpper(r)))
		case r >= '0' && r <= '9':
			digits = append(digits, string(r))
		}
	}
	run := strings.Join(digits, "")
	if name, ok := w.named(run); ok && style == Cardinal && w.AsWhole != "" {
		return expand(w.AsWhole, fills{"letters": slowly(letters), "cardinal": oneByOne(name)})
	}
	return expand(w.ByDigits, fills{"letters": slowly(letters), "digits": slowly(w.byDigits(run))})
}

// place reads a desk's name: numbers in it become words.
func (w *Words) place(name string) []Part {
	var parts []Part
	flush := func(run []rune, digits bool) {
		text := strings.Join(strings.Fields(string(run)), " ")
		switch {
		case digits && text != "":
			parts = append(parts, oneByOne(w.whole(text))...)
		case strings.ContainsFunc(text, unicode.IsLetter):
			parts = append(parts, Part{Words: text})
		}
	}
	var run []rune
	was := false
	for _, r := range name {
		digit := r >= '0' && r <= '9'
		if digit != was {
			flush(run, was)
			run, was = nil, digit
		}
		run = append(run, speakable(r))
	}
	flush(run, was)
	return parts
}

// speakable keeps what a word is made of.
func speakable(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '\'' || r == '’' || r == '-' {
		return r
	}
	return ' '
}
