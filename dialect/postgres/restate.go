package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// factPath is the search_path for reading, where it is more than the default
// schema.
const factPath = "search_path"

// Restate makes the tables as temporary ones, in a transaction that is rolled
// back. With pg_temp in front of the search_path, what is made goes there, and
// functions and types of the database are still found.
func (d *Dialect) Restate(ctx context.Context, c *sql.Conn, s *dialect.Server, m *metadata.MetaData) (read *metadata.MetaData, err error) {
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := tx.Rollback(); e != nil {
			err = errors.Join(err, fmt.Errorf("roll back temporary tables: %w", e))
		}
	}()
	inside, err := d.aside(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	asides := ansi.Asides(m.Tables(), lex.Postgres(), asideRoom, bare)
	script, err := d.asideScript(inside, moved(m, asides))
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return nil, fmt.Errorf("temporary copies of tables: %w", err)
	}
	if read, err = d.Reflect(ctx, tx, inside, dialect.Scope{Schemas: []string{""}}); err != nil {
		return nil, err
	}
	return back(read, asides)
}

// aside makes the session's temporary schema the default one and says how the
// server looks from there.
func (d *Dialect) aside(ctx context.Context, tx *sql.Tx, s *dialect.Server) (*dialect.Server, error) {
	if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = pg_temp, "+d.Ident(s.Schema)); err != nil {
		return nil, err
	}
	// A session has the schema once it has a table in it.
	if _, err := tx.ExecContext(ctx, "CREATE TEMPORARY TABLE dbtool_aside ()"); err != nil {
		return nil, err
	}
	inside := *s
	if err := tx.QueryRowContext(ctx, "SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()").Scan(&inside.Schema); err != nil {
		return nil, err
	}
	inside.Facts = map[string]string{factPath: d.Ident(inside.Schema) + ", " + d.Ident(s.Schema)}
	_, err := tx.ExecContext(ctx, "DROP TABLE dbtool_aside")
	return &inside, err
}

// asideRoom stays far below the 1,600 columns that PostgreSQL takes.
var asideRoom = ansi.Room{Columns: 400, Bytes: 1, Size: func(*metadata.Column) int { return 0 }}

// moved is what is made aside: the tables, and the types and sequences that they
// are declared with. A table that has to be called as it is keeps its name if it
// is one of the default schema's.
func moved(m *metadata.MetaData, asides []*ansi.Aside) *metadata.MetaData {
	own := m.Clone()
	moved := metadata.New()
	moved.Dialect = m.Dialect
	for _, a := range asides {
		if t := a.Of()[0]; a.Own && t.Schema == "" {
			a.Table.Name = t.Name
		}
		moved.Add(a.Table)
	}
	moved.Enums, moved.Domains, moved.Sequences = own.Enums, own.Domains, own.Sequences
	for _, o := range own.Objects {
		if o.IsType() {
			moved.Objects = append(moved.Objects, o)
		}
	}
	return moved
}

// bare takes away what only a lasting table has, and keys and indexes that hold
// no expression.
func bare(t *metadata.Table) {
	t.Options, t.PartitionBy, t.PartitionOf, t.Inherits, t.Comment = nil, "", nil, nil, ""
	t.PrimaryKey, t.Uniques = nil, nil
	for _, c := range t.Columns {
		c.Options = nil  // inherited or not, it is made here
		c.Identity = nil // which would cost a sequence, and holds no expression
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i *metadata.Index) bool {
		return i.Where == nil && !slices.ContainsFunc(i.Parts, func(p metadata.Part) bool { return p.Expr != nil })
	})
}

// back are the tables that were asked about, and the domains.
func back(read *metadata.MetaData, asides []*ansi.Aside) (*metadata.MetaData, error) {
	m := metadata.New()
	m.Dialect, m.Domains = read.Dialect, read.Domains
	for _, a := range asides {
		t := read.Table(a.Table.Ident())
		if t == nil {
			return nil, fmt.Errorf("temporary table %s was not read back", a.Table.Name)
		}
		list, err := a.Restated(t)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			m.Add(t)
		}
	}
	return m, nil
}

// asideScript makes everything in one round trip.
func (d *Dialect) asideScript(inside *dialect.Server, m *metadata.MetaData) (string, error) {
	var b strings.Builder
	for _, change := range asideChanges(m) {
		statements, err := d.Compile(inside, change)
		if err != nil {
			return "", err
		}
		for _, st := range statements {
			b.WriteString(st.SQL + ";\n")
		}
	}
	return b.String(), nil
}

// asideChanges make the types first, then sequences, tables and indexes.
func asideChanges(m *metadata.MetaData) []ddl.Change {
	var list []ddl.Change
	for _, e := range m.Enums {
		list = append(list, ddl.CreateEnum{Enum: e})
	}
	for _, o := range m.Objects {
		list = append(list, ddl.CreateObject{Object: o})
	}
	for _, o := range m.Domains {
		list = append(list, ddl.CreateDomain{Domain: o})
	}
	for _, q := range m.Sequences {
		list = append(list, ddl.CreateSequence{Sequence: q})
	}
	for _, t := range m.Tables() {
		list = append(list, ddl.CreateTable{Table: t})
		for _, i := range t.Indexes {
			list = append(list, ddl.CreateIndex{In: ddl.In{From: t, To: t}, Index: i})
		}
	}
	return list
}
