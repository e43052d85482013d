package vet

import (
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/dbtool/dbtool/core"
)

// tableFact is what a package declares of tables, for packages that have
// handles for them.
//
// It is sorted, and has no maps, since a fact has to be written in the same
// bytes each time.
type tableFact struct{ Tables []factTable }

// factTable is a table that a package declares.
type factTable struct {
	// Key is its schema, a dot and its name; Vars are the variables that hold it.
	Key     string
	Columns []string
	Vars    []string
}

// AFact marks a fact.
func (*tableFact) AFact() {}

func (f *tableFact) String() string {
	keys := make([]string, len(f.Tables))
	for i, t := range f.Tables {
		keys[i] = t.Key
	}
	return "tables " + strings.Join(keys, " ")
}

// columns are those of a table; nil if the package declares none by that key.
func (f *tableFact) columns(key string) []string {
	for _, t := range f.Tables {
		if t.Key == key {
			return t.Columns
		}
	}
	return nil
}

// held is the key of the table that a variable holds, or empty.
func (f *tableFact) held(name string) string {
	for _, t := range f.Tables {
		if slices.Contains(t.Vars, name) {
			return t.Key
		}
	}
	return ""
}

// declaredTables finds the tables that a package declares so that all columns
// can be read in the source. A table declared twice is left out.
func declaredTables(pass *analysis.Pass, in *inspector.Inspector) *tableFact {
	tables, count := map[string]*factTable{}, map[string]int{}
	table := func(key string) *factTable {
		if tables[key] == nil {
			tables[key] = &factTable{Key: key}
		}
		return tables[key]
	}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.ValueSpec)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, v := range n.Values {
				if key, _ := tableIn(pass, v); key != "" && len(n.Values) == len(n.Names) {
					t := table(key)
					t.Vars = append(t.Vars, n.Names[i].Name)
				}
			}
		case ast.Expr:
			if key, columns := tableAt(pass, n); key != "" {
				table(key).Columns = columns
				count[key]++
			}
		}
	})
	f := new(tableFact)
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		if count[key] == 1 {
			f.Tables = append(f.Tables, *tables[key])
		}
	}
	return f
}

// tableIn looks for the table in m.Add(&metadata.Table{...}) and what it is in
// by itself.
func tableIn(pass *analysis.Pass, e ast.Expr) (string, []string) {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if f, pkg := callee(pass.TypesInfo, call); f != nil && pkg == module+"metadata" && f.Name() == "Add" {
			return tableIn(pass, call.Args[0])
		}
	}
	return tableAt(pass, e)
}

// tableAt is the table that an expression declares, and its columns; the name
// is empty if it declares none, or not all is in the source.
func tableAt(pass *analysis.Pass, e ast.Expr) (string, []string) {
	switch e := e.(type) {
	case *ast.CallExpr:
		f, pkg := callee(pass.TypesInfo, e)
		if f != nil && f.Name() == "NewTable" && (pkg == module+"metadata" || pkg == module+"core") && len(e.Args) >= 2 && !e.Ellipsis.IsValid() {
			return fromItems(pass, text(pass, e.Args[1]), e.Args[2:])
		}
	case *ast.CompositeLit:
		if t := pass.TypesInfo.TypeOf(e); t != nil && named(t, "metadata", "Table") {
			return fromLiteral(pass, e)
		}
	}
	return "", nil
}

// text is a constant string; empty for what is none.
func text(pass *analysis.Pass, e ast.Expr) string {
	if v := pass.TypesInfo.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

// fromItems reads metadata.NewTable's items: each must be made by package
// metadata on the spot.
func fromItems(pass *analysis.Pass, name string, items []ast.Expr) (string, []string) {
	var columns []string
	schema := ""
	for _, item := range items {
		call := innermost(item)
		if call == nil {
			if _, ok := ast.Unparen(item).(*ast.UnaryExpr); ok {
				continue // a constraint written as a struct
			}
			return "", nil
		}
		f, pkg := callee(pass.TypesInfo, call)
		if f == nil || pkg != module+"metadata" {
			return "", nil
		}
		switch f.Name() {
		case "Col":
			column := text(pass, call.Args[0])
			if column == "" {
				return "", nil
			}
			columns = append(columns, column)
		case "InSchema":
			schema = text(pass, call.Args[0])
		}
	}
	if name == "" {
		return "", nil
	}
	return schema + "." + name, columns
}

// innermost is the first call of a chain: metadata.Col(...) of
// metadata.Col(...).Null().
func innermost(e ast.Expr) *ast.CallExpr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if inner := innermost(sel.X); inner != nil {
			return inner
		}
	}
	return call
}

