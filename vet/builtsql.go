package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// BuiltSQL reports SQL text that is put together from strings which are not
// constant. Names that a dialect has quoted, numbers, and choices among
// constants are fine.
var BuiltSQL = &analysis.Analyzer{
	Name: "builtsql",
	Doc: "report SQL text that is built from strings\n\n" +
		"Text that comes from outside belongs into arguments; in the text itself it can say anything. Reported are\n" +
		"fmt.Sprintf and + with strings that are not constant, where the result is given to core.Text, core.SQL, the\n" +
		"methods Query and Exec of package engine, or those of database/sql.",
	URL:      page + "#builtsql",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      runBuiltSQL,
}

func runBuiltSQL(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	b := &builtSQL{pass: pass, values: assignments(pass, in), written: writes(pass, in), results: results(pass), open: map[types.Object]bool{}, reported: map[token.Pos]bool{}}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		call := n.(*ast.CallExpr)
		if i := textArgument(pass.TypesInfo, call); i >= 0 && i < len(call.Args) {
			b.report(call, call.Args[i])
		}
	})
	return nil, nil
}

// textArgument is which argument of a call is SQL text; -1 if none is.
func textArgument(info *types.Info, call *ast.CallExpr) int {
	f, pkg := callee(info, call)
	if f == nil {
		return -1
	}
	isMethod := f.Signature().Recv() != nil
	switch {
	case pkg == module+"core" && !isMethod && (f.Name() == "Text" || f.Name() == "SQL"):
		return 0
	case pkg == module+"engine" && isMethod && (f.Name() == "Query" || f.Name() == "Exec"):
		return 1
	case pkg == "database/sql" && isMethod:
		return slices.Index(stringParameters(f), true)
	case isMethod && slices.Contains([]string{"QueryContext", "ExecContext", "QueryRowContext", "PrepareContext"}, f.Name()):
		return slices.Index(stringParameters(f), true) // of an interface like those of package dialect
	}
	return -1
}

// stringParameters tells which parameters of a function are strings; none where
// its name is not of one that runs a statement.
func stringParameters(f *types.Func) []bool {
	name := strings.TrimSuffix(f.Name(), "Context")
	if !slices.Contains([]string{"Query", "Exec", "QueryRow", "Prepare"}, name) {
		return nil
	}
	var list []bool
	for p := range f.Signature().Params().Variables() {
		list = append(list, types.Identical(p.Type(), types.Typ[types.String]))
	}
	return list
}

// builtSQL knows what the variables and functions of a package can be.
type builtSQL struct {
	pass *analysis.Pass
	// values are what is assigned to a variable; nil stands for what cannot be
	// told.
	values map[types.Object][]ast.Expr
	// written is what is put into a strings.Builder or bytes.Buffer.
	written map[types.Object][]ast.Expr
	// results are what functions of one result return.
	results map[*types.Func][]ast.Expr
	// open are the variables and functions that are being looked into: what
	// they hold of themselves tells nothing new.
	open     map[types.Object]bool
	reported map[token.Pos]bool
}

func (b *builtSQL) report(call *ast.CallExpr, text ast.Expr) {
	if part := b.loose(text); part != nil && !b.reported[part.Pos()] {
		b.reported[part.Pos()] = true
		d := analysis.Diagnostic{Pos: part.Pos(), End: part.End(),
			Message: "SQL text is built from a string that is not constant; give what it holds as an argument of the statement"}
		if part.Pos() < call.Pos() || part.Pos() > call.End() {
			d.Related = []analysis.RelatedInformation{{Pos: call.Pos(), Message: "it is sent here"}}
		}
		if fix, ok := b.argument(call, text, part); ok {
			d.SuggestedFixes = []analysis.SuggestedFix{fix}
		}
		b.pass.Report(d)
	}
}

// loose finds a part of a text that is built, which is neither constant nor
// safe. A text that comes as a whole from elsewhere is not looked into.
func (b *builtSQL) loose(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if b.constant(e) {
		return nil
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return b.looseOf([]ast.Expr{e.X, e.Y})
	case *ast.CallExpr:
		if isCall(b.pass.TypesInfo, e, "fmt", "Sprintf") || isCall(b.pass.TypesInfo, e, "fmt", "Sprint") {
			return b.looseOf(e.Args)
		}
		if buffer, method := onBuffer(b.pass.TypesInfo, e); method == "String" {
			return b.looseOf(b.written[buffer])
		}
	case *ast.Ident:
		return b.looseValue(b.pass.TypesInfo.Uses[e])
	}
	return nil
}

