package postgres

import (
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.EnumRenamer = (*Dialect)(nil)

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
	eachText(m, v.text)
}

// valueTexts changes values of one enum in texts.
type valueTexts struct {
	d    *Dialect
	enum metadata.Name
	now  map[string]string // the new name by the old
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
	n, ok := typeNext(tokens, v.enum)
	return ok && len(tokens) > n && strings.HasPrefix(tokens[n].Text, "["), ok
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
