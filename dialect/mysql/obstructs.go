package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Obstructs: a foreign key holds the types of both its ends and the key it
// refers to; a generated column, a check and an index hold what they read.
func (d *Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	if fk, ok := dependent.(*metadata.ForeignKey); ok {
		return holds(c, fk)
	}
	if g, ok := dependent.(*metadata.Trigger); ok {
		return wouldFire(c, g)
	}
	if _, ok := c.(ddl.DropRoutine); ok {
		// The server would let it go; but what calls the old one and the new one
		// can come neither before nor after both.
		_, isView := dependent.(*metadata.View)
		return isView
	}
	drop, ok := c.(ddl.DropColumn)
	if !ok {
		return false
	}
	name := d.Ident(drop.Column.Name)
	switch dep := dependent.(type) {
	case *metadata.Column:
		return dep != drop.Column && dep.Computed != nil && strings.Contains(dep.Computed.Expr.Text, name)
	case *metadata.Check:
		return dep.Column == "" && strings.Contains(dep.Expr.Text, name)
	case *metadata.Index: // the server would take the column out of it
		return slices.ContainsFunc(dep.Parts, func(p metadata.Part) bool {
			return p.Column == drop.Column.Name || p.Expr != nil && strings.Contains(p.Expr.Text, name)
		})
	}
	return false
}

// ends are the columns of a table that a foreign key ties: its own, or those
// that it refers to.
func ends(t *metadata.Table, fk *metadata.ForeignKey) []string {
	var list []string
	if slices.Contains(t.ForeignKeys, fk) {
		list = append(list, fk.Columns...)
	}
	if fk.Ref == t.Ident() {
		list = append(list, fk.RefColumns...)
	}
	return list
}

func holds(c ddl.Change, fk *metadata.ForeignKey) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		changed := !c.Old.Type.Equal(c.New.Type) || c.Old.Collation != c.New.Collation || c.Old.Nullable != c.New.Nullable ||
			c.Old.Autoincrement != c.New.Autoincrement || len(c.New.Type.ValuesRenamedFrom) > 0 || (c.Old.Computed == nil) != (c.New.Computed == nil)
		return changed && slices.Contains(ends(c.From, fk), c.Old.Name)
	case ddl.DropColumn:
		return slices.Contains(ends(c.From, fk), c.Column.Name)
	case ddl.DropConstraint:
		pk, ok := c.Constraint.(*metadata.PrimaryKey)
		return ok && fk.Ref == c.From.Ident() && begins(pk.Parts, fk.RefColumns)
	case ddl.DropIndex: // unless another key is there when the ALTER is done
		return slices.Contains(c.From.ForeignKeys, fk) && begins(c.Index.Parts, fk.Columns) && !serving(c.To, fk.Columns) ||
			fk.Ref == c.From.Ident() && begins(c.Index.Parts, fk.RefColumns) && !serving(c.To, fk.RefColumns)
	case ddl.AlterTable:
		return c.From.Options["mysql.engine"] != c.To.Options["mysql.engine"] || (c.From.PartitionBy == "") != (c.To.PartitionBy == "") ||
			c.From.Options["mysql.collation"] != c.To.Options["mysql.collation"] && inherits(c.From, fk)
	}
	return false
}

// wouldFire: values get their new names by an UPDATE, which is none of the
// application's.
func wouldFire(c ddl.Change, g *metadata.Trigger) bool {
	alter, ok := c.(ddl.AlterColumn)
	if !ok || len(alter.New.Type.ValuesRenamedFrom) == 0 || g.Table != alter.Ident() {
		return false
	}
	t, err := lex.NewCursor(g.Definition, lex.MySQL())
	if err != nil {
		return true
	}
	for !t.Done() && !t.Accept("ON") {
		if t.Accept("UPDATE") {
			return true
		}
		t.Next()
	}
	return false
}
