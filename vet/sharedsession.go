package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// SharedSession reports sessions of package orm that several goroutines have at
// the same time. A session that is made inside of a goroutine, or handed over
// to it, is fine, and so is one that is used again after waiting for it.
var SharedSession = &analysis.Analyzer{
	Name: "sharedsession",
	Doc: "report sessions that are shared between goroutines\n\n" +
		"An orm.Session belongs to one goroutine and one piece of work, such as a request. Reported are sessions that a\n" +
		"goroutine has while its parent goes on with them, that goroutines of a loop share, and those kept in package\n" +
		"variables and HTTP handlers.",
	URL:      page + "#sharedsession",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      runSharedSession,
}

func runSharedSession(pass *analysis.Pass) (any, error) {
	packageSessions(pass)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	in.WithStack([]ast.Node{(*ast.GoStmt)(nil), (*ast.CallExpr)(nil), (*ast.TypeSpec)(nil)}, func(n ast.Node, push bool, stack []ast.Node) bool {
		if !push {
			return true
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			launched(pass, n, n.Call, stack)
		case *ast.CallExpr:
			if startsGoroutine(pass.TypesInfo, n) {
				launched(pass, n, n, stack)
			}
		case *ast.TypeSpec:
			handlerSessions(pass, n)
		}
		return true
	})
	return nil, nil
}

func isSession(t types.Type) bool { return t != nil && named(t, "orm", "Session") }

// packageSessions reports variables that the whole program has.
func packageSessions(pass *analysis.Pass) {
	scope := pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if v, ok := scope.Lookup(name).(*types.Var); ok && isSession(v.Type()) {
			pass.Reportf(v.Pos(), "the session %s is in a package variable, which all goroutines share; make one for each piece of work", name)
		}
	}
}

// handlerSessions reports sessions in structs that handle HTTP requests, many
// at a time.
func handlerSessions(pass *analysis.Pass, spec *ast.TypeSpec) {
	fields, ok := spec.Type.(*ast.StructType)
	obj := pass.TypesInfo.Defs[spec.Name]
	if !ok || obj == nil || !handlesRequests(obj.Type()) {
		return
	}
	for _, f := range fields.Fields.List {
		if isSession(pass.TypesInfo.TypeOf(f.Type)) {
			pass.Reportf(f.Pos(), "%s handles requests, several at a time, and has one session for all of them; make one for each request, as package orm/web does", spec.Name.Name)
		}
	}
}

// handlesRequests reports whether a type has a method func(http.ResponseWriter,
// *http.Request).
func handlesRequests(t types.Type) bool {
	methods := types.NewMethodSet(types.NewPointer(t))
	for i := range methods.Len() {
		s, ok := methods.At(i).Type().(*types.Signature)
		if ok && s.Params().Len() == 2 && s.Params().At(0).Type().String() == "net/http.ResponseWriter" && s.Params().At(1).Type().String() == "*net/http.Request" {
			return true
		}
	}
	return false
}

// startsGoroutine reports whether a call runs its argument in a goroutine of
// its own: the methods Go of sync.WaitGroup and of errgroup's Group.
func startsGoroutine(info *types.Info, call *ast.CallExpr) bool {
	f, pkg := callee(info, call)
	return f != nil && f.Name() == "Go" && f.Signature().Recv() != nil && len(call.Args) == 1 && (pkg == "sync" || pkg == "golang.org/x/sync/errgroup")
}

// launched looks at the sessions that a goroutine gets from outside.
func launched(pass *analysis.Pass, launch ast.Node, call *ast.CallExpr, stack []ast.Node) {
	f := enclosing(stack)
	if f == nil {
		return
	}
	for _, use := range outerSessions(pass.TypesInfo, call) {
		v := pass.TypesInfo.Uses[use].(*types.Var)
		switch {
		case v.Parent() == pass.Pkg.Scope(): // reported as a package's
		case loopBetween(stack, f, v.Pos()):
			pass.Reportf(use.Pos(), "the goroutines that this loop starts share the session %s; make one inside of each", v.Name())
		default:
			m := meanwhile{pass.TypesInfo, body(f), launch, stack[slices.Index(stack, f):]}
			if at := m.use(v); at.IsValid() {
				pass.Report(analysis.Diagnostic{
					Pos: use.Pos(), End: use.End(),
					Message: "the session " + v.Name() + " is used by this goroutine and, meanwhile, outside of it; make one inside, or wait for the goroutine first",
					Related: []analysis.RelatedInformation{{Pos: at, Message: "it is used here too"}},
				})
			}
		}
	}
}

