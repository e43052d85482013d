package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// mfRules are about what may fail on the rows that are there.
func mfRules() []Rule {
	return append([]Rule{
		{ID: "MF101", Level: Warning, Title: "uniqueness is asked of rows that are there", Why: "the server refuses it if two agree", Instead: "look for such rows first", calms: emptyTable,
			change: func(l *linter, s *step, c ddl.Change) string {
				if what, was := l.madeUnique(s, c); what != "" && !was {
					return what
				}
				return ""
			}},
		{ID: "MF102", Level: Warning, Title: "an index becomes unique", Why: "the server refuses it if two rows agree, and the old index is gone by then", Instead: "look for such rows first; drop the old index last", calms: emptyTable,
			change: func(l *linter, s *step, c ddl.Change) string {
				if what, was := l.madeUnique(s, c); was {
					return what + ", which an index held that was not unique"
				}
				return ""
			}},
		{ID: "MF103", Level: Error, Title: "a column without a default is required of rows that are there", Why: "they have no value for it", Instead: "add it nullable, fill it, then set NOT NULL", calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				if c, ok := c.(ddl.AddColumn); ok {
					if f := l.impact(c).Fails; f != "" {
						return sayf("adds column %s.%s, which fails on %s", c.Ident(), c.Column.Name, f)
					}
				}
				return ""
			}},
		{ID: "MF104", Level: Warning, Title: "a column becomes NOT NULL", Why: "the server refuses it if a row holds NULL", Instead: "fill those rows first", calms: withoutNulls,
			change: becomesNotNull},
		{ID: "MF105", Level: Warning, Title: "a check is asked of rows that are there", Why: "the server refuses it if one does not meet it", Instead: "look for such rows first; add it NOT VALID and validate later where the server can", calms: emptyTable,
			change: constraintFails[*metadata.Check]},
		{ID: "MF106", Level: Warning, Title: "a foreign key is asked of rows that are there", Why: "the server refuses it if one refers to nothing", Instead: "look for such rows first; add it NOT VALID and validate later where the server can", calms: emptyTable,
			change: constraintFails[*metadata.ForeignKey]},
	}, mfTypeRules()...)
}

// mfTypeRules are about types, keys and what is computed.
func mfTypeRules() []Rule {
	return []Rule{
		{ID: "MF107", Level: Warning, Title: "a type becomes narrower", Why: "values that do not fit are refused or cut", Instead: "make sure that all fit, or copy into a new column", calms: emptyColumn, change: narrows},
		{ID: "MF108", Level: Error, Title: "a value of an enum is taken away", Why: "rows that hold it cannot be kept", Instead: "map them to another value first", calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				e, ok := l.enumChange(c)
				gone := slices.DeleteFunc(e.gone(), func(v string) bool { return l.mapped(v) })
				if ok && len(gone) > 0 {
					return sayf("takes %q away from %s", gone, e.name)
				}
				return ""
			}},
		{ID: "MF109", Level: Error, Title: "a type changes without a word on how", Why: "the server knows no cast that it may use unasked, and refuses", Instead: "say how: USING column::type", Dialects: []string{"postgres"},
			act: func(_ *linter, s *step, a act) string {
				if a.is(alterType) && !a.has(using) && s.refusal == "42804" {
					return sayf("changes the type of %s.%s, which the server refuses without USING", a.table, a.name)
				}
				return ""
			}},
		{ID: "MF110", Level: Warning, Title: "text changes its character set", Why: "characters that the new one does not have are refused or become question marks, and keys may become too long", Instead: "look for such rows first; text that is in another character set than it says goes through binary in two steps", Dialects: []string{"mysql"}, calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				if what := charsetChange(l, c); what != "" {
					return "changes the character set of " + what
				}
				return ""
			}},
		{ID: "MF111", Level: Warning, Title: "the collation of a key changes", Why: "values that were different may be the same now", Instead: "look for duplicates under the new collation first", Dialects: []string{"mysql", "postgres"}, calms: emptyTable,
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && a.Old.Collation != a.New.Collation && inUnique(a.From, a.Old.Name) {
					return sayf("changes the collation of %s.%s, which is part of a key", a.Ident(), a.New.Name)
				}
				return ""
			}},
		{ID: "MF112", Level: Warning, Title: "a primary key changes", Why: "rows may agree in it or hold NULL, and others refer to it", Instead: "build a unique index first and use that", calms: emptyTable, change: changesKey},
		{ID: "MF113", Level: Warning, Title: "an exclusion is asked of rows that are there", Why: "the server refuses it if two are in conflict, and builds its index while others wait", Instead: "look for such rows first, at a quiet time: there is no online way", Dialects: []string{"postgres"}, calms: emptyTable,
			change: constraintFails[*metadata.Exclude]},
		{ID: "MF114", Level: Error, Title: "a type changes on one side of a foreign key", Why: "the server refuses it (error 3780 or 1833): both sides must have the same", Instead: "drop the foreign key, change both columns, add it again", Dialects: []string{"mysql"}, act: underForeignKey},
		{ID: "MF115", Level: Warning, Title: "what a stored column is computed from changes", Why: "all its values become others, and the table is written anew", Instead: "add another column, let programs move over, drop the old one", calms: emptyTable, change: recomputes},
	}
}

