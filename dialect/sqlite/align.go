package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.Aligner = (*Dialect)(nil)

// Align takes over texts that differ only in comments, white space, needless
// parentheses and quotes, the table's own name in front of its columns and, but
// for views and triggers, case.
func (d *Dialect) Align(have, want *metadata.MetaData) *metadata.MetaData {
	a := aligner{was: folded(have), names: map[string]bool{}}
	for name, t := range a.was {
		a.names[name] = true
		for _, c := range t.Columns {
			a.names[strings.ToLower(c.Name)] = true
		}
	}
	if !a.schema(have, want) {
		return want
	}
	want = want.Clone()
	a.set = true
	a.schema(have, want)
	return want
}

// aligner looks for texts to take over, and does so if set says so.
type aligner struct {
	was   map[string]*metadata.Table
	names map[string]bool // of tables and columns, in small letters
	set   bool
	found bool
}

func (a *aligner) schema(have, want *metadata.MetaData) bool {
	for _, w := range want.Tables() {
		if h := a.was[strings.ToLower(w.Name)]; h != nil {
			a.table(h, w)
		}
	}
	views := map[string]*metadata.View{}
	for _, h := range have.Views {
		views[h.Name] = h
	}
	for _, w := range want.Views {
		if h := views[w.Name]; h != nil {
			a.expr(h.Definition, &w.Definition, a.code)
		}
	}
	triggers := map[string]*metadata.Trigger{}
	for _, h := range have.Triggers {
		triggers[h.Name] = h
	}
	for _, w := range want.Triggers {
		if h := triggers[w.Name]; h != nil && h.Definition != w.Definition && a.code(h.Definition) == a.code(w.Definition) {
			a.found = true
			if a.set {
				w.Definition = h.Definition
			}
		}
	}
	return a.found
}

// expr takes over one expression; reading is what of it counts.
func (a *aligner) expr(h *metadata.Expr, w **metadata.Expr, reading func(string) string) {
	if h == nil || *w == nil || h.Equal(*w) || reading(h.Text) != reading((*w).Text) {
		return
	}
	a.found = true
	if a.set {
		*w = h
	}
}

func (a *aligner) table(h, w *metadata.Table) {
	reading := func(text string) string { return expressionOf(text, h) }
	for _, c := range w.Columns {
		o := find(h, c.Name)
		if o == nil {
			continue
		}
		a.expr(o.ServerDefault, &c.ServerDefault, reading)
		if o.Computed != nil && c.Computed != nil && !o.Computed.Expr.Equal(c.Computed.Expr) &&
			reading(o.Computed.Expr.Text) == reading(c.Computed.Expr.Text) {
			a.found = true
			if a.set {
				c.Computed = &metadata.Computed{Expr: o.Computed.Expr, Stored: c.Computed.Stored}
			}
		}
	}
	for _, c := range w.Checks {
		if slices.ContainsFunc(h.Checks, func(o *metadata.Check) bool { return o.Expr.Equal(c.Expr) }) {
			continue
		}
		for _, o := range h.Checks {
			if o.Name == c.Name || c.Name == "" {
				a.expr(o.Expr, &c.Expr, reading)
			}
		}
	}
	for _, i := range w.Indexes {
		for _, o := range h.Indexes {
			if o.Name != i.Name || len(o.Parts) != len(i.Parts) {
				continue
			}
			a.expr(o.Where, &i.Where, reading)
			for k := range i.Parts {
				a.expr(o.Parts[k].Expr, &i.Parts[k].Expr, reading)
			}
		}
	}
}

// code is what counts of a view or a trigger. Case does: it names the columns.
func (a *aligner) code(text string) string {
	tokens, err := lex.Tokens(text, lex.SQLite())
	if err != nil {
		return text
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
		if value := t.Value(lex.SQLite()); t.Kind == lex.Quoted && a.names[strings.ToLower(value)] && plainType(value) {
			words[i] = value
		}
	}
	return strings.Join(words, " ")
}

// expressionOf is what counts of an expression in a table.
func expressionOf(text string, t *metadata.Table) string {
	tokens, err := lex.Tokens(text, lex.SQLite())
	if err != nil {
		return text
	}
	var words []string
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		value := token.Value(lex.SQLite())
		switch {
		case (token.Kind == lex.Word || token.Kind == lex.Quoted) && strings.EqualFold(value, t.Name) && i+1 < len(tokens) && tokens[i+1].IsOp("."):
			i++ // the table's own name
		case token.Kind == lex.Quoted && find(t, value) != nil:
			words = append(words, "column "+strings.ToLower(value))
		case token.Kind == lex.Word && find(t, value) != nil && !functionCall(tokens, i):
			words = append(words, "column "+strings.ToLower(value))
		case token.Kind == lex.Word || token.Kind == lex.Number:
			words = append(words, strings.ToLower(token.Text))
		case token.IsOp("=="):
			words = append(words, "=")
		case token.IsOp("<>"):
			words = append(words, "!=")
		default:
			words = append(words, token.Text)
		}
	}
	return strings.Join(unwrapped(words), "\x00")
}

func functionCall(tokens []lex.Token, i int) bool { return i+1 < len(tokens) && tokens[i+1].IsOp("(") }

// unwrapped leaves out parentheses around the whole.
func unwrapped(words []string) []string {
	for len(words) > 2 && words[0] == "(" && words[len(words)-1] == ")" {
		depth := 0
		for i, w := range words {
			switch w {
			case "(":
				depth++
			case ")":
				depth--
			}
			if depth == 0 && i < len(words)-1 {
				return words
			}
		}
		words = words[1 : len(words)-1]
	}
	return words
}
