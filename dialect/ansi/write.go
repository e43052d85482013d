package ansi

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// Write spells a node of a statement as the SQL standard does. Dialects write
// what is their own and leave the rest to it; children come back to them.
func Write(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.ColumnRef:
		writeColumn(w, n)
	case *ast.Arg:
		w.Arg(n)
	case *ast.Binary:
		writeBinary(w, n)
	case *ast.Logic:
		writeLogic(w, n)
	case *ast.IsNull:
		writeIsNull(w, n)
	case *ast.In:
		writeIn(w, n)
	case *ast.Between:
		writeBetween(w, n)
	case *ast.Like:
		writeLike(w, n)
	case *ast.Func:
		Func(w, n)
	case *ast.Select:
		Select(w, n)
	case *ast.Insert:
		Insert(w, n)
	case *ast.Update:
		Update(w, n)
	case *ast.Delete:
		Delete(w, n)
	case *ast.Relation:
		writeRelation(w, n)
	default:
		writeOther(w, n)
	}
}

// writeOther is the nodes that are less often seen.
func writeOther(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case ast.Literal:
		writeLiteral(w, n.Value)
	case *ast.Not:
		Operand(w.W("NOT "), n.X)
	case *ast.Neg:
		Tight(w.W("-"), n.X)
	case *ast.BitNot:
		Tight(w.W("~"), n.X)
	case *ast.Case:
		writeCase(w, n)
	case *ast.Extract:
		w.W("EXTRACT(").Word(n.Field).W(" FROM ").Node(n.X).W(")")
	case *ast.Exists:
		w.W("EXISTS (").Node(n.Query).W(")")
	case *ast.Scalar:
		w.W("(").Node(n.Query).W(")")
	case *ast.Quantified:
		writeQuantified(w, n)
	case *ast.Tuple:
		w.W("(").Nodes(n.Items).W(")")
	case *ast.ArrayOf:
		w.W("ARRAY[").Nodes(n.Items).W("]")
	case *ast.Collate:
		Tight(w, n.X)
		w.W(" COLLATE ").Ident(n.Name)
	case *ast.Label:
		w.Node(n.X)
	case *ast.Excluded:
		w.W("excluded.").Ident(n.Name)
	case *ast.Default:
		w.W("DEFAULT")
	case *ast.Raw:
		writeRaw(w, n.SQL, n.Args, n.Named)
	case *ast.Text:
		writeRaw(w, n.SQL, n.Args, n.Named)
	case *ast.Grouping:
		writeGrouping(w, n)
	case *ast.CTE:
		writeCTE(w, n)
	case *ast.Order:
		Order(w, *n)
	case *ast.Limit:
		Limit(w, *n)
	case ast.Join:
		Join(w, n)
	case ast.Part:
		Part(w, n)
	case *ast.Lock:
		Lock(w, n)
	case *ast.OnConflict:
		OnConflict(w, n)
	case *ast.With:
		for _, c := range n.CTEs {
			w.Use(c)
		}
		w.Node(n.Of)
	case *ast.Hint:
		Hint(w, n)
	case *ast.Truncate:
		Truncate(w, n)
	case *ast.Subscript:
		w.W("(").Node(n.X).W(")[").Node(n.Index).W("]")
	case *ast.Broken:
		w.Fail(n.Err)
	case nil:
		w.Fail(fmt.Errorf("%w: a part of it is missing", dialect.ErrStatement))
	default:
		w.Unsupported(what(n), "")
	}
}

func writeColumn(w *dialect.Writer, c *ast.ColumnRef) {
	if c.Rel != nil && !w.Bare && !w.Again(c.Rel) {
		from := w.Len()
		qualifier(w, c.Rel)
		w.W(".")
		w.Remember(c.Rel, from)
	}
	w.Ident(c.Name)
}

// qualifier is the name under which the statement knows a relation.
func qualifier(w *dialect.Writer, r *ast.Relation) {
	if r.Alias == "" && r.Table != nil && r.Table.Schema != "" {
		w.Ident(r.Table.Schema).W(".")
	}
	w.Ident(r.Name())
}

func writeLiteral(w *dialect.Writer, v any) {
	switch v := v.(type) {
	case nil:
		w.W("NULL")
	case bool:
		if v {
			w.W("TRUE")
		} else {
			w.W("FALSE")
		}
	case int:
		w.W(strconv.Itoa(v))
	default:
		w.Fail(fmt.Errorf("%w: a %T is no constant of a statement", dialect.ErrStatement, v))
	}
}

