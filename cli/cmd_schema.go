package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

func (a *app) schemaCommands() []*cli.Command {
	return []*cli.Command{
		{
			Name: "create-all", Usage: "create what is missing, in dependency order",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "metadata", Usage: "the schema wanted, a `SOURCE`"},
				&cli.StringSliceFlag{Name: "tables", Usage: "only tables whose name matches `GLOB`"},
				&cli.BoolFlag{Name: "dry-run", Usage: "print the statements, change nothing"},
			},
			Action: a.createAll,
		},
		{
			Name: "drop-all", Usage: "drop everything the schema declares; asks first",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "metadata", Usage: "the schema, a `SOURCE`"},
				&cli.BoolFlag{Name: "dry-run", Usage: "print the statements, change nothing"},
			},
			Action: a.dropAll,
		},
		{
			Name: "diff", Usage: "what turns one schema into another",
			Description: "With --format sql it is statements for the server's own client.",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "from", Usage: "the schema as it is, a `SOURCE`; default: the environment's database"},
				&cli.StringFlag{Name: "to", Usage: "the schema wanted, a `SOURCE`; default: dbtool.toml's metadata"},
				&cli.BoolFlag{Name: "exit-code", Usage: "exit 2 when there are differences"},
				&cli.StringSliceFlag{Name: "rename", Usage: "`OLD=NEW`: users.name=users.full_name, users=people, or users.state:left=gone for a value of an enum"},
				onlineFlag(),
			},
			Action: a.diff,
		},
		{
			Name: "push", Usage: "apply the difference now (development)",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "to", Usage: "the schema wanted, a `SOURCE`"},
				&cli.BoolFlag{Name: "dry-run", Usage: "show the plan, change nothing"},
				&cli.StringSliceFlag{Name: "rename", Usage: "`OLD=NEW`: users.name=users.full_name, users=people, or users.state:left=gone for a value of an enum"},
				onlineFlag(),
			},
			Action: a.push,
		},
	}
}

func renamesOf(c *cli.Context) (migrate.Renames, error) {
	var r migrate.Renames
	for _, s := range c.StringSlice("rename") {
		if err := r.ParseRename(s); err != nil {
			return r, usage("%w", err)
		}
	}
	return r, nil
}

