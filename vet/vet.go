// Package vet has analyzers for programs that use dbtool. Command dbtoolvet runs
// them, by itself or for go vet; docs/vet.md shows what each finds.
package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// Analyzers are all of this package.
var Analyzers = []*analysis.Analyzer{IterErr, SharedSession, BuiltSQL, Handles}

const (
	module = "github.com/dbtool/dbtool/"
	page   = "https://github.com/dbtool/dbtool/blob/main/docs/vet.md"
)

// named reports whether a type, or what it points to, is a named type of one of
// dbtool's packages.
func named(t types.Type, pkg, name string) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == module+pkg
}

// callee is the function or method that a call is of, and its package's path;
// nil for calls of values, and of functions of no package.
func callee(info *types.Info, call *ast.CallExpr) (f *types.Func, pkg string) {
	f, _ = typeutil.Callee(info, call).(*types.Func)
	if f == nil || f.Pkg() == nil {
		return nil, ""
	}
	return f, f.Pkg().Path()
}

// isCall reports whether a call is of a package's function.
func isCall(info *types.Info, call *ast.CallExpr, pkg, name string) bool {
	f, path := callee(info, call)
	return f != nil && path == pkg && f.Name() == name && f.Signature().Recv() == nil
}

// body is that of a function; nil for other nodes.
func body(n ast.Node) *ast.BlockStmt {
	switch f := n.(type) {
	case *ast.FuncDecl:
		return f.Body
	case *ast.FuncLit:
		return f.Body
	}
	return nil
}

// enclosing is the innermost function around the last of a stack of nodes.
func enclosing(stack []ast.Node) ast.Node {
	for i := len(stack) - 2; i >= 0; i-- {
		if body(stack[i]) != nil {
			return stack[i]
		}
	}
	return nil
}

func within(n ast.Node, p token.Pos) bool { return n.Pos() <= p && p < n.End() }
