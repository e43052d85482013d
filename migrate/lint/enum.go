package lint

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
)

// enumChange is a change of a list of values, be it a type's or a column's.
type enumChange struct {
	name     string
	old, now []string
	renamed  map[string]string // the old name of each new one
}

// enumChange finds the values that a change is about.
func (l *linter) enumChange(c ddl.Change) (e enumChange, ok bool) {
	switch c := c.(type) {
	case ddl.AlterEnum:
		return enumChange{c.To.Ident().String(), c.Renamed().Values, c.To.Values, c.To.ValuesRenamedFrom}, true
	case ddl.AlterColumn:
		k, ok := l.target.Dialect.(dialect.ValueKeeper)
		if !ok {
			return e, false
		}
		e = enumChange{c.Ident().String() + "." + c.New.Name, k.Values(c.From, c.Old), k.Values(c.To, c.New), nil}
		return e, e.old != nil && e.now != nil && !slices.Equal(e.old, e.now)
	}
	return e, false
}

// gone are the values that are no longer in the list.
func (e enumChange) gone() []string {
	return slices.DeleteFunc(slices.Clone(e.old), func(v string) bool { return slices.Contains(e.now, v) })
}

// reordered: values that stay stand in another order, or behind new ones.
func (e enumChange) reordered() bool {
	stay := slices.DeleteFunc(slices.Clone(e.old), func(v string) bool { return !slices.Contains(e.now, v) })
	return len(stay) > len(e.now) || !slices.Equal(stay, e.now[:len(stay)])
}
