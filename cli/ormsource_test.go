package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// ormSchemas end the names of schemas that structs are written for here: odd
// names, words of SQL and Go, keys of all kinds, enums. A struct takes the
// compiler half a second, so they are few.
var ormSchemas = []string{"03_names", "_reserved_words", "_composite_everything", "_domains_and_types"}

func ormWanted(name string) bool {
	return slices.ContainsFunc(ormSchemas, func(end string) bool { return strings.HasSuffix(name, end) })
}

// TestORMSourceDeclaresTheSameSchema: what inspect --format go --orm writes is
// as gofmt has it, compiles, starts, and differs in nothing from the database
// that it was read from.
func TestORMSourceDeclaresTheSameSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles Go packages")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		if s.Name != s.Family {
			return // another version, with the same schemas
		}
		t.Chdir(t.TempDir())
		write(t, "go.mod", "module example.com/x\n\ngo 1.26.0\n\nrequire github.com/dbtool/dbtool v0.0.0\n\nreplace github.com/dbtool/dbtool => "+root+"\n")
		urls := map[string]string{}
		for _, c := range corpus.Schemas(s.Name) {
			if !ormWanted(c.Name) {
				continue
			}
			db := s.NewDB(t)
			db.Script(t, c.SQL)
			urls[c.Name] = db.URL
			writeORMPackage(t, c.Name, db.URL)
		}
		for name, snapshot := range schemasOfPackages(t, urls) {
			file := name + ".json"
			write(t, file, string(snapshot))
			if out, stderr, code := run(t, "diff", "--from", urls[name], "--to", file, "--format", "sql"); code != 0 || out != "" {
				t.Errorf("%s: the structs' schema differs:\n%s%s", name, out, stderr)
			}
		}
	})
}

// writeORMPackage writes the structs of a database into a folder of the
// module that is the working directory.
func writeORMPackage(t *testing.T, name, url string) {
	t.Helper()
	if err := os.Mkdir(name, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(name, "models.go")
	must(t, "inspect", "--format", "go", "--orm", "-o", file, "--url", url)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if pretty, err := format.Source(text); err != nil || !bytes.Equal(pretty, text) {
		t.Errorf("%s is not as gofmt has it (%v)", file, err)
	}
}

// schemasOfPackages compiles one program with all packages, and runs it: each
// package's schema by its name.
func schemasOfPackages(t *testing.T, packages map[string]string) map[string]json.RawMessage {
	t.Helper()
	var imports, entries strings.Builder
	for name := range packages {
		fmt.Fprintf(&imports, "\ts%s \"example.com/x/%s\"\n", name, name)
		fmt.Fprintf(&entries, "\t\t%q: s%s.MetaData,\n", name, name)
	}
	write(t, "main.go", "package main\n\nimport (\n\t\"encoding/json\"\n\t\"os\"\n\n\t\"github.com/dbtool/dbtool/metadata\"\n"+imports.String()+
		")\n\nfunc main() {\n\tall := map[string]*metadata.MetaData{\n"+entries.String()+"\t}\n"+
		"\tif err := json.NewEncoder(os.Stdout).Encode(all); err != nil {\n\t\tpanic(err)\n\t}\n}\n")
	if out, err := exec.Command("go", "build", "-mod=mod", "-gcflags=example.com/...=-N -l", "-o", "program", ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	program := exec.Command("./program")
	var stderr strings.Builder
	program.Stderr = &stderr
	out, err := program.Output()
	if err != nil {
		t.Fatalf("the program with the structs: %v\n%s", err, stderr.String())
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}
