package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/metadata"
)

// goSource compiles a small program around a Go package and takes the
// package's MetaData from it as a snapshot. The program lives in the user's
// cache; the module's own go.mod decides every version, dbtool's included.
func (a *app) goSource(c *cli.Context, name string) (*metadata.MetaData, error) {
	pkg, variable, _ := strings.Cut(name, "#")
	if variable == "" {
		variable = "MetaData"
	}
	p, err := findPackage(c.Context, pkg)
	if err != nil {
		return nil, err
	}
	out, err := p.run(c.Context, variable)
	if err != nil {
		return nil, err
	}
	m := metadata.New()
	doc := struct {
		Schema    *metadata.MetaData
		Positions []metadata.Position
	}{Schema: m}
	err = json.Unmarshal(out, &doc)
	if err == nil {
		for i := range doc.Positions {
			doc.Positions[i].File = fromHere(doc.Positions[i].File)
		}
		err = m.SetPositions(doc.Positions)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: the package's dbtool does not match this one: %w", name, err)
	}
	return m, nil
}

// fromHere shortens the name of a file below the working directory.
func fromHere(file string) string {
	wd, err := os.Getwd()
	if err != nil {
		return file
	}
	short, ok := strings.CutPrefix(file, wd+string(filepath.Separator))
	if !ok {
		return file
	}
	return short
}

// eachFromHere does so for text whose lines begin with a file's name.
func eachFromHere(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = fromHere(lines[i])
	}
	return strings.Join(lines, "\n")
}

// goPackage is what `go list` says of a package.
type goPackage struct {
	ImportPath string
	Name       string
	Module     *struct{ Dir, GoMod string }
	Error      *struct{ Err string }
}

func findPackage(ctx context.Context, pkg string) (*goPackage, error) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		return nil, withHint(fmt.Errorf("reading the Go package %s needs the go command, which is not on the PATH", pkg),
			"install Go, name a snapshot (inspect --format json) instead, or build the application's own dbtool with cli.Main")
	}
	dir := "."
	if filepath.IsAbs(pkg) {
		dir, pkg = pkg, "."
	} else if st, err := os.Stat(pkg); err == nil && st.IsDir() && strings.HasPrefix(pkg, ".") {
		dir, pkg = pkg, "."
	} else if strings.HasPrefix(pkg, ".") {
		return nil, usage("%s: there is no such folder; a SOURCE is a URL, a Go package, snapshot.json, schema.sql or migrations:DIR", pkg)
	}
	cmd := exec.CommandContext(ctx, goTool, "list", "-e", "-json=ImportPath,Name,Module,Error", pkg)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the Go package %s: %s", pkg, strings.TrimSpace(stderr.String()))
	}
	var p goPackage
	if err := json.Unmarshal(out, &p); err != nil {
		return nil, fmt.Errorf("the Go package %s: go list: %w", pkg, err)
	}
	switch {
	case p.Error != nil:
		return nil, withHint(fmt.Errorf("the Go package %s: %s", pkg, strings.TrimSpace(p.Error.Err)), "a SOURCE is a URL, a Go package, snapshot.json, schema.sql or migrations:DIR")
	case p.Module == nil || p.Module.Dir == "":
		return nil, fmt.Errorf("the Go package %s is in no module; run go mod init there", pkg)
	case p.Name == "main":
		return nil, fmt.Errorf("the Go package %s is a main package, which cannot be imported; move the MetaData into a package of its own", pkg)
	}
	return &p, nil
}

// program prints a snapshot. Errors of the declaration come as one line each.
const program = `// Made by dbtool; it may be deleted at any time.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/dbtool/dbtool/metadata"
	source %q
)

func main() {
	var m *metadata.MetaData = source.%s
	if m == nil {
		fmt.Fprintln(os.Stderr, "the MetaData is nil")
		os.Exit(1)
	}
	if err := m.Validate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	doc := map[string]any{"Schema": m, "Positions": m.Positions()}
	if err := json.NewEncoder(os.Stdout).Encode(doc); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`

// run builds the program inside the module, by an overlay that puts its source
// there without writing it there, and runs it.
func (p *goPackage) run(ctx context.Context, variable string) ([]byte, error) {
	cache, err := cacheDir()
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf(program, p.ImportPath, variable)
	sum := sha256.Sum256([]byte(p.Module.Dir + "\n" + text))
	dir := filepath.Join(cache, "source-"+hex.EncodeToString(sum[:8]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file, bin, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "source"), filepath.Join(dir, "overlay.json")
	inside := filepath.Join(p.Module.Dir, "internal_dbtool_source", "main.go")
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {inside: file}})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(writeIfChanged(file, []byte(text)), writeIfChanged(overlay, spec)); err != nil {
		return nil, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "-o", bin, "./internal_dbtool_source")
	build.Dir = p.Module.Dir
	if out, err := build.CombinedOutput(); err != nil {
		return nil, withHint(fmt.Errorf("the Go package %s does not compile:\n%s", p.ImportPath, strings.TrimSpace(string(out))), compileHint(string(out), variable))
	}
	run := exec.CommandContext(ctx, bin)
	run.Dir = p.Module.Dir
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		return nil, fmt.Errorf("the schema in %s:\n%s", p.ImportPath, eachFromHere(stderr.String()))
	}
	return out, nil
}

func compileHint(out, variable string) string {
	switch {
	case strings.Contains(out, "undefined: source."+variable):
		return fmt.Sprintf("the package must export a variable %s of type *metadata.MetaData; another name goes behind a #, as in ./models#Schema", variable)
	case strings.Contains(out, "no required module provides package github.com/dbtool/dbtool"):
		return "run: go get github.com/dbtool/dbtool"
	case strings.Contains(out, "missing go.sum entry"), strings.Contains(out, "updates to go.mod needed"):
		return "run: go mod tidy"
	}
	return ""
}

func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "dbtool"), nil
}

func writeIfChanged(name string, data []byte) error {
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return os.WriteFile(name, data, 0o600)
}
