package scene

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

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
// be nil, comes first: its file LANG.yaml changes single wordings of the
// language shipped, or brings a new language, in which case whatever it leaves
// out is Indonesian.
func ReadWords(lang string, own fs.FS) (*Words, error) {
	words := new(Words)
	base, found := "id", false
	if _, err := fs.Stat(shipped, "words/"+lang+".yaml"); err == nil && lang != "" {
		base, found = lang, true
	}
	if err := words.read(shipped, "words/"+base+".yaml"); err != nil {
		return nil, err
	}
	if own != nil {
		err := words.read(own, lang+".yaml")
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

func (w *Words) read(from fs.FS, name string) error {
	b, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("scene: language file: %w", err)
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

// check finds wordings that are missing and braces that nothing would fill.
func (w *Words) check() error {
	v := reflect.ValueOf(w).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := field.Tag.Get("yaml")
		if n := field.Tag.Get("len"); n != "" {
			if list := v.Field(i).Interface().([]string); strconv.Itoa(len(list)) != n || slices.Contains(list, "") {
				return fmt.Errorf("%s: needs %s words", name, n)
			}
			continue
		}
		if field.Type.Kind() != reflect.String {
			continue
		}
		if err := checkWording(v.Field(i).String(), strings.Fields(field.Tag.Get("fills"))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func checkWording(s string, fills []string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("is missing")
	}
	for _, m := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(s, -1) {
		if !slices.Contains(fills, m[1]) {
			return fmt.Errorf("nothing fills {%s} here; known: %v", m[1], fills)
		}
	}
	return nil
}
