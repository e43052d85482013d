package metadata

import (
	"errors"
	"fmt"
	"strings"
)

// ValidationError is one mistake in a declaration.
type ValidationError struct {
	// Pos is where it was declared; unknown for reflected schemas.
	Pos Position
	// Table is the table's name, Column the column's where one is to blame.
	Table  Name
	Column string
	Msg    string
}

func (e *ValidationError) Error() string {
	s := "table " + e.Table.String()
	if e.Table == (Name{}) {
		s = "metadata"
	}
	if e.Column != "" {
		s += ", column " + e.Column
	}
	s += ": " + e.Msg
	if p := e.Pos.String(); p != "" {
		s = p + ": " + s
	}
	return s
}

// Validate reports all contradictions at once, joined; errors.As finds each as
// a [*ValidationError]. What only one server objects to, its dialect reports.
func (m *MetaData) Validate() error {
	v := validator{m: m}
	for _, t := range m.tables {
		v.table(t)
	}
	seen := map[Name]string{}
	for _, e := range m.Enums {
		v.named(seen, e.Ident(), "enum", e.Pos)
		if len(e.Values) == 0 {
			v.add(e.Pos, Name{}, "", "enum %s has no values", e.Ident())
		}
		v.distinct(e.Values, func(s string) { v.add(e.Pos, Name{}, "", "enum %s holds %q twice", e.Ident(), s) })
		renamedValues(e.Values, e.ValuesRenamedFrom, func(format string, args ...any) {
			v.add(e.Pos, Name{}, "", "enum %s: %s", e.Ident(), fmt.Sprintf(format, args...))
		})
	}
	for _, d := range m.Domains {
		v.named(seen, d.Ident(), "domain", Position{})
	}
	relations := map[Name]string{}
	for _, t := range m.tables {
		relations[t.Ident()] = "table"
	}
	for _, w := range m.Views {
		v.named(relations, w.Ident(), "view", w.Pos)
	}
	for _, s := range m.Sequences {
		v.named(relations, s.Ident(), "sequence", Position{})
	}
	return errors.Join(v.errs...)
}

type validator struct {
	m    *MetaData
	errs []error
}

func (v *validator) add(pos Position, table Name, column, format string, args ...any) {
	v.errs = append(v.errs, &ValidationError{pos, table, column, fmt.Sprintf(format, args...)})
}

func (v *validator) named(seen map[Name]string, n Name, kind string, pos Position) {
	if n.Name == "" {
		v.add(pos, Name{}, "", "%s without a name", kind)
		return
	}
	if other, taken := seen[n]; taken {
		v.add(pos, Name{}, "", "%s %s: there is a %s of that name already", kind, n, other)
	}
	seen[n] = kind
}

func (v *validator) distinct(list []string, report func(string)) {
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		if seen[s] {
			report(s)
		}
		seen[s] = true
	}
}

func (v *validator) table(t *Table) {
	id := t.Ident()
	if t.Name == "" {
		v.add(t.Pos, id, "", "a table needs a name")
	}
	for _, pos := range t.duplicates {
		v.add(pos, id, "", "declared a second time; the first is at %s", t.Pos)
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		v.column(t, c)
	}
	v.distinct(names, func(s string) { v.add(t.Pos, id, s, "declared twice") })
	v.keys(t)
	for _, fk := range t.ForeignKeys {
		v.foreignKey(t, fk)
	}
	v.names(t)
}

func (v *validator) column(t *Table, c *Column) {
	report := func(format string, args ...any) {
		pos := c.Pos
		if pos == (Position{}) {
			pos = t.Pos
		}
		v.add(pos, t.Ident(), c.Name, format, args...)
	}
	if c.Name == "" {
		report("a column needs a name")
	}
	if c.Computed != nil && c.ServerDefault != nil {
		report("a generated column cannot have a default")
	}
	if c.Identity != nil && (c.ServerDefault != nil || c.Computed != nil) {
		report("an identity column has no default and no generated expression")
	}
	if c.Computed != nil && c.Autoincrement == AutoincrementOn {
		report("a generated column cannot be numbered automatically")
	}
	v.columnType(c.Type, report)
}

