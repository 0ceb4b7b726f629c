package voice

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
)

//go:embed words/*.yaml
var shipped embed.FS

// Errors of a language file; each is wrapped with the file's name and what is
// wrong with it.
var (
	ErrNoLanguage  = errors.New("no such language")
	ErrBadLanguage = errors.New("bad language file")
)

// ReadWords gives the wording of a language. An office's own folder, which may
// be nil, comes first: its file LANG.yaml changes single lines of the language
// shipped, or brings a new language, in which case whatever it leaves out is
// Indonesian.
func ReadWords(lang string, own fs.FS) (*Words, error) {
	words := new(Words)
	base, found := "id", false
	if _, err := fs.Stat(shipped, "words/"+lang+".yaml"); err == nil && lang != "" {
		base, found = lang, true
	}
	if err := words.read(shipped, "words/"+base+".yaml"); err != nil {
		return nil, err
	}
	if own != nil && fs.ValidPath(lang+".yaml") {
		err := words.readOwn(own, lang+".yaml")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		found = found || err == nil
	}
	if !found {
		return nil, fmt.Errorf("%w: %q", ErrNoLanguage, lang)
	}
	words.Language = lang
	return words, nil
}

// readOwn reads an office's file over what w says. Rules for whole numbers
// belong to their digits: a file with other digits needs its own, or has none.
func (w *Words) readOwn(own fs.FS, name string) error {
	digits, rules := w.Digits, w.Cardinal
	w.Cardinal = nil
	err := w.read(own, name)
	if w.Cardinal == nil && slices.Equal(w.Digits, digits) {
		w.Cardinal = rules
	}
	return err
}

func (w *Words) read(from fs.FS, name string) error {
	b, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("voice: language file: %w", err)
	}
	if err := w.parse(b); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrBadLanguage, name, err)
	}
	return nil
}

// byteOrderMark is what some editors put before a text; to YAML it is one.
const byteOrderMark = "\ufeff"

// parse reads a language file over what w already says.
func (w *Words) parse(b []byte) error {
	was := *w
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	if err := yaml.UnmarshalWithOptions(b, w, yaml.Strict()); err != nil && !errors.Is(err, io.EOF) {
		return errors.New(yaml.FormatError(err, false, true))
	}
	if reflect.ValueOf(*w).IsZero() {
		*w = was // nothing but remarks
	}
	return w.check()
}
