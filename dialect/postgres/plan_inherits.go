package postgres

import (
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// followParents rewrites the changes of inherited columns. What changes in a
// parent the server changes in all children too, so only what a child has of
// its own is left to do, and has to be done again where the parent's change
// runs over it.
func followParents(have, want *metadata.MetaData, changes []ddl.Change) []ddl.Change {
	if !slices.ContainsFunc(want.Tables(), func(t *metadata.Table) bool { return len(parentsOf(t)) > 0 }) {
		return changes
	}
	f := follower{have: have, altered: map[metadata.ColumnRef]ddl.AlterColumn{}}
	changes = slices.DeleteFunc(changes, func(c ddl.Change) bool {
		a, ok := c.(ddl.AlterColumn)
		if !ok {
			return false
		}
		f.altered[metadata.ColumnRef{Table: a.Ident(), Column: a.New.Name}] = a
		return isInherited(a.Old) && isInherited(a.New)
	})
	sorted, _ := metadata.SortTables(want.Tables())
	for _, t := range sorted {
		if h := have.Table(t.Ident()); h != nil {
			f.table(ddl.In{From: h, To: t})
		}
	}
	return append(changes, f.left...)
}

type follower struct {
	have    *metadata.MetaData
	altered map[metadata.ColumnRef]ddl.AlterColumn // by the column, with what reaches it from above
	left    []ddl.Change
}

func (f *follower) table(in ddl.In) {
	for _, w := range in.To.Columns {
		h := in.From.Column(w.Name)
		if h == nil || !isInherited(h) || !isInherited(w) {
			continue
		}
		ref := metadata.ColumnRef{Table: in.Ident(), Column: w.Name}
		above, reached := f.above(in.To, w.Name)
		if _, own := f.altered[ref]; !own && !reached {
			continue
		}
		delete(f.altered, ref)
		if reached {
			f.altered[ref] = above
		}
		old := afterParents(h, w, above, reached)
		if sameOwn(old, w) {
			continue
		}
		alter := ddl.AlterColumn{In: in, Old: old, New: w}
		f.left = append(f.left, alter)
		f.altered[ref] = alter
	}
}

// above is the change of a parent's column that reaches the children.
func (f *follower) above(t *metadata.Table, column string) (ddl.AlterColumn, bool) {
	for _, p := range parentsOf(t) {
		if a, ok := f.altered[metadata.ColumnRef{Table: p, Column: column}]; ok {
			return a, true
		}
	}
	return ddl.AlterColumn{}, false
}

// afterParents is an inherited column as the changes of its parents leave it.
func afterParents(h, w *metadata.Column, above ddl.AlterColumn, reached bool) *metadata.Column {
	old := *w
	old.ServerDefault, old.Nullable, old.Comment, old.Options = h.ServerDefault, h.Nullable, h.Comment, h.Options
	if !reached {
		return &old
	}
	a, b := above.Old, above.New
	if !a.ServerDefault.Equal(b.ServerDefault) || !a.Type.Equal(b.Type) || a.Collation != b.Collation {
		old.ServerDefault = b.ServerDefault
	}
	if a.Nullable != b.Nullable {
		old.Nullable = b.Nullable
	}
	if !maps.Equal(a.Options, b.Options) {
		old.Options = b.Options
	}
	return &old
}

// sameOwn compares what can differ between an inherited column and its parents'.
func sameOwn(h, w *metadata.Column) bool {
	options := func(c *metadata.Column) metadata.Options {
		o := maps.Clone(c.Options)
		delete(o, "postgres."+inherited)
		return o
	}
	return h.ServerDefault.Equal(w.ServerDefault) && h.Nullable == w.Nullable && h.Comment == w.Comment && maps.Equal(options(h), options(w))
}
