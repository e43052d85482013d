package vet

import (
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// checkORM holds handles against the struct whose table they are for.
func (h handles) checkORM() {
	model := h.model()
	if model == nil {
		return
	}
	obj := model.Obj()
	fields := map[string]*types.Var{}
	var order []string
	whole := collect(model.Underlying().(*types.Struct), fields, &order, 0)
	declared := declarationOf(h.pass, model)
	has := map[string]bool{}
	for _, f := range handleFields(h.of) {
		value, isHandle := valuesOf(f.Type())
		if !f.Exported() || !isHandle && !isRelation(f.Type()) {
			continue
		}
		has[f.Name()] = true
		field := fields[f.Name()]
		switch {
		case field == nil && whole:
			h.report(f, "the handle %s is behind: %s has no field of that name", f.Name(), obj.Name())
		case field != nil && value != nil && declared.known && !declared.json[f.Name()] && plain(field.Type()) && !types.Identical(value, elementOf(field.Type())):
			h.report(f, "the handle %s is behind: it is for %s, and the field of %s is a %s", f.Name(), short(value), obj.Name(), short(field.Type()))
		}
	}
	for _, name := range order {
		if f := fields[name]; declared.known && !has[name] && !declared.ignored[name] && plain(f.Type()) {
			h.missing(obj.Name(), f)
		}
	}
}

// handleFields are a struct's fields, those of structs that it embeds among
// them: handles that several types have in common.
func handleFields(s *types.Struct) []*types.Var {
	var list []*types.Var
	for f := range s.Fields() {
		inner, isStruct := f.Type().Underlying().(*types.Struct)
		switch {
		case !f.Embedded():
			list = append(list, f)
		case isStruct && !named(f.Type(), "orm", "Table"):
			list = append(list, handleFields(inner)...)
		}
	}
	return list
}

// model is the struct that the embedded orm.Table is for.
func (h handles) model() *types.Named {
	for f := range h.of.Fields() {
		if n, ok := types.Unalias(f.Type()).(*types.Named); ok && f.Embedded() && named(n, "orm", "Table") && n.TypeArgs().Len() == 1 {
			m, ok := types.Unalias(n.TypeArgs().At(0)).(*types.Named)
			if !ok {
				return nil
			}
			if _, ok := m.Underlying().(*types.Struct); ok {
				return m
			}
		}
	}
	return nil
}

// collect finds the fields that may be columns, those of embedded structs among
// them, and by their own names those of structs that may be inlined. It is
// false if not all can be seen.
func collect(s *types.Struct, fields map[string]*types.Var, order *[]string, depth int) bool {
	whole := depth < 4
	for i := range s.NumFields() {
		f := s.Field(i)
		inner, isStruct := f.Type().Underlying().(*types.Struct)
		if whole && isStruct && !plain(f.Type()) {
			var nested []string
			if f.Embedded() {
				whole = collect(inner, fields, order, depth+1) && whole
				continue
			}
			whole = collect(inner, fields, &nested, depth+1) && whole
		}
		if !f.Exported() || strings.HasPrefix(reflect.StructTag(s.Tag(i)).Get("db"), "-") {
			continue
		}
		if depth == 0 || fields[f.Name()] == nil {
			fields[f.Name()] = f
			*order = append(*order, f.Name())
		}
	}
	return whole
}

// plain reports whether a field of the type is a column by itself, whose values
// have one type of handle.
func plain(t types.Type) bool {
	t = elementOf(t)
	if b, ok := t.(*types.Basic); ok {
		return b.Info()&(types.IsBoolean|types.IsNumeric|types.IsString) != 0 && b.Info()&types.IsComplex == 0
	}
	if s, ok := t.(*types.Slice); ok {
		return types.Identical(s.Elem(), types.Typ[types.Byte])
	}
	return t.String() == "time.Time"
}

// elementOf is the type of a field's values, without what says that there may
// be none.
func elementOf(t types.Type) types.Type {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		return elementOf(p.Elem())
	}
	if n, ok := t.(*types.Named); ok && n.TypeArgs().Len() == 1 && n.Obj().Pkg() != nil {
		if path := n.Obj().Pkg().Path(); path == "database/sql" && n.Obj().Name() == "Null" || path == module+"orm" && n.Obj().Name() == "Opt" {
			return elementOf(n.TypeArgs().At(0))
		}
	}
	return t
}

func short(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}

// missing reports a field without a handle, and offers to write one.
func (h handles) missing(model string, f *types.Var) {
	d := analysis.Diagnostic{Pos: h.call.Pos(), End: h.call.Fun.End(), Message: "the handles of " + model + " are behind: there is none for its field " + f.Name()}
	if s, ok := h.expr.(*ast.StructType); ok {
		text := "\t" + f.Name() + " " + handleFor(elementOf(f.Type())) + "\n"
		d.SuggestedFixes = []analysis.SuggestedFix{{Message: "add the handle", TextEdits: []analysis.TextEdit{
			{Pos: s.Fields.Closing, End: s.Fields.Closing, NewText: []byte(text)},
		}}}
	}
	h.pass.Report(d)
}

// handleFor is the handle for a field's values.
func handleFor(t types.Type) string {
	switch short(t) {
	case "string":
		return "core.Str"
	case "bool":
		return "core.Bool"
	case "time.Time":
		return "core.Time"
	case "[]byte":
		return "core.Bytes"
	}
	return "core.Num[" + short(t) + "]"
}

// declaration is what a method Declare says of fields. It is known if there is
// none, or its source is in this package.
type declaration struct {
	known         bool
	ignored, json map[string]bool
}

func declarationOf(pass *analysis.Pass, model *types.Named) declaration {
	d := declaration{ignored: map[string]bool{}, json: map[string]bool{}}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(model), true, pass.Pkg, "Declare")
	d.known = obj == nil && model.Obj().Pkg() == pass.Pkg
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && obj != nil && pass.TypesInfo.Defs[f.Name] == obj && f.Body != nil {
				d.known = true
				ast.Inspect(f.Body, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok {
						d.read(call)
					}
					return true
				})
			}
		}
	}
	return d
}

// read looks for t.Ignore(&x.F) and t.Col(&x.F)...JSON(), and for fields that
// are inlined.
func (d declaration) read(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	switch sel.Sel.Name {
	case "Ignore", "Inline":
		for _, a := range call.Args {
			d.ignored[addressed(a)] = true
		}
	case "JSON":
		ast.Inspect(sel.X, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				d.json[addressed(e)] = true
			}
			return true
		})
	}
}

// addressed is the field in &x.F.
func addressed(e ast.Expr) string {
	if u, ok := e.(*ast.UnaryExpr); ok {
		if s, ok := u.X.(*ast.SelectorExpr); ok {
			return s.Sel.Name
		}
	}
	return ""
}
