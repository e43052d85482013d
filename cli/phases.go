package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// ways are one database's part of a revision, and, when the change is made in two
// parts, of the one that comes after it.
type ways struct {
	now, later        *migrate.Way
	notes, laterNotes []string
}

// into puts the parts into the revisions. Each database gets a section in both.
func (w ways) into(d, later *migrate.Draft) {
	if w.now == nil {
		return
	}
	d.Notes = append(append(d.Notes, notes(w.now)...), w.notes...)
	d.Ways = append(d.Ways, *w.now)
	if w.later != nil {
		later.Notes = append(append(later.Notes, notes(w.later)...), w.laterNotes...)
		later.Ways = append(later.Ways, *w.later)
	}
}

// nothing reports whether there is nothing to do in a revision.
func nothing(d *migrate.Draft) bool {
	return !slices.ContainsFunc(d.Ways, func(w migrate.Way) bool { return !w.Up.Empty() })
}

// phases plans what old and new programs can live with, and what comes when the
// old ones are gone, each so that the tables stay in use.
func (a *app) phases(c *cli.Context, in *target, e *engine.Engine, t migrate.Target, have, want *metadata.MetaData, renames migrate.Renames) (ways, error) {
	p, err := migrate.NewPhases(t, have, want, renames)
	if err != nil {
		return ways{}, err
	}
	out := ways{now: &migrate.Way{Names: sectionNames(e)}, later: &migrate.Way{Names: sectionNames(e)}}
	scratch := a.scratcher(in, e)
	if out.notes, err = onlineWay(c, scratch, p.Expand, out.now); err == nil {
		out.laterNotes, err = onlineWay(c, scratch, p.Contract, out.later)
	}
	return out, err
}

// onlineWay fills in both plans, and says what there is to know of them.
func onlineWay(c *cli.Context, scratch migrate.Scratcher, from migrate.Both, w *migrate.Way) (said []string, err error) {
	for _, n := range from.Notes {
		said = append(said, "NOTE: "+n)
	}
	var up, down []string
	if w.Up, up, err = from.Up.Online(c.Context, scratch); err == nil {
		w.Down, down, err = from.Down.Online(c.Context, scratch)
	}
	for _, n := range up {
		said = append(said, "NOTE: "+n)
	}
	for _, n := range down {
		said = append(said, "NOTE: down: "+n)
	}
	return said, err
}

// writePhases writes two revisions, of which the second waits for the programs.
// A change of which all breaks old programs is the second alone.
func (a *app) writePhases(c *cli.Context, d, later *migrate.Draft, g *migrate.Graph, dir string) error {
	if nothing(d) {
		later.Message, later.Parents = d.Message, d.Parents
		later.Notes = append(append([]string{"CONTRACT: apply this when no program is left that uses what goes"}, d.Notes...), later.Notes...)
		a.say(c, "it breaks programs that are in use: release new ones first, and apply it when the old ones are gone")
		return a.write(c, later, g, dir)
	}
	first := migrate.NewID(time.Now(), g)
	name, err := d.Write(dir, first)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, relative(name))
	later.Parents = []string{first}
	later.Notes = append([]string{"CONTRACT: apply this when no program is left that knows the schema from before " + first}, later.Notes...)
	if g, _, err = a.history(c); err != nil {
		return err
	}
	if name, err = later.Write(dir, migrate.NewID(time.Now(), g)); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, relative(name))
	a.say(c, "the second breaks programs that are in use: apply the first with dbtool migrate up +1, release the new programs, and apply the second when the old ones are gone")
	return nil
}
