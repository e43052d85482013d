package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// message is -m, which must be there.
func message(c *cli.Context) (string, error) {
	if err := noArgs(c); err != nil {
		return "", err
	}
	m := c.String("message")
	if m == "" {
		return "", &exitError{code: exitUsage, err: fmt.Errorf("%s needs a message", c.Command.Name), hint: "-m \"add users\""}
	}
	return m, nil
}

// writable refuses to write revisions into an application's embedded files.
func (a *app) writable() error {
	if a.Migrations != nil {
		return errors.New("the revisions are built into this program; write new ones with dbtool in the project's folder")
	}
	return nil
}

// historyOrNone is history for commands that begin one.
func (a *app) historyOrNone(c *cli.Context) (*migrate.Graph, string, error) {
	if err := a.writable(); err != nil {
		return nil, "", err
	}
	g, dir, err := a.history(c)
	var exit *exitError
	if errors.As(err, &exit) && exit.code == exitUsage && dir != "" {
		if conf, cerr := a.config(c); cerr == nil && conf.path != "" { // the project is there, its folder not yet
			g, err = migrate.NewGraph(a.Revisions)
		}
	}
	return g, dir, err
}

func (a *app) write(c *cli.Context, d *migrate.Draft, g *migrate.Graph, dir string) error {
	name, err := d.Write(dir, migrate.NewID(time.Now(), g))
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, relative(name))
	return nil
}

func (a *app) migrateNew(c *cli.Context) error {
	text, err := message(c)
	if err != nil {
		return err
	}
	g, dir, err := a.historyOrNone(c)
	if err != nil {
		return err
	}
	d := &migrate.Draft{Message: text}
	if p := c.String("parent"); p != "" {
		r, err := g.Find(p)
		if err != nil {
			return err
		}
		d.Parents = []string{r.ID}
	} else if d.Parents, err = headOf(g); err != nil {
		return err
	}
	return a.write(c, d, g, dir)
}

func headOf(g *migrate.Graph) ([]string, error) {
	head, err := g.Head()
	if err != nil || head == nil {
		return nil, err
	}
	return []string{head.ID}, nil
}

func (a *app) migrateGenerate(c *cli.Context) error {
	text, err := message(c)
	if err != nil {
		return err
	}
	g, dir, err := a.historyOrNone(c)
	if err != nil {
		return err
	}
	d, later := &migrate.Draft{Message: text}, &migrate.Draft{Message: text + " contract"}
	if d.Parents, err = headOf(g); err != nil {
		return err
	}
	targets, err := a.generateTargets(c)
	if err != nil {
		return err
	}
	for _, t := range targets {
		w, err := a.ways(c, t, g)
		if err != nil {
			return err
		}
		w.into(d, later)
	}
	switch {
	case len(d.Ways) == 0:
		a.say(c, "no differences: nothing to generate")
		return nil
	case !nothing(later):
		return a.writePhases(c, d, later, g, dir)
	}
	return a.write(c, d, g, dir)
}

// generateTargets are the databases whose dialects get a section.
func (a *app) generateTargets(c *cli.Context) ([]*target, error) {
	names := strings.Split(c.String("env"), ",")
	if len(names) == 1 || c.IsSet("url") {
		t, err := a.target(c)
		if err != nil {
			return nil, err
		}
		return []*target{t}, nil
	}
	conf, err := a.config(c)
	if err != nil {
		return nil, err
	}
	var targets []*target
	for _, n := range names {
		t, err := conf.env(n, true)
		if err != nil {
			return nil, err
		}
		u, err := expand(t.URL)
		if err != nil {
			return nil, usage("%s: [env.%s] url: %w", conf.path, n, err)
		}
		t.URL = a.anchor(u)
		targets = append(targets, t)
	}
	return targets, nil
}

