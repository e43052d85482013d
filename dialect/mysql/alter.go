package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// alter makes one ALTER TABLE of changes, preceded by the UPDATEs that a
// column needs which stops being nullable.
func (w writer) alter(in ddl.In, changes []ddl.Change) ([]dialect.Statement, error) {
	a := alteration{writer: w, in: in, modified: map[string]bool{}}
	for _, pass := range []func(ddl.Change) error{a.drop, a.change, a.add} {
		for _, c := range changes {
			if err := pass(c); err != nil {
				return nil, err
			}
		}
	}
	if a.last != "" {
		a.clauses = append(a.clauses, a.last)
	}
	var list []dialect.Statement
	for _, sql := range a.before {
		list = append(list, dialect.Statement{SQL: sql})
	}
	if len(a.clauses) > 0 {
		list = append(list, dialect.Statement{SQL: "ALTER TABLE " + w.d.Ident(in.To.Name) + "\n  " + strings.Join(a.clauses, ",\n  ")})
	}
	if a.partition != "" {
		list = append(list, dialect.Statement{SQL: "ALTER TABLE " + w.d.Ident(in.To.Name) + a.partition})
	}
	return list, nil
}

type alteration struct {
	writer
	in        ddl.In
	before    []string
	clauses   []string
	last      string
	partition string
	modified  map[string]bool
}

func (a *alteration) clause(parts ...string) {
	a.clauses = append(a.clauses, strings.Join(parts, ""))
}

// drop takes the clauses that take away; they come first, so that names are free.
func (a *alteration) drop(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.DropColumn:
		a.clause("DROP COLUMN ", a.d.Ident(c.Column.Name))
	case ddl.DropIndex:
		a.clause("DROP INDEX ", a.d.Ident(c.Index.Name))
	case ddl.DropConstraint:
		a.dropConstraint(c.Constraint)
	}
	return nil
}

func (a *alteration) dropConstraint(c metadata.Constraint) {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		a.clause("DROP PRIMARY KEY")
	case *metadata.ForeignKey:
		a.clause("DROP FOREIGN KEY ", a.d.Ident(c.Name))
	case *metadata.Check:
		switch {
		case c.Column != "":
			a.restate(c.Column)
		case isMaria(a.s):
			a.clause("DROP CONSTRAINT ", a.d.Ident(c.Name))
		default:
			a.clause("DROP CHECK ", a.d.Ident(c.Name))
		}
	}
}

// restate writes a column again, once, for a check that belongs to it.
func (a *alteration) restate(column string) {
	c := a.in.To.Column(column)
	if c == nil || a.in.From.Column(column) == nil || a.modified[column] {
		return
	}
	a.modified[column] = true
	a.clause("MODIFY COLUMN ", a.column(a.in.To, c))
}

func (a *alteration) change(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.RenameColumn:
		a.clause("RENAME COLUMN ", a.d.Ident(c.Old), " TO ", a.d.Ident(c.New))
	case ddl.AlterColumn:
		if c.Old.Nullable && !c.New.Nullable && c.New.ServerDefault != nil && c.New.Computed == nil {
			a.before = append(a.before, fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s IS NULL", a.d.Ident(a.in.To.Name), a.d.Ident(c.New.Name), c.New.ServerDefault.Text, a.d.Ident(c.New.Name)))
		}
		if !a.modified[c.New.Name] {
			a.modified[c.New.Name] = true
			verb := "MODIFY COLUMN "
			if c.Old.Name != c.New.Name {
				verb = "CHANGE COLUMN " + a.d.Ident(c.Old.Name) + " "
			}
			a.clause(verb, a.column(a.in.To, c.New))
		}
	case ddl.AlterIndex:
		if c.Old.Name != c.New.Name {
			a.clause("RENAME INDEX ", a.d.Ident(c.Old.Name), " TO ", a.d.Ident(c.New.Name))
		}
		if c.Old.Invisible != c.New.Invisible {
			a.clause("ALTER INDEX ", a.d.Ident(c.New.Name), " ", a.hidden(c.New.Invisible))
		}
	case ddl.AlterConstraint:
		if k, ok := c.New.(*metadata.Check); ok {
			word := " ENFORCED"
			if k.NotEnforced {
				word = " NOT ENFORCED"
			}
			a.clause("ALTER CHECK ", a.d.Ident(k.Name), word)
		}
	}
	return nil
}

