package core

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// assigned finds assignments to what is no column of the table, by whose name
// the server might find another one, and a second one to the same column, which
// servers treat differently. A table that is nil has been complained of.
func assigned(t *metadata.Table, set []Assign) error {
	if t == nil {
		return nil
	}
	var errs []error
	for i := range set {
		c := set[i].Column
		if err := owned(t, c); err != nil {
			errs = append(errs, err)
			continue
		}
		for k := range i {
			if set[k].Column == c {
				errs = append(errs, fmt.Errorf("core: %s.%s is set twice", t.Ident(), c.Name))
			}
		}
	}
	return errors.Join(errs...)
}

// owned is the mistake of a column that is none of the table.
func owned(t *metadata.Table, c *metadata.Column) error {
	switch {
	case t == nil || slices.Contains(t.Columns, c):
		return nil
	case c == nil:
		return fmt.Errorf("core: a handle that is bound to no column is used for a column of %s; see Bind", t.Ident())
	}
	return fmt.Errorf("core: the column %s that is used for %s is another table's", c.Name, t.Ident())
}

// brought finds values of another table's insert.
func brought(t *metadata.Table, set []Assign) (err error) {
	for _, a := range set {
		ast.Walk(a.Value, func(n ast.Node) bool {
			if e, ok := n.(*ast.Excluded); ok {
				err = errors.Join(err, owned(t, e.Column))
			}
			return true
		})
	}
	return err
}

// targetOf is the table of a relation; nil where there is none.
func targetOf(r *ast.Relation) *metadata.Table {
	if r == nil {
		return nil
	}
	return r.Table
}

func tableName(t *metadata.Table) string {
	if t == nil {
		return "no table"
	}
	return t.Ident().String()
}