// madeUnique is what a change makes unique, and whether an index held the same
// columns before. A unique constraint that takes over an index asks for nothing.
func (l *linter) madeUnique(s *step, c ddl.Change) (what string, wasIndexed bool) {
	var parts []metadata.Part
	var table *metadata.Table
	switch c := c.(type) {
	case ddl.CreateIndex:
		if c.Index.Unique {
			parts, table = c.Index.Parts, c.From
		}
	case ddl.AddConstraint:
		u, ok := c.Constraint.(*metadata.Unique)
		if ok && !slices.ContainsFunc(s.acts, func(a act) bool { return a.has(usingIndex) }) {
			parts, table = u.Parts, c.From
		}
	}
	if parts == nil {
		return "", false
	}
	columns := metadata.ColumnsOf(parts)
	if t := l.tableBefore(table.Ident()); t != nil {
		wasIndexed = slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool {
			return !i.Unique && slices.Equal(metadata.ColumnsOf(i.Parts), columns) && !slices.ContainsFunc(l.tableAfter(t.Ident()).Indexes, func(o *metadata.Index) bool { return o.Name == i.Name && !o.Unique })
		})
	}
	return sayf("makes (%s) of %s unique", strings.Join(columns, ", "), table.Ident()), wasIndexed
}

// tableAfter is the table as the revision leaves it; an empty one if it is gone.
func (l *linter) tableAfter(n metadata.Name) *metadata.Table {
	if t := l.seen.After.Table(n); t != nil {
		return t
	}
	return &metadata.Table{}
}

// becomesNotNull is for the statement that asks the rows: NOT VALID does not, and
// VALIDATE does.
func becomesNotNull(l *linter, s *step, c ddl.Change) string {
	a, ok := c.(ddl.AlterColumn)
	switch {
	case !ok || a.New.Nullable:
		return ""
	case a.Old.Nullable && !s.unasked() && !l.checkedNotNull(a):
		return sayf("makes %s.%s NOT NULL", a.Ident(), a.New.Name)
	case !a.Old.Nullable && s.asks(validate) && !maps.Equal(a.Old.Options, a.New.Options):
		return sayf("asks all rows whether %s.%s is NOT NULL", a.Ident(), a.New.Name)
	}
	return ""
}

// unasked: the statement leaves the rows that are there for later.
func (s *step) unasked() bool {
	return slices.ContainsFunc(s.acts, func(a act) bool { return a.has(notValid) })
}

// checkedNotNull: a check that every row has passed says the same.
func (l *linter) checkedNotNull(a ddl.AlterColumn) bool {
	return slices.ContainsFunc(a.From.Checks, func(c *metadata.Check) bool {
		if c.NotValid || c.NotEnforced {
			return false
		}
		text, err := lex.NewCursor(strings.Trim(c.Expr.Text, "()"), l.target.Dialect.Rules())
		if err != nil {
			return false
		}
		name, ok := text.Name()
		return ok && strings.EqualFold(name, a.Old.Name) && text.Accept("IS", "NOT", "NULL") && text.Done()
	})
}

// constraintFails is for constraints that are checked at once.
func constraintFails[C metadata.Constraint](l *linter, _ *step, c ddl.Change) string {
	add, ok := c.(ddl.AddConstraint)
	if !ok || l.impact(add).Fails == "" {
		return ""
	}
	if _, ok := add.Constraint.(C); !ok {
		return ""
	}
	return sayf("adds %s to %s", ddl.DescribeConstraint(add.Constraint), add.Ident())
}

