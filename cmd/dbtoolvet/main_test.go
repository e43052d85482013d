package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// app is a program with one mistake of each kind, against the real packages.
const app = `package app

import (
	"context"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

var MetaData = metadata.New()

type User struct {
	ID   int64
	Name string
}

var Users = orm.Bind[struct {
	orm.Table[User]
	ID core.Num[int64]
}](MetaData)

func Names(ctx context.Context, db *engine.Engine, name string) error {
	s := orm.NewSession(db, MetaData)
	defer s.Close()
	go func() {
		_ = s.Commit(ctx)
	}()
	if _, err := core.Text("DELETE FROM users WHERE name = "+name).Exec(ctx, s); err != nil {
		return err
	}
	for u := range Users.Select().Iter(ctx, s) {
		println(u.Name)
	}
	return nil
}
`

// findings are what has to be said of app, line by line.
var findings = []string{
	"app.go:19:13: the handles of User are behind: there is none for its field Name",
	"app.go:28:7: the session s is used by this goroutine and, meanwhile, outside of it",
	"app.go:30:59: SQL text is built from a string that is not constant",
	"app.go:33:2: the loop drops the iterator's error",
}

// TestGoVet: the program finds the mistakes by itself and as go vet's tool, mends
// those that a program can, and has nothing to say about the examples.
func TestGoVet(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles Go packages")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(t.TempDir(), "dbtoolvet")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "app.go"), app)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26.0\n\nrequire github.com/dbtool/dbtool v0.0.0\n\nreplace github.com/dbtool/dbtool => "+root+"\n")

	said := run(t, dir, true, "go", "vet", "-mod=mod", "-vettool="+tool, "./...")
	mentions(t, said)
	mentions(t, run(t, dir, true, tool, "./..."))

	run(t, dir, false, tool, "-fix", "./...")
	left := run(t, dir, true, tool, "./...")
	if !strings.Contains(left, "the session s") || strings.Count(left, "app.go:") != 2 { // and where it is used besides
		t.Errorf("left after the fixes:\n%s", left)
	}
	run(t, root, false, "go", "vet", "-vettool="+tool, "./examples/...", "./example/...")
}

// mentions looks for the findings.
func mentions(t *testing.T, said string) {
	t.Helper()
	for _, f := range findings {
		if !strings.Contains(said, f) {
			t.Errorf("%q is not said in\n%s", f, said)
		}
	}
}

// run runs a command, which has to fail or not, and returns what it said.
func run(t *testing.T, dir string, fails bool, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	out, err := cmd.CombinedOutput()
	if (err != nil) != fails {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
