package postgres

import (
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.ValueRenamer = (*Dialect)(nil)

// renameValues gives values their new names. Nothing that uses them has to be
// made again: the server keeps them by number.
func (w *script) renameValues(c ddl.AlterEnum) {
	for _, step := range ddl.ValueRenames(c.From.Values, c.To.ValuesRenamedFrom) {
		w.add("ALTER TYPE ", w.n(c.From.Ident()), " RENAME VALUE ", w.d.Literal(step[0]), " TO ", w.d.Literal(step[1]))
	}
}

// ValuesRenamed changes values where they are printed with the type: in
// 'shipped'::order_status and '{new,shipped}'::order_status[]. A routine's body
// in quotes is text to the server, and stays.
func (d *Dialect) ValuesRenamed(m *metadata.MetaData, enum metadata.Name, from map[string]string) {
	v := valueTexts{d: d, enum: enum, now: map[string]string{}}
	for value, old := range from {
		v.now[old] = value
	}
	for _, t := range m.Tables() {
		v.table(t)
	}
	for _, o := range m.Domains { // whose defaults the server also keeps as text, and leaves that as it was
		for _, k := range o.Checks {
			v.expr(&k.Expr)
		}
	}
	for _, view := range m.Views {
		v.expr(&view.Definition)
		v.indexes(view.Indexes)
	}
	for _, r := range m.Routines {
		r.Definition = v.text(r.Definition)
	}
	for _, g := range m.Triggers {
		g.Definition = v.text(g.Definition)
	}
	for _, o := range m.Objects {
		o.Definition = v.text(o.Definition)
	}
}

// valueTexts changes values of one enum in texts.
type valueTexts struct {
	d    *Dialect
	enum metadata.Name
	now  map[string]string // the new name by the old
}

func (v valueTexts) table(t *metadata.Table) {
	for _, c := range t.Columns {
		v.expr(&c.ServerDefault)
		if c.Computed != nil {
			g := *c.Computed
			v.expr(&g.Expr)
			c.Computed = &g
		}
	}
	for _, k := range t.Checks {
		v.expr(&k.Expr)
	}
	for _, x := range t.Excludes {
		v.expr(&x.Where)
		for i := range x.Elements {
			v.expr(&x.Elements[i].Expr)
		}
	}
	v.indexes(t.Indexes)
}

func (v valueTexts) indexes(list []*metadata.Index) {
	for _, i := range list {
		v.expr(&i.Where)
		for k := range i.Parts {
			v.expr(&i.Parts[k].Expr)
		}
	}
}

func (v valueTexts) expr(e **metadata.Expr) {
	if *e == nil {
		return
	}
	if text := v.text((*e).Text); text != (*e).Text {
		*e = metadata.SQL(text)
	}
}

func (v valueTexts) text(text string) string {
	tokens, err := lex.Tokens(text, lex.Postgres())
	if err != nil {
		return text
	}
	var b strings.Builder
	at := 0
	for i, t := range tokens {
		if t.Kind != lex.String || i+2 >= len(tokens) || !tokens[i+1].IsOp("::") {
			continue
		}
		value := t.Value(lex.Postgres())
		changed := value
		switch many, ok := v.isType(tokens[i+2:]); {
		case ok && many:
			changed = v.array(value)
		case ok:
			changed = v.value(value)
		}
		if changed != value {
			b.WriteString(text[at:t.Pos.Offset] + v.d.Literal(changed))
			at = t.Pos.Offset + len(t.Text)
		}
	}
	return b.String() + text[at:]
}

func (v valueTexts) value(s string) string {
	if now, ok := v.now[s]; ok {
		return now
	}
	return s
}

// isType reports whether the enum's name comes next, and whether as an array.
func (v valueTexts) isType(tokens []lex.Token) (array, ok bool) {
	name := []string{v.enum.Name}
	if v.enum.Schema != "" {
		name = []string{v.enum.Schema, ".", v.enum.Name}
	}
	if len(tokens) < len(name) {
		return false, false
	}
	for i, part := range name {
		if part == "." && !tokens[i].IsOp(".") || part != "." && tokens[i].Value(lex.Postgres()) != part {
			return false, false
		}
	}
	rest := tokens[len(name):]
	if len(rest) > 0 && rest[0].IsOp(".") {
		return false, false
	}
	return len(rest) > 0 && strings.HasPrefix(rest[0].Text, "["), true
}

// array changes the elements of an array's text: {new,"on hold",NULL}.
func (v valueTexts) array(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		switch {
		case text[i] == '"':
			element, end := quotedElement(text, i)
			b.WriteString(arrayElement(v.value(element)))
			i = end
		case strings.IndexByte("{},", text[i]) >= 0:
			b.WriteByte(text[i])
			i++
		default:
			end := i + 1
			for end < len(text) && strings.IndexByte("{},", text[end]) < 0 {
				end++
			}
			if element := text[i:end]; element == "NULL" {
				b.WriteString(element)
			} else {
				b.WriteString(arrayElement(v.value(element)))
			}
			i = end
		}
	}
	return b.String()
}

// quotedElement reads an element in double quotes and tells where it ends.
func quotedElement(text string, at int) (element string, end int) {
	var b strings.Builder
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return b.String(), i + 1
		case text[i] == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), len(text)
}

// arrayElement writes an element as the server does: in quotes where it must.
func arrayElement(s string) string {
	if s != "" && !strings.EqualFold(s, "NULL") && !strings.ContainsAny(s, "{},\"\\ \t\n\r\v\f") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
