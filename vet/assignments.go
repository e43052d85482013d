package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// assigned are the expressions that variables get; nil stands for one that
// cannot be told.
type assigned struct {
	info *types.Info
	all  map[types.Object][]ast.Expr
}

// assignments are what is assigned to each variable of a package.
func assignments(pass *analysis.Pass, in *inspector.Inspector) map[types.Object][]ast.Expr {
	a := assigned{pass.TypesInfo, map[types.Object][]ast.Expr{}}
	kinds := []ast.Node{(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.FuncType)(nil)}
	in.Preorder(kinds, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			a.assign(n)
		case *ast.ValueSpec:
			a.declare(n)
		case *ast.RangeStmt:
			a.set(n.Key, nil)
			a.set(n.Value, n.X) // safe if all of the list is
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				a.set(n.X, nil) // it may be changed from elsewhere
			}
		case *ast.FuncType:
			for _, f := range n.Params.List {
				for _, name := range f.Names {
					a.set(name, nil)
				}
			}
		}
	})
	return a.all
}

// set adds a value to a variable. A place in a list holds what the list does.
func (a assigned) set(e, v ast.Expr) {
	for {
		i, ok := e.(*ast.IndexExpr)
		if !ok {
			break
		}
		e = i.X
	}
	if id, ok := e.(*ast.Ident); ok {
		obj := a.info.ObjectOf(id)
		a.all[obj] = append(a.all[obj], v)
	}
}

func (a assigned) assign(n *ast.AssignStmt) {
	for i, l := range n.Lhs {
		switch {
		case len(n.Rhs) != len(n.Lhs):
			a.set(l, nil)
		case n.Tok == token.ADD_ASSIGN: // what is added is a part of what is built
			begun := &ast.BasicLit{ValuePos: n.TokPos, Kind: token.STRING, Value: `""`}
			a.set(l, &ast.BinaryExpr{X: begun, OpPos: n.TokPos, Op: token.ADD, Y: n.Rhs[i]})
		default:
			a.set(l, n.Rhs[i])
		}
	}
}

func (a assigned) declare(n *ast.ValueSpec) {
	for i, name := range n.Names {
		obj := a.info.Defs[name]
		switch {
		case len(n.Values) == len(n.Names):
			a.set(name, n.Values[i])
		case len(n.Values) > 0:
			a.set(name, nil)
		case a.all[obj] == nil:
			a.all[obj] = []ast.Expr{} // it begins empty
		}
	}
}
