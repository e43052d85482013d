package cli

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// dryRunJSON is `migrate up --dry-run --format json`.
type dryRunJSON struct {
	Database   string          `json:"database"`
	Direction  string          `json:"direction"`
	Revisions  []revisionJSON  `json:"revisions"`
	Statements []statementJSON `json:"statements"`
	// InTheWay are rows on which a statement would fail.
	InTheWay []string `json:"rows_in_the_way,omitempty"`
	// Unknown is why there are no more statements than these.
	Unknown string `json:"unknown,omitempty"`
}

type statementJSON struct {
	Revision string     `json:"revision"`
	File     string     `json:"file"`
	Line     int        `json:"line"`
	Column   int        `json:"column"`
	SQL      string     `json:"sql"`
	Changes  []string   `json:"changes,omitempty"`
	Form     string     `json:"form,omitempty"`
	Costs    []costJSON `json:"tables,omitempty"`
}

type costJSON struct {
	Table    string `json:"table"`
	Lock     string `json:"lock,omitempty"`
	Blocks   string `json:"blocks,omitempty"` // "", "briefly", "writes" or "all"
	Rewrites bool   `json:"rewrites,omitempty"`
	Scans    bool   `json:"scans,omitempty"`
	Changes  bool   `json:"changes_rows,omitempty"`
	Rows     *int64 `json:"rows,omitempty"`
	Bytes    *int64 `json:"bytes,omitempty"`
	Millis   int64  `json:"reading_ms,omitempty"`
}

// dryRun prints what up or down would run, and what it would ask of the
// database: as comments of a script that works as it stands, or as JSON. Where
// there is nothing to run it says so.
func (a *app) dryRun(c *cli.Context, r *migrate.Runner, dir migrate.Direction, nothing string) error {
	way, err := r.Path(c.Context, dir, c.Args().First())
	if err != nil {
		return err
	}
	f, err := r.Forecast(c.Context, way, dir, func(context.Context) (*engine.Scratch, error) { return a.scratch(c, r.Engine) })
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return a.printJSON(dryRunDoc(r, way, dir, f))
	}
	if len(way) == 0 {
		a.say(c, "%s", nothing)
	}
	for _, rev := range way {
		text, err := f.Script(migrate.Target{Dialect: r.Engine.Dialect, Server: r.Engine.Server}, rev, dir)
		if err != nil {
			return err
		}
		fmt.Fprint(a.stdout, text)
	}
	for _, rows := range f.InTheWay {
		a.say(c, "dbtool: warning: %s", rows)
	}
	if f.Unknown != nil {
		a.say(c, "dbtool: note: what the statements ask of the database is known for %d of them only: %v", len(f.Statements), f.Unknown)
	}
	return nil
}

func dryRunDoc(r *migrate.Runner, way []*migrate.Revision, dir migrate.Direction, f *migrate.Forecast) dryRunJSON {
	doc := dryRunJSON{Database: r.Engine.URL.String(), Direction: string(dir), Revisions: listJSON(way), Statements: []statementJSON{}}
	for _, s := range f.Statements {
		st := statementJSON{Revision: s.Revision.ID, File: s.Revision.File, Line: s.Line, Column: s.Col, SQL: s.SQL, Form: s.Form}
		for _, ch := range s.Changes {
			st.Changes = append(st.Changes, ch.Describe())
		}
		for _, cost := range s.Costs {
			st.Costs = append(st.Costs, costDoc(cost))
		}
		doc.Statements = append(doc.Statements, st)
	}
	for _, rows := range f.InTheWay {
		doc.InTheWay = append(doc.InTheWay, rows.String())
	}
	if f.Unknown != nil {
		doc.Unknown = f.Unknown.Error()
	}
	return doc
}

func costDoc(c migrate.TableCost) costJSON {
	doc := costJSON{Table: c.Table.String(), Lock: c.Mode, Rewrites: c.Rewrites, Scans: c.Scans, Changes: c.Changes, Millis: c.Reading.Milliseconds(),
		Blocks: map[dialect.Lock]string{dialect.LockBriefly: "briefly", dialect.LockWrites: "writes", dialect.LockAll: "all"}[c.Lock]}
	if c.Rows >= 0 {
		doc.Rows = &c.Rows
	}
	if c.Bytes >= 0 {
		doc.Bytes = &c.Bytes
	}
	return doc
}
