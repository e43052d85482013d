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
	if name := called(n); name != "" {
		return name
	}
	return fmt.Sprintf("column%d", i+1)
}

// OutputNames is how the items of a query are called outside of it: as
// [OutputName] has it, and each otherwise than those before it. Two columns
// called id are id and id_2.
func OutputNames(items []Node) []string {
	names := make([]string, len(items))
	for i, n := range items {
		name := OutputName(n, i)
		for k := 2; slices.Contains(names[:i], name); k++ {
			name = fmt.Sprintf("%s_%d", OutputName(n, i), k)
		}
		names[i] = name
	}
	return names
}

// Named gives every item of a query that is selected from a name of its own,
// as it must have there.
func Named(items []Node) []Node {
	names := OutputNames(items)
	var named []Node
	for i, n := range items {
		if called(n) == names[i] {
			continue
		}
		if named == nil {
			named = slices.Clone(items)
		}
		if l, ok := n.(*Label); ok {
			n = l.X
		}
		named[i] = &Label{n, names[i]}
	}
	if named == nil {
		return items
	}
	return named
}

// called is the name that an item has by itself, or "".
func called(n Node) string {
	switch n := n.(type) {
	case *Label:
		return n.Name
	case *ColumnRef:
		return n.Name
	}
	return ""
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