// fromLiteral reads a metadata.Table that is written out.
func fromLiteral(pass *analysis.Pass, lit *ast.CompositeLit) (string, []string) {
	parts := keyed(lit)
	list, ok := parts["Columns"].(*ast.CompositeLit)
	name := parts["Name"]
	if !ok || name == nil || text(pass, name) == "" {
		return "", nil
	}
	var columns []string
	for _, e := range list.Elts {
		if u, ok := e.(*ast.UnaryExpr); ok {
			e = u.X
		}
		c, ok := e.(*ast.CompositeLit)
		if !ok || keyed(c)["Name"] == nil || text(pass, keyed(c)["Name"]) == "" {
			return "", nil
		}
		columns = append(columns, text(pass, keyed(c)["Name"]))
	}
	schema := ""
	if s := parts["Schema"]; s != nil {
		schema = text(pass, s)
	}
	return schema + "." + text(pass, name), columns
}

// keyed are the values of a literal by their fields.
func keyed(lit *ast.CompositeLit) map[string]ast.Expr {
	m := map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				m[id.Name] = kv.Value
			}
		}
	}
	return m
}

// declared is the table that core.NewTable declares.
func (f *tableFact) declared(pass *analysis.Pass, call *ast.CallExpr) (string, []string) {
	key, _ := tableAt(pass, call)
	return key, f.columns(key)
}

// find is the table that an expression is: a variable, or what
// MetaData.Table(metadata.Name{...}) finds in the package that has the MetaData.
func (f *tableFact) find(pass *analysis.Pass, e ast.Expr) (string, []string) {
	if key, columns := tableIn(pass, e); key != "" {
		return key, columns
	}
	var key string
	root := e
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		name, isLit := first(call.Args).(*ast.CompositeLit)
		if !ok || sel.Sel.Name != "Table" || !isLit {
			return "", nil
		}
		parts := keyed(name)
		for i, field := range []string{"Schema", "Name"} {
			if parts[field] != nil {
				key += text(pass, parts[field])
			}
			if i == 0 {
				key += "."
			}
		}
		root = sel.X
	}
	obj := objectOf(pass, root)
	if obj == nil || obj.Pkg() == nil {
		return "", nil
	}
	of := f
	if obj.Pkg() != pass.Pkg {
		of = new(tableFact)
		if !pass.ImportPackageFact(obj.Pkg(), of) {
			return "", nil
		}
	}
	if key == "" {
		key = of.held(obj.Name())
	}
	return key, of.columns(key)
}

func first(args []ast.Expr) ast.Expr {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// objectOf is the package's variable that an expression names.
func objectOf(pass *analysis.Pass, e ast.Expr) types.Object {
	var obj types.Object
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj = pass.TypesInfo.Uses[e]
	case *ast.SelectorExpr:
		obj = pass.TypesInfo.Uses[e.Sel]
	}
	if v, ok := obj.(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		return v
	}
	return nil
}

// checkTable holds handles against a table's columns; all says that each must
// have one.
func (h handles) checkTable(key string, columns []string, all bool) {
	if len(columns) == 0 {
		return
	}
	name := strings.TrimPrefix(key, ".")
	has := map[string]bool{}
	for i := range h.of.NumFields() {
		f := h.of.Field(i)
		if _, isHandle := valuesOf(f.Type()); !isHandle || !f.Exported() {
			continue
		}
		column := reflect.StructTag(h.of.Tag(i)).Get("db")
		if column == "" {
			column = core.SnakeCase(f.Name())
		}
		has[column] = true
		if !slices.Contains(columns, column) {
			h.report(f, "the handle %s is behind: table %s has no column %s", f.Name(), name, column)
		}
	}
	for _, c := range columns {
		if all && !has[c] {
			h.pass.Reportf(h.call.Pos(), "the handles of table %s are behind: there is none for column %s; run dbtool gen handles again", name, c)
		}
	}
}
