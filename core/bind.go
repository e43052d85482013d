package core

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"time"
	"unicode"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Table is what a struct of handles embeds. It is the table as a [Source].
type Table struct{ rel *ast.Relation }

func (t Table) relation() *ast.Relation { return bound(t.rel) }

// Table is the table in the MetaData; nil for handles that are not bound.
func (t Table) Table() *metadata.Table { return t.relation().Table }

// NewTable declares a table in m and binds handles to it: [metadata.NewTable]
// and [Bind] in one. H is a struct that embeds [Table].
func NewTable[H any](m *metadata.MetaData, name string, items ...metadata.Item) *H {
	_, file, line, _ := runtime.Caller(1)
	at := metadata.DeclaredAt(metadata.Position{File: file, Line: line})
	return Bind[H](metadata.NewTable(m, name, append([]metadata.Item{at}, items...)...))
}

// Bind makes handles for a table. H is a struct that embeds [Table] and has
// handles for columns: the field CreatedAt is the column created_at, unless a
// tag says otherwise, `db:"created"`. It panics if a handle has no column, or a
// column that holds something else, and names all of them: a program with such
// a mistake does not start. See [TryBind].
func Bind[H any](t *metadata.Table) *H {
	h, err := TryBind[H](t)
	if err != nil {
		panic(err)
	}
	return h
}

// TryBind is [Bind] that returns the error.
func TryBind[H any](t *metadata.Table) (*H, error) {
	h := new(H)
	v := reflect.ValueOf(h).Elem()
	if t == nil {
		return nil, fmt.Errorf("core.Bind: there is no table for %s", v.Type())
	}
	if err := bind(v, &ast.Relation{Table: t}); err != nil {
		return nil, err
	}
	return h, nil
}

// BindAll is [Bind] for handles that are all there are, as `dbtool gen handles`
// writes them: a column without a handle is a mistake too.
func BindAll[H any](t *metadata.Table) *H {
	h, err := TryBind[H](t)
	if err == nil {
		err = complete(reflect.ValueOf(h).Elem(), t)
	}
	if err != nil {
		panic(err)
	}
	return h
}

// complete finds the columns that have no handle.
func complete(v reflect.Value, t *metadata.Table) error {
	has := map[string]bool{}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			if b, ok := v.Field(i).Addr().Interface().(binder); ok {
				has[b.Column().Name] = true
			}
		}
	}
	var errs []error
	for _, c := range t.Columns {
		if !has[c.Name] {
			errs = append(errs, fmt.Errorf("core.BindAll: column %s of table %s has no handle; run dbtool gen handles again", c.Name, t.Ident()))
		}
	}
	return errors.Join(errs...)
}

func bind(v reflect.Value, rel *ast.Relation) error {
	if !embedsTable(v) {
		return fmt.Errorf("core.Bind: %s must be a struct that embeds core.Table", v.Type())
	}
	v.FieldByName("Table").Set(reflect.ValueOf(Table{rel}))
	var errs []error
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		if b, ok := v.Field(i).Addr().Interface().(binder); ok {
			if err := bindOne(b, f, rel); err != nil {
				errs = append(errs, fmt.Errorf("core.Bind: handle %s for table %s: %w", f.Name, rel.Table.Ident(), err))
			}
		}
	}
	return errors.Join(errs...)
}

func embedsTable(v reflect.Value) bool {
	return v.Kind() == reflect.Struct && v.FieldByName("Table").IsValid() && v.FieldByName("Table").Type() == reflect.TypeFor[Table]()
}

func bindOne(b binder, f reflect.StructField, rel *ast.Relation) error {
	name := f.Tag.Get("db")
	if name == "" {
		name = SnakeCase(f.Name)
	}
	c := rel.Table.Column(name)
	if c == nil {
		return fmt.Errorf("there is no column %s", name)
	}
	if !b.fits(c.Type) {
		return fmt.Errorf("it is for %s, and %s holds %s", b.elem(), name, c.Type)
	}
	b.bind(&ast.ColumnRef{Rel: rel, Name: name, Column: c})
	return nil
}

