package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Handles reports structs of handles that are behind what they are bound to: a
// struct of package orm, or a table that is declared where it can be read. The
// program would not start; this says so before.
var Handles = &analysis.Analyzer{
	Name: "handles",
	Doc: "report handles that are behind their struct or table\n\n" +
		"orm.Bind is held against the fields of the struct, core.Bind, core.BindAll and core.NewTable against tables that\n" +
		"metadata.NewTable or a literal declares, in the same package or another. Such a program panics when it starts.",
	URL:       page + "#handles",
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	FactTypes: []analysis.Fact{new(tableFact)},
	Run:       runHandles,
}

func runHandles(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	tables := declaredTables(pass, in)
	if len(tables.Tables) > 0 {
		pass.ExportPackageFact(tables)
	}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		call := n.(*ast.CallExpr)
		f, pkg := callee(pass.TypesInfo, call)
		typ := typeArgument(call)
		if f == nil || typ == nil || len(call.Args) == 0 {
			return
		}
		h := handles{pass: pass, call: call, expr: typ}
		h.of, _ = pass.TypesInfo.TypeOf(typ).Underlying().(*types.Struct)
		if h.of == nil {
			return
		}
		switch {
		case pkg == module+"orm" && (f.Name() == "Bind" || f.Name() == "TryBind"):
			h.checkORM()
		case pkg == module+"core" && f.Name() == "NewTable":
			key, columns := tables.declared(pass, call)
			h.checkTable(key, columns, false)
		case pkg == module+"core" && (f.Name() == "Bind" || f.Name() == "TryBind" || f.Name() == "BindAll"):
			key, columns := tables.find(pass, call.Args[0])
			h.checkTable(key, columns, f.Name() == "BindAll")
		}
	})
	return nil, nil
}

// typeArgument is the first type that a generic function is given, as written;
// nil if none is.
func typeArgument(call *ast.CallExpr) ast.Expr {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.IndexExpr:
		return f.Index
	case *ast.IndexListExpr:
		return f.Indices[0]
	}
	return nil
}

// handles is a struct of handles where it is bound.
type handles struct {
	pass *analysis.Pass
	call *ast.CallExpr
	expr ast.Expr // the struct as it is written, by its name or in full
	of   *types.Struct
}

// report is a finding at a handle, if that is in this package.
func (h handles) report(f *types.Var, format string, args ...any) {
	pos := h.call.Pos()
	for _, file := range h.pass.Files {
		if within(file, f.Pos()) {
			pos = f.Pos()
		}
	}
	h.pass.Reportf(pos, format, args...)
}

// valuesOf is the type of a handle's values; nil for what is no handle, or one
// whose values can be anything. isHandle tells those apart.
func valuesOf(t types.Type) (value types.Type, isHandle bool) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != module+"core" {
		return nil, false
	}
	var arg types.Type
	if n.TypeArgs().Len() > 0 {
		arg = n.TypeArgs().At(0)
	}
	switch n.Obj().Name() {
	case "Str":
		return types.Typ[types.String], true
	case "Bool":
		return types.Typ[types.Bool], true
	case "Bytes":
		return types.NewSlice(types.Typ[types.Byte]), true
	case "Num", "Col", "Dec", "Enum":
		return arg, true
	case "Array":
		return types.NewSlice(arg), true
	case "Time", "JSON", "Span":
		return nil, true
	}
	return nil, false
}

// isRelation reports whether a type is that of a relation's handle.
func isRelation(t types.Type) bool { return named(t, "orm", "One") || named(t, "orm", "Many") }
