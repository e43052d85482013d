package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// writes are what a package puts into variables that are buffers of text.
func writes(pass *analysis.Pass, in *inspector.Inspector) map[types.Object][]ast.Expr {
	all := map[types.Object][]ast.Expr{}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		call := n.(*ast.CallExpr)
		buffer, method := onBuffer(pass.TypesInfo, call)
		switch {
		case method == "WriteString":
			all[buffer] = append(all[buffer], call.Args[0])
		case isCall(pass.TypesInfo, call, "fmt", "Fprintf") || isCall(pass.TypesInfo, call, "fmt", "Fprint"):
			if u, ok := call.Args[0].(*ast.UnaryExpr); ok {
				if buffer := bufferOf(pass.TypesInfo, u.X); buffer != nil {
					all[buffer] = append(all[buffer], call.Args[1:]...)
				}
			}
		}
	})
	return all
}

// onBuffer is the buffer that a call is a method of, and the method.
func onBuffer(info *types.Info, call *ast.CallExpr) (types.Object, string) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, ""
	}
	if buffer := bufferOf(info, sel.X); buffer != nil {
		return buffer, sel.Sel.Name
	}
	return nil, ""
}

// bufferOf is the variable of a strings.Builder or bytes.Buffer that an
// expression names; nil for all else.
func bufferOf(info *types.Info, e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || info.Uses[id] == nil {
		return nil
	}
	switch info.Uses[id].Type().String() {
	case "strings.Builder", "bytes.Buffer":
		return info.Uses[id]
	}
	return nil
}
