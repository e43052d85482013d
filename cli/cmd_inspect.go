package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

func (a *app) inspectCommand() *cli.Command {
	return &cli.Command{
		Name: "inspect", Usage: "the live schema",
		Description: "With --format json it is a complete snapshot, with sql a script that recreates it,\n" +
			"go: MetaData source that recreates it (--orm: as structs), mermaid, dot, html.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "orm", Usage: "with --format go: structs for package orm, with their relations"},
			&cli.StringFlag{Name: "package", Usage: "the package's `NAME` in --format go", Value: "models"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
		},
		Action: a.inspect,
	}
}

func (a *app) inspect(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	format := formatOf(c, "inspect")
	if c.Bool("orm") && format != "go" {
		return usage("--orm goes with --format go: it says how the Go source is written")
	}
	e, err := a.openExisting(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	m, err := dbreflect.Load(c.Context, e, dialect.Scope{Exclude: migrate.OwnTables()})
	if err != nil {
		return err
	}
	w := a.stdout
	if name := c.String("output"); name != "" {
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w = f
	}
	if err := a.writeSchema(c, w, e, m, format); err != nil {
		return err
	}
	if format != "text" && format != "json" && len(m.Unmanaged) > 0 {
		for _, u := range m.Unmanaged {
			a.say(c, "dbtool: note: not in the output: %s %s: %s", u.Kind, u.Name, u.Why)
		}
	}
	return nil
}

func (a *app) writeSchema(c *cli.Context, w io.Writer, e *engine.Engine, m *metadata.MetaData, format string) error {
	switch format {
	case "json":
		return writeJSON(w, m)
	case "sql":
		return writeSQL(w, e, m)
	case "go":
		if c.Bool("orm") {
			return dbreflect.WriteORM(w, m, ormOptions(c.String("package"), e))
		}
		return dbreflect.WriteGo(w, m, dbreflect.GoOptions{Package: c.String("package"), Generic: genericOf(e.Dialect)})
	case "mermaid":
		return dbreflect.WriteMermaid(w, m)
	case "dot":
		return dbreflect.WriteDOT(w, m)
	case "html":
		return dbreflect.WriteHTML(w, m)
	}
	return dbreflect.WriteText(w, m, dbreflect.TextOptions{Color: a.color(c, w)})
}

// ormOptions are what the server at hand makes of a declaration.
func ormOptions(pkg string, e *engine.Engine) dbreflect.ORMOptions {
	o := dbreflect.ORMOptions{
		Package: pkg, Generic: genericOf(e.Dialect),
		Normalize:      func(m *metadata.MetaData) (*metadata.MetaData, error) { return e.Dialect.Normalize(m, e.Server) },
		ReturnsNumbers: e.Server.Caps.Returning && e.Server.Caps.InsertID == "",
	}
	if r, ok := e.Dialect.(dialect.Resembler); ok {
		o.Resembles = r.Resembles
	}
	return o
}

// genericOf is a dialect's way back from exact types to generic ones.
func genericOf(d dialect.Dialect) func(metadata.Type) (metadata.Type, bool) {
	if g, ok := d.(interface {
		Generic(metadata.Type) (metadata.Type, bool)
	}); ok {
		return g.Generic
	}
	return func(metadata.Type) (metadata.Type, bool) { return metadata.Type{}, false }
}

// writeSQL plans the schema from nothing.
func writeSQL(w io.Writer, e *engine.Engine, m *metadata.MetaData) error {
	empty := metadata.New()
	empty.Dialect, empty.Options = m.Dialect, m.Options
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, empty, m, migrate.Renames{})
	if err != nil {
		return err
	}
	return plan.WriteScript(w)
}

// relative shortens a path for messages, where it lies below the working
// directory.
func relative(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || len(rel) > 1 && rel[:2] == ".." {
		return path
	}
	return rel
}
