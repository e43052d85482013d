package ast

import (
	"fmt"
	"slices"
)

// Output are the items of a statement that has rows.
func Output(s Statement) ([]Node, *Select) {
	switch s := s.(type) {
	case *Select:
		return s.Items, s
	case *Insert:
		return s.Returning, nil
	case *Update:
		return s.Returning, nil
	case *Delete:
		return s.Returning, nil
	}
	return nil, nil
}

// Same reports whether two expressions are one: the same column, or the
// same value in memory. A label is what it labels.
func Same(a, b Node) bool {
	if l, ok := a.(*Label); ok && a != b {
		return Same(l.X, b)
	}
	if l, ok := b.(*Label); ok && a != b {
		return Same(a, l.X)
	}
	if x, ok := a.(*ColumnRef); ok {
		y, ok := b.(*ColumnRef)
		return ok && x.Rel == y.Rel && x.Name == y.Name
	}
	switch a.(type) {
	case *Arg, Literal:
		return false
	}
	return a == b
}

// OutputName is how the i-th item of a query is called outside of it.
// Expressions without a name are given one where the query is no outermost one.
func OutputName(n Node, i int) string {
	switch n := n.(type) {
	case *Label:
		return n.Name
	case *ColumnRef:
		return n.Name
	}
	return fmt.Sprintf("column%d", i+1)
}

// Named gives every item of a query that is selected from a name of its own,
// as it must have there.
func Named(items []Node) []Node {
	if !slices.ContainsFunc(items, unnamed) {
		return items
	}
	named := make([]Node, len(items))
	for i, n := range items {
		named[i] = n
		if unnamed(n) {
			named[i] = &Label{n, OutputName(n, i)}
		}
	}
	return named
}

func unnamed(n Node) bool {
	switch n.(type) {
	case *Label, *ColumnRef:
		return false
	}
	return true
}

// Derive is the relations of the columns, without those that are joined.
func (s *Select) Derive() []*Relation {
	var from []*Relation
	note := func(n Node) bool {
		c, ok := n.(*ColumnRef)
		if ok && c.Rel != nil && !slices.Contains(from, c.Rel) && !s.Joined(c.Rel) {
			from = append(from, c.Rel)
		}
		return true
	}
	for _, n := range s.Items {
		Walk(n, note)
	}
	if len(from) == 0 {
		for _, n := range s.Where {
			Walk(n, note)
		}
	}
	return from
}

// Joined reports whether the relation is one that is joined.
func (s *Select) Joined(r *Relation) bool {
	return slices.ContainsFunc(s.Joins, func(j Join) bool { return j.Rel == r })
}
