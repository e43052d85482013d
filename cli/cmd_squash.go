package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// migrateSquash makes one revision of many: the schema that they make, as a
// scratch database of each environment has it. Databases that have them all
// find the new one applied.
func (a *app) migrateSquash(c *cli.Context) error {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	g, dir, err := a.historyOrNone(c)
	if err != nil {
		return err
	}
	target := c.Args().First()
	if target == "" {
		target = "head"
	}
	d := &migrate.Draft{Message: c.String("message")}
	if d.Message == "" {
		d.Message = "squashed"
	}
	targets, err := a.generateTargets(c)
	if err != nil {
		return err
	}
	var old []*migrate.Revision
	for _, t := range targets {
		var w *migrate.Way
		if old, w, err = a.squashedWay(c, t.URL, g, target); err != nil {
			return err
		}
		d.Ways = append(d.Ways, *w)
	}
	if len(old) < 2 {
		return &exitError{code: exitFailed, err: errors.New("there is nothing to squash: that is one revision")}
	}
	for _, r := range old {
		d.Replaces = append(d.Replaces, r.ID)
	}
	if err := a.confirm(c, fmt.Sprintf("putting one revision in the place of %d files of %s", len(old), relative(dir)), "squash"); err != nil {
		return err
	}
	return a.replaceFiles(c, d, old, dir)
}

// squashedWay is what the revisions up to the target make on one database's server.
func (a *app) squashedWay(c *cli.Context, url string, g *migrate.Graph, target string) (old []*migrate.Revision, w *migrate.Way, err error) {
	e, err := engine.OpenWith(c.Context, a.Dialects, url, engine.Options{Plain: true})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if old, err = g.Squashable(target, e.Server.Names, e.Dialect.Rules()); err != nil {
		return nil, nil, err
	}
	left, err := scratchRunner(e, g).LeftOut(old)
	if err != nil {
		return nil, nil, err
	}
	if len(left) > 0 {
		return nil, nil, fmt.Errorf("a squash keeps the schema of the database and not what reaches beyond it: %s", left[0])
	}
	made, err := a.madeBy(c, e, g, old[len(old)-1].ID)
	if err != nil {
		return nil, nil, err
	}
	empty := metadata.New()
	empty.Dialect, empty.Options = made.Dialect, made.Options
	t := migrate.Target{Dialect: e.Dialect, Server: e.Server}
	w = &migrate.Way{Names: sectionNames(e)}
	if w.Up, err = migrate.NewPlan(t, empty, made, migrate.Renames{}); err != nil {
		return nil, nil, err
	}
	w.Down, err = migrate.NewPlan(t, made, empty, migrate.Renames{})
	return old, w, err
}

// madeBy is the schema that the revisions up to one make.
func (a *app) madeBy(c *cli.Context, beside *engine.Engine, g *migrate.Graph, id string) (m *metadata.MetaData, err error) {
	e, err := a.scratch(c, beside)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if _, err := scratchRunner(&e.Engine, g).Up(c.Context, id); err != nil {
		return nil, err
	}
	return dbreflect.Load(c.Context, &e.Engine, dialect.Scope{Exclude: migrate.OwnTables()})
}

// replaceFiles writes the new file before it removes the old ones. It sorts
// where the last of them did.
func (a *app) replaceFiles(c *cli.Context, d *migrate.Draft, old []*migrate.Revision, dir string) error {
	name, err := d.Write(dir, old[len(old)-1].ID+"s")
	if err != nil {
		return err
	}
	for _, r := range old {
		if err := os.Remove(r.File); err != nil {
			return withHint(fmt.Errorf("%s was written; %w", relative(name), err), "remove the old files by hand")
		}
		a.say(c, "removed  %s", r.File)
	}
	fmt.Fprintln(a.stdout, relative(name))
	return nil
}
