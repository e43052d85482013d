package dbtool_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers are the packages, lowest first. A package may import those above its
// own line in this list, and none beside it. A trailing /* is every folder below.
var layers = [][]string{
	{"metadata"},
	{"core/ast"},
	{"core", "core/ddl", "dialect/lex"},
	{"dialect"},
	{"dialect/ansi"},
	{"dialect/sqlite", "dialect/mysql", "dialect/postgres", "engine"},
	{"dialect/dialecttest", "dialect/all", "reflect", "dbtest"},
	{"migrate", "orm", "docs/lint", "vet"},
	{"migrate/lint", "orm/web"},
	{"cli"},
	{"cmd/*", "example/*", "examples/*"},
}

// anywhere are helpers that import nothing of the above.
var anywhere = []string{"internal/*"}

const module = "github.com/dbtool/dbtool"

func layerOf(pkg string) int {
	for i, layer := range layers {
		for _, p := range layer {
			if ok, _ := path.Match(p, pkg); ok {
				return i
			}
		}
	}
	return -1
}

func isHelper(pkg string) bool {
	return slices.ContainsFunc(anywhere, func(p string) bool { return strings.HasPrefix(pkg, strings.TrimSuffix(p, "*")) })
}

func TestImportsGoOneWay(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "bench" || d.Name() == "otel" || d.Name() == "template") {
			return filepath.SkipDir
		}
		if filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		seen++
		return checkImports(t, filepath.ToSlash(file))
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Fatalf("looked at %d files only", seen)
	}
}

func checkImports(t *testing.T, file string) error {
	pkg := path.Dir(file)
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	from := layerOf(pkg)
	if from < 0 && !isHelper(pkg) && pkg != "." {
		t.Errorf("%s: the package has no place in the layers of imports_test.go", pkg)
	}
	for _, spec := range f.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		to, ours := strings.CutPrefix(name, module+"/")
		if !ours {
			if pkg == "metadata" && strings.Contains(strings.Split(name, "/")[0], ".") {
				t.Errorf("%s imports %s: metadata has the standard library only", file, name)
			}
			continue
		}
		if isHelper(to) {
			continue
		}
		if layerOf(to) >= from {
			t.Errorf("%s imports %s: imports go up the layers of imports_test.go, never down or sideways", file, to)
		}
	}
	return nil
}
