package postgres

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// perStatement is how many rows one statement has at most: enough that the way
// to the server does not count, few enough to hold them in memory twice.
const perStatement = 5000

// maxArgs is how many parameters the protocol can count.
const maxArgs = 65535

// Bulk sends each column as one array, which is faster than a parameter per
// value and, for any number of rows, one and the same prepared statement. Where
// a column is an array itself, which unnest would take apart, it sends values.
// Very many rows go by COPY, if they can.
func (d *Dialect) Bulk(_ *dialect.Server, b *ast.Bulk) (*dialect.BulkPlan, error) {
	p, err := d.bulkInsert(b)
	if err == nil && b.Len >= copyLeast {
		p.Copy = d.copyOf(b)
	}
	return p, err
}

// bulkInsert is the plan with statements.
func (d *Dialect) bulkInsert(b *ast.Bulk) (*dialect.BulkPlan, error) {
	arrays, items, names := make([]string, len(b.Columns)), make([]string, len(b.Columns)), make([]string, len(b.Columns))
	for i, c := range b.Columns {
		t, err := d.exactType(c.Type.Resolve("postgres"))
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", b.Table.Ident(), c.Name, err)
		}
		if c.Type.Kind == metadata.KindArray || strings.HasSuffix(t.SQL, "]") {
			return d.bulkValues(b), nil
		}
		array, cast := arrayOf(t)
		names[i] = fmt.Sprintf("c%d", i+1)
		arrays[i], items[i] = d.Placeholder(i+1)+"::"+array+"[]", names[i]+cast
	}
	text := dialect.InsertHead(d, b)
	if b.Key == nil {
		text += "SELECT " + strings.Join(items, ", ") + " FROM unnest(" + strings.Join(arrays, ", ") + ") AS r (" + strings.Join(names, ", ") + ")"
	} else { // numbers are given in the order of the query, and come back in any
		text += "SELECT " + strings.Join(items, ", ") + " FROM unnest(" + strings.Join(arrays, ", ") + ") WITH ORDINALITY AS r (" + strings.Join(names, ", ") + ", n) ORDER BY n" + d.returningKey(b)
	}
	return &dialect.BulkPlan{
		Sizes: []int{perStatement}, Returning: b.Key != nil, Savepoints: true,
		Text: func(int) string { return text },
		Args: func(to []any, from, n int) []any { return d.columns(to, b, from, n) },
	}, nil
}

func (d *Dialect) returningKey(b *ast.Bulk) string {
	if b.Key == nil {
		return ""
	}
	return " RETURNING " + d.Ident(b.Key.Name)
}

// bulkValues is VALUES ($1, $2), ($3, $4).
func (d *Dialect) bulkValues(b *ast.Bulk) *dialect.BulkPlan {
	return &dialect.BulkPlan{
		Sizes:     dialect.Sizes(maxArgs, len(b.Columns), 100, 50, 20, 10, 5, 2, 1),
		Returning: b.Key != nil, Savepoints: true,
		Text: func(n int) string {
			var s strings.Builder
			s.WriteString(dialect.InsertHead(d, b) + "VALUES ")
			for i := range n * len(b.Columns) {
				switch {
				case i == 0:
					s.WriteString("(")
				case i%len(b.Columns) == 0:
					s.WriteString("), (")
				default:
					s.WriteString(", ")
				}
				s.WriteString(d.Placeholder(i + 1))
			}
			s.WriteString(")" + d.returningKey(b))
			return s.String()
		},
		Args: func(to []any, from, n int) []any { return dialect.BindRows(d, b, to, from, n) },
	}
}

// drivers are the types whose arrays the driver writes by itself.
var drivers = map[string]bool{"boolean": true, "smallint": true, "integer": true, "bigint": true, "real": true, "double precision": true,
	"text": true, "character varying": true, "bytea": true, "date": true, "numeric": true, "jsonb": true, "json": true, "uuid": true,
	"timestamp without time zone": true, "timestamp with time zone": true}

