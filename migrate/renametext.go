package migrate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// dependencies changes copies of what code depends on.
func (r *renamer) dependencies(change func(*metadata.Dependency)) {
	all := func(list *[]metadata.Dependency) {
		*list = slices.Clone(*list)
		for i := range *list {
			change(&(*list)[i])
		}
	}
	for _, v := range r.have.Views {
		all(&v.DependsOn)
	}
	for _, g := range r.have.Triggers {
		all(&g.DependsOn)
	}
	for _, f := range r.have.Routines {
		all(&f.DependsOn)
	}
	for _, o := range r.have.Objects {
		all(&o.DependsOn)
	}
}

// texts renames a column in the expressions of its table, as the server does.
func (r *renamer) texts(t *metadata.Table, from, to string) {
	change := func(e **metadata.Expr) {
		if *e != nil {
			*e = metadata.SQL(r.renamed((*e).Text, from, to))
		}
	}
	for _, c := range t.Columns {
		if c.Computed != nil {
			g := *c.Computed
			change(&g.Expr)
			c.Computed = &g
		}
	}
	for _, c := range t.Checks {
		change(&c.Expr)
	}
	for _, i := range t.Indexes {
		change(&i.Where)
		for k := range i.Parts {
			change(&i.Parts[k].Expr)
		}
	}
	for _, x := range t.Excludes {
		change(&x.Where)
		for k := range x.Elements {
			change(&x.Elements[k].Expr)
		}
	}
}

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// renamed replaces a column's name where it stands as a name of its own: not
// that of a function or a type.
func (r *renamer) renamed(text, from, to string) string {
	rules := r.Dialect.Rules()
	tokens, err := lex.Tokens(text, rules)
	if err != nil {
		return text
	}
	var b strings.Builder
	at := 0
	for i, t := range tokens {
		if t.Kind != lex.Word && t.Kind != lex.Quoted || t.Value(rules) != from ||
			i+1 < len(tokens) && tokens[i+1].IsOp("(") || i > 0 && tokens[i-1].IsOp("::") {
			continue
		}
		name := to
		if !plainName.MatchString(to) {
			name = r.Dialect.Ident(to)
		}
		b.WriteString(text[at:t.Pos.Offset] + name)
		at = t.Pos.Offset + len(t.Text)
	}
	return b.String() + text[at:]
}
