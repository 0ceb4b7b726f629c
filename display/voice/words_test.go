package voice

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"giliran/ticketing"
)

func TestShippedLanguages(t *testing.T) {
	files, err := fs.Glob(shipped, "words/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		lang := strings.TrimSuffix(strings.TrimPrefix(f, "words/"), ".yaml")
		draft := lang == "jv" || lang == "mad"
		if w := in(t, lang); w.Draft != draft || w.Language != lang {
			t.Errorf("%s: draft %v, language %s", f, w.Draft, w.Language)
		}
		if b, _ := fs.ReadFile(shipped, f); draft != strings.Contains(string(b), "RANCANGAN / DRAFT") {
			t.Errorf("%s does not say at its head whether it is a draft", f)
		}
	}
}

// own is an office's folder with one file.
func own(name, content string) fs.FS {
	return fstest.MapFS{name: &fstest.MapFile{Data: []byte(content)}}
}

func TestAnOfficeHasItsOwnWords(t *testing.T) {
	call := Call{Call: ticketing.Call{Number: "A012", Nth: 1}, Place: ticketing.Text{"id": "Loket 2"}}
	for _, c := range []struct{ name, lang, file, want string }{
		{"one line", "id", `call: "{number}, {place}"`, "A dua belas, Loket dua."},
		{"nothing", "id", "# nothing\n", "Nomor antrian A dua belas, silakan menuju Loket dua."},
		{"nothing, from another editor", "id", "\ufeff# nothing\r\n", "Nomor antrian A dua belas, silakan menuju Loket dua."},
		{"a new language", "su", `{call: "Nomer {number} ka {place}", digits: [nol, hiji, dua, tilu, opat, lima, genep, tujuh, dalapan, salapan]}`,
			"Nomer A, nol, hiji, dua ka Loket dua"},
		{"other digits take their rules along", "id", `digits: [kosong, satu, dua, tiga, empat, lima, enam, tujuh, lapan, sembilan]`,
			"Nomor antrian A, kosong, satu, dua, silakan menuju Loket dua."},
		{"rules", "jv", "cardinal: {10: sedasa, 11: setunggal welas, 12: '{rest} welas', 20: '{head} dasa[ {rest}]', 100: '{head} atus[ {rest}]'}\nas_whole: '{letters} {cardinal}'",
			"Nomer antrian A kalih welas, sumangga dhateng Loket kalih."},
	} {
		w, err := ReadWords(c.lang, own(c.lang+".yaml", c.file))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := strings.TrimSuffix(Say([]*Words{w}, call, Cardinal)[0].Text(), ".")
		if got != strings.TrimSuffix(c.want, ".") {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestADraftIsOneUntilTheOfficeSaysOtherwise(t *testing.T) {
	for file, draft := range map[string]bool{`call: "{number} {place}"`: true, "draft: false": false} {
		w, err := ReadWords("jv", own("jv.yaml", file))
		if err != nil || w.Draft != draft {
			t.Errorf("%q: draft %v, %v", file, w.Draft, err)
		}
	}
}

func TestMistakesInALanguageFile(t *testing.T) {
	for file, says := range map[string]string{
		`call: "Nomor {number}"`:                                    "does not hold {place}",
		`call: ""`:                                                  "is missing",
		`call: "{number} {place} {nomor}"`:                          "nothing fills {nomor}",
		`call: "{number} {place} <b>"`:                              "brackets",
		`call: [1, 2]`:                                              "call",
		`panggil: "{number} {place}"`:                               "panggil",
		`digits: [nol, satu]`:                                       "needs 10 words, has 2",
		`voice: "../../etc/passwd"`:                                 "no voice",
		`voice: "-w x"`:                                             "no voice",
		`cardinal: {11: sebelas}`:                                   "needs a rule for 10",
		`cardinal: {10: sepuluh, 5: lima}`:                          "5: rules are for",
		`cardinal: {10: sepuluh, 20: "[x"}`:                         "open bracket",
		`cardinal: {10: sepuluh, 20: "{a}"}`:                        "20: needs words",
		`cardinal: {10: "[{rest}]", 20: " "}`:                       "20: needs words",
		"call: \"" + strings.Repeat("a", 500) + "{number}{place}\"": "longer",
	} {
		_, err := ReadWords("id", own("id.yaml", file))
		if !errors.Is(err, ErrBadLanguage) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "id.yaml") {
			t.Errorf("%q: %v, which does not say %q", file, err, says)
		}
	}
	for _, lang := range []string{"", "tlh", "../id", "words/id"} {
		if _, err := ReadWords(lang, own("id.yaml", "")); !errors.Is(err, ErrNoLanguage) {
			t.Errorf("%q: %v", lang, err)
		}
	}
}

// Whatever an office writes: it is refused, or every call can be said in it, by
// words that a recording can be named after.
func FuzzLanguageFile(f *testing.F) {
	for _, lang := range []string{"id", "en", "jv", "mad"} {
		b, err := fs.ReadFile(shipped, "words/"+lang+".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b), "A012", "Loket 2")
	}
	f.Add(`cardinal: {10: "{rest}[{head}]"}`, "Z999", "9")
	f.Fuzz(func(t *testing.T, file, number, place string) {
		w, err := ReadWords("id", own("id.yaml", file))
		if err != nil {
			if !errors.Is(err, ErrBadLanguage) {
				t.Fatal(err)
			}
			return
		}
		for n := range most + 1 {
			if _, ok := w.Whole(n); !ok && len(w.Cardinal) > 0 {
				t.Fatalf("%d has no name", n)
			}
		}
		call := Call{Call: ticketing.Call{Number: number, Nth: 2, Day: "2026-11-20"}, Place: ticketing.Text{"id": place}}
		for _, style := range []Style{Digits, Cardinal} {
			u := Say([]*Words{w}, call, style)[0]
			if len(u.Text()) > 10*longest+20*(len(number)+len(place))*longest {
				t.Fatalf("%d bytes are said", len(u.Text()))
			}
			for _, p := range u.Parts {
				if strings.TrimSpace(p.Words) == "" || strings.ContainsAny(p.Words, "{}\n") {
					t.Fatalf("a part %q of %q", p.Words, u.Text())
				}
				if !fs.ValidPath(FileName("id", p.Words)) && strings.ToValidUTF8(p.Words, "") == p.Words {
					t.Fatalf("no file can be named %q", FileName("id", p.Words))
				}
			}
		}
	})
}
