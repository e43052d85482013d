package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

func (a *app) baselineCommand(wait, message cli.Flag) *cli.Command {
	return &cli.Command{
		Name: "baseline", Usage: "a first revision of a database that is there already, which is recorded as applied in it",
		Description: "Nothing is run in that database; others, and those of tests, run the revision. What it makes is proven in a scratch database first.",
		Flags:       []cli.Flag{wait, message}, Action: a.migrateBaseline,
	}
}

func (a *app) migrateBaseline(c *cli.Context) (err error) {
	text, err := message(c)
	if err != nil {
		return err
	}
	g, dir, err := a.historyOrNone(c)
	if err != nil {
		return err
	}
	if n := len(g.Revisions()); n > 0 {
		return withHint(fmt.Errorf("%s has %d revision(s) already: a baseline is the first", relative(dir), n),
			"dbtool migrate stamp records that a database has them; dbtool migrate squash makes one of many")
	}
	e, err := a.openExisting(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	r := &migrate.Runner{Engine: e, Graph: g, Tool: toolName(), LockWait: a.lockWait(c), Log: a.progress(c).event}
	if err := a.setPolicies(c, r); err != nil {
		return err
	}
	if err := unrecorded(c, r); err != nil {
		return err
	}
	l, err := a.baseline(c, e, migrate.NewID(time.Now(), g), text)
	if err != nil {
		return err
	}
	if err := a.writeNew(c, filepath.Join(dir, l.Name()), []byte(l.Text())); err != nil {
		return err
	}
	if r.Graph, err = a.graph(relative(dir)); err != nil {
		return err
	}
	if err := r.Stamp(c.Context, l.ID); err != nil {
		return withHint(err, l.Name()+" is written and not recorded; dbtool migrate stamp "+l.ID+" records it")
	}
	a.say(c, "recorded as applied in %s; nothing was run there", e.URL)
	return nil
}

// unrecorded refuses a database whose ledger has rows.
func unrecorded(c *cli.Context, r *migrate.Runner) error {
	st, err := r.Status(c.Context)
	if err != nil || len(st.Applied) == 0 {
		return err
	}
	return withHint(fmt.Errorf("the ledger of %s has %d revision(s) already, the last %s (%s): it has a history", r.Engine.URL, len(st.Applied),
		st.Applied[len(st.Applied)-1].Revision, st.Applied[len(st.Applied)-1].Message), "bring its files back; or, if that history is over for good, drop the table "+migrate.LedgerTable)
}

// baseline is the revision, after a scratch database has shown that it makes
// the schema it was read from.
func (a *app) baseline(c *cli.Context, e *engine.Engine, id, text string) (*migrate.Baseline, error) {
	have, err := dbreflect.Load(c.Context, e, dialect.Scope{Exclude: migrate.OwnTables()})
	if err != nil {
		return nil, err
	}
	empty := metadata.New()
	empty.Dialect, empty.Options = have.Dialect, have.Options
	t := migrate.Target{Dialect: e.Dialect, Server: e.Server}
	plan, err := migrate.NewPlan(t, empty, have, migrate.Renames{})
	if err != nil {
		return nil, err
	}
	if plan.Empty() {
		return nil, fmt.Errorf("%s is empty: there is nothing to begin with; dbtool migrate generate writes a first revision from the metadata", e.URL)
	}
	remarks := notes(&migrate.Way{Up: plan})
	for _, u := range have.Unmanaged {
		remarks = append(remarks, fmt.Sprintf("WARNING: left out, and to be made by hand: %s %s: %s", u.Kind, u.Name, u.Why))
	}
	for _, n := range remarks {
		a.say(c, "dbtool: %s", n)
	}
	l := &migrate.Baseline{ID: id, Message: text, Plan: plan, Notes: remarks}
	return l, a.proveBaseline(c, e, l, have)
}

// proveBaseline runs the text in a scratch database.
func (a *app) proveBaseline(c *cli.Context, e *engine.Engine, l *migrate.Baseline, have *metadata.MetaData) error {
	rev, err := migrate.ParseRevision(l.Name(), l.Text())
	if err != nil {
		return err
	}
	g, err := migrate.NewGraph([]*migrate.Revision{rev})
	if err != nil {
		return err
	}
	made, err := a.madeBy(c, e, g, rev.ID)
	if err != nil {
		return withHint(fmt.Errorf("the revision was tried in a scratch database, and nothing was written: %w", err),
			"scratch = \"URL\" in dbtool.toml names a database for such work when none may be made")
	}
	left, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, made, have, migrate.Renames{})
	if err != nil || left.Empty() {
		return err
	}
	return fmt.Errorf("the revision was tried in a scratch database and does not make the schema it was read from, so nothing was written; still to do: %s", left.Changes()[0].Describe())
}
