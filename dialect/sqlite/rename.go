package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.Renamer = (*Dialect)(nil)

// Rename lets SQLite itself rename, in an empty copy of the schema in memory:
// it changes the texts of checks, indexes, views and triggers by the meaning of
// each name. What it refuses there it would refuse later.
func (d *Dialect) Rename(m *metadata.MetaData, renames []ddl.Change) (_ *metadata.MetaData, err error) {
	ctx := context.Background()
	db, drop, err := d.Scratch(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	if err := d.copySchema(ctx, db, m); err != nil {
		return nil, err
	}
	for _, c := range renames {
		list, err := d.Compile(nil, c)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if _, err := db.ExecContext(ctx, s.SQL); err != nil {
				return nil, fmt.Errorf("SQLite will not %s: %s; mend or drop what it names first", c.Describe(), d.Explain(err).Message)
			}
		}
	}
	renamed, err := d.Reflect(ctx, db, &dialect.Server{Product: m.Product, Version: m.Version}, dialect.Scope{})
	if err != nil {
		return nil, err
	}
	renamed.Options, renamed.Unmanaged = m.Options, m.Unmanaged
	return renamed, nil
}

// copySchema makes all objects without their rows. Of virtual tables those
// whose modules are here are made, since triggers may mention them.
func (d *Dialect) copySchema(ctx context.Context, db *sql.DB, m *metadata.MetaData) error {
	for _, u := range m.Unmanaged {
		if u.Kind == "virtual table" {
			_, _ = db.ExecContext(ctx, u.Definition)
		}
	}
	run := func(what, name, text string) error {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("copy %s %s to rename in it: %w", what, name, err)
		}
		return nil
	}
	var errs []error
	for _, t := range m.Tables() {
		errs = append(errs, run("table", t.Name, d.createTable(t)))
		for _, i := range t.Indexes {
			errs = append(errs, run("index", i.Name, d.createIndex(t.Name, i)))
		}
	}
	for _, v := range m.Views {
		errs = append(errs, run("view", v.Name, d.createView(v)))
	}
	for _, g := range m.Triggers {
		errs = append(errs, run("trigger", g.Name, g.Definition))
	}
	return errors.Join(errs...)
}

// renameTable gives a name that differs only in case by way of another: to
// SQLite it is taken.
func (d *Dialect) renameTable(from, to string) []dialect.Statement {
	step := func(from, to string) dialect.Statement {
		return dialect.Statement{SQL: "ALTER TABLE " + d.Ident(from) + " RENAME TO " + d.Ident(to)}
	}
	if strings.EqualFold(from, to) {
		aside := "dbtool_aside_" + from
		return []dialect.Statement{step(from, aside), step(aside, to)}
	}
	return []dialect.Statement{step(from, to)}
}