// outerSessions are, for each variable of a session that is declared outside of
// a call, its first use there.
func outerSessions(info *types.Info, call *ast.CallExpr) []*ast.Ident {
	var uses []*ast.Ident
	seen := map[types.Object]bool{}
	ast.Inspect(call, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := info.Uses[id].(*types.Var)
		if ok && !v.IsField() && isSession(v.Type()) && !within(call, v.Pos()) && !seen[v] {
			seen[v] = true
			uses = append(uses, id)
		}
		return true
	})
	return uses
}

// loopBetween reports whether a loop that is inside of a function is around the
// end of the stack and not around a place.
func loopBetween(stack []ast.Node, f ast.Node, place token.Pos) bool {
	for i := len(stack) - 1; i >= 0 && stack[i] != f; i-- {
		switch stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if !within(stack[i], place) {
				return true
			}
		}
	}
	return false
}

// meanwhile is what a function does behind the start of a goroutine.
type meanwhile struct {
	info   *types.Info
	block  *ast.BlockStmt
	launch ast.Node
	// stack leads from the function to the start.
	stack []ast.Node
}

// use finds a use of a session with nothing before it that waits for the
// goroutine. What is deferred comes at the end.
func (m meanwhile) use(v *types.Var) token.Pos {
	var found token.Pos
	end := m.horizon()
	var look func(root ast.Node, deferred bool)
	look = func(root ast.Node, deferred bool) {
		ast.Inspect(root, func(n ast.Node) bool {
			if d, ok := n.(*ast.DeferStmt); ok && !deferred {
				look(d.Call, true)
				return false
			}
			id, ok := n.(*ast.Ident)
			if !ok || m.info.Uses[id] != v || within(m.launch, id.Pos()) || found.IsValid() {
				return true
			}
			at := id.Pos()
			if deferred {
				at = end
			}
			if at > m.launch.End() && at <= end && !m.elsewhere(at) && !waits(m.block, m.launch.End(), at) {
				found = id.Pos()
			}
			return true
		})
	}
	look(m.block, false)
	return found
}

// horizon is the end of the innermost block that returns behind the start; the
// function goes on no further from there.
func (m meanwhile) horizon() token.Pos {
	for i := len(m.stack) - 1; i >= 0; i-- {
		var list []ast.Stmt
		switch b := m.stack[i].(type) {
		case *ast.BlockStmt:
			list = b.List
		case *ast.CaseClause:
			list = b.Body
		case *ast.CommClause:
			list = b.Body
		}
		if len(list) > 0 {
			if _, ok := list[len(list)-1].(*ast.ReturnStmt); ok {
				return m.stack[i].End()
			}
		}
	}
	return m.block.End()
}

// elsewhere reports whether a place is in another branch than the start, so
// that only one of them is reached.
func (m meanwhile) elsewhere(at token.Pos) bool {
	for i, n := range m.stack {
		switch n := n.(type) {
		case *ast.IfStmt:
			if n.Else != nil && within(n.Body, m.launch.Pos()) && within(n.Else, at) {
				return true
			}
		case *ast.CaseClause, *ast.CommClause:
			if i > 0 && within(m.stack[i-1], at) && !within(n, at) {
				return true
			}
		}
	}
	return false
}

// waits reports whether something between two places waits for a goroutine: a
// call of a method Wait, or a channel that is received from.
func waits(block *ast.BlockStmt, from, to token.Pos) bool {
	found := false
	ast.Inspect(block, func(n ast.Node) bool {
		if n == nil || n.End() <= from || n.Pos() >= to {
			return false
		}
		if n.Pos() < from {
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false // it waits elsewhere
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.SelectorExpr:
			found = found || n.Sel.Name == "Wait"
		}
		return !found
	})
	return found
}
