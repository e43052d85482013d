package cli

import (
	"bytes"
	"fmt"
	"go/token"
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
				"a program whose schema has moved on says so when it starts. --check writes nothing, and exits with 2 if --output is not what would be written.\n" +
				"With --struct, a projection into a struct of that package is written too: it does not compile once the struct has moved on. A column that\n" +
				"may be NULL has a pointer there.",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "package", Usage: "the `NAME` of the package that is written", Value: "tables"},
				&cli.StringFlag{Name: "import", Usage: "the `PATH` of the package with the MetaData, if SOURCE is none"},
				&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
				&cli.StringSliceFlag{Name: "struct", Usage: "`TABLE=TYPE`: the struct that rows of a table are read into; may be repeated"},
				&cli.BoolFlag{Name: "check", Usage: "exit 2 if --output is not what would be written"},
			},
			Action: a.genHandles,
		}},
	}
}

func (a *app) genHandles(c *cli.Context) error {
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
	if o.Structs, err = structsFor(c.StringSlice("struct")); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := dbreflect.WriteHandles(&b, m, o); err != nil {
		return err
	}
	name := c.String("output")
	switch {
	case c.Bool("check"):
		return a.checkHandles(name, b.String())
	case name != "":
		return os.WriteFile(name, b.Bytes(), 0o666)
	}
	_, err = a.stdout.Write(b.Bytes())
	return err
}

// structsFor reads TABLE=TYPE.
func structsFor(list []string) (map[string]string, error) {
	structs := map[string]string{}
	for _, s := range list {
		table, name, ok := strings.Cut(s, "=")
		if !ok || table == "" || !token.IsExported(name) || !token.IsIdentifier(name) {
			return nil, usage("--struct %s: write TABLE=TYPE, with an exported type of the package that has the MetaData", s)
		}
		structs[table] = name
	}
	return structs, nil
}

// checkHandles says how a file differs from what it should be.
func (a *app) checkHandles(name, want string) error {
	if name == "" {
		return usage("--check needs --output, the file that is looked at")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	got := strings.ReplaceAll(string(text), "\r\n", "\n")
	if got == want {
		return nil
	}
	fmt.Fprintf(a.stdout, "%s is out of date; run gen handles again without --check\n", name)
	a.missingLines("-", got, want)
	a.missingLines("+", want, got)
	return findings()
}

// missingLines prints the lines of one text that another has not. Spaces, which
// only align, do not count.
func (a *app) missingLines(mark, of, in string) {
	has := map[string]bool{}
	for line := range strings.Lines(in) {
		has[strings.Join(strings.Fields(line), " ")] = true
	}
	for line := range strings.Lines(of) {
		if line = strings.Join(strings.Fields(line), " "); !has[line] {
			fmt.Fprintf(a.stdout, "%s %s\n", mark, line)
		}
	}
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
