package dbtool_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// unshown are exported functions without an example that runs, and why.
var unshown = map[string]string{
	"cli.Main":        "reads the process's own input and is Run otherwise",
	"dialecttest.Run": "takes a *testing.T; each dialect's suite_test.go shows it",
}

// forDialects are packages for whoever writes a dialect. What they export is
// shown in use: any example that calls a function stands for it.
var forDialects = map[string]bool{"ansi": true, "ast": true}

// TestEntryPointsHaveExamples: each exported function has an example with an
// output, named for it or, when it makes a value of a type, for the type. An
// example of a type has to call the function.
func TestEntryPointsHaveExamples(t *testing.T) {
	used := map[string]bool{}
	seen := 0
	for _, dir := range libraries(t) {
		p, examples := documented(t, dir)
		for _, f := range p.Funcs {
			seen++
			checkExample(t, used, p.Name+"."+f.Name, examples, f.Name, "")
		}
		for _, typ := range p.Types {
			for _, f := range typ.Funcs {
				seen++
				checkExample(t, used, p.Name+"."+f.Name, examples, f.Name, typ.Name)
			}
		}
	}
	if seen < 50 {
		t.Fatalf("looked at %d functions only", seen)
	}
	for name := range unshown {
		if !used[name] {
			t.Errorf("%s has an example or is gone: take it off the list", name)
		}
	}
}

func checkExample(t *testing.T, used map[string]bool, name string, examples []*doc.Example, function, typ string) {
	t.Helper()
	pkg, _, _ := strings.Cut(name, ".")
	for _, e := range examples {
		if e.Output == "" && !e.EmptyOutput {
			continue // it is compiled and not run
		}
		if names(e, function) || (forDialects[pkg] || typ != "" && names(e, typ)) && calls(e, function) {
			return
		}
	}
	if unshown[name] == "" {
		t.Errorf("%s has no example with an output", name)
	}
	used[name] = true
}

// names reports whether an example belongs to a function, a type or one of its
// methods.
func names(e *doc.Example, of string) bool {
	return e.Name == of || strings.HasPrefix(e.Name, of+"_")
}

func calls(e *doc.Example, function string) bool {
	found := false
	ast.Inspect(e.Code, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == function {
			found = true
		}
		return true
	})
	return found
}

// libraries are the folders of the packages that others may import.
func libraries(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || file == "." {
			return err
		}
		switch name := d.Name(); {
		case strings.HasPrefix(name, "."), name == "internal", name == "testdata", name == "bench", name == "cmd", name == "example", name == "template":
			return filepath.SkipDir
		}
		if found, _ := filepath.Glob(filepath.Join(file, "*.go")); len(found) > 0 {
			dirs = append(dirs, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// documented reads a package and its examples.
func documented(t *testing.T, dir string) (*doc.Package, []*doc.Example) {
	t.Helper()
	fset := token.NewFileSet()
	sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var code, tests []*ast.File
	for _, name := range sources {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, f)
		} else {
			code = append(code, f)
		}
	}
	p, err := doc.NewFromFiles(fset, code, module+"/"+filepath.ToSlash(dir))
	if err != nil {
		t.Fatal(err)
	}
	return p, doc.Examples(tests...)
}