func (v *validator) columnType(t Type, report func(string, ...any)) {
	switch t.Kind {
	case KindExact:
		if t.SQL == "" && len(t.Variants) == 0 {
			report("has no type")
		}
		renamedValues(nil, t.ValuesRenamedFrom, report)
	case KindEnum:
		if len(t.Values) == 0 && v.m.enum(t.Name) == nil {
			report("enum %s has no values and is not declared", t.Name)
		}
		v.distinct(t.Values, func(s string) { report("enum %s holds %q twice", t.Name, s) })
		values := t.Values
		if e := v.m.enum(t.Name); len(values) == 0 && e != nil {
			values = e.Values
		}
		renamedValues(values, t.ValuesRenamedFrom, report)
	case KindArray:
		if t.Elem == nil {
			report("an array needs an element type")
			return
		}
		v.columnType(*t.Elem, report)
	case KindNumeric:
		if t.Precision != nil && t.Scale != nil && *t.Scale > *t.Precision {
			report("numeric(%d, %d): the scale is larger than the precision", *t.Precision, *t.Scale)
		}
	}
	if len(t.ValuesRenamedFrom) > 0 && t.Kind != KindEnum && t.Kind != KindExact {
		report("%s has no values that could be renamed", t)
	}
	if t.Length < 0 {
		report("the length %d is negative", t.Length)
	}
}

func (m *MetaData) enum(n Name) *Enum {
	for _, e := range m.Enums {
		if e.Ident() == n {
			return e
		}
	}
	return nil
}

func (v *validator) keys(t *Table) {
	if t.PrimaryKey != nil {
		v.parts(t, t.PrimaryKey.Pos, "primary key", t.PrimaryKey.Parts)
	}
	for _, u := range t.Uniques {
		v.parts(t, u.Pos, "unique "+u.Name, u.Parts)
	}
	for _, i := range t.Indexes {
		v.parts(t, i.Pos, "index "+i.Name, i.Parts)
	}
	for _, c := range t.Checks {
		if c.Expr == nil || c.Expr.Text == "" && len(c.Expr.Variants) == 0 {
			v.add(c.Pos, t.Ident(), "", "check %s has no expression", c.Name)
		}
	}
}

func (v *validator) parts(t *Table, pos Position, what string, parts []Part) {
	if len(parts) == 0 {
		v.add(pos, t.Ident(), "", "%s has no columns", what)
	}
	for _, p := range parts {
		switch {
		case p.Column == "" && p.Expr == nil:
			v.add(pos, t.Ident(), "", "%s has a part that is neither column nor expression", what)
		case p.Column != "" && t.Column(p.Column) == nil && v.m.Dialect == "":
			v.add(pos, t.Ident(), "", "%s names the column %s, which the table does not have", what, p.Column)
		}
	}
	v.distinct(ColumnsOf(parts), func(s string) { v.add(pos, t.Ident(), "", "%s names %s twice", what, s) })
}

func (v *validator) foreignKey(t *Table, fk *ForeignKey) {
	report := func(format string, args ...any) { v.add(fk.Pos, t.Ident(), "", format, args...) }
	what := strings.TrimSpace("foreign key "+fk.Name) + " (" + strings.Join(fk.Columns, ", ") + ")"
	for _, c := range fk.Columns {
		if t.Column(c) == nil {
			report("%s names the column %s, which the table does not have", what, c)
		}
	}
	ref := v.m.Table(fk.Ref)
	if ref == nil {
		if v.m.Dialect == "" {
			report("%s refers to the table %s, which is not declared", what, fk.Ref)
		}
		return
	}
	columns := fk.RefColumns
	if len(columns) == 0 && ref.PrimaryKey != nil {
		columns = ColumnsOf(ref.PrimaryKey.Parts)
	}
	if len(columns) != len(fk.Columns) && v.m.Dialect == "" {
		report("%s has %d columns and refers to %d of %s", what, len(fk.Columns), len(columns), fk.Ref)
	}
	for _, c := range columns {
		if ref.Column(c) == nil && v.m.Dialect == "" {
			report("%s refers to the column %s.%s, which does not exist", what, fk.Ref, c)
		}
	}
}

func (v *validator) names(t *Table) {
	var constraints, indexes []string
	for _, c := range t.Constraints() {
		if n := c.ConstraintName(); n != "" {
			constraints = append(constraints, n)
		}
	}
	for _, i := range t.Indexes {
		if i.Name != "" {
			indexes = append(indexes, i.Name)
		}
	}
	report := func(kind string) func(string) {
		return func(s string) { v.add(t.Pos, t.Ident(), "", "two %s are named %s", kind, s) }
	}
	if v.m.Dialect == "" {
		v.distinct(constraints, report("constraints"))
		v.distinct(indexes, report("indexes"))
	}
}
