package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// schema reads the schema as the session sees it, its own transaction included.
func (s *shell) schema() (m *metadata.MetaData, err error) {
	err = s.use(func(ctx context.Context) error {
		m, err = s.e.Dialect.Reflect(ctx, s.conn, s.e.Server, dialect.Scope{})
		if err == nil {
			m.Sort()
		}
		return err
	})
	return m, err
}

// noneSuch says that there is none.
func noneSuch(kind, pattern string) error {
	if pattern == "" {
		return fmt.Errorf("there is no %s", kind)
	}
	return fmt.Errorf("there is no %s %s", kind, pattern)
}

// describe lists the relations, or tells all about those of a name.
func (s *shell) describe(pattern string) error {
	m, err := s.schema()
	if err != nil {
		return err
	}
	if pattern == "" {
		rows := slices.Concat(tableRows(m, ""), viewRows(m, ""), sequenceRows(m, ""))
		if rows == nil {
			return errors.New("the database is empty")
		}
		return s.show(relationHeader, rows)
	}
	found, refs := part(m, pattern)
	out, done := s.output()
	if err := dbreflect.WriteText(out, found, dbreflect.TextOptions{Color: s.paint.on && s.to == nil}); err != nil {
		return errors.Join(err, done())
	}
	for _, line := range refs {
		fmt.Fprintln(out, line)
	}
	if err := done(); err != nil || !isEmpty(found) {
		return err
	}
	return withHint(fmt.Errorf("there is nothing called %s", pattern), `\d lists what there is`)
}

func isEmpty(m *metadata.MetaData) bool {
	return len(m.Tables())+len(m.Views)+len(m.Sequences)+len(m.Enums)+len(m.Domains)+len(m.Routines) == 0
}

// part is what of a schema has a name, along with the triggers of its tables
// and the foreign keys that refer to them.
func part(m *metadata.MetaData, pattern string) (found *metadata.MetaData, refs []string) {
	found = metadata.New()
	for _, t := range m.Tables() {
		if fits(pattern, t.Ident()) {
			found.Add(t.Clone())
		}
	}
	for _, t := range m.Tables() {
		for _, k := range t.ForeignKeys {
			if to := k.Ref; found.Table(to) != nil && to != t.Ident() {
				refs = append(refs, fmt.Sprintf("  referenced by %s: %s", t.Ident(), dbreflect.DescribeConstraint(k)))
			}
		}
	}
	for _, t := range m.Triggers {
		if found.Table(t.Table) != nil {
			found.Triggers = append(found.Triggers, t)
		}
	}
	found.Views = chosen(m.Views, pattern)
	found.Sequences = chosen(m.Sequences, pattern)
	found.Enums = chosen(m.Enums, pattern)
	found.Domains = chosen(m.Domains, pattern)
	found.Routines = chosen(m.Routines, pattern)
	return found, refs
}

func chosen[T interface{ Ident() metadata.Name }](list []T, pattern string) (found []T) {
	for _, x := range list {
		if fits(pattern, x.Ident()) {
			found = append(found, x)
		}
	}
	return found
}

var relationHeader = []string{"schema", "name", "kind", "comment"}

// headers of what is not a relation.
var headers = map[string][]string{
	"index":   {"schema", "name", "table", "definition"},
	"routine": {"schema", "name", "kind", "arguments"},
	"type":    {"schema", "name", "kind", "values"},
}

// lister makes a command that lists one kind.
func lister(kind string, rows func(*metadata.MetaData, string) [][]string) func(*shell, string) error {
	return func(s *shell, pattern string) error {
		m, err := s.schema()
		if err != nil {
			return err
		}
		list := rows(m, pattern)
		if list == nil {
			return noneSuch(kind, pattern)
		}
		header := headers[kind]
		if header == nil {
			header = relationHeader
		}
		return s.show(header, list)
	}
}

func tableRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	for _, t := range chosen(m.Tables(), pattern) {
		rows = append(rows, []string{t.Schema, t.Name, "table", t.Comment})
	}
	return rows
}

func viewRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	for _, v := range chosen(m.Views, pattern) {
		kind := "view"
		if v.Materialized {
			kind = "materialized view"
		}
		rows = append(rows, []string{v.Schema, v.Name, kind, v.Comment})
	}
	return rows
}

func sequenceRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	for _, q := range chosen(m.Sequences, pattern) {
		rows = append(rows, []string{q.Schema, q.Name, "sequence", q.Comment})
	}
	return rows
}

func indexRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	add := func(of metadata.Name, list []*metadata.Index) {
		for _, i := range list {
			if fits(pattern, metadata.Name{Schema: of.Schema, Name: i.Name}) {
				rows = append(rows, []string{of.Schema, i.Name, of.Name, dbreflect.DescribeIndex(i)})
			}
		}
	}
	for _, t := range m.Tables() {
		add(t.Ident(), t.Indexes)
	}
	for _, v := range m.Views {
		add(v.Ident(), v.Indexes)
	}
	return rows
}

func routineRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	for _, r := range chosen(m.Routines, pattern) {
		rows = append(rows, []string{r.Schema, r.Name, r.Kind, r.Signature})
	}
	return rows
}

func typeRows(m *metadata.MetaData, pattern string) (rows [][]string) {
	for _, e := range chosen(m.Enums, pattern) {
		rows = append(rows, []string{e.Schema, e.Name, "enum", strings.Join(e.Values, ", ")})
	}
	for _, d := range chosen(m.Domains, pattern) {
		rows = append(rows, []string{d.Schema, d.Name, "domain", ""})
	}
	return rows
}

func (s *shell) listSchemas(string) error {
	if !s.e.Server.Caps.Schemas {
		return withHint(fmt.Errorf("%s has no schemas within a database", s.e.Server.Product), `\l lists the databases`)
	}
	m, err := s.schema()
	if err != nil {
		return err
	}
	rows := [][]string{{s.e.Server.Schema, "the default"}}
	for _, x := range m.Schemas {
		rows = append(rows, []string{x.Name, x.Comment})
	}
	return s.show([]string{"name", "comment"}, rows)
}

// listing is what a query of the dialect lists.
func (s *shell) listing(what dialect.Listing) error {
	query := s.asks.List(s.e.Server, what)
	if query == "" {
		return fmt.Errorf("%s has no %s", s.e.Server.Product, what)
	}
	return s.run(query, nil, s.results())
}
