package lint

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

const factsFormat = 1

// Measure asks the runner's database for the facts that rules go by. It reads
// catalogs and statistics, counts in small tables, and changes nothing.
func Measure(ctx context.Context, r *migrate.Runner) (*Facts, error) {
	e := r.Engine
	m, err := e.Dialect.Reflect(ctx, e.DB, e.Server, dialect.Scope{Exclude: migrate.OwnTables()})
	if err != nil {
		return nil, err
	}
	st, err := r.Status(ctx)
	if err != nil {
		return nil, err
	}
	f := &Facts{Format: factsFormat, Dialect: e.Dialect.Name(), Product: e.Server.Product, Version: e.Server.Version, Tables: []TableFacts{}}
	for _, a := range st.Applied {
		f.Applied = append(f.Applied, AppliedRevision{Revision: a.Revision, Checksum: a.Checksum, File: a.File})
	}
	sizes := map[metadata.Name]dialect.Size{}
	if d, ok := e.Dialect.(dialect.Sizer); ok {
		var names []metadata.Name
		for _, t := range m.Tables() {
			names = append(names, t.Ident())
		}
		if sizes, err = d.Sizes(ctx, e.DB, e.Server, names); err != nil {
			return nil, err
		}
	}
	known := &dialect.Measured{}
	if d, ok := e.Dialect.(dialect.Measurer); ok {
		if known, err = d.Measure(ctx, e.DB, e.Server, m, sizes); err != nil {
			return nil, err
		}
	}
	f.Settings, f.Missing = known.Settings, known.Missing
	for _, t := range m.Tables() {
		f.Tables = append(f.Tables, tableFacts(m, t, sizes, known))
		f.Broken = append(f.Broken, broken(t)...)
	}
	return f, nil
}

func tableFacts(m *metadata.MetaData, t *metadata.Table, sizes map[metadata.Name]dialect.Size, known *dialect.Measured) TableFacts {
	id := t.Ident()
	f := TableFacts{Schema: t.Schema, Name: t.Name, Rows: -1, Bytes: -1, RowVersions: known.RowVersions[id], Uses: known.Uses[id]}
	if s, ok := sizes[id]; ok {
		f.Rows, f.Bytes = s.Rows, s.Bytes
	}
	for _, c := range t.Columns {
		if n, ok := known.Nulls[metadata.ColumnRef{Table: id, Column: c.Name}]; ok {
			if f.Columns == nil {
				f.Columns = map[string]ColumnFacts{}
			}
			f.Columns[c.Name] = ColumnFacts{Nulls: n}
		}
	}
	if c, ok := known.Counters[id]; ok {
		f.Counter = &CounterFacts{Column: c.Column, Next: c.Next, Max: c.Max}
	}
	for _, tr := range m.Triggers {
		if tr.Table == id {
			f.Triggers = append(f.Triggers, tr.Name)
		}
	}
	for _, v := range m.Views {
		if slices.ContainsFunc(v.DependsOn, func(d metadata.Dependency) bool { return d.Name == id }) {
			f.Views = append(f.Views, v.Name)
		}
	}
	return f
}

// broken are the parts of a table that were never finished.
func broken(t *metadata.Table) []BrokenObject {
	var all []BrokenObject
	tell := func(name, why string) { all = append(all, BrokenObject{t.Schema, t.Name, name, why}) }
	for _, i := range t.Indexes {
		if i.Invalid {
			tell(i.Name, "INVALID")
		}
	}
	for _, c := range t.Checks {
		if c.NotValid {
			tell(c.Name, "NOT VALID")
		}
	}
	for _, c := range t.ForeignKeys {
		if c.NotValid {
			tell(c.Name, "NOT VALID")
		}
	}
	return all
}

// ReadFacts reads what `dbtool stats export` wrote.
func ReadFacts(text []byte) (*Facts, error) {
	var f Facts
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	if f.Format != factsFormat {
		return nil, fmt.Errorf("statistics of format %d, and this dbtool reads %d", f.Format, factsFormat)
	}
	return &f, nil
}
