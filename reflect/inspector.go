package reflect

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Load reads a whole schema, in normal form and sorted.
func Load(ctx context.Context, e *engine.Engine, scope dialect.Scope) (*metadata.MetaData, error) {
	m, err := e.Dialect.Reflect(ctx, e.DB, e.Server, scope)
	if err != nil {
		return nil, fmt.Errorf("read the schema of %s: %w", e.URL, err)
	}
	m.Sort()
	return m, nil
}

// Inspector answers questions about a live schema. It reads the whole of it
// once, at the first question. It is not safe for concurrent use.
type Inspector struct {
	e     *engine.Engine
	scope dialect.Scope
	m     *metadata.MetaData
}

// New makes an inspector of the part of a database that scope names; the zero
// Scope is all of it.
func New(e *engine.Engine, scope dialect.Scope) *Inspector { return &Inspector{e: e, scope: scope} }

// MetaData is the whole schema. It must not be changed.
func (i *Inspector) MetaData(ctx context.Context) (*metadata.MetaData, error) {
	if i.m == nil {
		m, err := Load(ctx, i.e, i.scope)
		if err != nil {
			return nil, err
		}
		i.m = m
	}
	return i.m, nil
}

// Refresh forgets what was read, so that the next question reads again.
func (i *Inspector) Refresh() { i.m = nil }

// TableNames are the names of all tables, sorted.
func (i *Inspector) TableNames(ctx context.Context) ([]metadata.Name, error) {
	m, err := i.MetaData(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]metadata.Name, len(m.Tables()))
	for k, t := range m.Tables() {
		names[k] = t.Ident()
	}
	return names, nil
}

// ViewNames are the names of all views, sorted.
func (i *Inspector) ViewNames(ctx context.Context) ([]metadata.Name, error) {
	m, err := i.MetaData(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]metadata.Name, len(m.Views))
	for k, v := range m.Views {
		names[k] = v.Ident()
	}
	return names, nil
}

// HasTable reports whether there is such a table.
func (i *Inspector) HasTable(ctx context.Context, name metadata.Name) (bool, error) {
	m, err := i.MetaData(ctx)
	return err == nil && m.Table(name) != nil, err
}

// Table is one table. That there is none is an error.
func (i *Inspector) Table(ctx context.Context, name metadata.Name) (*metadata.Table, error) {
	m, err := i.MetaData(ctx)
	if err != nil {
		return nil, err
	}
	t := m.Table(name)
	if t == nil {
		return nil, fmt.Errorf("%s has no table %s", i.e.URL, name)
	}
	return t, nil
}

// SortedTables are all tables, each behind those it refers to, and apart the
// foreign keys that form cycles.
func (i *Inspector) SortedTables(ctx context.Context) ([]*metadata.Table, []metadata.TableForeignKey, error) {
	m, err := i.MetaData(ctx)
	if err != nil {
		return nil, nil, err
	}
	tables, cyclic := metadata.SortTables(m.Tables())
	return tables, cyclic, nil
}