// arrayOf is the type of the elements to send, without a length: a cast to a
// shorter text would cut it without a word, which the assignment to the column
// does not. What the driver does not know goes as text and is cast there.
func arrayOf(t metadata.Type) (element, cast string) {
	t.SQL = withoutLength(t.SQL)
	switch {
	case drivers[t.SQL]:
		return t.SQL, ""
	case t.SQL == "character": // without a length it is one character long
		return "text", "::bpchar"
	case t.SQL == "bit":
		return "text", "::bit varying"
	}
	return "text", "::" + t.SQL
}

func withoutLength(sql string) string {
	if open, end := strings.IndexByte(sql, '('), strings.IndexByte(sql, ')'); open >= 0 && end > open {
		return sql[:open] + sql[end+1:]
	}
	return sql
}

// columns appends an array for each column.
func (d *Dialect) columns(to []any, b *ast.Bulk, from, n int) []any {
	for i, c := range b.Columns {
		to = append(to, d.array(b, c, i, from, n))
	}
	return to
}

// array is the values of one column, as a slice of their type where all have
// the same, which the driver writes fastest.
func (d *Dialect) array(b *ast.Bulk, c *metadata.Column, column, from, n int) any {
	value := func(i int) any { return d.Bind(b.Value(from+i, column), &c.Type) }
	var first any
	for i := 0; i < n && first == nil; i++ {
		first = value(i)
	}
	var typed any
	switch first.(type) {
	case int64:
		typed = slice[int64](n, value)
	case int:
		typed = slice[int](n, value)
	case string:
		typed = slice[string](n, value)
	case bool:
		typed = slice[bool](n, value)
	case float64:
		typed = slice[float64](n, value)
	case time.Time:
		typed = slice[time.Time](n, value)
	case []byte:
		typed = slice[[]byte](n, value)
	default:
		typed = sameKind(first, n, value)
	}
	if typed != nil {
		return typed
	}
	list := make([]any, n)
	for i := range list {
		list[i] = value(i)
	}
	return list
}

// sameKind is the values of a named type, or of a smaller number, as those of
// the type that is beneath; nil for what is no number and no text.
func sameKind(first any, n int, value func(int) any) any {
	if _, ok := first.(driver.Valuer); ok || first == nil {
		return nil
	}
	plain := func(convert func(reflect.Value) any) func(int) any {
		return func(i int) any {
			v := value(i)
			if v == nil {
				return nil
			}
			return convert(reflect.ValueOf(v))
		}
	}
	switch v := reflect.ValueOf(first); {
	case v.CanInt():
		return slice[int64](n, plain(func(v reflect.Value) any { return v.Int() }))
	case v.CanUint() && v.Kind() != reflect.Uint64 && v.Kind() != reflect.Uint && v.Kind() != reflect.Uintptr:
		return slice[int64](n, plain(func(v reflect.Value) any { return int64(v.Uint()) }))
	case v.CanFloat():
		return slice[float64](n, plain(func(v reflect.Value) any { return v.Float() }))
	case v.Kind() == reflect.String:
		return slice[string](n, plain(func(v reflect.Value) any { return v.String() }))
	}
	return nil
}

// slice is n values as Ts, or as pointers to Ts where one is NULL; nil where
// one is something else.
func slice[T any](n int, value func(int) any) any {
	list := make([]T, n)
	var nulls []bool
	for i := range list {
		switch v := value(i).(type) {
		case T:
			list[i] = v
		case nil:
			if nulls == nil {
				nulls = make([]bool, n)
			}
			nulls[i] = true
		default:
			return nil
		}
	}
	if nulls == nil {
		return list
	}
	pointers := make([]*T, n)
	for i := range list {
		if !nulls[i] {
			pointers[i] = &list[i]
		}
	}
	return pointers
}