// looseOf is the first loose operand.
func (b *builtSQL) looseOf(operands []ast.Expr) ast.Expr {
	for _, o := range operands {
		if part := b.operand(o); part != nil {
			return part
		}
	}
	return nil
}

// looseValue is a loose part of what a variable may hold.
func (b *builtSQL) looseValue(obj types.Object) ast.Expr {
	if b.open[obj] {
		return nil
	}
	b.open[obj] = true
	defer delete(b.open, obj)
	for _, v := range b.values[obj] {
		if v == nil {
			continue
		}
		if part := b.loose(v); part != nil {
			return part
		}
	}
	return nil
}

// operand is a part of what is put together, if it or something in it is loose.
func (b *builtSQL) operand(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if part := b.loose(e); part != nil {
		return part
	}
	if b.safe(e) {
		return nil
	}
	return e
}

func (b *builtSQL) constant(e ast.Expr) bool {
	_, literal := e.(*ast.BasicLit)
	return literal || b.pass.TypesInfo.Types[e].Value != nil
}

// safe reports whether a value can be no more than one of some constants, a
// number, or what a dialect has quoted.
func (b *builtSQL) safe(e ast.Expr) bool {
	e = ast.Unparen(e)
	if b.constant(e) || b.harmless(b.pass.TypesInfo.TypeOf(e)) {
		return true
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return b.safe(e.X) && b.safe(e.Y)
	case *ast.Ident:
		obj := b.pass.TypesInfo.Uses[e]
		values, known := b.values[obj]
		return known && b.safeIn(obj, values)
	case *ast.IndexExpr:
		return b.safe(e.X)
	case *ast.CompositeLit:
		return b.allSafe(elementsOf(e))
	case *ast.CallExpr:
		return b.safeCall(e)
	}
	return false
}

// safeIn reports whether all that a variable or function may give is safe.
func (b *builtSQL) safeIn(obj types.Object, list []ast.Expr) bool {
	if b.open[obj] {
		return true
	}
	b.open[obj] = true
	defer delete(b.open, obj)
	return b.allSafe(list)
}

func (b *builtSQL) allSafe(list []ast.Expr) bool {
	return !slices.ContainsFunc(list, func(v ast.Expr) bool { return v == nil || !b.safe(v) })
}

// harmless reports whether no value of a type is more than a word of SQL.
func (b *builtSQL) harmless(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsBoolean) != 0 && types.NewMethodSet(t).Len() == 0
}

func elementsOf(c *ast.CompositeLit) []ast.Expr {
	var list []ast.Expr
	for _, e := range c.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		list = append(list, e)
	}
	return list
}

// safeCall reports whether a call quotes, or puts safe values together, or is of
// a function that returns only such.
func (b *builtSQL) safeCall(call *ast.CallExpr) bool {
	if buffer, method := onBuffer(b.pass.TypesInfo, call); method == "String" {
		return b.safeIn(buffer, b.written[buffer])
	}
	f, pkg := callee(b.pass.TypesInfo, call)
	if f == nil {
		built, ok := builtin(b.pass.TypesInfo, call)
		return ok && built == "append" && b.allSafe(call.Args)
	}
	switch pkg + "." + f.Name() {
	case "strings.Join", "strings.Repeat", "strings.TrimSuffix", "strings.TrimPrefix", "strings.ToUpper", "strings.ToLower", "fmt.Sprintf", "fmt.Sprint":
		return b.allSafe(call.Args)
	case "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint", "strconv.FormatFloat", "strconv.FormatBool":
		return true
	}
	if quotes(f.Name()) && pkg != "strconv" {
		return true
	}
	returned, known := b.results[f]
	return known && b.safeIn(f, returned)
}

// quotes reports whether a function says by its name that it quotes: Ident and
// Literal of a dialect and its Placeholder, QuoteIdentifier and Sanitize of drivers.
func quotes(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "quote") || strings.HasPrefix(name, "ident") || name == "literal" || name == "placeholder" || name == "sanitize"
}

func builtin(info *types.Info, call *ast.CallExpr) (string, bool) {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return "", false
	}
	built, ok := info.Uses[id].(*types.Builtin)
	if !ok {
		return "", false
	}
	return built.Name(), true
}

// results are what the package's functions of one result return.
func results(pass *analysis.Pass) map[*types.Func][]ast.Expr {
	all := map[*types.Func][]ast.Expr{}
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || f.Type.Results.NumFields() != 1 || len(f.Type.Results.List[0].Names) > 0 {
				continue
			}
			obj, _ := pass.TypesInfo.Defs[f.Name].(*types.Func)
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false
				case *ast.ReturnStmt:
					all[obj] = append(all[obj], n.Results...)
				}
				return true
			})
		}
	}
	return all
}
