package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// IterErr reports loops that drop an iterator's errors. A query that fails
// midway, or at its very beginning, looks like one with fewer rows then.
var IterErr = &analysis.Analyzer{
	Name: "itererr",
	Doc: "report loops that drop the errors of an iterator\n\n" +
		"An iter.Seq2[T, error], as Iter and Batches return, gives its error as the second value of the loop.\n" +
		"Without it, a query that failed looks like one with fewer rows.",
	URL:      page + "#itererr",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      runIterErr,
}

func runIterErr(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	in.WithStack([]ast.Node{(*ast.RangeStmt)(nil)}, func(n ast.Node, push bool, stack []ast.Node) bool {
		loop := n.(*ast.RangeStmt)
		if push && yieldsError(pass.TypesInfo.TypeOf(loop.X)) && (loop.Value == nil || isBlank(loop.Value)) {
			pass.Report(analysis.Diagnostic{
				Pos: loop.For, End: loop.X.End(),
				Message:        "the loop drops the iterator's error, and takes rows that could not be read for the end",
				SuggestedFixes: returnError(pass, loop, enclosing(stack)),
			})
		}
		return true
	})
	return nil, nil
}

// yieldsError reports whether a type is that of an iter.Seq2[T, error].
func yieldsError(t types.Type) bool {
	if t == nil {
		return false
	}
	f, ok := t.Underlying().(*types.Signature)
	if !ok || f.Params().Len() != 1 || f.Results().Len() != 0 {
		return false
	}
	yield, ok := f.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Params().Len() == 2 && isError(yield.Params().At(1).Type())
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// returnError makes the loop return the error, where the function returns one
// and nothing else. A loop that assigns to variables which are there is left to
// the reader.
func returnError(pass *analysis.Pass, loop *ast.RangeStmt, f ast.Node) []analysis.SuggestedFix {
	if loop.Tok == token.ASSIGN && !isBlank(loop.Key) || !returnsError(pass, f) {
		return nil
	}
	key := "_"
	if id, ok := loop.Key.(*ast.Ident); ok {
		key = id.Name
	} else if loop.Key != nil {
		return nil
	}
	at := loop.Body.Rbrace
	if len(loop.Body.List) > 0 {
		at = loop.Body.List[0].Pos()
	}
	return []analysis.SuggestedFix{{
		Message: "return the error",
		TextEdits: []analysis.TextEdit{
			{Pos: loop.For, End: loop.X.Pos(), NewText: []byte("for " + key + ", err := range ")},
			{Pos: at, End: at, NewText: []byte("if err != nil {\nreturn err\n}\n")},
		},
	}}
}

func returnsError(pass *analysis.Pass, f ast.Node) bool {
	var t types.Type
	switch f := f.(type) {
	case *ast.FuncDecl:
		t = pass.TypesInfo.TypeOf(f.Name)
	case *ast.FuncLit:
		t = pass.TypesInfo.TypeOf(f)
	}
	s, ok := t.(*types.Signature)
	return ok && s.Results().Len() == 1 && isError(s.Results().At(0).Type())
}