func narrows(l *linter, _ *step, c ddl.Change) string {
	a, ok := c.(ddl.AlterColumn)
	if _, isEnum := l.enumChange(c); !ok || isEnum || a.Old.Type.Equal(a.New.Type) {
		return ""
	}
	impact := l.impact(a)
	fails := impact.Fails
	if a.Old.Nullable && !a.New.Nullable {
		fails = "" // that is MF104's
	}
	if what := strings.Trim(fails+"; "+impact.Loses, "; "); what != "" {
		return sayf("narrows %s.%s: %s", a.Ident(), a.New.Name, what)
	}
	return ""
}

// mapped reports whether the revision gives the rows that hold a value another
// one, by an UPDATE or while it copies them.
func (l *linter) mapped(value string) bool {
	return slices.ContainsFunc(l.steps, func(o *step) bool { return o.asks(updateRows, insertRows) && o.names(l, value) })
}

func inUnique(t *metadata.Table, column string) bool {
	holds := func(parts []metadata.Part) bool { return slices.Contains(metadata.ColumnsOf(parts), column) }
	return t.PrimaryKey != nil && holds(t.PrimaryKey.Parts) ||
		slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Unique && holds(i.Parts) }) ||
		slices.ContainsFunc(t.Uniques, func(u *metadata.Unique) bool { return holds(u.Parts) })
}

// changesKey: one that takes over an index of columns that are NOT NULL asks for
// nothing.
func changesKey(l *linter, s *step, c ddl.Change) string {
	switch c := c.(type) {
	case ddl.AddConstraint:
		k, ok := c.Constraint.(*metadata.PrimaryKey)
		if ok && !slices.ContainsFunc(s.acts, func(a act) bool { return a.has(usingIndex) || a.is(addColumn) && a.has(primaryKey) }) {
			return sayf("makes (%s) the primary key of %s", strings.Join(metadata.ColumnsOf(k.Parts), ", "), c.Ident())
		}
	case ddl.AlterConstraint:
		o, isKey := c.Old.(*metadata.PrimaryKey)
		n, still := c.New.(*metadata.PrimaryKey)
		if isKey && still && !slices.Equal(metadata.ColumnsOf(o.Parts), metadata.ColumnsOf(n.Parts)) {
			return sayf("makes (%s) the primary key of %s", strings.Join(metadata.ColumnsOf(n.Parts), ", "), c.Ident())
		}
	case ddl.DropConstraint:
		if _, ok := c.Constraint.(*metadata.PrimaryKey); ok && c.To.PrimaryKey == nil {
			return sayf("drops the primary key of %s", c.Ident())
		}
	}
	return ""
}

func underForeignKey(l *linter, s *step, a act) string {
	if s.refusal == "" || !a.is(modifyColumn) {
		return ""
	}
	for _, t := range s.Before.Tables() {
		for _, fk := range t.ForeignKeys {
			if t.Ident() == a.table && slices.Contains(fk.Columns, a.name) || fk.Ref == a.table && slices.Contains(fk.RefColumns, a.name) {
				return sayf("changes the type of %s.%s, which foreign key %s of %s ties to another", a.table, a.name, fk.Name, t.Ident())
			}
		}
	}
	return ""
}

func recomputes(l *linter, s *step, c ddl.Change) string {
	switch c := c.(type) {
	case ddl.AlterColumn:
		if o, n := c.Old.Computed, c.New.Computed; o != nil && n != nil && n.Stored && !o.Expr.Equal(n.Expr) {
			return sayf("changes what %s.%s is computed from", c.Ident(), c.New.Name)
		}
	case ddl.AddColumn: // where it is dropped and added
		if c.Column.Computed == nil || !c.Column.Computed.Stored {
			return ""
		}
		if t := l.tableBefore(c.Ident()); t != nil {
			if o := t.Column(c.Column.Name); o != nil && o.Computed != nil && !o.Computed.Expr.Equal(c.Column.Computed.Expr) {
				return sayf("changes what %s.%s is computed from", c.Ident(), c.Column.Name)
			}
		}
	}
	return ""
}
