package ansi

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// OnlyMentioned takes the columns out of a table that hold no expression and
// that none of its expressions may mean, so that making the table costs little.
// One column is left in any case.
func OnlyMentioned(t *metadata.Table) {
	if meansItself(t) {
		return
	}
	text := strings.ToLower(strings.Join(mentions(t), "\n"))
	kept := slices.DeleteFunc(slices.Clone(t.Columns), func(c *metadata.Column) bool {
		return c.ServerDefault == nil && c.Computed == nil && !strings.Contains(text, strings.ToLower(c.Name))
	})
	if len(kept) == 0 {
		kept = t.Columns[:min(1, len(t.Columns))]
	}
	t.Columns = kept
}

// meansItself reports whether an expression of a table may mean a whole row.
func meansItself(t *metadata.Table) bool {
	return strings.Contains(strings.ToLower(strings.Join(mentions(t), "\n")), strings.ToLower(t.Name))
}

// mentions are the texts of all expressions of a table, and the columns that
// stand with them.
func mentions(t *metadata.Table) []string {
	var list []string
	add := func(e *metadata.Expr) {
		if e != nil {
			list = append(list, e.Text)
		}
	}
	for _, c := range t.Columns {
		add(c.ServerDefault)
		if c.Computed != nil {
			add(c.Computed.Expr)
		}
	}
	for _, k := range t.Checks {
		add(k.Expr)
		list = append(list, k.Column)
	}
	parts := func(parts []metadata.Part) {
		for _, p := range parts {
			add(p.Expr)
			list = append(list, p.Column)
		}
	}
	for _, i := range t.Indexes {
		parts(i.Parts)
		add(i.Where)
		list = append(list, i.Include...)
	}
	for _, x := range t.Excludes {
		for _, e := range x.Elements {
			parts([]metadata.Part{e.Part})
		}
		add(x.Where)
		list = append(list, x.Include...)
	}
	return list
}

// names are all words of a table's expressions that may be names, in small
// letters; ok is false where they cannot be told.
func names(t *metadata.Table, rules lex.Rules) (list map[string]bool, ok bool) {
	list = map[string]bool{}
	for _, text := range mentions(t) {
		tokens, err := lex.Tokens(text, rules)
		if err != nil {
			return nil, false
		}
		for _, token := range tokens {
			if token.Kind == lex.Word || token.Kind == lex.Quoted {
				list[strings.ToLower(token.Value(rules))] = true
			}
		}
	}
	return list, true
}
