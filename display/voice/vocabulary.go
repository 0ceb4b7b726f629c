package voice

import (
	"errors"
	"io/fs"
	"log/slog"
)

// vocabulary reads language files when they are first needed.
type vocabulary struct {
	asked []string // by name; default the board's
	own   fs.FS
	log   *slog.Logger
	known map[string]*Words // nil for a language that is not spoken
	last  *Words            // for a board without any that is
}

// check reads the languages asked for, and the one that is always there.
func (v *vocabulary) check() (err error) {
	if v.last, err = ReadWords("id", v.own); err != nil {
		return err
	}
	for _, lang := range v.asked {
		words, err := ReadWords(lang, v.own)
		if err != nil {
			return err
		}
		v.known[lang] = words
	}
	return nil
}

// of are the words of the languages asked for, else of the board's, else of
// Indonesian.
func (v *vocabulary) of(board []string) []*Words {
	languages := v.asked
	if len(languages) == 0 {
		languages = board
	}
	var words []*Words
	for _, lang := range languages {
		if w := v.in(lang); w != nil {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		words = append(words, v.last)
	}
	return words
}

// in are the words of a language, nil where it is not spoken; that is said once.
func (v *vocabulary) in(lang string) *Words {
	words, known := v.known[lang]
	if known {
		return words
	}
	words, err := ReadWords(lang, v.own)
	if err == nil && words.Draft {
		words, err = nil, errors.New(`its sentences are a draft: see "draft" in its language file`)
	}
	if err != nil {
		v.log.Warn("a language is not spoken", "language", lang, "err", err)
	}
	v.known[lang] = words
	return words
}
