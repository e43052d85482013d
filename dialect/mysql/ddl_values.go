package mysql

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// renameValues gives values of ENUM and SET columns their new names, ahead of
// the ALTER TABLE: a first one lets the columns hold both names, then the rows
// change, each UPDATE such that a second run would find nothing left to do. Of
// the changes it takes the checks that go, which may know only the old names,
// and returns the rest.
func (a *alteration) renameValues(changes []ddl.Change) (rest []ddl.Change, err error) {
	var renamed []ddl.AlterColumn
	for _, c := range changes {
		if c, ok := c.(ddl.AlterColumn); ok && len(c.New.Type.ValuesRenamedFrom) > 0 && c.New.Computed == nil {
			renamed = append(renamed, c)
		}
	}
	if len(renamed) == 0 {
		return changes, nil
	}
	if a.in.From.Options["mysql.system_versioning"] != "" {
		return nil, fmt.Errorf("rename values of %s: its history would keep the old names, which the columns hold no longer: %w", a.in.Ident(), dialect.ErrUnsupported)
	}
	wide := alteration{writer: a.writer, in: a.in, was: a.was}
	rest = wide.dropChecks(changes)
	for _, c := range renamed {
		w := widening{alteration: &wide, c: c, old: listed(c.Old.Type.SQL), now: listed(c.New.Type.SQL)}
		if err := w.plan(); err != nil {
			return nil, fmt.Errorf("rename values of %s.%s: %w", a.in.Ident(), c.New.Name, err)
		}
	}
	a.earlier = append(a.earlier, wide.statement()...)
	a.earlier = append(a.earlier, wide.later...)
	return rest, nil
}

// dropChecks takes the checks of the table that go; those of a column go when
// that is written anew.
func (a *alteration) dropChecks(changes []ddl.Change) (rest []ddl.Change) {
	for _, c := range changes {
		drop, ok := c.(ddl.DropConstraint)
		k, isCheck := drop.Constraint.(*metadata.Check)
		if ok && isCheck && k.Column == "" {
			a.dropConstraint(k)
			continue
		}
		rest = append(rest, c)
	}
	return rest
}

// widening is one column whose values are renamed.
type widening struct {
	*alteration
	c        ddl.AlterColumn
	old, now []string // the values
}

func (w widening) plan() error {
	w.dropCase()
	steps := ddl.ValueRenames(w.old, w.c.New.Type.ValuesRenamedFrom)
	if len(steps) == 0 {
		return nil
	}
	values := w.old
	for _, v := range w.now {
		values = appendNew(values, v)
	}
	for _, s := range steps {
		values = appendNew(values, s[1])
	}
	if err := w.possible(values); err != nil {
		return err
	}
	w.clause("MODIFY COLUMN ", w.wide(values))
	for _, s := range steps {
		w.later = append(w.later, plain(w.update(s[0], s[1]))...)
	}
	return nil
}

// dropCase leaves out what changes in case alone where the collation does not
// tell: both names would be one value, and the column takes the new one over by
// itself.
func (w *widening) dropCase() {
	from := map[string]string{}
	for value, old := range w.c.New.Type.ValuesRenamedFrom {
		if value != old && sameValue(w.collation(), value, old) {
			w.old = ddl.RenamedValues(w.old, map[string]string{value: old})
			continue
		}
		from[value] = old
	}
	column := *w.c.New
	column.Type.ValuesRenamedFrom = from
	w.c.New = &column
}

func appendNew(values []string, v string) []string {
	if slices.Contains(values, v) {
		return values
	}
	return append(slices.Clone(values), v)
}

// longestSet is the most members of a SET.
const longestSet = 64

func (w widening) possible(values []string) error {
	if family(w.c.Old.Type.SQL) == "set" && len(values) > longestSet {
		return fmt.Errorf("a SET has %d members at most, and old and new names together are %d: %w", longestSet, len(values), dialect.ErrUnsupported)
	}
	for i, v := range values {
		for _, o := range values[:i] {
			if sameValue(w.collation(), v, o) {
				return fmt.Errorf("%q and %q are the same value to the collation %s: %w", o, v, w.collation(), dialect.ErrUnsupported)
			}
		}
	}
	return nil
}

func (w widening) collation() string {
	return cmp.Or(w.c.Old.Collation, w.in.From.Options["mysql.collation"], w.s.Facts[factCollation])
}

// wide is the column as it was, but for the longer list: with the default that
// is to come, so that rows which are added meanwhile are right already, and
// without checks that go.
func (w widening) wide(values []string) string {
	c := *w.c.Old
	c.Name = w.before(c.Name)
	c.Type = metadata.Exact(w.d.list(family(w.c.Old.Type.SQL), values))
	c.ServerDefault = w.c.New.ServerDefault
	t := &metadata.Table{}
	for _, k := range w.in.From.Checks {
		if k.Column == w.c.Old.Name && slices.ContainsFunc(w.in.To.Checks, func(o *metadata.Check) bool { return o.Column == k.Column && o.Expr.Equal(k.Expr) }) {
			t.Checks = append(t.Checks, &metadata.Check{Column: c.Name, Expr: k.Expr})
		}
	}
	return w.columnCollated(t, &c, c.Collation)
}

// update renames one value in the rows. Columns that the server would set to
// the time of the update keep theirs.
func (w widening) update(old, value string) string {
	name := w.before(w.c.Old.Name)
	b := dialect.NewBuilder(w.d)
	b.W("UPDATE ").Ident(w.in.From.Name).W(" SET ").Ident(name).W(" = ")
	if family(w.c.Old.Type.SQL) == "set" {
		b.W("TRIM(BOTH ',' FROM REPLACE(CONCAT(',', ").Ident(name).W(", ','), ").Str("," + old + ",").W(", ").Str("," + value + ",").W("))")
	} else {
		b.Str(value)
	}
	for _, other := range w.in.From.Columns {
		if other.OnUpdate != nil {
			n := w.before(other.Name)
			b.W(", ").Ident(n).W(" = ").Ident(n)
		}
	}
	if family(w.c.Old.Type.SQL) == "set" {
		return b.W(" WHERE FIND_IN_SET(").Str(old).W(", ").Ident(name).W(")").String()
	}
	return b.W(" WHERE ").Ident(name).W(" = ").Str(old).String()
}
