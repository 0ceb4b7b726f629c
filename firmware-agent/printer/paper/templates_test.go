package paper_test

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"giliran/firmware-agent/printer/paper"
)

// office writes a directory of an office's own templates.
func office(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAnOfficeReplacesOneTemplate(t *testing.T) {
	templates, err := paper.LoadTemplates(office(t, map[string]string{
		"ticket.txt": "!number {{.Number}}\nTerima kasih\n!cut\n",
		"BACA.md":    "not a template",
	}))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := templates.Ticket(sampleTicket())
	if err != nil {
		t.Fatal(err)
	}
	want := paper.Document{paper.Number{Text: "A012"}, paper.Text{Text: "Terima kasih"}, paper.Cut{}}
	if fmt.Sprint(doc) != fmt.Sprint(want) {
		t.Errorf("%v", doc)
	}
	if doc, err := templates.Slip(sampleSlip()); err != nil || len(doc) < 10 {
		t.Errorf("the built-in slip is gone: %v, %v", doc, err)
	}
}

// The line is the template's, whatever loops and conditions did to the output.
func TestMistakesAreFoundWhenLoadingWithTheirLine(t *testing.T) {
	for name, tt := range map[string]struct{ source, says string }{
		"unknown directive":          {"satu\n!numbr x\n", "ticket.txt:2: unknown directive"},
		"after a loop":               {"{{range .Documents}}\n!item {{.}}\n{{end}}\n!oops\n", "ticket.txt:4: unknown directive"},
		"inside a loop":              {"\n{{range .Documents}}\n\n!oops {{.}}\n{{end}}\n", "ticket.txt:4: unknown directive"},
		"after trimmed blanks":       {"{{/* a\n\n\ncomment */ -}}\n\n\n!oops\n", "ticket.txt:7: unknown directive"},
		"in a definition":            {"{{define \"x\"}}\n!oops\n{{end}}\n{{template \"x\"}}", "ticket.txt:2: unknown directive"},
		"only without a notice":      {"{{if .Notice}}x{{else}}\n!oops\n{{end}}", "ticket.txt:2: unknown directive"},
		"only with a notice":         {"{{with .Notice}}\n!oops\n{{end}}", "ticket.txt:2: unknown directive"},
		"a value too long for space": {"\n!space {{.Service}}\n", "ticket.txt:2: !space wants"},
		"a field that is not there":  {"satu\n{{.Nomor}}\n", "ticket.txt:2:"},
		"a broken action":            {"satu\n\n{{.Number\n", "ticket.txt:3"},
		"a control character":        {"satu\n\x00\n", "ticket.txt:2: control character"},
		"a number that cannot fit":   {"!number {{.Number}}{{.Number}}{{.Number}}{{.Number}}{{.Number}}{{.Number}}\n", "too long to print large"},
		"a logo that is not there":   {"!logo\n", "no picture"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := paper.LoadTemplates(office(t, map[string]string{"ticket.txt": tt.source}))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %q", err, tt.says)
			}
		})
	}
}

func TestFilesNobodyWouldUseAreRefused(t *testing.T) {
	if _, err := paper.LoadTemplates(office(t, map[string]string{"tiket.txt": "x"})); err == nil {
		t.Error("a misnamed template was ignored in silence")
	}
	if _, err := paper.LoadTemplates(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing directory: %v", err)
	}
	if _, err := paper.LoadTemplates(office(t, map[string]string{paper.LogoFile: "no picture"})); err == nil {
		t.Error("a broken logo was ignored in silence")
	}
}

func TestTheOfficesLogoHeadsTheTicket(t *testing.T) {
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, paper.LogoFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, image.NewGray(image.Rect(0, 0, 80, 80))); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	templates, err := paper.LoadTemplates(dir)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := templates.Ticket(sampleTicket())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := doc[0].(paper.Logo); !ok {
		t.Fatalf("the ticket begins with %T", doc[0])
	}
	if !onePage(t, doc, paper.Width58).Picture.Black(int(paper.Width58)/2, 40) {
		t.Error("the black logo left no ink")
	}
}

func TestEveryDefaultCanBeCopiedAndLoaded(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, paper.Defaults()); err != nil {
		t.Fatal(err)
	}
	if _, err := paper.LoadTemplates(dir); err != nil {
		t.Error(err)
	}
}

// Whatever an office types into its service names and notices, it stays text:
// no cut, no second column, no lost word.
func FuzzDataStaysData(f *testing.F) {
	f.Add("A | B", "!cut")
	f.Add("satu\n!cut\ndua", "!!")
	f.Add("\x00\x00!cut\x00", "\ue000cut")
	f.Add("{{.Number}}", "100%")
	f.Add("08:12 1:2", "1:2")
	templates, err := paper.LoadTemplates(office(f, map[string]string{
		"ticket.txt": "{{.Service}}\n!cols {{.Service}} | {{.Notice}}\n{{.Notice}} x\n!cut\n",
	}))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, service, notice string) {
		doc, err := templates.Ticket(paper.TicketData{Service: service, Notice: notice})
		if err != nil {
			t.Fatal(err)
		}
		if len(doc) > 0 && len(words(service)) == 0 { // an empty line is no block
			doc = append(paper.Document{paper.Text{}}, doc...)
		}
		if len(doc) != 4 || doc[3] != (paper.Cut{}) {
			t.Fatalf("%#v", doc)
		}
		cells := doc[1].(paper.Columns).Cells
		if len(cells) != 2 || words(cells[0]) != words(doc[0].(paper.Text).Text) {
			t.Fatalf("%q", cells)
		}
		if got, want := doc[2].(paper.Text).Text, words(notice)+" x"; words(got) != strings.TrimSpace(want) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

// words is a text as it reads once control characters are blanks.
func words(s string) string {
	s = strings.NewReplacer("\ue000", "!", "\ue001", "|", "\ue002", ":").Replace(string([]rune(s)))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

func FuzzTemplate(f *testing.F) {
	f.Add("!number {{.Number}}\n{{range .Documents}}!item {{.}}\n{{end}}!cut")
	f.Add("{{- /* x */ -}}\n{{with .Notice}}{{.}}{{end}}\n!qr {{.URL}}")
	f.Add("{{define \"a\"}}\n{{end}}{{template \"a\" .}}")
	f.Add("{{$x := .Number}}{{$x}}{{if logo}}!logo{{end}}")
	f.Fuzz(func(t *testing.T, source string) {
		dir := office(t, map[string]string{"ticket.txt": source})
		if _, err := paper.LoadTemplates(dir); err != nil && err.Error() == "" {
			t.Fatal("an error that says nothing")
		}
	})
}
