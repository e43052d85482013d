package ast

import "slices"

// Nullable reports whether an expression of the query may be NULL, as far as
// the declarations and the joins tell.
func (s *Select) Nullable(n Node) bool {
	if s.Set != nil {
		return slices.ContainsFunc(s.Set.Parts, func(p *Select) bool { return p.ItemNullable(s.position(n)) })
	}
	return nullability{s}.of(n)
}

// position is the place of an item among those selected, or -1.
func (s *Select) position(n Node) int { return slices.Index(s.Items, n) }

// ItemNullable is Nullable of the i-th item; false if there is none.
func (s *Select) ItemNullable(i int) bool {
	return i >= 0 && i < len(s.Items) && s.Nullable(s.Items[i])
}

// outer reports whether a join may leave the relation without a row.
func (s *Select) outer(r *Relation) bool {
	before := !s.Joined(r)
	for _, j := range s.Joins {
		switch {
		case j.Rel == r:
			if j.Kind == LeftJoin || j.Kind == FullJoin {
				return true
			}
			before = true
		case before && (j.Kind == RightJoin || j.Kind == FullJoin):
			return true
		}
	}
	return false
}

// ungrouped reports whether some groups are not grouped by an expression that
// others are grouped by: it is NULL there.
func (s *Select) ungrouped(n Node) bool {
	for _, by := range s.GroupBy {
		g, ok := by.(*Grouping)
		if !ok {
			continue
		}
		for _, set := range g.Sets {
			if slices.ContainsFunc(set, func(m Node) bool { return Same(m, n) }) {
				return true
			}
		}
	}
	return false
}

// nullability looks at expressions as one query sees them. The query is nil
// where there is none, as in what an insert returns.
type nullability struct{ s *Select }

func (v nullability) of(n Node) bool {
	if v.s != nil && v.s.ungrouped(n) {
		return true
	}
	switch n := n.(type) {
	case *ColumnRef:
		return n.Nullable || n.Column != nil && n.Column.Nullable || v.s != nil && v.s.outer(n.Rel)
	case *Arg:
		return n.Value == nil
	case Literal:
		return n.Value == nil
	case *Label:
		return v.of(n.X)
	case *IsNull, *Exists:
		return false
	case *Binary:
		return n.Op != OpSame && n.Op != OpDiffer && (v.any(n.L, n.R) || (n.Op == OpDiv || n.Op == OpIntDiv || n.Op == OpMod) && !nonZero(n.R))
	case *Func:
		return v.function(n)
	case *Case:
		return v.ofCase(n)
	case *Scalar, *JSONGet, *Subscript:
		return true // no row and no element is NULL
	case *Cast:
		return n.Try || v.of(n.X)
	case *Raw:
		return false // not known: a NULL is an error when it comes
	}
	return v.parts(n)
}

// nonZero reports whether it is a number that can be divided by everywhere;
// divided by zero is NULL on SQLite and MySQL.
func nonZero(n Node) bool {
	a, ok := n.(*Arg)
	return ok && a.Value != 0 && a.Value != int64(0) && a.Value != float64(0)
}

func (v nullability) any(ns ...Node) bool { return slices.ContainsFunc(ns, v.of) }

// parts is for nodes that are NULL when a part of them is.
func (v nullability) parts(n Node) bool {
	found := false
	Walk(n, func(c Node) bool {
		if c == n {
			return true
		}
		found = found || v.of(c)
		return false
	})
	return found
}

func (v nullability) ofCase(n *Case) bool {
	if n.Else == nil || v.of(n.Else) {
		return true
	}
	return slices.ContainsFunc(n.Whens, func(w When) bool { return v.of(w.Then) })
}

func (v nullability) function(n *Func) bool {
	switch n.Null {
	case NullNever:
		return false
	case NullMaybe:
		return true
	case NullIfAll:
		return !slices.ContainsFunc(n.Args, func(a Node) bool { return !v.of(a) })
	case NullIfNoRows:
		return n.Filter != nil || v.s == nil || len(v.s.GroupBy) == 0
	case NullIfEmpty:
		grouped := v.s != nil && len(v.s.GroupBy) > 0
		return n.Filter != nil || n.Over == nil && !grouped || n.Over != nil && n.Over.Frame != nil || v.any(n.Args...)
	}
	return v.any(n.Args...)
}

// Describe names an expression in a message.
func Describe(n Node) string {
	switch n := n.(type) {
	case *ColumnRef:
		if n.Rel != nil && n.Rel.Name() != "" {
			return n.Rel.Name() + "." + n.Name
		}
		return n.Name
	case *Func:
		if len(n.Args) > 0 {
			return n.Name + "(" + Describe(n.Args[0]) + ")"
		}
		return n.Name + "()"
	case *Label:
		return n.Name
	}
	return "an expression"
}
