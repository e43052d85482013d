package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// row is one row of sqlite_schema.
type row struct{ kind, name, table, sql string }

// Reflect reads sqlite_schema, which holds the text of every statement that
// made an object, and parses it. A second query tells virtual tables and the
// tables behind them. Namespaces (attached databases) are not read.
func (d *Dialect) Reflect(ctx context.Context, q dialect.Queryer, s *dialect.Server, scope dialect.Scope) (*metadata.MetaData, error) {
	rows, err := schemaRows(ctx, q)
	if err != nil {
		return nil, err
	}
	special, err := specialTables(ctx, q)
	if err != nil {
		return nil, err
	}
	m := metadata.New()
	m.Dialect, m.Product, m.Version = "sqlite", s.Product, s.Version
	r := reader{m: m, special: special, scope: scope}
	for _, x := range rows {
		if x.kind == "table" {
			r.table(x)
		}
	}
	for _, x := range rows {
		switch x.kind {
		case "index":
			r.index(x)
		case "view":
			r.view(x)
		}
	}
	for _, x := range rows {
		if x.kind == "trigger" {
			r.trigger(x)
		}
	}
	tables := folded(m)
	for _, t := range m.Tables() {
		link(t, tables)
	}
	m.Sort()
	return m, nil
}

func schemaRows(ctx context.Context, q dialect.Queryer) ([]row, error) {
	var list []row
	var x row
	err := dialect.ReadRows(ctx, q, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", nil, []any{&x.kind, &x.name, &x.table, &x.sql}, func() error {
		list = append(list, x)
		return nil
	})
	return list, err
}

// specialTables maps virtual tables to "virtual", and the tables that hold
// their data to "shadow".
func specialTables(ctx context.Context, q dialect.Queryer) (map[string]string, error) {
	special := map[string]string{}
	var name, kind string
	err := dialect.ReadRows(ctx, q, "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow')", nil, []any{&name, &kind}, func() error {
		special[name] = kind
		return nil
	})
	return special, err
}

type reader struct {
	m       *metadata.MetaData
	special map[string]string
	scope   dialect.Scope
}

func (r *reader) leaveOut(name string) bool {
	return slices.ContainsFunc(r.scope.Exclude, func(n metadata.Name) bool { return strings.EqualFold(n.Name, name) }) ||
		strings.HasPrefix(strings.ToLower(name), "sqlite_")
}

// unmanaged lists what could not be read.
func (r *reader) unmanaged(kind string, x row, why string) {
	u := metadata.Unmanaged{Kind: kind, Name: metadata.Name{Name: x.name}, Why: why, Definition: x.sql}
	if x.kind != "table" {
		u.Table.Name = x.table
	}
	r.m.Unmanaged = append(r.m.Unmanaged, u)
}

func (r *reader) table(x row) {
	switch {
	case r.leaveOut(x.name), r.special[x.name] == "shadow":
		return
	case r.special[x.name] == "virtual":
		r.unmanaged("virtual table", x, "modules keep their own tables")
		return
	}
	t, err := parseTable(x.name, x.sql)
	if err != nil {
		r.unmanaged("table", x, fmt.Sprintf("its CREATE TABLE is not understood: %v", err))
		return
	}
	r.m.Add(t)
}

// find looks a table up as SQLite does, in any case.
func (r *reader) find(name string) *metadata.Table {
	if t := r.m.Table(metadata.Name{Name: name}); t != nil {
		return t
	}
	for _, t := range r.m.Tables() {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	return nil
}

func (r *reader) index(x row) {
	t := r.find(x.table)
	if t == nil {
		return // the table's own entry says why it is not here
	}
	i, err := parseIndex(x.name, x.sql, t)
	if err != nil {
		r.unmanaged("index", x, fmt.Sprintf("its CREATE INDEX is not understood: %v", err))
		return
	}
	t.Indexes = append(t.Indexes, i)
}

func (r *reader) view(x row) {
	if r.leaveOut(x.name) {
		return
	}
	v, err := parseView(x.name, x.sql)
	if err != nil {
		r.unmanaged("view", x, fmt.Sprintf("its CREATE VIEW is not understood: %v", err))
		return
	}
	v.DependsOn = r.mentioned(v.Definition.Text)
	r.m.Views = append(r.m.Views, v)
}

func (r *reader) trigger(x row) {
	if r.leaveOut(x.table) || r.leaveOut(x.name) {
		return
	}
	g := &metadata.Trigger{Table: metadata.Name{Name: x.table}, Name: x.name, Definition: strings.TrimSuffix(strings.TrimSpace(x.sql), ";"), DependsOn: r.mentioned(x.sql)}
	if t := r.find(x.table); t != nil {
		g.Table = t.Ident()
	}
	r.m.Triggers = append(r.m.Triggers, g)
}

// mentioned are the tables and views whose names stand in a text. SQLite keeps
// no dependencies; a name too many only makes an order stricter.
func (r *reader) mentioned(text string) []metadata.Dependency {
	tokens, err := lex.Tokens(text, lex.SQLite())
	if err != nil {
		return nil
	}
	var list []metadata.Dependency
	seen := map[metadata.Name]bool{}
	for _, t := range tokens {
		if t.Kind != lex.Word && t.Kind != lex.Quoted {
			continue
		}
		name := t.Value(lex.SQLite())
		id := metadata.Name{Name: name}
		if o := r.find(name); o != nil {
			id = o.Ident()
		} else if !slices.ContainsFunc(r.m.Views, func(v *metadata.View) bool { return strings.EqualFold(v.Name, name) }) {
			continue
		}
		if !seen[id] {
			seen[id] = true
			list = append(list, metadata.Dependency{Kind: "table", Name: id})
		}
	}
	return list
}
