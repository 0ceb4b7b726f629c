package ticketing_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"giliran/ticketing"
)

// tally counts what the random days came across.
type tally struct {
	days, wishes int
	granted      map[string]int // by action
	asked        map[string]int
	refusals     map[ticketing.RefusalCode]int
}

func newTally() *tally {
	return &tally{granted: map[string]int{}, asked: map[string]int{}, refusals: map[ticketing.RefusalCode]int{}}
}

func (t *tally) wish(a ticketing.Action, err error) {
	if t == nil {
		return
	}
	name := reflect.TypeOf(a).Name()
	t.wishes++
	t.asked[name]++
	if err == nil {
		t.granted[name]++
	}
}

func (t *tally) refusal(code ticketing.RefusalCode) {
	if t != nil {
		t.refusals[code]++
	}
}

func (t *tally) add(u *tally) {
	t.days += u.days
	t.wishes += u.wishes
	for k, v := range u.asked {
		t.asked[k] += v
	}
	for k, v := range u.granted {
		t.granted[k] += v
	}
	for k, v := range u.refusals {
		t.refusals[k] += v
	}
}

func (t *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d days, %d wishes\n", t.days, t.wishes)
	for _, name := range slices.Sorted(maps.Keys(t.asked)) {
		fmt.Fprintf(&b, "  %-14s %9d asked %9d granted\n", name, t.asked[name], t.granted[name])
	}
	for _, code := range slices.Sorted(maps.Keys(t.refusals)) {
		fmt.Fprintf(&b, "  %-20s %9d refused\n", code, t.refusals[code])
	}
	return b.String()
}

// complete fails when an action of the core was never granted, or a refusal
// never given: then the random days have not seen it.
func (t *tally) complete(tb testing.TB) {
	tb.Helper()
	for _, name := range declaredActions(tb) {
		if t.granted[name] == 0 {
			tb.Errorf("the random days never did a %s: give it a place among the wishes", name)
		}
	}
	for _, code := range declaredRefusals(tb) {
		if t.refusals[code] == 0 {
			tb.Errorf("the random days were never refused with %q", code)
		}
	}
}

// declaredActions lists the actions of the core: whatever it can decide.
func declaredActions(tb testing.TB) []string {
	var names []string
	inspect(tb, func(n ast.Node) {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Name.Name != "decide" || len(f.Recv.List) != 1 {
			return
		}
		if id, ok := f.Recv.List[0].Type.(*ast.Ident); ok && id.IsExported() {
			names = append(names, id.Name)
		}
	})
	return names
}

// declaredRefusals lists the refusal codes that the core has constants for.
func declaredRefusals(tb testing.TB) []ticketing.RefusalCode {
	var codes []ticketing.RefusalCode
	inspect(tb, func(n ast.Node) {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return
		}
		if typ, ok := v.Type.(*ast.Ident); !ok || typ.Name != "RefusalCode" {
			return
		}
		code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			tb.Fatal(err)
		}
		codes = append(codes, ticketing.RefusalCode(code))
	})
	return codes
}

func inspect(tb testing.TB, look func(ast.Node)) {
	tb.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			tb.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool { look(n); return true })
	}
}
