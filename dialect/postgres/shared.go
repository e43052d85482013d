package postgres

import (
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
)

// writeSelect has an expression that is grouped by, and stands elsewhere too,
// have the same arguments in all places: the server holds a + $1 and a + $2 for two
// expressions, whatever their values.
func writeSelect(w *dialect.Writer, s *ast.Select) {
	for _, by := range distinguished(s) {
		share(w, by, s)
	}
	ansi.Write(w, s)
}

// distinguished are the expressions that others of the query are compared with.
func distinguished(s *ast.Select) []ast.Node {
	var list []ast.Node
	for _, n := range s.GroupBy {
		if g, ok := n.(*ast.Grouping); ok {
			for _, set := range g.Sets {
				list = append(list, set...)
			}
			continue
		}
		list = append(list, n)
	}
	if s.More == nil {
		return list
	}
	list = append(list, s.More.DistinctOn...)
	if s.More.Distinct {
		list = append(list, s.Items...)
	}
	return list
}

// share finds the same expression in the rest of the query.
func share(w *dialect.Writer, by ast.Node, s *ast.Select) {
	if l, ok := by.(*ast.Label); ok {
		by = l.X
	}
	args := argsOf(by)
	if len(args) == 0 {
		return
	}
	find := func(n ast.Node) bool {
		if n == by || !reflect.DeepEqual(n, by) {
			return true
		}
		for i, a := range argsOf(n) {
			w.Share(args[i], a)
		}
		return false
	}
	for _, list := range [][]ast.Node{s.Items, s.GroupBy, s.Having} {
		for _, n := range list {
			ast.Walk(n, find)
		}
	}
	for _, o := range s.OrderBy {
		ast.Walk(o.X, find)
	}
	for _, a := range args {
		w.Share(a, a)
	}
}

func argsOf(n ast.Node) []*ast.Arg {
	var args []*ast.Arg
	ast.Walk(n, func(n ast.Node) bool {
		if a, ok := n.(*ast.Arg); ok {
			args = append(args, a)
		}
		return true
	})
	return args
}