func (a *alteration) add(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.AddColumn:
		place := " FIRST"
		if c.After != "" {
			place = " AFTER " + a.d.Ident(c.After)
		}
		if c.Column == c.To.Columns[len(c.To.Columns)-1] {
			place = ""
		}
		a.modified[c.Column.Name] = true
		a.clause("ADD COLUMN ", a.column(a.in.To, c.Column), place)
	case ddl.CreateIndex:
		a.clause("ADD ", a.index(c.Index))
	case ddl.AddConstraint:
		a.addConstraint(c.Constraint)
	case ddl.AlterTable:
		a.table(c)
	}
	return nil
}

func (a *alteration) addConstraint(c metadata.Constraint) {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		a.clause("ADD ", a.primaryKey(c))
	case *metadata.ForeignKey:
		a.clause("ADD ", a.foreignKey(c))
	case *metadata.Check:
		if c.Column != "" {
			a.restate(c.Column)
			return
		}
		a.clause("ADD ", a.check(c))
	}
}

func (a *alteration) table(c ddl.AlterTable) {
	if o := strings.TrimSpace(a.options(c.To.Options, c.From.Options)); o != "" {
		a.last = o
	}
	if c.From.Comment != c.To.Comment {
		a.last = strings.TrimSpace(a.last + " COMMENT=" + a.d.Literal(c.To.Comment))
	}
	if h, w := c.From.Options["mysql.system_versioning"], c.To.Options["mysql.system_versioning"]; h != w {
		verb := "ADD"
		if w == "" {
			verb = "DROP"
		}
		a.clause(verb, " SYSTEM VERSIONING")
	}
	switch {
	case c.From.PartitionBy == c.To.PartitionBy:
	case c.To.PartitionBy == "":
		a.partition = " REMOVE PARTITIONING"
	default:
		a.partition = "\nPARTITION BY " + c.To.PartitionBy
	}
}

// Combine makes one ALTER TABLE of the changes of each table. Foreign keys stay
// apart: dropped before and added after, they would tie tables into cycles.
// Indexes of a new table are in its CREATE TABLE.
func (d *Dialect) Combine(_ *dialect.Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error) {
	created := map[metadata.Name]bool{}
	for _, c := range changes {
		if c, ok := c.(ddl.CreateTable); ok {
			created[c.Table.Ident()] = true
		}
	}
	groups := map[metadata.Name]*ddl.TableChanges{}
	var order []metadata.Name
	var out []ddl.Change
	for _, c := range changes {
		in, ok := ddl.TableOf(c)
		if ix, isIndex := c.(ddl.CreateIndex); isIndex && created[ix.Ident()] {
			continue
		}
		if !ok || isForeignKey(c) || isRename(c) {
			out = append(out, c)
			continue
		}
		id := in.Ident()
		if groups[id] == nil {
			groups[id] = &ddl.TableChanges{In: in}
			order = append(order, id)
		}
		groups[id].Changes = append(groups[id].Changes, c)
	}
	for _, id := range order {
		g := groups[id]
		d.inherited(g)
		out = append(out, *g)
	}
	return out, nil
}

func isForeignKey(c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AddConstraint:
		_, ok := c.Constraint.(*metadata.ForeignKey)
		return ok
	case ddl.DropConstraint:
		_, ok := c.Constraint.(*metadata.ForeignKey)
		return ok
	}
	return false
}

func isRename(c ddl.Change) bool {
	_, ok := c.(ddl.RenameColumn)
	return ok
}

