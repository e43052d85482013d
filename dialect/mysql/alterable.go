package mysql

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Alterable reports what an ALTER can change in place.
func (d *Dialect) Alterable(s *dialect.Server, c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		return alterableColumn(c)
	case ddl.AlterIndex:
		if c.Old.Name != c.New.Name {
			same := *c.Old
			same.Name = c.New.Name
			return sameIndex(&same, c.New)
		}
		same := *c.Old
		same.Invisible = c.New.Invisible
		return sameIndex(&same, c.New)
	case ddl.AlterConstraint:
		h, ok := c.Old.(*metadata.Check)
		w, ok2 := c.New.(*metadata.Check)
		return ok && ok2 && has(s, notEnforced) && h.Name == w.Name && h.Expr.Equal(w.Expr) && h.NotEnforced != w.NotEnforced
	case ddl.AlterTable, ddl.AlterView, ddl.AlterDatabase, ddl.AlterSequence:
		return true
	case ddl.AlterRoutine:
		return alterableRoutine(s, c)
	}
	return false
}

// alterableRoutine: MySQL has no CREATE OR REPLACE of routines, and that of a
// package takes its body away.
func alterableRoutine(s *dialect.Server, c ddl.AlterRoutine) bool {
	switch c.To.Kind {
	case "event":
		return alterableEvent(c.From, c.To)
	case "package":
		return false
	}
	return isMaria(s) && strings.HasPrefix(c.To.Definition, "CREATE ") && !strings.HasPrefix(c.To.Definition, "CREATE OR ")
}

// alterableColumn: a virtual column's kind and expression change only by drop
// and add, and so does what makes a column a period's.
func alterableColumn(c ddl.AlterColumn) bool {
	h, w := c.Old.Computed, c.New.Computed
	switch {
	case h == nil && w == nil:
		return true
	case h == nil:
		return false // its values would be thrown away under the same name
	case strings.HasPrefix(h.Expr.Text, "ROW ") || w != nil && strings.HasPrefix(w.Expr.Text, "ROW "):
		return false
	case w == nil:
		return h.Stored // the values stay
	}
	return h.Stored && w.Stored || !h.Stored && !w.Stored && h.Expr.Equal(w.Expr)
}

func sameIndex(a, b *metadata.Index) bool {
	return a.Name == b.Name && a.Unique == b.Unique && a.Method == b.Method && a.Comment == b.Comment && a.Invisible == b.Invisible &&
		maps.Equal(a.Options, b.Options) && slices.EqualFunc(a.Parts, b.Parts, func(x, y metadata.Part) bool {
		return x.Column == y.Column && x.Expr.Equal(y.Expr) && x.Desc == y.Desc && x.Length == y.Length
	})
}
