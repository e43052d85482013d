package ansi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Prechecks are the part of every dialect's prechecks that comes from the
// meaning of the change. part spells a member of a key or an index as a value,
// "" where no expression compares as the index does.
func Prechecks(d dialect.Dialect, c ddl.Change, part func(metadata.Part) string) []dialect.Precheck {
	a := asker{d, part}
	switch c := c.(type) {
	case ddl.AddColumn:
		if needsValue(c.Column) {
			// A domain may have a default of its own.
			return one(dialect.Precheck{Rows: "a table that has rows, since there is no default", Table: c.Ident(), Unasked: c.Column.Type.Ref != (metadata.Name{})})
		}
	case ddl.AlterColumn:
		if c.Old.Nullable && needsValue(c.New) {
			return one(dialect.Precheck{Rows: fmt.Sprintf("rows where %s is null", c.New.Name), Table: c.Ident(), Reads: []string{c.New.Name}, Where: d.Ident(c.New.Name) + " IS NULL"})
		}
	case ddl.AddConstraint:
		return a.constraint(c.In, c.Constraint)
	case ddl.AlterConstraint:
		if unchecked(c.Old) && !unchecked(c.New) {
			return a.constraint(c.In, c.New)
		}
	case ddl.CreateIndex:
		if c.Index.Unique {
			return one(a.unique(c.In, c.Index.Parts, c.Index.Where, c.Index.NullsNotDistinct))
		}
	case ddl.AlterEnum:
		if gone := Missing(c.Renamed().Values, c.To.Values); gone != nil {
			return one(dialect.Precheck{Rows: "rows that hold " + strings.Join(gone, ", "), Unasked: true})
		}
	}
	return nil
}

func one(p dialect.Precheck) []dialect.Precheck { return []dialect.Precheck{p} }

type asker struct {
	d    dialect.Dialect
	part func(metadata.Part) string
}

// unchecked reports whether rows that were there before need not meet it.
func unchecked(c metadata.Constraint) bool {
	switch c := c.(type) {
	case *metadata.Check:
		return c.NotValid || c.NotEnforced
	case *metadata.ForeignKey:
		return c.NotValid || c.NotEnforced
	}
	return false
}

func (a asker) constraint(in ddl.In, c metadata.Constraint) []dialect.Precheck {
	if unchecked(c) {
		return nil
	}
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		p := a.unique(in, c.Parts, nil, false)
		p.Unasked = p.Unasked || c.WithoutOverlaps
		p.Rows += " or hold null there"
		return one(p)
	case *metadata.Unique:
		p := a.unique(in, c.Parts, nil, c.NullsNotDistinct)
		p.Unasked = p.Unasked || c.WithoutOverlaps
		return one(p)
	case *metadata.Check:
		return one(dialect.Precheck{Rows: "rows that do not meet " + c.Expr.String(), Table: in.Ident(), Reads: mentioned(in.To, c.Expr),
			Expression: true, Where: "NOT (" + c.Expr.Text + ")", Only: c.NoInherit})
	case *metadata.ForeignKey:
		return one(dialect.Precheck{Rows: fmt.Sprintf("rows whose %s is not in %s", strings.Join(c.Columns, ", "), c.Ref), Table: in.Ident(), Reads: c.Columns,
			Parent: c, Unasked: c.Period})
	case *metadata.Exclude:
		return one(dialect.Precheck{Rows: "rows that exclude each other", Table: in.Ident(), Unasked: true})
	}
	return nil
}

func (a asker) unique(in ddl.In, parts []metadata.Part, where *metadata.Expr, nullsAgree bool) dialect.Precheck {
	p := dialect.Precheck{Rows: "rows that agree in " + partsText(parts), Table: in.Ident(), Reads: metadata.ColumnsOf(parts), NullsAgree: nullsAgree}
	for _, x := range parts {
		text := a.part(x)
		p.Unasked = p.Unasked || text == ""
		p.Agree = append(p.Agree, text)
		if x.Expr != nil {
			p.Expression = true
			p.Reads = append(p.Reads, mentioned(in.To, x.Expr)...)
		}
	}
	if where != nil {
		p.Expression, p.Where = true, where.Text
		p.Reads = append(p.Reads, mentioned(in.To, where)...)
	}
	return p
}

// mentioned are the columns that an expression may read: those whose names
// stand in it, in whatever sense.
func mentioned(t *metadata.Table, e *metadata.Expr) []string {
	var names []string
	for _, c := range t.Columns {
		if strings.Contains(strings.ToLower(e.Text), strings.ToLower(c.Name)) {
			names = append(names, c.Name)
		}
	}
	return names
}

// needsValue: rows that are there already have no value for the column.
func needsValue(c *metadata.Column) bool {
	return !c.Nullable && c.ServerDefault == nil && c.Computed == nil && c.Identity == nil && c.Autoincrement != metadata.AutoincrementOn
}

func partsText(parts []metadata.Part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Column
		if p.Expr != nil {
			names[i] = p.Expr.String()
		}
	}
	return strings.Join(names, ", ")
}

// Missing are the values of have that want has not.
func Missing(have, want []string) []string {
	var gone []string
	for _, v := range have {
		if !slices.Contains(want, v) {
			gone = append(gone, v)
		}
	}
	return gone
}