// inherited restates the text columns of a table whose default collation
// changes: those that have it from the table would otherwise keep the old one.
func (*Dialect) inherited(g *ddl.TableChanges) {
	if g.From.Options["mysql.collation"] == g.To.Options["mysql.collation"] {
		return
	}
	for _, w := range g.To.Columns {
		h := g.From.Column(w.Name)
		done := slices.ContainsFunc(g.Changes, func(c ddl.Change) bool {
			switch c := c.(type) {
			case ddl.AlterColumn:
				return c.New.Name == w.Name
			case ddl.AddColumn:
				return c.Column.Name == w.Name
			}
			return false
		})
		if h != nil && !done && w.Collation == "" && textual(w.Type.SQL) {
			g.Changes = append(g.Changes, ddl.AlterColumn{In: g.In, Old: h, New: w})
		}
	}
}

// Alterable reports what an ALTER can change in place.
func (d *Dialect) Alterable(s *dialect.Server, c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		h, w := c.Old.Computed, c.New.Computed
		if h == nil && w == nil {
			return true
		}
		return h != nil && w != nil && h.Stored && w.Stored // a virtual column's kind and expression change only by drop and add
	case ddl.AlterIndex:
		same := *c.Old
		same.Name, same.Invisible = c.New.Name, c.New.Invisible
		return equalIndex(&same, c.New)
	case ddl.AlterConstraint:
		h, ok := c.Old.(*metadata.Check)
		w, ok2 := c.New.(*metadata.Check)
		return ok && ok2 && !isMaria(s) && h.Name == w.Name && h.Expr.Equal(w.Expr) && h.NotEnforced != w.NotEnforced
	case ddl.AlterTable, ddl.AlterView, ddl.AlterDatabase:
		return true
	}
	return false
}

func equalIndex(a, b *metadata.Index) bool {
	return a.Name == b.Name && a.Unique == b.Unique && a.Method == b.Method && a.Comment == b.Comment && a.Invisible == b.Invisible &&
		a.Options["mysql.parser"] == b.Options["mysql.parser"] && slices.EqualFunc(a.Parts, b.Parts, func(x, y metadata.Part) bool {
		return x.Column == y.Column && x.Expr.Equal(y.Expr) && x.Desc == y.Desc && x.Length == y.Length
	})
}

// Obstructs: a foreign key holds the types of both its ends and the key it
// refers to; a generated column and a check hold what they read.
func (d *Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	switch dep := dependent.(type) {
	case *metadata.ForeignKey:
		return holds(c, dep)
	case *metadata.Column:
		drop, ok := c.(ddl.DropColumn)
		return ok && dep != drop.Column && strings.Contains(dep.Computed.Expr.Text, d.Ident(drop.Column.Name))
	case *metadata.Check:
		drop, ok := c.(ddl.DropColumn)
		return ok && strings.Contains(dep.Expr.Text, d.Ident(drop.Column.Name))
	}
	return false
}

func holds(c ddl.Change, fk *metadata.ForeignKey) bool {
	names := func(table *metadata.Table, column string) bool {
		return slices.Contains(fk.Columns, column) || fk.Ref == table.Ident() && slices.Contains(fk.RefColumns, column)
	}
	switch c := c.(type) {
	case ddl.AlterColumn:
		changed := !c.Old.Type.Equal(c.New.Type) || c.Old.Collation != c.New.Collation || c.Old.Nullable != c.New.Nullable
		return changed && names(c.From, c.Old.Name)
	case ddl.DropColumn:
		return names(c.From, c.Column.Name)
	case ddl.DropConstraint:
		pk, ok := c.Constraint.(*metadata.PrimaryKey)
		return ok && fk.Ref == c.From.Ident() && slices.Equal(fk.RefColumns, metadata.ColumnsOf(pk.Parts)[:min(len(pk.Parts), len(fk.RefColumns))])
	case ddl.AlterTable:
		return c.From.Options["mysql.collation"] != c.To.Options["mysql.collation"] || c.From.PartitionBy != c.To.PartitionBy
	case ddl.DropIndex:
		return false // the ALTER that drops it makes what replaces it
	}
	return false
}
