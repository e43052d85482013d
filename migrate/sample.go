package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// sampleRows puts two invented rows into each table that has none, parents
// first, and returns the tables that have some now, their names quoted. A table
// that takes none of them, because of a check, say, stays empty.
func (r *Runner) sampleRows(ctx context.Context, m *metadata.MetaData) (filled []string, err error) {
	tables, _ := metadata.SortTables(m.Tables())
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = r.name(t.Ident())
	}
	full, err := r.haveRows(ctx, names)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		if !full[i] {
			if full[i], err = r.fill(ctx, m, t, names[i]); err != nil {
				return nil, err
			}
		}
		if full[i] {
			filled = append(filled, names[i])
		}
	}
	return filled, nil
}

// haveRows tells of tables whether they have rows. A history asks for all of its
// tables again and again, a server many at a time; SQLite, which no message goes
// to, has the answer sooner than the plan of a long query.
func (r *Runner) haveRows(ctx context.Context, names []string) (full []bool, err error) {
	together := 100
	if r.Engine.Server.Caps.SingleWriter {
		together = 1
	}
	for some := range slices.Chunk(names, together) {
		have := make([]bool, len(some))
		into := make([]any, len(some))
		for i := range have {
			into[i] = &have[i]
		}
		query := "SELECT EXISTS (SELECT 1 FROM " + strings.Join(some, "), EXISTS (SELECT 1 FROM ") + ")"
		if err := dialect.ReadRows(ctx, r.Engine.DB, query, nil, into, nil); err != nil {
			return nil, err
		}
		full = append(full, have...)
	}
	return full, nil
}

// fill reports whether the table took a row.
func (r *Runner) fill(ctx context.Context, m *metadata.MetaData, t *metadata.Table, name string) (took bool, err error) {
	columns := required(t)
	for n := 1; n <= 2 && len(columns) > 0; n++ {
		_, err := r.Engine.DB.ExecContext(ctx, r.sampleRow(m, name, columns, n))
		if err != nil && r.lost(err) {
			return false, err
		}
		took = took || err == nil
	}
	return took, nil
}

// name quotes a table's full name.
func (r *Runner) name(n metadata.Name) string {
	if n.Schema == "" {
		return r.Engine.Dialect.Ident(n.Name)
	}
	return r.Engine.Dialect.Ident(n.Schema) + "." + r.Engine.Dialect.Ident(n.Name)
}

func hasRow(ctx context.Context, q dialect.Queryer, query string) (bool, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// required are the columns that a row cannot do without, or else one that may
// be NULL.
func required(t *metadata.Table) []*metadata.Column {
	var must, may []*metadata.Column
	for _, c := range t.Columns {
		switch {
		case c.Computed != nil || c.Identity != nil || c.Autoincrement == metadata.AutoincrementOn:
		case c.Nullable:
			may = append(may, c)
		case c.ServerDefault == nil:
			must = append(must, c)
		}
	}
	if len(must) == 0 {
		return may[:min(1, len(may))]
	}
	return must
}

func (r *Runner) sampleRow(m *metadata.MetaData, table string, columns []*metadata.Column, n int) string {
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = r.Engine.Dialect.Ident(c.Name)
		values[i] = "NULL"
		if !c.Nullable {
			values[i] = r.sample(m, c.Type, n)
		}
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}

// sample is a literal that a column of the type takes, by the words of the type.
func (r *Runner) sample(m *metadata.MetaData, t metadata.Type, n int) string {
	for _, e := range m.Enums {
		if e.Ident() == t.Ref && len(e.Values) > 0 {
			return r.Engine.Dialect.Literal(e.Values[0])
		}
	}
	sql := strings.ToLower(t.SQL)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(sql, w) {
				return true
			}
		}
		return false
	}
	if first, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(t.SQL, "enum("), "set("), ","); ok && has("enum(", "set(") {
		return strings.TrimSuffix(first, ")")
	}
	switch {
	case has("interval"):
		return fmt.Sprintf("'%d days'", n)
	case has("int", "numeric", "decimal", "double", "real", "float", "serial", "money"):
		return fmt.Sprint(n)
	case has("bool"):
		return "'1'"
	case has("uuid", "char(36)"):
		return fmt.Sprintf("'00000000-0000-4000-8000-%012d'", n)
	case has("json"):
		return "'{}'"
	case has("timestamp", "datetime"):
		return fmt.Sprintf("'2026-01-0%d 12:00:00'", n)
	case has("date"):
		return fmt.Sprintf("'2026-01-0%d'", n)
	case has("time"):
		return fmt.Sprintf("'12:00:0%d'", n)
	case has("year"):
		return fmt.Sprint(2000 + n)
	}
	return fmt.Sprintf("'%d'", n)
}
