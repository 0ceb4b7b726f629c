package web

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
)

// wordFiles are the pages' language files, one per language. Nothing a person
// reads on a page stands in code.
//
//go:embed words/*.yaml
var wordFiles embed.FS

// firstLanguage is what is shown where a language file lacks a wording.
const firstLanguage = "id"

// words are the wordings of one language by dotted key, such as "kiosk.title".
type words map[string]string

// wordings are the words of every language that has a file.
type wordings map[string]words

// readWordings reads every language file of a directory.
func readWordings(files fs.FS) (wordings, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list language files: %w", err)
	}
	all := wordings{}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read a language file: %w", err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(b, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		w := words{}
		if err := w.flatten("", tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[strings.TrimSuffix(path.Base(name), ".yaml")] = w
	}
	return all, nil
}

// flatten brings nested maps to dotted keys.
func (w words) flatten(prefix string, tree map[string]any) error {
	for k, v := range tree {
		switch v := v.(type) {
		case string:
			w[prefix+k] = v
		case map[string]any:
			if err := w.flatten(prefix+k+".", v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s%s is no text: put it in quotes", prefix, k)
		}
	}
	return nil
}

// say is a wording in a language, in Indonesian where that language lacks it,
// and the key itself where nobody has it. Pairs of a name and a value fill the
// places marked {name}.
func (all wordings) say(lang, key string, pairs ...any) string {
	s, ok := all[lang][key]
	if !ok {
		s, ok = all[firstLanguage][key]
	}
	if !ok {
		s = key
	}
	if len(pairs) == 0 {
		return s
	}
	fill := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		fill = append(fill, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(fill...).Replace(s)
}

// under picks the wordings whose keys begin with one of the prefixes: what a
// page's script needs.
func (all wordings) under(lang string, prefixes ...string) words {
	picked := words{}
	for key := range all[firstLanguage] {
		for _, p := range prefixes {
			if strings.HasPrefix(key, p) {
				picked[key] = all.say(lang, key)
			}
		}
	}
	return picked
}
