package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what go list says of a package of this module.
type pkg struct {
	ImportPath, Dir, Doc, Name string
	Imports, GoFiles           []string
}

// modulePackages lists the module's packages for both word sizes, so that no
// build tag hides an import.
func modulePackages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Doc,Name,Imports,GoFiles", "giliran/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

// parse reads the package's files, tests apart.
func (p *pkg) parse(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	set, files := token.NewFileSet(), make([]*ast.File, len(p.GoFiles))
	for i, name := range p.GoFiles {
		var err error
		if files[i], err = parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return set, files
}

// layers are the parts of the house that do not know one another.
var layers = []string{"store", "storetest", "firmware-agent", "display/feed", "display/scene", "display/wall", "display/voice", "display/web", "ticketing/engine", "cmd"}

func layerOf(path string) string {
	rest, ok := strings.CutPrefix(path, "giliran/")
	if !ok {
		return ""
	}
	for _, l := range layers {
		if rest == l || strings.HasPrefix(rest, l+"/") {
			return l
		}
	}
	return ""
}

// mayImport is who may know whom besides ticketing; cmd wires everything.
func mayImport(from, to string) bool {
	switch {
	case from == "cmd", from == to, to == "":
		return true
	case from == "display/wall", from == "display/web":
		return to == "display/feed" || to == "display/scene"
	case from == "storetest":
		return to == "store"
	}
	return false
}

func TestWhoMayImportWhom(t *testing.T) {
	pure := []string{"giliran/ticketing", "giliran/ticketing/forecast", "giliran/ticketing/report"}
	for _, p := range modulePackages(t) {
		for _, imp := range p.Imports {
			first, _, _ := strings.Cut(imp, "/")
			standard := !strings.Contains(first, ".") && first != "giliran"
			if slices.Contains(pure, p.ImportPath) && !standard && !strings.HasPrefix(imp, "giliran/ticketing") {
				t.Errorf("%s is pure and imports %s", p.ImportPath, imp)
			}
			if from, to := layerOf(p.ImportPath), layerOf(imp); first == "giliran" && !mayImport(from, to) {
				t.Errorf("%s (%s) imports %s (%s)", p.ImportPath, from, imp, to)
			}
			if strings.HasPrefix(imp, "giliran/ticketing/") && slices.Contains(pure, p.ImportPath) && !slices.Contains(pure, imp) {
				t.Errorf("%s is pure and imports %s", p.ImportPath, imp)
			}
			only(t, p, imp, "github.com/hajimehoshi/ebiten/", "giliran/display/wall", "giliran/cmd/giliran-wall")
			only(t, p, imp, "periph.io/x/host/", "giliran/firmware-agent/pins")
			only(t, p, imp, "github.com/dgraph-io/badger/", "giliran/store")
			only(t, p, imp, "github.com/ebitengine/oto/", "giliran/display/voice/device")
		}
	}
}

// only fails when anybody but the owners imports a library.
func only(t *testing.T, p pkg, imp, library string, owners ...string) {
	t.Helper()
	if strings.HasPrefix(imp, library) && !slices.Contains(owners, p.ImportPath) {
		t.Errorf("%s imports %s, which belongs to %v", p.ImportPath, imp, owners)
	}
}

// TestPureIsPure: the core takes time as an argument, starts nothing and does
// no input or output.
func TestPureIsPure(t *testing.T) {
	forbidden := map[string][]string{
		"time": {"Now", "Since", "Until", "Sleep", "After", "NewTimer", "NewTicker", "Tick", "AfterFunc"},
		"rand": {"Int", "IntN", "Intn", "Float64", "Perm", "Shuffle", "Read"},
		"os":   nil, "net": nil, "http": nil, "exec": nil, "log": nil, "slog": nil, "sync": nil,
	}
	for _, p := range modulePackages(t) {
		if p.ImportPath != "giliran/ticketing" && p.ImportPath != "giliran/ticketing/forecast" {
			continue
		}
		set, files := p.parse(t)
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s: a go statement", set.Position(n.Pos()))
				case *ast.SelectorExpr:
					x, ok := n.X.(*ast.Ident)
					if !ok || x.Obj != nil {
						return true
					}
					if names, bad := forbidden[x.Name]; bad && (names == nil || slices.Contains(names, n.Sel.Name)) {
						t.Errorf("%s: %s.%s", set.Position(n.Pos()), x.Name, n.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// TestEveryPackageSaysWhatItOwns, and no package has an init or a package
// variable that is ever written (blank, error values and tables apart, which
// the reviewer sees).
func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	for _, p := range modulePackages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no doc comment", p.ImportPath)
		}
		set, files := p.parse(t)
		for _, f := range files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: an init function", set.Position(fn.Pos()))
				}
			}
		}
	}
}