// The strengths of operators, weakest first. Those that are not the same
// everywhere are given parentheses anyway.
const (
	weakest = iota
	orLevel
	andLevel
	notLevel
	compareLevel
	sumLevel
	productLevel
	strongest
)

var levels = map[ast.Op]int{
	ast.OpEq: compareLevel, ast.OpNe: compareLevel, ast.OpLt: compareLevel, ast.OpLe: compareLevel, ast.OpGt: compareLevel, ast.OpGe: compareLevel,
	ast.OpAdd: sumLevel, ast.OpSub: sumLevel,
	ast.OpMul: productLevel,
}

func level(n ast.Node) int {
	switch n := n.(type) {
	case *ast.Logic:
		switch {
		case len(n.Terms) == 0:
			return compareLevel
		case len(n.Terms) == 1:
			return level(n.Terms[0])
		case n.Or:
			return orLevel
		}
		return andLevel
	case *ast.Not:
		return notLevel
	case *ast.Binary:
		if l, ok := levels[n.Op]; ok {
			return l
		}
		return compareLevel
	case *ast.IsNull, *ast.In, *ast.Between, *ast.Like, *ast.Neg, *ast.BitNot, *ast.Collate, *ast.JSONGet, *ast.Search:
		return compareLevel
	case *ast.Raw:
		return weakest
	case *ast.Label:
		return level(n.X)
	}
	return strongest
}

// Tight writes a child that an operator stands beside which may be stronger
// than any operator in the child.
func Tight(w *dialect.Writer, n ast.Node) { operand(w, n, productLevel) }

// Operand writes a child that a comparison stands beside, or another operator
// that is weaker than arithmetic, between parentheses where it needs them.
func Operand(w *dialect.Writer, n ast.Node) { operand(w, n, compareLevel) }

// operand writes a child whose operators must be stronger than above.
func operand(w *dialect.Writer, n ast.Node, above int) {
	if level(n) > above {
		w.Node(n)
		return
	}
	w.W("(").Node(n).W(")")
}

var operators = map[ast.Op]string{
	ast.OpIntDiv: " / ", ast.OpSame: " IS NOT DISTINCT FROM ", ast.OpDiffer: " IS DISTINCT FROM ",
}

func writeBinary(w *dialect.Writer, n *ast.Binary) {
	if op, ok := operators[n.Op]; ok {
		Infix(w, n, op)
		return
	}
	switch n.Op {
	case ast.OpMatch, ast.OpNotMatch:
		w.Unsupported("regular expressions", "")
	case ast.OpContains, ast.OpContainedBy, ast.OpOverlaps, ast.OpBefore, ast.OpAfter, ast.OpAdjacent:
		w.Unsupported("operator "+string(n.Op), "")
	}
	left, right := productLevel, productLevel
	if l, ok := levels[n.Op]; ok {
		// a - b - c is (a - b) - c: only the right side needs parentheses among equals.
		left, right = max(l-1, compareLevel), l
	}
	operand(w, n.L, left)
	w.W(" ").W(string(n.Op)).W(" ")
	operand(w, rightOf(n), right)
}

// rightOf is the right side; a value is of the type that the left side has.
func rightOf(n *ast.Binary) ast.Node {
	a, ok := n.R.(*ast.Arg)
	if !ok || a.Type != nil {
		return n.R
	}
	if t := ast.TypeOf(n.L); t != nil {
		return &ast.Arg{Value: a.Value, Type: t}
	}
	return a
}

// Infix writes two operands with an operator of the dialect's own between them.
func Infix(w *dialect.Writer, n *ast.Binary, op string) {
	Tight(w, n.L)
	w.W(op)
	Tight(w, rightOf(n))
}

func writeLogic(w *dialect.Writer, n *ast.Logic) {
	if len(n.Terms) == 0 {
		if n.Or {
			w.W("1 = 0")
		} else {
			w.W("1 = 1")
		}
		return
	}
	word, above := " AND ", orLevel
	if n.Or {
		word, above = " OR ", weakest
	}
	for i, t := range n.Terms {
		if i > 0 {
			w.W(word)
		}
		if len(n.Terms) == 1 {
			w.Node(t)
		} else {
			operand(w, t, above)
		}
	}
}

