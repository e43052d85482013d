package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

// mostFixes is how often a file is fixed and judged again: one fix may call for
// another, such as the lock timeout of a statement that is built concurrently.
const mostFixes = 5

// lintFix is one run of --fix.
type lintFix struct {
	*app
	c       *cli.Context
	runner  *migrate.Runner
	conf    lint.Config
	applied map[string]bool   // by revision
	before  map[string]string // the texts of files that were changed, by name
	after   map[string]string
	fixed   int
}

// fixLint writes the safe way into files that are applied nowhere known, and
// reports what is left.
func (a *app) fixLint(c *cli.Context, r *migrate.Runner, conf lint.Config) error {
	if a.Migrations != nil {
		return usage("--fix: the revisions are part of this program; run it in the folder they come from")
	}
	st, err := r.Status(c.Context)
	if err != nil {
		return err
	}
	f := &lintFix{app: a, c: c, runner: r, conf: conf, applied: map[string]bool{}, before: map[string]string{}, after: map[string]string{}}
	for _, e := range st.Applied {
		f.applied[e.Revision] = true
	}
	for _, row := range st.Unfinished {
		f.applied[row.Revision] = true
	}
	left, err := f.run()
	if err != nil {
		return err
	}
	if err := f.write(); err != nil {
		return err
	}
	for i := range left {
		left[i].Fixable = left[i].Fixable && !f.applied[left[i].Revision]
	}
	if err := a.printLint(c, left); err != nil {
		return err
	}
	return a.lintVerdict(c, left)
}

// run fixes until there is nothing left that can be, on copies of the texts.
func (f *lintFix) run() (left []lint.Finding, err error) {
	g := f.runner.Graph
	for range mostFixes {
		f.runner.Graph = g
		found, refused := f.lint(f.c, f.runner, f.conf)
		if refused != nil && !slices.ContainsFunc(found, func(x lint.Finding) bool { return x.Fixable }) {
			return found, refused
		}
		n, err := f.fix(found)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return found, refused
		}
		f.fixed += n
		if g, err = f.reload(); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("--fix: what it writes is found fault with again and again; nothing was written")
}

// fix goes through the files once.
func (f *lintFix) fix(found []lint.Finding) (n int, err error) {
	byFile := map[string][]lint.Finding{}
	var files []string
	for _, x := range found {
		if x.Fixable && !f.applied[x.Revision] {
			if byFile[x.File] == nil {
				files = append(files, x.File)
			}
			byFile[x.File] = append(byFile[x.File], x)
		}
	}
	for _, file := range files {
		text, changed := f.after[file]
		if !changed {
			data, err := os.ReadFile(file)
			if err != nil {
				return 0, err
			}
			text = string(data)
			f.before[file] = text
		}
		fixed, done := lint.Fix(text, f.runner.Engine.Dialect.Rules(), byFile[file])
		if len(done) > 0 {
			f.after[file] = fixed
		}
		n += len(done)
	}
	return n, nil
}

// reload is the history with the texts as they would be written.
func (f *lintFix) reload() (*migrate.Graph, error) {
	var list []*migrate.Revision
	for _, rev := range f.runner.Graph.Revisions() {
		if text, ok := f.after[rev.File]; ok {
			fixed, err := migrate.ParseRevision(rev.File, text)
			if err != nil {
				return nil, err
			}
			rev = fixed
		}
		list = append(list, rev)
	}
	return migrate.NewGraph(list)
}

// write puts the texts into their files, or shows what it would.
func (f *lintFix) write() error {
	var files []string
	for file := range f.after {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		if f.c.Bool("dry-run") {
			if _, err := f.stdout.Write(diff.Diff(file, []byte(f.before[file]), file, []byte(f.after[file]))); err != nil {
				return err
			}
			continue
		}
		if err := replaceFile(file, f.after[file]); err != nil {
			return err
		}
		f.say(f.c, "fixed %s", file)
	}
	switch {
	case f.c.Bool("dry-run"):
		f.say(f.c, "%d finding%s would be fixed; nothing was written", f.fixed, plural(f.fixed))
	case f.fixed == 0:
		f.say(f.c, "nothing to fix in files that are not applied")
	}
	return nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(name, text string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".dbtool-fix-*")
	if err != nil {
		return err
	}
	_, err = t.WriteString(text)
	err = errors.Join(err, t.Chmod(info.Mode().Perm()), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), os.Remove(t.Name()))
	}
	return nil
}
