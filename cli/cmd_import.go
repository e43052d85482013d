package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

func (a *app) importCommand(wait cli.Flag) *cli.Command {
	return &cli.Command{
		Name: "import", Usage: "take over the history of another tool: its files become revisions, what it applied is recorded", ArgsUsage: "[TOOL] DIR",
		Description: "TOOL is " + strings.Join(migrate.ImportTools(), ", ") + "; without it the files tell. Nothing is run, and the tool's files and table stay as they are. " +
			"For each further database run it again: the files are there, and what the tool applied is recorded.",
		Flags: []cli.Flag{wait,
			&cli.StringFlag{Name: "table", Usage: "the tool's `TABLE` in the database, when it is not the usual one"},
			&cli.StringSliceFlag{Name: "sql", Usage: "alembic: a `FILE` with what upgrade (or downgrade) --sql prints"},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would be done, change nothing"},
		},
		Action: a.migrateImport,
	}
}

// importJSON is `migrate import --format json`.
type importJSON struct {
	Tool     string             `json:"tool"`
	Files    []importedFileJSON `json:"files"`
	LeftOut  []leftOutJSON      `json:"left_out"`
	Table    string             `json:"table,omitempty"`
	Recorded []string           `json:"recorded"`
}

type importedFileJSON struct {
	Revision   string `json:"revision"`
	Version    string `json:"version"`
	Source     string `json:"source"`
	File       string `json:"file,omitempty"` // "" for one that was there already
	ToWrite    string `json:"to_write,omitempty"`
	OutOfOrder bool   `json:"out_of_order,omitempty"`
}

type leftOutJSON struct {
	File string `json:"file"`
	Why  string `json:"why"`
}

// importing is one run of migrate import.
type importing struct {
	i   *migrate.Import
	st  *migrate.ForeignState
	r   *migrate.Runner
	dir string // of the tool
	to  string // of the revisions
	doc importJSON
}

func (a *app) migrateImport(c *cli.Context) (err error) {
	m, err := a.readImport(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.r.Engine.Close()) }()
	if m.st, err = m.i.State(c.Context, m.r.Engine, c.String("table")); err != nil {
		return err
	}
	missing, err := m.i.Missing(m.r.Graph)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		m.i.Permit(m.st.Applied)
	}
	if err := a.writeImport(c, m, missing); err != nil {
		return err
	}
	if err := a.recordImport(c, m, missing); err != nil {
		return err
	}
	return a.sayImport(c, m)
}

// readImport opens the database and converts the files, in memory.
func (a *app) readImport(c *cli.Context) (*importing, error) {
	if c.NArg() == 0 || c.NArg() > 2 {
		return nil, usage("import takes the tool (%s) and its folder", strings.Join(migrate.ImportTools(), ", "))
	}
	m := &importing{dir: c.Args().Get(c.NArg() - 1)}
	o := migrate.ImportOptions{}
	if c.NArg() == 2 {
		if o.Tool = c.Args().First(); !slices.Contains(migrate.ImportTools(), o.Tool) {
			return nil, usage("import: there is no tool %q; there are %s", o.Tool, strings.Join(migrate.ImportTools(), ", "))
		}
	}
	for _, name := range c.StringSlice("sql") {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		o.Scripts = append(o.Scripts, string(text))
	}
	g, to, err := a.historyOrNone(c)
	if m.to = to; same(m.dir, to) {
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("%s is the folder that the revisions go to", m.dir),
			hint: "move the files of the other tool to another folder, or name another one as migrations in dbtool.toml"}
	}
	if err != nil {
		return nil, err
	}
	e, err := a.open(c)
	if err != nil {
		return nil, err
	}
	m.r = &migrate.Runner{Engine: e, Graph: g, Tool: toolName(), LockWait: a.lockWait(c), Log: a.progress(c).event}
	o.Rules = e.Dialect.Rules()
	if m.i, err = migrate.ReadForeign(os.DirFS(m.dir), filepath.ToSlash(m.dir), o); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return m, nil
}

// same reports whether two paths are one folder.
func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// writeImport writes the files that are not there yet.
func (a *app) writeImport(c *cli.Context, m *importing, missing []*migrate.ImportedFile) error {
	m.doc = importJSON{Tool: m.i.Tool, Table: m.st.Table, Files: []importedFileJSON{}, LeftOut: []leftOutJSON{}, Recorded: []string{}}
	for _, f := range m.i.Files {
		doc := importedFileJSON{f.ID, f.Version, filepath.Join(m.dir, f.Source), "", f.ToWrite, f.OutOfOrder}
		if slices.Contains(missing, f) {
			doc.File = relative(filepath.Join(m.to, f.Name()))
			if !c.Bool("dry-run") {
				if _, err := f.Write(m.to, m.i.Tool); err != nil {
					return err
				}
			}
		}
		m.doc.Files = append(m.doc.Files, doc)
	}
	for _, l := range m.i.Left {
		m.doc.LeftOut = append(m.doc.LeftOut, leftOutJSON(l))
	}
	return nil
}

// recordImport writes the ledger.
func (a *app) recordImport(c *cli.Context, m *importing, missing []*migrate.ImportedFile) (err error) {
	if c.Bool("dry-run") {
		for _, f := range m.i.Files {
			if m.st.Applied[f.ID] {
				m.doc.Recorded = append(m.doc.Recorded, f.ID)
			}
		}
		return nil
	}
	if len(missing) > 0 {
		if m.r.Graph, err = a.graph(relative(m.to)); err != nil {
			return err
		}
	}
	if m.st.Table == "" {
		return nil
	}
	done, err := m.r.Adopt(c.Context, m.i, m.st.Applied)
	for _, rev := range done {
		m.doc.Recorded = append(m.doc.Recorded, rev.ID)
	}
	return withHint(err, "the files are written; run the import again to record what was applied")
}

func (a *app) sayImport(c *cli.Context, m *importing) error {
	if wantsJSON(c) {
		return a.printJSON(m.doc)
	}
	for _, f := range m.doc.Files {
		switch {
		case f.File == "":
			a.say(c, "kept      revision %s, made of %s before", f.Revision, f.Source)
		case f.ToWrite != "":
			fmt.Fprintf(a.stdout, "to write  %s  %s\n", f.File, f.ToWrite)
		default:
			fmt.Fprintf(a.stdout, "written   %s  from %s\n", f.File, f.Source)
		}
		if f.OutOfOrder {
			fmt.Fprintf(a.stdout, "late      %s  it is not applied here, but something behind it is: it may be applied out of order\n", f.File)
		}
	}
	for _, l := range m.doc.LeftOut {
		fmt.Fprintf(a.stdout, "left out  %s  %s\n", l.File, l.Why)
	}
	would := ""
	if c.Bool("dry-run") {
		would = "nothing was changed; would be "
	}
	if m.st.Table == "" {
		a.say(c, "%s has no table of %s, so nothing is recorded as applied there", m.r.Engine.URL, m.i.Tool)
		return nil
	}
	a.say(c, "%srecorded: %d revision(s) that %s has as applied; nothing was run", would, len(m.doc.Recorded), m.st.Table)
	a.say(c, "the table %s is left as it is; drop it when nobody runs %s any more", m.st.Table, m.i.Tool)
	a.say(c, "next: dbtool migrate status")
	return nil
}
