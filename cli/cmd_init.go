package cli

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	goversion "go/version"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"text/template"
	"unicode"

	"github.com/urfave/cli/v2"
)

//go:embed all:template
var templates embed.FS

func (a *app) initCommand() *cli.Command {
	return &cli.Command{
		Name: "init", Usage: "a new project: dbtool.toml, models, migrations, a CI workflow", ArgsUsage: "[DIR]",
		Description: "Files that are there already are left as they are.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "ci", Usage: "write a workflow for `WHICH`: github, gitlab or none", Value: "github"},
			&cli.StringFlag{Name: "module", Usage: "the Go module's `PATH` when there is no go.mod yet"},
		},
		Action: a.init,
	}
}

// project is what the templates are filled with.
type project struct {
	Module, URL string

	ci string // whose workflow it gets: a key of workflows, or none
}

// workflows are the templates that only one CI service reads.
var workflows = map[string]string{"github": ".github/workflows/dbtool.yml", "gitlab": ".gitlab-ci.yml"}

func (a *app) init(c *cli.Context) error {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	if ci := c.String("ci"); workflows[ci] == "" && ci != "none" {
		return usage("--ci %s: it is github, gitlab or none", ci)
	}
	dir := c.Args().First()
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	p := project{Module: c.String("module"), URL: c.String("url"), ci: c.String("ci")}
	if p.URL == "" {
		p.URL = "sqlite:app.db"
	}
	if p.Module == "" {
		p.Module = moduleName(filepath.Base(abs))
	}
	if err := a.writeProject(c, abs, p); err != nil {
		return err
	}
	if err := a.ensureModule(c, abs, p); err != nil {
		return err
	}
	a.say(c, "next: edit models/models.go, then\n  dbtool migrate generate -m \"first tables\"\n  dbtool migrate up")
	return nil
}

// moduleName makes a module path of a folder's name.
func moduleName(base string) string {
	name := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.') {
			return r
		}
		return '-'
	}, base)
	if strings.Trim(name, "-.") == "" {
		return "app"
	}
	return strings.Trim(name, "-.")
}

func (a *app) writeProject(c *cli.Context, dir string, p project) error {
	return fs.WalkDir(templates, "template", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, "template/"), ".tmpl")
		for ci, file := range workflows {
			if name == file && ci != p.ci {
				return nil
			}
		}
		t, err := template.New(name).Delims("<<", ">>").Parse(string(text))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, p); err != nil {
			return err
		}
		return a.writeNew(c, filepath.Join(dir, filepath.FromSlash(name)), b.Bytes())
	})
}

// writeNew writes a file unless it is there.
func (a *app) writeNew(c *cli.Context, name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		a.say(c, "kept     %s", relative(name))
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	a.say(c, "created  %s", relative(name))
	return nil
}

// ensureModule gives the project a go.mod that finds dbtool: at the version of
// a published dbtool, else by a replace that points at the checkout this
// dbtool was built from.
func (a *app) ensureModule(c *cli.Context, dir string, p project) error {
	goTool, err := exec.LookPath("go")
	if err != nil {
		a.say(c, "note: there is no go command on the PATH; the models need one (or use a schema.sql as metadata)")
		return nil
	}
	run := func(args ...string) error {
		cmd := exec.CommandContext(c.Context, goTool, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("go %s: %s", strings.Join(args, " "), strings.TrimSpace(string(out)))
		}
		return nil
	}
	mod, err := goMod(c, goTool, dir)
	if err != nil {
		return err
	}
	if mod == "" {
		if err := errors.Join(run("mod", "init", p.Module), run("mod", "edit", "-go="+languageVersion())); err != nil {
			return err
		}
		a.say(c, "created  %s", relative(filepath.Join(dir, "go.mod")))
		mod = filepath.Join(dir, "go.mod")
	}
	text, err := os.ReadFile(mod)
	if err != nil {
		return err
	}
	if strings.Contains(string(text), modulePath) {
		return nil
	}
	version := toolVersion()
	if checkout := checkoutDir(); checkout != "" {
		version = "v0.0.0"
		if err := run("mod", "edit", "-require="+modulePath+"@"+version, "-replace="+modulePath+"="+checkout); err != nil {
			return err
		}
		a.say(c, "note: this dbtool was built from a checkout, so go.mod replaces %s by %s;\n      drop that line once you use a published version", modulePath, checkout)
	} else if err := run("mod", "edit", "-require="+modulePath+"@"+version); err != nil {
		return err
	}
	if err := run("mod", "tidy"); err != nil {
		return withHint(err, "run go mod tidy in "+relative(dir)+" once the module can be downloaded")
	}
	return nil
}

// languageVersion is the Go release this program was built with, without its
// patches, which colleagues may not have: "1.26.0".
func languageVersion() string {
	if v := goversion.Lang(runtime.Version()); v != "" {
		return strings.TrimPrefix(v, "go") + ".0"
	}
	return "1.26.0"
}

// goMod is the go.mod that rules a folder, "" if there is none.
func goMod(c *cli.Context, goTool, dir string) (string, error) {
	cmd := exec.CommandContext(c.Context, goTool, "env", "GOMOD")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	mod := strings.TrimSpace(string(out))
	if mod == os.DevNull {
		mod = ""
	}
	return mod, nil
}

// checkoutDir is the checkout that this program was built from; "" for a
// published version, or when the checkout is gone.
func checkoutDir() string {
	if v := toolVersion(); strings.HasPrefix(v, "v") && !strings.Contains(v, "+dirty") && !strings.Contains(v, "-0.") && v != "v0.0.0" {
		return ""
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return ""
	}
	dir := filepath.Dir(filepath.Dir(file))
	if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || !strings.HasPrefix(string(text), "module "+modulePath+"\n") {
		return ""
	}
	return dir
}
