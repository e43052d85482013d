package postgres

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// eachText changes the texts of a schema that the server keeps as what they
// mean. The defaults of domains it also keeps as text, and leaves that as it
// was; so they stay, and are said again.
func eachText(m *metadata.MetaData, change func(string) string) {
	w := textWalker(change)
	for _, t := range m.Tables() {
		w.table(t)
	}
	for _, o := range m.Domains {
		for _, k := range o.Checks {
			w.expr(&k.Expr)
		}
	}
	for _, v := range m.Views {
		w.expr(&v.Definition)
		w.indexes(v.Indexes)
	}
	for _, r := range m.Routines {
		r.Definition = change(r.Definition)
	}
	for _, g := range m.Triggers {
		g.Definition = change(g.Definition)
	}
	for _, o := range m.Objects {
		o.Definition = change(o.Definition)
	}
}

type textWalker func(string) string

func (w textWalker) table(t *metadata.Table) {
	for _, c := range t.Columns {
		w.expr(&c.ServerDefault)
		if c.Computed != nil {
			g := *c.Computed
			w.expr(&g.Expr)
			c.Computed = &g
		}
	}
	for _, k := range t.Checks {
		w.expr(&k.Expr)
	}
	for _, x := range t.Excludes {
		w.expr(&x.Where)
		for i := range x.Elements {
			w.expr(&x.Elements[i].Expr)
		}
	}
	w.indexes(t.Indexes)
}

func (w textWalker) indexes(list []*metadata.Index) {
	for _, i := range list {
		w.expr(&i.Where)
		for k := range i.Parts {
			w.expr(&i.Parts[k].Expr)
		}
	}
}

func (w textWalker) expr(e **metadata.Expr) {
	if *e == nil {
		return
	}
	if text := w((*e).Text); text != (*e).Text {
		*e = metadata.SQL(text)
	}
}

// typeNext reports whether a type's name comes next, and of how many tokens.
func typeNext(tokens []lex.Token, n metadata.Name) (length int, ok bool) {
	name := []string{n.Name}
	if n.Schema != "" {
		name = []string{n.Schema, ".", n.Name}
	}
	if len(tokens) < len(name) {
		return 0, false
	}
	for i, part := range name {
		if part == "." && !tokens[i].IsOp(".") || part != "." && tokens[i].Value(lex.Postgres()) != part {
			return 0, false
		}
	}
	return len(name), len(tokens) == len(name) || !tokens[len(name)].IsOp(".")
}

// castsRenamed gives the type of casts in a text another name: x::old.
func (d *Dialect) castsRenamed(text string, from, to metadata.Name) string {
	tokens, err := lex.Tokens(text, lex.Postgres())
	if err != nil {
		return text
	}
	var b strings.Builder
	at := 0
	for i, t := range tokens {
		if !t.IsOp("::") {
			continue
		}
		if n, ok := typeNext(tokens[i+1:], from); ok {
			last := tokens[i+n]
			b.WriteString(text[at:tokens[i+1].Pos.Offset] + d.typeName(to))
			at = last.Pos.Offset + len(last.Text)
		}
	}
	return b.String() + text[at:]
}

// dependsOnType reports whether code is declared with a type.
func dependsOnType(list []metadata.Dependency, n metadata.Name) bool {
	return slices.Contains(list, metadata.Dependency{Kind: "type", Name: n})
}
