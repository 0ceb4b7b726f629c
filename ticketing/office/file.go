package office

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	_ "time/tzdata" // an office's small computer may lack the time zones

	"giliran/ticketing"
)

// File is what an office.yaml says.
type File struct {
	Office ticketing.Office
	Wiring Wiring
	Logo   []byte // the PNG at Office.Theme.Logo; nil without one
}

// Load reads the office file at a path. What is wrong in it comes as Mistakes;
// any other error is about reading the file itself.
func Load(name string) (*File, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the office file: %w", err)
	}
	return Parse(name, src, func(rel string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(name), filepath.FromSlash(rel)))
	})
}

// Parse reads an office file from memory. The name stands in the mistakes;
// open gives the files it names, by their path relative to it. A file that is
// not there is taken from the examples, if one has that name. The error is
// always Mistakes.
func Parse(name string, src []byte, open func(rel string) ([]byte, error)) (*File, error) {
	s, root := newSource(name, src)
	r := reader{source: s, open: open}
	if !root.given() {
		return nil, s.mistakes.sorted()
	}
	f := r.file(root)
	s.check(f)
	if all := append(s.mistakes.sorted(), r.elsewhere...); len(all) > 0 {
		return nil, all
	}
	return f, nil
}

//go:embed candipuro.yaml clinic.yaml libur-2026.yaml
var examples embed.FS

// Example gives a file that comes with the program: "candipuro.yaml",
// "clinic.yaml", "libur-2026.yaml" (the holidays).
func Example(name string) ([]byte, bool) {
	src, err := examples.ReadFile(name)
	return src, err == nil
}

// Default is the office the program comes with, candipuro.yaml.
func Default() *File {
	src, _ := Example("candipuro.yaml")
	f, err := Parse("candipuro.yaml", src, examples.ReadFile)
	if err != nil {
		panic(err) // part of the program, and tested
	}
	return f
}

// reader takes an office file apart.
type reader struct {
	*source
	open      func(rel string) ([]byte, error)
	elsewhere Mistakes // in the holiday files, one file after the other
}

func (r *reader) file(root value) *File {
	top := root.object("office", "hours", "numbering", "priority", "no-show", "return", "queue",
		"services", "stages", "holds", "slips", "desks", "theme", "printing", "wiring")
	f := &File{}
	o := &f.Office
	r.office(top.need("office", "office: with the office's id, name and timezone"), o)
	o.Hours = r.hours(top.need("hours", "hours: with the opening hours"))
	o.Digits = top.get("numbering").object("digits").get("digits").number(1, 6, 3)
	o.Policy = policy(top)
	o.Services = services(top.need("services", "services: with what applicants can take a number for"))
	o.Stages = stages(top.need("stages", "stages: with the stages of the service standard"))
	o.Holds = holds(top.get("holds"))
	o.Slips = slips(top.get("slips"))
	o.Desks = desks(top.need("desks", "desks: with the places where staff work"))
	o.Theme = r.theme(top.get("theme"), f)
	o.Printing = printing(top.get("printing"))
	f.Wiring = wiring(top.get("wiring"))
	o.Devices = f.Wiring.devices()
	return f
}

// related opens a file that the office file names.
func (r *reader) related(rel string) (*source, value, error) {
	src, err := r.open(rel)
	if errors.Is(err, fs.ErrNotExist) {
		if own, ok := Example(rel); ok {
			src, err = own, nil
		}
	}
	if err != nil {
		return nil, value{}, err
	}
	s, root := newSource(path.Join(path.Dir(filepath.ToSlash(r.name)), rel), src)
	s.languages, s.anyLanguage = r.languages, true // offices with other languages share the file
	return s, root, nil
}
