package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/urfave/cli/v2"

	pages "github.com/dbtool/dbtool/docs/lint"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

func lintFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "since", Usage: "only what comes after `REVISION`"},
		&cli.BoolFlag{Name: "live", Usage: "ask the database how many rows, NULLs and so on there are, and judge by that"},
		&cli.StringFlag{Name: "stats", Usage: "judge by what stats export wrote into a `FILE`"},
		&cli.StringFlag{Name: "to", Usage: "the schema that they are to come to, a `SOURCE`"},
		&cli.StringFlag{Name: "trunk", Usage: "the git `BRANCH` that this is to be merged into: a revision older than its newest is out of order"},
		&cli.BoolFlag{Name: "fix", Usage: "write the safe way into the files, where a program can; files that are applied stay as they are"},
		&cli.BoolFlag{Name: "dry-run", Usage: "with --fix: print the difference, write nothing"},
		&cli.BoolFlag{Name: "list", Usage: "list the rules"},
		&cli.StringFlag{Name: "explain", Usage: "print the page of a `RULE`"},
	}
}

// migrateLint replays the history in a scratch database and reports what is
// unsafe about the revisions after --since.
func (a *app) migrateLint(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	conf, err := a.config(c)
	if err != nil {
		return err
	}
	if err := conf.Lint.Check(); err != nil {
		return usage("%s: %w", conf.describe(), err)
	}
	switch {
	case (c.Bool("list") || c.String("explain") != "") && formatOf(c, "migrate lint") != "text":
		return usage("--format %q: --list and --explain have text", c.String("format"))
	case c.Bool("list"):
		return a.listRules(conf.Lint)
	case c.String("explain") != "":
		return a.explainRule(c.String("explain"))
	}
	r, err := a.reader(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	if c.Bool("fix") {
		return a.fixLint(c, r, conf.Lint)
	}
	if c.Bool("dry-run") {
		return usage("--dry-run goes with --fix")
	}
	found, err := a.lint(c, r, conf.Lint)
	if printed := a.printLint(c, found); printed != nil || err != nil {
		return errors.Join(err, printed)
	}
	return a.lintVerdict(c, found)
}

// lintVerdict counts, and makes errors the exit code.
func (a *app) lintVerdict(c *cli.Context, found []lint.Finding) error {
	errorsFound := 0
	for _, f := range found {
		if f.Level == lint.Error {
			errorsFound++
		}
	}
	a.say(c, "%d finding%s, %d of them errors", len(found), plural(len(found)), errorsFound)
	if errorsFound > 0 {
		return findings()
	}
	return nil
}

// lint judges what the flags choose. Findings come along with the error of a
// statement that the server refuses.
func (a *app) lint(c *cli.Context, r *migrate.Runner, conf lint.Config) (found []lint.Finding, err error) {
	o := lint.Options{Config: conf, LockTimeout: r.LockTimeout}
	if r.Handover != nil {
		o.AlterWith = r.Handover.Command
	}
	if o.Facts, err = a.facts(c, r); err != nil {
		return nil, err
	}
	if o.Trunk, err = a.trunk(c); err != nil {
		return nil, err
	}
	if to := c.String("to"); to != "" {
		o.Want = func(have *metadata.MetaData) (*metadata.MetaData, error) { return a.want(c, to, r.Engine, have) }
	}
	if since := c.String("since"); since != "" {
		rev, err := r.Graph.Find(since)
		if err != nil {
			return nil, err
		}
		old := r.Graph.Ancestors(rev.ID)
		o.Chosen = func(r *migrate.Revision) bool { return !old[r.ID] }
	}
	e, err := a.scratch(c, r.Engine)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return lint.Run(c.Context, &migrate.Runner{Engine: &e.Engine, Graph: r.Graph, Tool: toolName(), Transactions: r.Transactions}, o)
}

// listRules prints a line for each rule, with the level that the project gives it.
func (a *app) listRules(conf lint.Config) error {
	for _, r := range lint.Rules() {
		level := string(conf.LevelOf(r))
		if !conf.Wants(r) {
			level = "off"
		}
		on := "all servers"
		if len(r.Dialects) > 0 {
			on = strings.Join(r.Dialects, " ")
		}
		if _, err := fmt.Fprintf(a.stdout, "%-6s %-8s %s (%s)\n", r.ID, level, r.Title, on); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) explainRule(name string) error {
	r := lint.Find(name)
	if r == nil {
		return &exitError{code: exitUsage, err: fmt.Errorf("there is no lint rule %q", name), hint: "dbtool migrate lint --list lists them"}
	}
	text, err := fs.ReadFile(pages.Files, r.ID+".md")
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(text)
	return err
}