func (a *app) createAll(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	name, err := a.wanted(c, "metadata")
	if err != nil {
		return err
	}
	e, err := a.open(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	want, err := a.want(c, name, e, nil)
	if err != nil {
		return err
	}
	if want, err = onlyTables(want, c.StringSlice("tables")); err != nil {
		return err
	}
	have, err := dbreflect.Load(c.Context, e, migrate.ScopeFor(want))
	if err != nil {
		return err
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, migrate.Missing(have, want), migrate.Renames{})
	if err != nil {
		return err
	}
	return a.carryOut(c, e, plan, "nothing to create: everything is there")
}

// onlyTables leaves the tables that match one of the globs, and everything
// that is no table.
func onlyTables(m *metadata.MetaData, globs []string) (*metadata.MetaData, error) {
	if len(globs) == 0 {
		return m, nil
	}
	m = m.Clone()
	for _, t := range m.Clone().Tables() {
		keep := false
		for _, g := range globs {
			ok, err := path.Match(g, t.Name)
			if err != nil {
				return nil, usage("--tables %q is no pattern: %w", g, err)
			}
			keep = keep || ok
		}
		if !keep {
			m.Remove(t.Ident())
		}
	}
	return m, nil
}

// carryOut prints a plan (--dry-run) or applies it.
func (a *app) carryOut(c *cli.Context, e *engine.Engine, plan *migrate.Plan, nothing string) error {
	if c.Bool("dry-run") {
		return plan.WriteScript(a.stdout)
	}
	if plan.Empty() {
		a.say(c, "%s", nothing)
		return nil
	}
	if err := plan.Precheck(c.Context, e); err != nil {
		return err
	}
	return plan.Apply(c.Context, e, func(s migrate.Step) {
		a.say(c, "%s", s.Change.Describe())
		if c.Bool("verbose") {
			for _, st := range s.Statements {
				a.say(c, "    %s;", st.SQL)
			}
		}
	})
}

func (a *app) dropAll(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	name, err := a.wanted(c, "metadata")
	if err != nil {
		return err
	}
	e, err := a.openExisting(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	want, err := a.want(c, name, e, nil)
	if err != nil {
		return err
	}
	have, err := dbreflect.Load(c.Context, e, migrate.ScopeFor(want))
	if err != nil {
		return err
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, migrate.Without(have, want), migrate.Renames{})
	if err != nil {
		return err
	}
	if !plan.Empty() && !c.Bool("dry-run") {
		for _, ch := range plan.Changes() {
			a.say(c, "%s", ch.Describe())
		}
		if err := a.confirm(c, fmt.Sprintf("dropping all of this from %s", e.URL), "drop"); err != nil {
			return err
		}
	}
	return a.carryOut(c, e, plan, "nothing to drop: none of it is there")
}

// comparison is both sides of a diff and the server it is for.
type comparison struct {
	e          *engine.Engine
	target     migrate.Target
	have, want *metadata.MetaData
	left       []metadata.Unmanaged
	live       bool // have is what e holds
}

func (x *comparison) close() error {
	if x.e == nil {
		return nil
	}
	return x.e.Close()
}

// opener opens the database that is compared: openPlain or
// engine.OpenExisting.
type opener func(context.Context, []dialect.Dialect, string) (*engine.Engine, error)

// compare loads both sides. from "" is the environment's database, to "" the
// schema of dbtool.toml.
func (a *app) compare(c *cli.Context, from, to string, open opener) (x *comparison, err error) {
	x = &comparison{}
	defer func() {
		if err != nil {
			err = errors.Join(err, x.close())
		}
	}()
	if from == "" {
		t, err := a.target(c)
		if err != nil {
			return x, err
		}
		from = t.URL
	}
	if err := a.serverFor(c, x, from, to, open); err != nil {
		return x, err
	}
	portable := a.MetaData
	scope := dialect.Scope{Exclude: migrate.OwnTables()}
	if to != "" || portable == nil {
		if portable, err = a.load(c, to, x.e, scope); err != nil {
			return x, err
		}
	}
	if a.kindOf(from) == sourceURL && from == to {
		x.have = portable
	} else if err := a.loadHave(c, x, from, migrate.ScopeFor(portable)); err != nil {
		return x, err
	}
	x.left, x.live = x.have.Unmanaged, a.kindOf(from) == sourceURL
	x.want, err = a.normal(c, portable, x.e, x.have)
	return x, err
}

// serverFor opens the database whose SQL the answer is in: the one of from, of
// to, or of the environment.
func (a *app) serverFor(c *cli.Context, x *comparison, from, to string, open opener) (err error) {
	url := ""
	switch {
	case a.kindOf(from) == sourceURL:
		url = from
	case to != "" && a.kindOf(to) == sourceURL:
		url = to
	default:
		t, err := a.target(c)
		if err != nil {
			return withHint(err, "to compare two files, --url names the server whose SQL is wanted")
		}
		url, open = t.URL, a.openOrScratch
	}
	if x.e, err = open(c.Context, a.Dialects, url); err != nil {
		return err
	}
	x.target, err = a.planFor(c, x.e)
	return err
}

// openOrScratch opens a database that only says whose SQL is wanted: if it is
// not there, another of its kind will do.
func (a *app) openOrScratch(ctx context.Context, dialects []dialect.Dialect, url string) (*engine.Engine, error) {
	d, u, err := engine.Find(dialects, url)
	if m, ok := d.(dialect.Maker); err != nil || !ok || !m.Missing(u) {
		return openPlain(ctx, dialects, url)
	}
	s, err := engine.OpenScratch(ctx, d, u)
	if err != nil {
		return nil, err
	}
	return &s.Engine, nil // what is made by opening it goes when it is closed
}

func (a *app) loadHave(c *cli.Context, x *comparison, from string, scope dialect.Scope) error {
	if a.kindOf(from) == sourceURL {
		m, err := dbreflect.Load(c.Context, x.e, scope)
		x.have = m
		return err
	}
	m, err := a.load(c, from, x.e, scope)
	if err != nil {
		return err
	}
	if m.Dialect == "" { // what a declaration would be once created
		m, err := x.e.Dialect.Normalize(m, x.e.Server)
		if err != nil {
			return err
		}
		x.have, err = a.settleAlone(c, x.e, m)
		return err
	}
	x.have, err = x.e.Dialect.Normalize(m, x.e.Server)
	return err
}

// settleAlone settles a schema that has nothing to be compared with.
func (a *app) settleAlone(c *cli.Context, e *engine.Engine, m *metadata.MetaData) (*metadata.MetaData, error) {
	empty := metadata.New()
	empty.Dialect = m.Dialect
	m, unsettled, err := migrate.Settle(c.Context, e, empty, m)
	if unsettled != nil {
		a.say(c, "dbtool: note: %v", unsettled)
	}
	return m, err
}

func (x *comparison) plan(r migrate.Renames) (*migrate.Plan, error) {
	return migrate.NewPlan(x.target, x.have, x.want, r)
}

func (a *app) diff(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	format := formatOf(c, "diff")
	renames, err := renamesOf(c)
	if err != nil {
		return err
	}
	to, err := a.wanted(c, "to")
	if err != nil {
		return err
	}
	x, err := a.compare(c, c.String("from"), to, engine.OpenExisting)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	plan, err := a.onlinePlan(c, x, renames)
	if err != nil {
		return err
	}
	var rows []migrate.RowsInTheWay
	if format != "sql" && x.live {
		if rows, err = plan.InTheWay(c.Context, x.e); err != nil {
			return err
		}
	}
	switch format {
	case "sql":
		err = plan.WriteScript(a.stdout)
	case "json":
		err = a.diffJSON(x.e, plan, rows, x.left)
	default:
		err = a.diffText(c, x.e, plan, rows, x.left)
	}
	if err == nil && c.Bool("exit-code") && !plan.Empty() {
		return findings()
	}
	return err
}

func (a *app) push(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	renames, err := renamesOf(c)
	if err != nil {
		return err
	}
	to, err := a.wanted(c, "to")
	if err != nil {
		return err
	}
	x, err := a.compare(c, "", to, openPlain)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	plan, err := x.plan(renames)
	if err != nil {
		return err
	}
	if plan.Empty() {
		a.say(c, "no differences")
		return nil
	}
	if _, err := a.askRenames(c, plan, &renames); err != nil {
		return err
	}
	if plan, err = a.onlinePlan(c, x, renames); err != nil {
		return err
	}
	rows, err := plan.InTheWay(c.Context, x.e)
	if err != nil {
		return err
	}
	if err := a.diffText(c, x.e, plan, rows, x.left); err != nil {
		return err
	}
	if c.Bool("dry-run") {
		err = plan.WriteScript(a.stdout)
	}
	if len(rows) > 0 {
		err = errors.Join(err, &migrate.RowsError{InTheWay: rows})
	}
	if err != nil || c.Bool("dry-run") {
		return err
	}
	if err := a.allowPush(c, x.e, plan); err != nil {
		return err
	}
	if err := plan.Apply(c.Context, x.e, nil); err != nil {
		return err
	}
	return a.proveNothingLeft(c, x)
}

// allowPush asks, and refuses what the environment's policy forbids.
func (a *app) allowPush(c *cli.Context, e *engine.Engine, plan *migrate.Plan) error {
	t, err := a.target(c)
	if err != nil {
		return err
	}
	for _, ch := range plan.Changes() {
		if lost := e.Dialect.Impact(e.Server, ch).Loses; lost != "" && t.Destructive == "refuse" {
			return &exitError{code: exitFailed, err: fmt.Errorf("%s would lose %s, and destructive = \"refuse\" stands in dbtool.toml; nothing was changed", ch.Describe(), lost)}
		}
	}
	return a.confirm(c, fmt.Sprintf("applying %d changes to %s", len(plan.Steps), e.URL), "apply")
}

func (a *app) proveNothingLeft(c *cli.Context, x *comparison) error {
	have, err := dbreflect.Load(c.Context, x.e, migrate.ScopeFor(x.want))
	if err != nil {
		return err
	}
	x.have = have
	plan, err := x.plan(migrate.Renames{})
	if err != nil {
		return err
	}
	if plan.Empty() {
		a.say(c, "done; the database is as declared")
		return nil
	}
	var left []string
	for _, ch := range plan.Changes() {
		left = append(left, ch.Describe())
	}
	return fmt.Errorf("all statements ran, but the database still differs: %s", strings.Join(left, "; "))
}

// openPlain opens a database as a tool does that comes and goes.
func openPlain(ctx context.Context, dialects []dialect.Dialect, url string) (*engine.Engine, error) {
	return engine.OpenWith(ctx, dialects, url, engine.Options{Plain: true})
}