// notes warn, in the file, of what deserves a look before it runs.
func notes(w *migrate.Way) []string {
	var list []string
	t := w.Up.Target
	for _, ch := range w.Up.Changes() {
		if lost := t.Dialect.Impact(t.Server, ch).Loses; lost != "" {
			list = append(list, fmt.Sprintf("WARNING: %s loses %s", ch.Describe(), lost))
		}
		if givesRights(ch) {
			list = append(list, fmt.Sprintf("NOTE: %s gives the rights of the database that this was made from; edit them if others have other roles", ch.Describe()))
		}
	}
	for _, r := range migrate.LikelyRenames(t, w.Up.Changes()) {
		list = append(list, fmt.Sprintf("WARNING: this may be a rename (%s); if it is, generate again with --rename %s", r.Why, r.Rename))
	}
	return list
}

// givesRights reports whether a view or routine is made again with its owner
// and privileges.
func givesRights(c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.CreateView:
		return len(c.Rights) > 0
	case ddl.CreateRoutine:
		return len(c.Rights) > 0
	}
	return false
}

// ways plans one database's part, up and down; without any there is no difference.
func (a *app) ways(c *cli.Context, in *target, g *migrate.Graph) (out ways, err error) {
	renames, err := renamesOf(c)
	if err != nil {
		return out, err
	}
	to, err := a.wanted(c, "to")
	if err != nil {
		return out, err
	}
	e, err := engine.OpenWith(c.Context, a.Dialects, in.URL, engine.Options{Plain: true})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	declared := a.MetaData
	if to != "" || declared == nil {
		if declared, err = a.load(c, to, e, dialect.Scope{Exclude: migrate.OwnTables()}); err != nil {
			return out, err
		}
	}
	have, err := a.generateFrom(c, e, g, declared)
	if err != nil {
		return out, err
	}
	want, err := a.normal(c, declared, e, have)
	if err != nil {
		return out, err
	}
	t := in.planFor(e)
	w := &migrate.Way{Names: sectionNames(e)}
	if w.Up, err = migrate.NewPlan(t, have, want, renames); err != nil || w.Up.Empty() {
		return out, err
	}
	if answered, err := a.askRenames(c, w.Up, &renames); err != nil {
		return out, err
	} else if answered {
		if w.Up, err = migrate.NewPlan(t, have, want, renames); err != nil {
			return out, err
		}
	}
	migrate.KeepRights(have, want)
	if online(c, in) {
		out, err = a.phases(c, in, e, t, have, want, renames)
	} else {
		w.Down, err = migrate.NewPlan(t, want, have, renames.Reverse(want).Known(want, have))
		out = ways{now: w}
	}
	if err == nil && c.String("from") == "" {
		err = a.sayInTheWay(c, out.now.Up, e)
	}
	return out, err
}

// sayInTheWay warns of rows in the database at hand. Others have other rows, so
// the file says nothing of them.
func (a *app) sayInTheWay(c *cli.Context, p *migrate.Plan, e *engine.Engine) error {
	rows, err := p.InTheWay(c.Context, e)
	for _, r := range rows {
		a.say(c, "dbtool: warning: on %s, %s", e.URL, r)
	}
	return err
}

// sectionNames is how a file's sections name the server.
func sectionNames(e *engine.Engine) []string { return e.Server.Names[:1] }

// generateFrom is the schema to start from: the live database, which must
// stand at the head, or what --from names.
func (a *app) generateFrom(c *cli.Context, e *engine.Engine, g *migrate.Graph, declared *metadata.MetaData) (*metadata.MetaData, error) {
	if from := c.String("from"); from != "" {
		m, err := a.load(c, from, e, migrate.ScopeFor(declared))
		if err != nil {
			return nil, err
		}
		return e.Dialect.Normalize(m, e.Server)
	}
	r := migrate.Runner{Engine: e, Graph: g}
	st, err := r.Status(c.Context)
	if err != nil {
		return nil, err
	}
	if st.Disagreement != nil {
		return nil, st.Disagreement
	}
	if !st.AtHead() {
		return nil, &exitError{code: exitFailed, err: fmt.Errorf("%s is not at the head: %d revision(s) are pending", e.URL, len(st.Pending)),
			hint: "run dbtool migrate up first, or compare with the files: --from migrations:migrations"}
	}
	return dbreflect.Load(c.Context, e, migrate.ScopeFor(declared))
}
