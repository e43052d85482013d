package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

func (a *app) statsCommand() *cli.Command {
	return &cli.Command{
		Name: "stats", Usage: "what is known of a database, for migrate lint",
		Subcommands: []*cli.Command{
			{Name: "export", Usage: "sizes, NULLs, counters, settings and revisions of the database, as JSON without any value of a row",
				Description: "migrate lint --stats FILE judges by it where the database cannot be reached.",
				Flags:       []cli.Flag{&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write into this `FILE`; default: standard output"}}, Action: a.statsExport},
		},
	}
}

func (a *app) statsExport(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	e, err := a.open(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	g, err := migrate.NewGraph(nil) // the ledger tells what is applied
	if err != nil {
		return err
	}
	facts, err := lint.Measure(c.Context, &migrate.Runner{Engine: e, Graph: g, Tool: toolName()})
	if err != nil {
		return err
	}
	for _, m := range facts.Missing {
		a.say(c, "could not be read: %s", m)
	}
	file := c.String("output")
	if file == "" {
		return a.printJSON(facts)
	}
	var b bytes.Buffer
	if err := writeJSON(&b, facts); err != nil {
		return err
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return err
	}
	a.say(c, "wrote %s: %d table%s", file, len(facts.Tables), plural(len(facts.Tables)))
	return nil
}

// facts are what the rules may go by: nothing, unless a flag says where from.
func (a *app) facts(c *cli.Context, r *migrate.Runner) (*lint.Facts, error) {
	file := c.String("stats")
	switch {
	case c.Bool("live") && file != "":
		return nil, usage("--live and --stats: one of them")
	case c.Bool("live"):
		return lint.Measure(c.Context, r)
	case file == "":
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usage("--stats: %w", err)
	}
	facts, err := lint.ReadFacts(text)
	if err != nil {
		return nil, usage("%s: %w", file, err)
	}
	if facts.Dialect != r.Engine.Dialect.Name() {
		return nil, usage("%s is of %s, and the database of the environment is %s", file, facts.Product, r.Engine.Server.Product)
	}
	return facts, nil
}

// trunk are the revisions that a branch of git has.
func (a *app) trunk(c *cli.Context) ([]string, error) {
	branch := c.String("trunk")
	if branch == "" {
		return nil, nil
	}
	dir, err := a.migrations(c)
	if err != nil {
		return nil, err
	}
	names, err := git(c.Context, dir, "ls-tree", "--name-only", branch, "./")
	if err != nil {
		return nil, usage("--trunk %s: %w", branch, err)
	}
	var ids []string
	for name := range strings.SplitSeq(strings.TrimSpace(names), "\n") {
		if path.Ext(name) != ".sql" {
			continue
		}
		text, err := git(c.Context, dir, "show", branch+":./"+name)
		if err != nil {
			return nil, usage("--trunk %s: %w", branch, err)
		}
		rev, err := migrate.ParseRevision(filepath.Join(dir, name), text)
		if err != nil {
			return nil, fmt.Errorf("--trunk %s: %w", branch, err)
		}
		ids = append(ids, rev.ID)
	}
	return ids, nil
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	var out, msg bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &msg
	if err := cmd.Run(); err != nil {
		return "", errors.Join(err, errors.New(strings.TrimSpace(msg.String())))
	}
	return out.String(), nil
}
