package office_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"giliran/ticketing/office"
)

var update = flag.Bool("update", false, "write what the reader says into testdata")

// TestBroken reads the office files of testdata/*.txtar. Each case name.yaml
// is followed by everything that is to be said about it, name.txt (nothing, if
// it is right); name/… are files beside it.
func TestBroken(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no cases", err)
	}
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]*txtar.File{}
		for i := range a.Files {
			files[a.Files[i].Name] = &a.Files[i]
		}
		for name, f := range files {
			name, isCase := strings.CutSuffix(name, ".yaml")
			if !isCase || strings.Contains(name, "/") {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar")+"/"+name, func(t *testing.T) {
				got := mistakesIn(t, f.Data, func(rel string) ([]byte, error) {
					if beside := files[name+"/"+rel]; beside != nil {
						return beside.Data, nil
					}
					return nil, fs.ErrNotExist
				})
				want := files[name+".txt"]
				if want == nil {
					t.Fatalf("%s has no %s.txt", archive, name)
				}
				if *update {
					want.Data = []byte(got)
				}
				if got != string(want.Data) {
					t.Errorf("got\n%s\nwant\n%s", got, want.Data)
				}
			})
		}
		if *update {
			if err := os.WriteFile(archive, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func mistakesIn(t *testing.T, part []byte, open func(string) ([]byte, error)) string {
	t.Helper()
	src := complete(t, part)
	f, err := office.Parse("office.yaml", src, open)
	if err == nil {
		if f == nil {
			t.Fatal("neither a file nor a mistake")
		}
		return ""
	}
	checkPlaces(t, err, src)
	return err.Error() + "\n"
}

// complete puts what base.yaml has besides behind a part of an office file.
func complete(t *testing.T, part []byte) []byte {
	t.Helper()
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(part)
	key := regexp.MustCompile(`^([a-z-]+):`)
	replaced := false
	for line := range strings.Lines(string(base)) {
		if m := key.FindString(line); m != "" {
			replaced = bytes.HasPrefix(part, []byte(m)) || bytes.Contains(part, []byte("\n"+m))
		}
		if !replaced {
			out = append(out, line...)
		}
	}
	return out
}
