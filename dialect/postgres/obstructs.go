package postgres

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Obstructs reports what the server refuses to change under its dependents:
// https://www.postgresql.org/docs/current/ddl-depend.html
func (d *Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	switch dep := dependent.(type) {
	case *metadata.View:
		return viewInTheWay(c, dep)
	case *metadata.Trigger:
		return triggerInTheWay(c, dep)
	case *metadata.Object:
		return objectInTheWay(c, dep)
	case *metadata.ForeignKey:
		return keyInTheWay(c, dep)
	case *metadata.Column:
		return d.generatedInTheWay(c, dep)
	case *metadata.Routine:
		return routineInTheWay(c, dep)
	case *metadata.Index:
		return d.goesWithColumn(c, dep.Include, dep.Where, dep.Parts) || d.textInTheWay(c, append(expressions(dep.Parts), dep.Where)...)
	case metadata.Constraint:
		return d.constraintInTheWay(c, dep)
	}
	return false
}

// remade reports a change that makes a type anew, and the columns that are
// converted with it.
func remade(c ddl.Change) (name metadata.Name, columns []ddl.EnumColumn, ok bool) {
	switch c := c.(type) {
	case ddl.AlterEnum:
		return c.From.Ident(), c.Columns, !onlyAdds(c.Renamed().Values, c.To.Values)
	case ddl.AlterDomain:
		return c.From.Ident(), c.Columns, !sameBase(c.From, c.To)
	}
	return metadata.Name{}, nil, false
}

// textInTheWay reports whether expressions of a table use a type that is made
// anew or a routine that is dropped.
func (d *Dialect) textInTheWay(c ddl.Change, exprs ...*metadata.Expr) bool {
	word := ""
	if name, _, ok := remade(c); ok {
		word = name.Name
	}
	if drop, ok := c.(ddl.DropRoutine); ok {
		word = d.soft(drop.Routine.Name) + "("
	}
	return word != "" && slices.ContainsFunc(exprs, func(e *metadata.Expr) bool { return e != nil && strings.Contains(e.Text, word) })
}

func expressions(parts []metadata.Part) []*metadata.Expr {
	var list []*metadata.Expr
	for _, p := range parts {
		list = append(list, p.Expr)
	}
	return list
}

// goesWithColumn reports whether a column is dropped that an index or
// constraint is made of: it goes with it, and has to come again if the column
// does.
func (d *Dialect) goesWithColumn(c ddl.Change, columns []string, text *metadata.Expr, parts []metadata.Part) bool {
	drop, ok := c.(ddl.DropColumn)
	if !ok {
		return false
	}
	name := drop.Column.Name
	return slices.Contains(columns, name) || d.speaksOf(text, name) ||
		slices.ContainsFunc(parts, func(p metadata.Part) bool { return p.Column == name || d.speaksOf(p.Expr, name) })
}

func (d *Dialect) constraintInTheWay(c ddl.Change, k metadata.Constraint) bool {
	switch k := k.(type) {
	case *metadata.PrimaryKey:
		return d.goesWithColumn(c, k.Include, nil, k.Parts)
	case *metadata.Unique:
		return d.goesWithColumn(c, k.Include, nil, k.Parts)
	case *metadata.Check:
		return d.goesWithColumn(c, nil, k.Expr, nil) || d.textInTheWay(c, k.Expr)
	case *metadata.Exclude:
		parts := make([]metadata.Part, len(k.Elements))
		for i, e := range k.Elements {
			parts[i] = e.Part
		}
		return d.goesWithColumn(c, k.Include, k.Where, parts) || d.textInTheWay(c, append(expressions(parts), k.Where)...)
	}
	return false
}

// generatedInTheWay: a generated column holds the type of what it reads.
func (d *Dialect) generatedInTheWay(c ddl.Change, g *metadata.Column) bool {
	if d.textInTheWay(c, g.Computed.Expr) {
		return true
	}
	if _, columns, ok := remade(c); ok {
		return slices.ContainsFunc(columns, func(x ddl.EnumColumn) bool { return d.speaksOf(g.Computed.Expr, x.Column.Name) })
	}
	column, ok := touched(c)
	return ok && g.Name != column && d.speaksOf(g.Computed.Expr, column)
}

// routineInTheWay: a body in standard SQL holds the columns that it reads, and
// every routine the types of its arguments and result.
func routineInTheWay(c ddl.Change, r *metadata.Routine) bool {
	on := func(n metadata.Name, kinds ...string) bool {
		return slices.ContainsFunc(r.DependsOn, func(x metadata.Dependency) bool { return x.Name == n && slices.Contains(kinds, x.Kind) })
	}
	switch c := c.(type) {
	case ddl.DropView:
		return on(c.View.Ident(), "table", "type")
	case ddl.DropTable:
		return on(c.Table.Ident(), "table", "type")
	case ddl.AlterEnum, ddl.AlterDomain:
		name, _, ok := remade(c)
		return ok && on(name, "type")
	case ddl.DropRoutine:
		return on(c.Routine.Ident(), "routine")
	}
	var column string
	switch c := c.(type) {
	case ddl.DropColumn:
		column = c.Column.Name
	case ddl.AlterColumn:
		if name, retyped := touched(c); retyped {
			column = name
		}
	}
	in, ok := ddl.TableOf(c)
	return ok && column != "" && slices.ContainsFunc(r.DependsOn, func(x metadata.Dependency) bool {
		return x.Kind == "table" && x.Name == in.From.Ident() && x.Column == column
	})
}

