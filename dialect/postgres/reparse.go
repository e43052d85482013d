package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// castArray matches what the server prints of IN over a varchar column.
var castArray = regexp.MustCompile(`\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]`)

// again spells an expression so that the server parses it to the same tree and
// prints the same text.
func again(e *metadata.Expr) string { return reparsed(e.Text) }

// reparsed is [again] for a text. Two things the server prints do not parse to
// what they were printed from. A cast right behind ARRAY[...] goes to the
// elements; behind another cast it stays where it is. And an AND at the left of
// another one melts into it, unless it comes from a BETWEEN or a comparison of
// rows, so those are written again.
func reparsed(text string) string {
	if strings.Contains(text, "(ARRAY[") {
		text = castArray.ReplaceAllString(text, "((ARRAY[$1])::character varying[])::text[]")
	}
	for strings.Contains(text, ") AND ") || strings.Contains(text, ") OR ") {
		g, ok := meltingGroup(text)
		if !ok {
			return text
		}
		text = text[:g.from] + g.instead + text[g.to:]
	}
	return text
}

// group is a pair of parentheses in a text and what is to stand in its place.
type group struct {
	from, to int
	instead  string
}

// meltingGroup finds a conjunction that is the first member of another one of
// its kind, as ((a >= 1) AND (a <= 9)) AND b, and that can be written otherwise.
func meltingGroup(text string) (group, bool) {
	tokens, err := lex.Tokens(text, lex.Postgres())
	if err != nil {
		return group{}, false
	}
	var open []int
	for i, t := range tokens {
		switch {
		case t.IsOp("("):
			open = append(open, i)
		case t.IsOp(")") && len(open) > 0:
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if i+1 == len(tokens) || from > 0 && !tokens[from-1].IsOp("(") || !tokens[i+1].IsAny("AND", "OR") {
				continue
			}
			inside := text[tokens[from].Pos.Offset+1 : t.Pos.Offset]
			if s, ok := rewritten(inside, strings.ToUpper(tokens[i+1].Text)); ok {
				return group{tokens[from].Pos.Offset, t.Pos.Offset + 1, "(" + s + ")"}, true
			}
		}
	}
	return group{}, false
}

// comparison is one member of a conjunction: (left operator right).
type comparison struct{ left, operator, right string }

// rewritten spells a conjunction by op as BETWEEN or as a comparison of rows.
func rewritten(inside, op string) (string, bool) {
	parts, ok := comparisons(inside, op)
	if !ok {
		return "", false
	}
	all := func(operator string) bool {
		return !slices.ContainsFunc(parts, func(c comparison) bool { return c.operator != operator })
	}
	a, b := parts[0], parts[1]
	switch between := len(parts) == 2 && a.left == b.left; {
	case between && op == "AND" && a.operator == ">=" && b.operator == "<=":
		return a.left + " BETWEEN (" + a.right + ") AND (" + b.right + ")", true
	case between && op == "OR" && a.operator == "<" && b.operator == ">":
		return a.left + " NOT BETWEEN (" + a.right + ") AND (" + b.right + ")", true
	case op == "AND" && all("="), op == "OR" && all("<>"):
		var left, right []string
		for _, c := range parts {
			left, right = append(left, c.left), append(right, c.right)
		}
		return "ROW(" + strings.Join(left, ", ") + ") " + a.operator + " ROW(" + strings.Join(right, ", ") + ")", true
	}
	return "", false
}

// comparisons divides a text such as (a >= 1) AND (a <= 9); ok is false if it
// is anything else.
func comparisons(text, op string) (parts []comparison, ok bool) {
	c, err := lex.NewCursor(text, lex.Postgres())
	if err != nil {
		return nil, false
	}
	for {
		member, ok := c.Group()
		if !ok {
			return nil, false
		}
		left := member.Until(func(t lex.Token) bool { return isComparison(t) })
		operator := member.Next().Text
		right := member.Until(func(t lex.Token) bool { return isComparison(t) || t.IsAny("AND", "OR") })
		if left == "" || right == "" || !member.Done() {
			return nil, false
		}
		parts = append(parts, comparison{left, operator, right})
		if c.Done() {
			return parts, len(parts) > 1
		}
		if !c.Accept(op) {
			return nil, false
		}
	}
}

func isComparison(t lex.Token) bool {
	return slices.ContainsFunc([]string{">=", "<=", "<", ">", "=", "<>"}, t.IsOp)
}
