package paper

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"unicode"
)

//go:embed templates/*.txt
var embedded embed.FS

// LogoFile is the picture !logo prints, in the directory of templates: a PNG.
const LogoFile = "logo.png"

// Defaults holds the built-in templates (ticket.txt, slip.txt, returned.txt,
// register.txt, test.txt), for an office that wants a copy to edit.
func Defaults() fs.FS {
	files, err := fs.Sub(embedded, "templates")
	if err != nil { // the directory's name is a constant
		panic(err)
	}
	return files
}

// Templates turns data into documents. It is read-only once loaded, and may be
// used from several goroutines.
type Templates struct {
	byName map[string]*template.Template
	logo   image.Image
}

// LoadTemplates reads the built-in templates, and those in dir instead of the
// built-in ones of the same name; "" means no directory. Each is tried with
// full and with empty data, so that a mistake shows here and not at the first
// applicant. Mistakes in markup are an *Error; a file whose name is none of the
// defaults' is refused, because nobody would notice that it is never used.
func LoadTemplates(dir string) (*Templates, error) {
	t := &Templates{byName: map[string]*template.Template{}}
	if err := t.readLogo(dir); err != nil {
		return nil, err
	}
	if err := t.readAll(Defaults()); err != nil {
		return nil, err
	}
	if dir != "" {
		if err := t.override(dir); err != nil {
			return nil, err
		}
	}
	return t, t.try()
}

func (t *Templates) readLogo(dir string) error {
	if dir == "" {
		return nil
	}
	file, err := os.Open(filepath.Join(dir, LogoFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if t.logo, err = png.Decode(file); err != nil {
		return fmt.Errorf("%s: %w", LogoFile, err)
	}
	return nil
}

// override reads the office's own templates over the built-in ones.
func (t *Templates) override(dir string) error {
	own := os.DirFS(dir)
	if _, err := fs.Stat(own, "."); err != nil {
		return fmt.Errorf("templates: %w", err)
	}
	names, err := fs.Glob(own, "*.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		if t.byName[name] == nil {
			return fmt.Errorf("%s: no template has this name", filepath.Join(dir, name))
		}
	}
	return t.readAll(own)
}

func (t *Templates) readAll(files fs.FS) error {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if t.byName[name], err = t.compile(name, string(source)); err != nil {
			return err
		}
	}
	return nil
}

func (t *Templates) compile(name, source string) (*template.Template, error) {
	for i, r := range source {
		if unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) {
			line := 1 + strings.Count(source[:i], "\n")
			return nil, &Error{Template: name, Line: line, Problem: fmt.Sprintf("control character %U", r)}
		}
	}
	tmpl, err := template.New(name).Funcs(template.FuncMap{
		"logo":      func() bool { return t.logo != nil },
		concealName: conceal,
	}).Option("missingkey=error").Parse(source)
	if err != nil {
		return nil, err // says the name and the line itself
	}
	prepare(tmpl, source)
	return tmpl, nil
}

// run executes one template and reads the markup it makes.
func (t *Templates) run(name string, data any) (Document, error) {
	var markup bytes.Buffer
	if err := t.byName[name].Execute(&markup, data); err != nil {
		return nil, err // says the name and the line itself
	}
	doc, err := Parse(markup.String())
	var mistake *Error
	if errors.As(err, &mistake) {
		mistake.Template = name
	}
	for i := range doc {
		if _, ok := doc[i].(Logo); ok {
			doc[i] = Logo{t.logo}
		}
	}
	return doc, err
}
