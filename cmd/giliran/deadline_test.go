package main

import (
	"go/ast"
	"go/token"
	"slices"
	"testing"
)

// streams are the servers whose answers may go on for good. Both are for one
// person at the machine itself: the console's journal and backup, and the
// simulated board's page.
var streams = []string{"giliran/cmd/giliran", "giliran/cmd/giliran-agent"}

// TestEveryServerIsBounded: no server of this module waits without end for
// somebody to ask, or, streams apart, for a question or an answer to pass.
func TestEveryServerIsBounded(t *testing.T) {
	found := 0
	for _, p := range modulePackages(t) {
		set, files := p.parse(t)
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					if isName(n.Type, "http", "Server") {
						found++
						bounded(t, set, n, slices.Contains(streams, p.ImportPath))
					}
				case *ast.SelectorExpr: // these make servers without bounds
					for _, bare := range []string{"ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS"} {
						if isName(n, "http", bare) {
							t.Errorf("%s: http.%s has no deadlines", set.Position(n.Pos()), bare)
						}
					}
				}
				return true
			})
		}
	}
	if found < 3 {
		t.Errorf("only %d servers found", found)
	}
}

func isName(e ast.Expr, pkg, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == pkg && x.Obj == nil && s.Sel.Name == name
}

func bounded(t *testing.T, set *token.FileSet, server *ast.CompositeLit, stream bool) {
	t.Helper()
	said := map[string]bool{}
	for _, e := range server.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			said[kv.Key.(*ast.Ident).Name] = true
		}
	}
	must := []string{"ReadHeaderTimeout", "IdleTimeout"}
	if !stream {
		must = append(must, "ReadTimeout", "WriteTimeout", "MaxHeaderBytes")
	}
	for _, field := range must {
		if !said[field] {
			t.Errorf("%s: a server without %s", set.Position(server.Pos()), field)
		}
	}
}
