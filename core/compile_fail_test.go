package core_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// TestWhatDoesNotCompile: each function of testdata/compile_fail makes one
// mistake, and its comment is a part of what the compiler says about it.
func TestWhatDoesNotCompile(t *testing.T) {
	const file = "testdata/compile_fail/mistakes.go"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	said := map[int][]string{}
	conf := types.Config{
		Importer: importer.ForCompiler(fset, "source", nil),
		Error: func(err error) {
			e := err.(types.Error)
			line := fset.Position(e.Pos).Line
			said[line] = append(said[line], e.Msg)
		},
	}
	_, _ = conf.Check("mistakes", fset, []*ast.File{f}, nil)
	seen := 0
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Doc == nil {
			continue
		}
		seen++
		want := strings.TrimSpace(fn.Doc.Text())
		got := messages(fset, fn, said)
		if !strings.Contains(got, want) {
			t.Errorf("%s: the compiler says %q, want %q", fn.Name.Name, got, want)
		}
	}
	for line, msgs := range said {
		t.Errorf("%s:%d: %s, which belongs to no mistake", file, line, msgs)
	}
	if seen < 20 {
		t.Errorf("only %d mistakes were looked at", seen)
	}
}

// messages takes what was said about a function.
func messages(fset *token.FileSet, fn *ast.FuncDecl, said map[int][]string) string {
	var all []string
	for line := fset.Position(fn.Pos()).Line; line <= fset.Position(fn.End()).Line; line++ {
		all = append(all, said[line]...)
		delete(said, line)
	}
	return strings.Join(all, "\n")
}