// All writes conditions of which all have to be true.
func All(w *dialect.Writer, word string, terms []ast.Node) {
	for _, t := range terms {
		w.W(word)
		word = " AND "
		if len(terms) == 1 {
			w.Node(t)
			return
		}
		operand(w, t, orLevel)
	}
}

func not(w *dialect.Writer, yes bool) *dialect.Writer {
	if yes {
		w.W(" NOT")
	}
	return w
}

func writeIsNull(w *dialect.Writer, n *ast.IsNull) {
	Operand(w, n.X)
	not(w.W(" IS"), n.Not).W(" NULL")
}

func writeIn(w *dialect.Writer, n *ast.In) {
	if n.Query == nil && len(n.List) == 0 { // which no server's grammar has
		if n.Not {
			w.W("1 = 1")
		} else {
			w.W("1 = 0")
		}
		return
	}
	Operand(w, n.X)
	not(w, n.Not).W(" IN (")
	if n.Query != nil {
		w.Node(n.Query)
	} else {
		w.Nodes(n.List)
	}
	w.W(")")
}

func writeBetween(w *dialect.Writer, n *ast.Between) {
	Operand(w, n.X)
	not(w, n.Not).W(" BETWEEN ")
	Operand(w, n.Low)
	Operand(w.W(" AND "), n.High)
}

func writeLike(w *dialect.Writer, n *ast.Like) {
	x, pattern := n.X, n.Pattern
	if n.Fold {
		x = &ast.Func{Name: "lower", Args: []ast.Node{x}}
		pattern = &ast.Func{Name: "lower", Args: []ast.Node{pattern}}
	}
	Operand(w, x)
	not(w, n.Not).W(" LIKE ")
	Operand(w, pattern)
}

func writeCase(w *dialect.Writer, n *ast.Case) {
	w.W("CASE")
	if n.Operand != nil {
		w.W(" ").Node(n.Operand)
	}
	for _, arm := range n.Whens {
		w.W(" WHEN ").Node(arm.If).W(" THEN ").Node(arm.Then)
	}
	if n.Else != nil {
		w.W(" ELSE ").Node(n.Else)
	}
	w.W(" END")
}

func writeQuantified(w *dialect.Writer, n *ast.Quantified) {
	if n.All {
		w.W("ALL (")
	} else {
		w.W("ANY (")
	}
	if n.Query != nil {
		w.Node(n.Query)
	} else {
		w.Node(n.Array)
	}
	w.W(")")
}

// writeRaw puts arguments in the places that the text has for them.
func writeRaw(w *dialect.Writer, sql string, args []ast.Node, named map[string]ast.Node) {
	marks, rest, err := dialect.Marks(sql, w.Rules())
	if err != nil {
		w.Fail(fmt.Errorf("%w: %q: %w", dialect.ErrStatement, sql, err))
		return
	}
	next := 0
	for _, m := range marks {
		w.W(m.Before)
		switch n, ok := named[m.Name]; {
		case ok:
			Operand(w, n)
		case m.Name != "":
			w.Fail(fmt.Errorf("%w: there is no argument for :%s in %q", dialect.ErrStatement, m.Name, sql))
		case next < len(args):
			Operand(w, args[next])
			next++
		default:
			next++
		}
	}
	if next != len(args) {
		w.Fail(fmt.Errorf("%w: %d arguments for %d question marks in %q", dialect.ErrStatement, len(args), next, sql))
	}
	w.W(rest)
	for name := range named {
		if !slices.ContainsFunc(marks, func(m dialect.Mark) bool { return m.Name == name }) {
			w.Fail(fmt.Errorf("%w: the argument :%s is not used in %q", dialect.ErrStatement, name, sql))
		}
	}
}

func writeGrouping(w *dialect.Writer, n *ast.Grouping) {
	w.Word(n.Kind).W(" (")
	for i, set := range n.Sets {
		if i > 0 {
			w.W(", ")
		}
		w.W("(").Nodes(set).W(")")
	}
	w.W(")")
}

// what names something that a server lacks.
func what(n ast.Node) string {
	switch n.(type) {
	case *ast.Sample:
		return "TABLESAMPLE"
	case *ast.JSONGet, *ast.JSONDoc, *ast.JSONPath:
		return "JSON"
	case *ast.JSONEach, *ast.JSONTable:
		return "tables of JSON elements"
	case *ast.Search:
		return "full-text search"
	case *ast.TimeAdd:
		return "arithmetic with times"
	}
	return fmt.Sprintf("%T", n)
}
