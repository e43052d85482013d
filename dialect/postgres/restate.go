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
	moved, names := asideTables(m)
	script, err := d.asideScript(inside, moved)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return nil, fmt.Errorf("temporary copies of tables: %w", err)
	}
	if read, err = d.Reflect(ctx, tx, inside, dialect.Scope{Schemas: []string{""}}); err != nil {
		return nil, err
	}
	return names.back(read), nil
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

// asideNames are the names that things go by while they are aside.
type asideNames struct {
	tables  map[string]metadata.Name
	indexes map[string]string
}

// asideTables takes away what only a lasting table has, and keys and indexes
// that hold no expression. Tables of other schemas get names that fit into one.
func asideTables(m *metadata.MetaData) (moved *metadata.MetaData, names asideNames) {
	own := m.Clone()
	moved = metadata.New()
	moved.Dialect = m.Dialect
	names = asideNames{map[string]metadata.Name{}, map[string]string{}}
	for i, t := range own.Tables() {
		bare(t)
		ansi.OnlyMentioned(t)
		if t.Schema != "" {
			names.rename(t, fmt.Sprintf("dbtool_aside_%d", i))
		}
		moved.Add(t)
	}
	moved.Enums, moved.Domains, moved.Sequences = own.Enums, own.Domains, own.Sequences
	for _, o := range own.Objects {
		if o.IsType() {
			moved.Objects = append(moved.Objects, o)
		}
	}
	return moved, names
}

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

func (n asideNames) rename(t *metadata.Table, name string) {
	n.tables[name] = t.Ident()
	t.Schema, t.Name = "", name
	for k, i := range t.Indexes {
		short := fmt.Sprintf("%s_%d", name, k)
		n.indexes[short] = i.Name
		i.Name = short
	}
}

// back undoes the names.
func (n asideNames) back(read *metadata.MetaData) *metadata.MetaData {
	m := metadata.New()
	m.Dialect, m.Domains = read.Dialect, read.Domains
	for _, t := range read.Tables() {
		if name, ok := n.tables[t.Name]; ok {
			t.Schema, t.Name = name.Schema, name.Name
		}
		for _, i := range t.Indexes {
			if name, ok := n.indexes[i.Name]; ok {
				i.Name = name
			}
		}
		m.Add(t)
	}
	return m
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
