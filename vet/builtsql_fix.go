package vet

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// comparison is the end of a text behind which a value stands.
var comparison = regexp.MustCompile(`(?i)(=|<>|<|>|\blike)\s*'?$`)

// argument gives the part as an argument of core.Text, whose question marks are
// the same on every server: where the text is a literal and the part, or a
// literal of fmt.Sprintf with one verb, and the part stands where a value does.
func (b *builtSQL) argument(call *ast.CallExpr, text, part ast.Expr) (analysis.SuggestedFix, bool) {
	if !isCall(b.pass.TypesInfo, call, module+"core", "Text") || len(call.Args) != 1 {
		return analysis.SuggestedFix{}, false
	}
	before, after, ok := around(ast.Unparen(text), part)
	if !ok || !comparison.MatchString(before) {
		return analysis.SuggestedFix{}, false
	}
	if strings.HasSuffix(before, "'") {
		if !strings.HasPrefix(after, "'") {
			return analysis.SuggestedFix{}, false
		}
		before, after = before[:len(before)-1], after[1:]
	}
	source, err := b.source(part)
	if err != nil || strings.Contains(before+after, "?") || strings.Contains(before+after, "'") {
		return analysis.SuggestedFix{}, false
	}
	return analysis.SuggestedFix{Message: "give it as an argument", TextEdits: []analysis.TextEdit{
		{Pos: text.Pos(), End: text.End(), NewText: []byte(strconv.Quote(before+"?"+after) + ", " + source)},
	}}, true
}

// around is the text before and behind a part, if both are literal.
func around(text, part ast.Expr) (before, after string, ok bool) {
	switch t := text.(type) {
	case *ast.BinaryExpr:
		if ast.Unparen(t.Y) != part {
			return "", "", false
		}
		before, ok = literal(t.X)
		return before, "", ok
	case *ast.CallExpr:
		if len(t.Args) != 2 || ast.Unparen(t.Args[1]) != part {
			return "", "", false
		}
		format, ok := literal(t.Args[0])
		if !ok || strings.Count(format, "%") != 1 {
			return "", "", false
		}
		before, after, _ = strings.Cut(format, "%")
		if !strings.HasPrefix(after, "s") && !strings.HasPrefix(after, "v") {
			return "", "", false
		}
		return before, after[1:], true
	}
	return "", "", false
}

func literal(e ast.Expr) (string, bool) {
	l, ok := ast.Unparen(e).(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// source is the text of an expression.
func (b *builtSQL) source(e ast.Expr) (string, error) {
	file := b.pass.Fset.File(e.Pos())
	data, err := b.pass.ReadFile(file.Name())
	if err != nil {
		return "", err
	}
	return string(data[file.Offset(e.Pos()):file.Offset(e.End())]), nil
}
