package scene

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestEveryShippedLanguageIsComplete(t *testing.T) {
	files, err := fs.Glob(shipped, "words/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := fs.ReadFile(shipped, file)
		if err != nil {
			t.Fatal(err)
		}
		lang := strings.TrimSuffix(strings.TrimPrefix(file, "words/"), ".yaml")
		var w Words // alone, without the Indonesian below it
		if err := w.parse(b); err != nil || w.Language != lang {
			t.Errorf("%s: language %q: %v", file, w.Language, err)
		}
	}
}

func TestAnOfficeHasItsOwnWords(t *testing.T) {
	own := fstest.MapFS{
		"id.yaml":  {Data: []byte("welcome: Sugeng rawuh di kecamatan\n")},
		"mad.yaml": {Data: []byte("# draft\ngo_to: ngereng ka\n")},
	}
	id, err := ReadWords("id", own)
	if err != nil || id.Welcome != "Sugeng rawuh di kecamatan" || id.Closed != "Tutup" {
		t.Errorf("id: %+v, %v", id, err)
	}
	mad, err := ReadWords("mad", own)
	if err != nil || mad.GoTo != "ngereng ka" || mad.Closed != "Tutup" || mad.Language != "mad" {
		t.Errorf("mad: %+v, %v", mad, err)
	}
}

// A file that an office has emptied but for its remarks, or saved with another
// editor, is no mistake.
func TestAFileThatChangesNothing(t *testing.T) {
	shipped, err := ReadWords("id", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "\n\n", "# welcome: Sugeng rawuh\n", "# a\n---\n# b\n", "---\n", "{}\n", "\ufeff# a\n"} {
		w, err := ReadWords("id", fstest.MapFS{"id.yaml": {Data: []byte(text)}})
		if err != nil || !reflect.DeepEqual(w, shipped) {
			t.Errorf("%q: %+v, %v", text, w, err)
		}
	}
	w, err := ReadWords("id", fstest.MapFS{"id.yaml": {Data: []byte("\ufeffclosed: Tutup dulu\r\n")}})
	if err != nil || w.Closed != "Tutup dulu" {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestMistakesInALanguageFile(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "no such language",
		"clock: \"{hour}.{second}\"\n":    "nothing fills {second} here",
		"closed: \"\"\n":                  "closed: is missing",
		"weekdays: [Senin, Selasa]\n":     "weekdays: needs 7 words",
		"close: Tutup\n":                  "[1:1] unknown field \"close\"",
		"closed: Tutup\nopens: [\"a\"]\n": "[2:8] ",
	} {
		own := fstest.MapFS{}
		if text != "" {
			own["xx.yaml"] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := ReadWords("xx", own)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
		if !errors.Is(err, ErrNoLanguage) && !errors.Is(err, ErrBadLanguage) {
			t.Errorf("%q: error of no known kind: %v", text, err)
		}
	}
}

func TestDates(t *testing.T) {
	id, err := ReadWords("id", nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 8, 2, 7, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		id.date(at):                  "Minggu, 2 Agustus 2026",
		id.clock(at):                 "07.05",
		id.shortDate("2026-05-01"):   "1 Mei",
		id.shortDate(""):             "",
		id.shortDate("kemarin"):      "",
		id.date(at.AddDate(0, 4, 1)): "Kamis, 3 Desember 2026",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Whatever a language file holds, reading it ends, and what was read can be said.
func FuzzLanguageFile(f *testing.F) {
	b, err := fs.ReadFile(shipped, "words/id.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("clock: \"{hour}\"\nmonths: &m [*m]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := ReadWords("id", fstest.MapFS{"id.yaml": {Data: b}})
		if err != nil {
			return
		}
		NewComposer(w, fonts(t)).Compose(shows(twelve(), 0))
	})
}
