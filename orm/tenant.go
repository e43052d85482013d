package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// own gives a new object to the session's tenant, and refuses to write those of
// another.
func (s *Session) own(e *entry) error {
	if len(s.criteria) == 0 {
		return nil
	}
	for _, m := range e.m.stores {
		for _, c := range s.criteria[m.table] {
			if c.column == "" {
				continue
			}
			if err := c.own(e, m.fieldOf(c.column)); err != nil {
				return err
			}
		}
	}
	return nil
}

// tenants are the criteria of a table that say whose its rows are; nil if there
// are none.
func (c criteria) tenants(t *metadata.Table) criteria {
	var own criteria
	for _, k := range c[t] {
		if k.column != "" {
			own = criteria{t: append(own[t], k)}
		}
	}
	return own
}

// own does so for one tenant's column.
func (c Criterion) own(e *entry, f *field) error {
	if f == nil {
		return fmt.Errorf("orm: %s has no field for %s, which says whose it is", e.m, c.column)
	}
	proto := placeOf(reflect.ValueOf(e.m.fresh()))
	put(value(proto, f), c.value)
	if v := value(e.p, f); e.state == pending && v.IsZero() {
		put(v, c.value)
	}
	if !f.equal(e.p, proto) || e.snap != nil && !f.equal(e.sp, proto) {
		return fmt.Errorf("orm: write a %s: %s is %v: %w", e.m, f.name, f.arg(e.p), ErrOtherTenant)
	}
	return nil
}

// put sets a field to a value, whatever the field has around it.
func put(to, from reflect.Value) {
	switch {
	case to.Kind() == reflect.Pointer:
		v := reflect.New(to.Type().Elem())
		v.Elem().Set(from)
		to.Set(v)
	case to.Type() == from.Type():
		to.Set(from)
	default: // sql.Null, Opt
		to.Field(0).Set(from)
		to.Field(1).SetBool(true)
	}
}

// is reports whether a value that is to be written is the tenant's.
func (c Criterion) is(n ast.Node) bool {
	a, ok := n.(*ast.Arg)
	return ok && identify(a.Value) == identify(c.value.Interface())
}

func (c Criterion) mismatch(t *metadata.Table) error {
	return fmt.Errorf("orm: write %s.%s: %w", t.Ident(), c.column, ErrOtherTenant)
}

// assigns refuses to give rows to another tenant.
func (c criteria) assigns(t *metadata.Table, set []ast.Assign) error {
	for _, k := range c[t] {
		for i := range set {
			if k.column != "" && set[i].Column.Name == k.column && !k.is(set[i].Node()) {
				return k.mismatch(t)
			}
		}
	}
	return nil
}

// insert gives new rows to the tenant. The insert is a copy that nobody else has.
func (c criteria) insert(n *ast.Insert) error {
	for _, k := range c[n.Table] {
		if n.OnConflict != nil && len(n.OnConflict.Set) > 0 { // the row that is there may be another's
			if k.column == "" || !targets(n.OnConflict, k.column) {
				n.OnConflict.Where = append(slices.Clip(n.OnConflict.Where), k.where...)
			}
			if err := c.assigns(n.Table, n.OnConflict.Set); err != nil {
				return err
			}
		}
		if k.column == "" {
			continue
		}
		if n.Query != nil {
			return fmt.Errorf("orm: INSERT of a query into %s may write rows of any tenant; use Unfiltered", n.Table.Ident())
		}
		if err := k.insert(n); err != nil {
			return err
		}
	}
	return nil
}

func (c Criterion) insert(n *ast.Insert) error {
	i := slices.IndexFunc(n.Columns, func(col *metadata.Column) bool { return col.Name == c.column })
	if i < 0 {
		col := n.Table.Column(c.column)
		n.Columns = append(slices.Clip(n.Columns), col)
		if len(n.Rows) == 0 {
			n.Rows = [][]ast.Node{nil}
		}
		for r := range n.Rows {
			n.Rows[r] = append(slices.Clip(n.Rows[r]), &ast.Arg{Value: c.value.Interface(), Type: &col.Type})
		}
		return nil
	}
	for _, row := range n.Rows {
		if !c.is(row[i]) {
			return c.mismatch(n.Table)
		}
	}
	return nil
}

// bulk gives many new rows to the tenant.
func (c criteria) bulk(b *ast.Bulk) (*ast.Bulk, error) {
	for _, k := range c[b.Table] {
		if k.column == "" {
			continue
		}
		i := slices.IndexFunc(b.Columns, func(col *metadata.Column) bool { return col.Name == k.column })
		if i < 0 {
			b = k.bulk(b)
			continue
		}
		for row := range b.Len {
			if identify(b.Value(row, i)) != identify(k.value.Interface()) {
				return nil, k.mismatch(b.Table)
			}
		}
	}
	return b, nil
}

// bulk is the same rows with the tenant's column.
func (c Criterion) bulk(b *ast.Bulk) *ast.Bulk {
	more, n := *b, len(b.Columns)
	more.Columns = append(slices.Clip(b.Columns), b.Table.Column(c.column))
	more.Value = func(row, column int) any {
		if column == n {
			return c.value.Interface()
		}
		return b.Value(row, column)
	}
	return &more
}