// touched is the column whose type, expression or existence changes.
func touched(c ddl.Change) (string, bool) {
	switch c := c.(type) {
	case ddl.DropColumn:
		return c.Column.Name, true
	case ddl.AlterColumn:
		return c.Old.Name, !c.Old.Type.Equal(c.New.Type) || c.Old.Collation != c.New.Collation
	}
	return "", false
}

func (d *Dialect) speaksOf(e *metadata.Expr, column string) bool {
	return e != nil && strings.Contains(e.Text, strings.ReplaceAll(column, `"`, `""`))
}

func viewInTheWay(c ddl.Change, v *metadata.View) bool {
	switch c := c.(type) {
	case ddl.DropView, ddl.DropRoutine:
		return true
	case ddl.DropTable:
		return slices.ContainsFunc(v.DependsOn, func(x metadata.Dependency) bool { return x.Name == c.Table.Ident() })
	case ddl.AlterEnum, ddl.AlterDomain:
		name, columns, ok := remade(c)
		return ok && (slices.ContainsFunc(columns, func(x ddl.EnumColumn) bool { return reads(v.DependsOn, x.Table, x.Column.Name) }) ||
			slices.Contains(v.DependsOn, metadata.Dependency{Kind: "type", Name: name}))
	case ddl.DropColumn:
		return reads(v.DependsOn, c.From.Ident(), c.Column.Name)
	case ddl.AlterColumn:
		_, retyped := touched(c)
		return retyped && reads(v.DependsOn, c.From.Ident(), c.Old.Name)
	case ddl.DropConstraint: // GROUP BY a primary key
		_, ok := c.Constraint.(*metadata.PrimaryKey)
		return ok && strings.Contains(v.Definition.Text, "GROUP BY") && slices.ContainsFunc(v.DependsOn, func(x metadata.Dependency) bool { return x.Name == c.From.Ident() })
	}
	return false
}

// objectInTheWay: policies, rules and statistics hold what they speak of; an
// event trigger only its function.
func objectInTheWay(c ddl.Change, o *metadata.Object) bool {
	switch o.Kind {
	case "policy", "rule":
		if v, ok := c.(ddl.DropView); ok && v.View.Ident() == o.Table {
			return true
		}
		return viewInTheWay(c, &metadata.View{Definition: metadata.SQL(o.Definition), DependsOn: o.DependsOn})
	case "composite type":
		name, _, ok := remade(c)
		return ok && slices.Contains(o.DependsOn, metadata.Dependency{Kind: "type", Name: name})
	case "statistics": // they follow a change of type by themselves
		d, ok := c.(ddl.DropColumn)
		return ok && reads(o.DependsOn, d.From.Ident(), d.Column.Name)
	}
	_, ok := c.(ddl.DropRoutine)
	return ok
}

func reads(list []metadata.Dependency, table metadata.Name, column string) bool {
	return slices.ContainsFunc(list, func(x metadata.Dependency) bool {
		return x.Kind == "table" && x.Name == table && (x.Column == column || x.Column == "")
	})
}

func triggerInTheWay(c ddl.Change, g *metadata.Trigger) bool {
	switch c := c.(type) {
	case ddl.DropView:
		return g.Table == c.View.Ident()
	case ddl.DropRoutine:
		return true
	case ddl.DropColumn, ddl.AlterColumn:
		column, ok := touched(c)
		return ok && slices.ContainsFunc(g.DependsOn, func(x metadata.Dependency) bool { return x.Column == column })
	case ddl.AlterEnum, ddl.AlterDomain:
		name, _, ok := remade(c)
		return ok && strings.Contains(g.Definition, name.Name)
	}
	return false
}

// keyInTheWay: a primary key or unique constraint is held by what refers to it,
// and both ends of a foreign key need types that compare.
func keyInTheWay(c ddl.Change, fk *metadata.ForeignKey) bool {
	var table metadata.Name
	var parts []metadata.Part
	switch c := c.(type) {
	case ddl.AlterColumn:
		ends := slices.Contains(fk.Columns, c.Old.Name) || fk.Ref == c.From.Ident() && slices.Contains(fk.RefColumns, c.Old.Name)
		return ends && keyFamily(c.Old.Type.SQL) != keyFamily(c.New.Type.SQL)
	case ddl.DropConstraint:
		table = c.From.Ident()
		switch k := c.Constraint.(type) {
		case *metadata.PrimaryKey:
			parts = k.Parts
		case *metadata.Unique:
			parts = k.Parts
		}
	case ddl.DropIndex:
		if c.Index.Unique {
			table, parts = c.From.Ident(), c.Index.Parts
		}
	}
	if len(parts) == 0 || fk.Ref != table || len(parts) != len(fk.RefColumns) {
		return false
	}
	return !slices.ContainsFunc(metadata.ColumnsOf(parts), func(c string) bool { return !slices.Contains(fk.RefColumns, c) })
}