// Alias is the same table under another name, for a join with itself. It
// panics if h is no struct of handles; for queries there is [Relation.Alias].
func Alias[H any](h *H, name string) *H {
	return rebind(h, func(r *ast.Relation) { r.Alias = name })
}

// rebind is a copy of handles, for the same table in another role.
func rebind[H any](h *H, change func(*ast.Relation)) *H {
	c := new(H)
	*c = *h
	v := reflect.ValueOf(c).Elem()
	if !embedsTable(v) {
		panic(fmt.Errorf("core: %s is no struct of handles that embeds core.Table; a query is renamed by its own method Alias", v.Type()))
	}
	old := v.FieldByName("Table").Interface().(Table)
	if old.rel == nil {
		panic(fmt.Errorf("core: the handles %s are not bound to a table; see Bind", v.Type()))
	}
	rel := *old.rel
	change(&rel)
	v.FieldByName("Table").Set(reflect.ValueOf(Table{&rel}))
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if b, ok := v.Field(i).Addr().Interface().(binder); ok {
			b.bind(&ast.ColumnRef{Rel: &rel, Name: b.inner().(*ast.ColumnRef).Name, Column: b.Column()})
		}
	}
	return c
}

// SnakeCase is the column name of a Go name: UserID is user_id, UserIDs user_ids.
func SnakeCase(s string) string {
	var b strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]) && !plural(rs[i+1:])) && rs[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// plural reports whether a word in capitals ends here with an s, as IDs does.
func plural(rest []rune) bool {
	return rest[0] == 's' && (len(rest) == 1 || unicode.IsUpper(rest[1]))
}

var kindsOf = map[metadata.Kind][]reflect.Kind{
	metadata.KindBoolean:  {reflect.Bool},
	metadata.KindSmallInt: integers, metadata.KindInteger: integers, metadata.KindBigInt: integers,
	metadata.KindFloat: floats, metadata.KindDouble: floats,
	metadata.KindNumeric: append(append([]reflect.Kind{reflect.String}, floats...), integers...),
	metadata.KindString:  texts, metadata.KindText: texts, metadata.KindEnum: texts, metadata.KindUUID: texts,
	metadata.KindInterval: texts, metadata.KindTime: texts,
}

var (
	integers = []reflect.Kind{reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64}
	floats = []reflect.Kind{reflect.Float32, reflect.Float64}
	texts  = []reflect.Kind{reflect.String}
)

// Holds reports whether a column of type t can hold values of a Go type. Types
// that convert themselves (sql.Scanner) and exact types of one database are
// taken at their word.
func Holds(t metadata.Type, g reflect.Type) bool {
	if reflect.PointerTo(g).Implements(reflect.TypeFor[sql.Scanner]()) {
		return true
	}
	isTime := g == reflect.TypeFor[time.Time]()
	isBytes := g.Kind() == reflect.Slice && g.Elem().Kind() == reflect.Uint8
	switch t.Kind {
	case metadata.KindExact:
		return true
	case metadata.KindDate, metadata.KindDateTime:
		return isTime
	case metadata.KindTime:
		return isTime || g.Kind() == reflect.String
	case metadata.KindBinary:
		return isBytes || g.Kind() == reflect.Array && g.Elem().Kind() == reflect.Uint8
	case metadata.KindUUID:
		return g.Kind() == reflect.String || g.Kind() == reflect.Array && g.Elem().Kind() == reflect.Uint8 && g.Len() == 16
	case metadata.KindJSON:
		return isBytes || g.Kind() == reflect.String
	case metadata.KindArray:
		return g.Kind() == reflect.Slice && !isBytes && Holds(*t.Elem, g.Elem())
	}
	for _, k := range kindsOf[t.Kind] {
		if g.Kind() == k {
			return true
		}
	}
	return false
}
