package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"giliran/ticketing"
)

func allWords(t *testing.T) wordings {
	t.Helper()
	all, err := readWordings(wordFiles)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryRefusalHasWords holds the language files against the core's own
// list of what it can refuse.
func TestEveryRefusalHasWords(t *testing.T) {
	all := allWords(t)
	codes := refusalCodes(t)
	for _, lang := range []string{"id", "en"} {
		for _, code := range codes {
			if all[lang]["refusal."+code] == "" {
				t.Errorf("%s.yaml has no words for the refusal %q", lang, code)
			}
		}
		for key := range all[lang] {
			if code, ok := strings.CutPrefix(key, "refusal."); ok && !slices.Contains(codes, code) {
				t.Errorf("%s.yaml words a refusal %q that the core does not know", lang, code)
			}
		}
	}
}

// refusalCodes reads the constants of type RefusalCode from the source.
func refusalCodes(t *testing.T) (codes []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../ticketing/refusal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := v.Type.(*ast.Ident); ok && of.Name == "RefusalCode" {
			code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return true
	})
	if len(codes) < 20 || !slices.Contains(codes, string(ticketing.DayShut)) {
		t.Fatalf("found only %v", codes)
	}
	return codes
}

// TestLanguagesSayTheSame: English says all that Indonesian says and no more;
// drafts say a part of it; all fill in the same values.
func TestLanguagesSayTheSame(t *testing.T) {
	all := allWords(t)
	first := all[firstLanguage]
	blank := regexp.MustCompile(`\{[a-z]+\}`)
	for key := range first {
		if _, ok := all["en"][key]; !ok {
			t.Errorf("en.yaml lacks %s", key)
		}
	}
	for lang, w := range all {
		for key, said := range w {
			if said == "" {
				t.Errorf("%s.yaml: %s is empty", lang, key)
			}
			if _, ok := first[key]; !ok {
				t.Errorf("%s.yaml has %s, which id.yaml has not", lang, key)
			}
			want, got := blank.FindAllString(first[key], -1), blank.FindAllString(said, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s.yaml: %s fills in %v, id.yaml %v", lang, key, got, want)
			}
		}
	}
}

// TestEveryWordIsSaid: what templates, scripts and code ask for is there, and
// what is there is asked for.
func TestEveryWordIsSaid(t *testing.T) {
	first := allWords(t)[firstLanguage]
	said, stems := wordsAsked(t)
	for key := range said {
		if first[key] == "" {
			t.Errorf("id.yaml lacks %s", key)
		}
	}
	for key := range first {
		asked := said[key] || slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(key, stem) })
		if !asked {
			t.Errorf("nobody says %s", key)
		}
	}
}

// wordsAsked finds keys asked for in full, and the beginnings of those whose
// end is only known when the page is made.
func wordsAsked(t *testing.T) (said map[string]bool, stems []string) {
	t.Helper()
	said = map[string]bool{}
	asks := []*regexp.Regexp{
		regexp.MustCompile(`\bt "([a-z][a-z.-]*[a-z])"`),                     // templates
		regexp.MustCompile(`\b(?:say|t)\((?:lang, )?"([a-z][a-z.-]*[a-z])"`), // scripts and code
		regexp.MustCompile(`\(p\.lang\(r\), "([a-z0-9.-]+)"`),
		regexp.MustCompile(`open \? "([a-z.]+)" : "`),
		regexp.MustCompile(`"((?:login|desk|board|home|kiosk|admin|unknown|status)\.[a-z.-]*[a-z])"`),
	}
	stem := []*regexp.Regexp{
		regexp.MustCompile(`\(print "([a-z.]+\.)"`),
		regexp.MustCompile("`([a-z.]+\\.)\\$\\{"),
		regexp.MustCompile(`Sprintf\("([a-z.]+\.)%d"`),
	}
	for _, file := range sources(t) {
		for _, ask := range asks {
			for _, m := range ask.FindAllStringSubmatch(file, -1) {
				said[m[1]] = true
			}
		}
		for _, s := range stem {
			for _, m := range s.FindAllStringSubmatch(file, -1) {
				stems = append(stems, m[1])
			}
		}
	}
	return said, stems
}

// sources are the package's templates, scripts and code, tests left out.
func sources(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch ext := filepath.Ext(path); {
		case strings.HasSuffix(path, "_test.go"), strings.HasPrefix(path, "webtest"), strings.HasPrefix(path, "cert"):
		case ext == ".go", ext == ".js", ext == ".html":
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files = append(files, string(b))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestWordingFallsBack(t *testing.T) {
	all := wordings{"id": {"a": "satu {n}", "b": "dua"}, "en": {"a": "one {n}"}}
	for _, c := range []struct{ lang, key, want string }{
		{"en", "a", "one 3"},
		{"en", "b", "dua"},
		{"xx", "a", "satu 3"},
		{"en", "nowhere", "nowhere"},
	} {
		if got := all.say(c.lang, c.key, "n", 3); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.key, c.lang, got, c.want)
		}
	}
}

func TestALanguageFileThatIsWrongIsNamed(t *testing.T) {
	for name, text := range map[string]string{
		"not YAML": "a: [",
		"a number": "a: 3",
		"a list":   "a: [b]",
	} {
		_, err := readWordings(fstest.MapFS{"words/id.yaml": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), "words/id.yaml") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
