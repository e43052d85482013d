package core

import (
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// typeBeside is the type of a value that stands beside n, or nil.
func typeBeside(n ast.Node) *metadata.Type {
	if c, ok := n.(*ast.ColumnRef); ok && c.Column != nil {
		return &c.Column.Type
	}
	return ast.TypeOf(n)
}

// fit gives values that stand by themselves ([Val]), also in a CASE or a
// function that returns one of them, the type of what they stand beside.
func fit(n ast.Node, t *metadata.Type) ast.Node {
	if t == nil {
		return n
	}
	switch n := n.(type) {
	case *ast.Arg:
		if n.Type == nil {
			return &ast.Arg{Value: n.Value, Type: t}
		}
	case *ast.Case:
		c := *n
		c.Whens = slices.Clone(n.Whens)
		for i := range c.Whens {
			c.Whens[i].Then = fit(c.Whens[i].Then, t)
		}
		c.Else = fit(c.Else, t)
		return &c
	case *ast.Func:
		if n.Name == "coalesce" || n.Name == "greatest" || n.Name == "least" {
			c := *n
			c.Args = fitAll(slices.Clone(n.Args), t)
			return &c
		}
	}
	return n
}

// fitAll changes the list.
func fitAll(list []ast.Node, t *metadata.Type) []ast.Node {
	for i, n := range list {
		list[i] = fit(n, t)
	}
	return list
}

// fitted are nodes of one type, of which those that know it tell the others.
// The list is changed.
func fitted(list []ast.Node) []ast.Node {
	for _, n := range list {
		if t := ast.TypeOf(n); t != nil {
			return fitAll(list, t)
		}
	}
	return list
}

// fitColumn is a value for a column.
func fitColumn(n ast.Node, c *metadata.Column) ast.Node {
	a, ok := n.(*ast.Arg)
	switch {
	case c == nil:
		return n
	case ok && a.Type == nil && c.Type.Kind == metadata.KindJSON:
		return &ast.JSONDoc{Value: a.Value}
	}
	return fit(n, ast.TypeOf(&ast.ColumnRef{Column: c}))
}
