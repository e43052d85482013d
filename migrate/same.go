package migrate

import (
	"maps"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// The comparisons of this file leave names, places and rename hints aside:
// names have rules of their own.

func sameColumn(h, w *metadata.Column) bool {
	return h.Type.Equal(w.Type) && h.Nullable == w.Nullable && h.ServerDefault.Equal(w.ServerDefault) &&
		h.OnUpdate.Equal(w.OnUpdate) && sameComputed(h.Computed, w.Computed) && sameIdentity(h.Identity, w.Identity) &&
		h.Autoincrement == w.Autoincrement && h.Collation == w.Collation && h.Comment == w.Comment &&
		maps.Equal(h.Options, w.Options)
}

func sameComputed(h, w *metadata.Computed) bool {
	if h == nil || w == nil {
		return h == w
	}
	return h.Stored == w.Stored && h.Expr.Equal(w.Expr)
}

func sameIdentity(h, w *metadata.Identity) bool {
	if h == nil || w == nil {
		return h == w
	}
	return h.Always == w.Always && h.SequenceOptions.Equal(w.SequenceOptions)
}

func samePart(h, w metadata.Part) bool {
	return h.Column == w.Column && h.Expr.Equal(w.Expr) && h.Desc == w.Desc && h.Nulls == w.Nulls &&
		h.Length == w.Length && h.Collation == w.Collation && h.OpClass == w.OpClass
}

func sameParts(h, w []metadata.Part) bool { return slices.EqualFunc(h, w, samePart) }

func samePrimaryKey(h, w *metadata.PrimaryKey) bool {
	return sameParts(h.Parts, w.Parts) && slices.Equal(h.Include, w.Include) && h.Deferrable == w.Deferrable &&
		h.WithoutOverlaps == w.WithoutOverlaps && h.Comment == w.Comment && maps.Equal(h.Options, w.Options)
}

func sameUnique(h, w *metadata.Unique) bool {
	return sameParts(h.Parts, w.Parts) && slices.Equal(h.Include, w.Include) &&
		h.NullsNotDistinct == w.NullsNotDistinct && h.Deferrable == w.Deferrable &&
		h.WithoutOverlaps == w.WithoutOverlaps && h.Comment == w.Comment && maps.Equal(h.Options, w.Options)
}

func sameForeignKey(h, w *metadata.ForeignKey) bool {
	return slices.Equal(h.Columns, w.Columns) && h.Ref == w.Ref && slices.Equal(h.RefColumns, w.RefColumns) &&
		h.OnDelete == w.OnDelete && h.OnUpdate == w.OnUpdate && slices.Equal(h.OnDeleteColumns, w.OnDeleteColumns) &&
		h.Match == w.Match && h.Deferrable == w.Deferrable && h.NotValid == w.NotValid &&
		h.NotEnforced == w.NotEnforced && h.Period == w.Period && h.Comment == w.Comment
}

func sameCheck(h, w *metadata.Check) bool {
	return h.Expr.Equal(w.Expr) && h.NotValid == w.NotValid && h.NoInherit == w.NoInherit &&
		h.NotEnforced == w.NotEnforced && h.Comment == w.Comment && h.Column == w.Column && maps.Equal(h.Options, w.Options)
}

func sameExclude(h, w *metadata.Exclude) bool {
	return h.Method == w.Method && h.Where.Equal(w.Where) && h.Deferrable == w.Deferrable &&
		slices.Equal(h.Include, w.Include) && h.Comment == w.Comment && maps.Equal(h.Options, w.Options) &&
		slices.EqualFunc(h.Elements, w.Elements, func(a, b metadata.ExcludeElement) bool {
			return a.Operator == b.Operator && samePart(a.Part, b.Part)
		})
}

func sameIndex(h, w *metadata.Index) bool {
	return h.Unique == w.Unique && sameParts(h.Parts, w.Parts) && h.Method == w.Method &&
		slices.Equal(h.Include, w.Include) && h.Where.Equal(w.Where) && h.NullsNotDistinct == w.NullsNotDistinct &&
		h.Invisible == w.Invisible && h.Comment == w.Comment && h.Invalid == w.Invalid && maps.Equal(h.Options, w.Options)
}

// sameConstraint compares two constraints of one kind.
func sameConstraint(h, w metadata.Constraint) bool {
	switch h := h.(type) {
	case *metadata.PrimaryKey:
		return samePrimaryKey(h, w.(*metadata.PrimaryKey))
	case *metadata.Unique:
		return sameUnique(h, w.(*metadata.Unique))
	case *metadata.ForeignKey:
		return sameForeignKey(h, w.(*metadata.ForeignKey))
	case *metadata.Check:
		return sameCheck(h, w.(*metadata.Check))
	case *metadata.Exclude:
		return sameExclude(h, w.(*metadata.Exclude))
	}
	return false
}

// implicit reports whether any name will do for a wanted constraint.
func implicit(c metadata.Constraint) bool {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		return c.Implicit
	case *metadata.Unique:
		return c.Implicit
	case *metadata.ForeignKey:
		return c.Implicit
	case *metadata.Check:
		return c.Implicit
	case *metadata.Exclude:
		return c.Implicit
	}
	return false
}
