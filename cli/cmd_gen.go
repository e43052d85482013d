package cli

import (
	"errors"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

func (a *app) genCommand() *cli.Command {
	return &cli.Command{
		Name: "gen", Usage: "Go code for a schema",
		Subcommands: []*cli.Command{{
			Name: "handles", Usage: "typed handles for the tables of a SOURCE, for package core", ArgsUsage: "SOURCE",
			Description: "The file is a package of its own, bound to the MetaData of the package that declares the schema:\n" +
				"a program whose schema has moved on says so when it starts.",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "package", Usage: "the `NAME` of the package that is written", Value: "tables"},
				&cli.StringFlag{Name: "import", Usage: "the `PATH` of the package with the MetaData, if SOURCE is none"},
				&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
			},
			Action: a.genHandles,
		}},
	}
}

func (a *app) genHandles(c *cli.Context) (err error) {
	if c.NArg() != 1 {
		return usage("gen handles takes one SOURCE: a Go package, a snapshot or a URL")
	}
	source := c.Args().First()
	o := dbreflect.HandleOptions{Package: c.String("package"), Import: c.String("import")}
	if a.kindOf(source) == sourceGo {
		pkg, variable, _ := strings.Cut(source, "#")
		p, err := findPackage(c.Context, pkg)
		if err != nil {
			return err
		}
		o.Import, o.Variable = p.ImportPath, variable
	}
	if o.Import == "" {
		return usage("%s is no Go package: name the one that has the MetaData with --import", source)
	}
	m, err := a.load(c, source, nil, dialect.Scope{Exclude: migrate.OwnTables()})
	if err != nil {
		return err
	}
	o.Generic = a.genericFor(m)
	w := a.stdout
	if name := c.String("output"); name != "" {
		f, openErr := os.Create(name)
		if openErr != nil {
			return openErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w = f
	}
	return dbreflect.WriteHandles(w, m, o)
}

// genericFor is the way back from the exact types of a schema that was read
// from a server; nil for a portable one.
func (a *app) genericFor(m *metadata.MetaData) func(metadata.Type) (metadata.Type, bool) {
	for _, d := range a.Dialects {
		if d.Name() == m.Dialect {
			return genericOf(d)
		}
	}
	return nil
}
