package dialect

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Mark is a place in SQL text where an argument goes: a question mark (Name is
// ""), or :name. Before is the text between the mark before it and this one.
type Mark struct{ Before, Name string }

// Marks finds the places of arguments in SQL text, outside of quotes and
// comments as the server reads them. Two question marks together are one that
// is meant, as PostgreSQL's operators have it. Rest is the text behind the last.
func Marks(sql string, r lex.Rules) (marks []Mark, rest string, err error) {
	tokens, err := lex.Tokens(sql, r)
	if err != nil {
		return nil, "", err
	}
	var b strings.Builder
	at := 0
	mark := func(from, to int, name string) {
		b.WriteString(sql[at:from])
		marks = append(marks, Mark{b.String(), name})
		b.Reset()
		at = to
	}
	for i, t := range tokens {
		o := t.Pos.Offset
		switch {
		case t.Kind == lex.Param && t.Text[0] == ':':
			mark(o, o+len(t.Text), t.Text[1:])
		case t.Text == ":" && i+1 < len(tokens) && tokens[i+1].Kind == lex.Word && tokens[i+1].Pos.Offset == o+1:
			mark(o, o+1+len(tokens[i+1].Text), tokens[i+1].Text)
		case t.Text == "?" && i+1 < len(tokens) && tokens[i+1].Text == "?" && tokens[i+1].Pos.Offset == o+1:
			b.WriteString(sql[at : o+1])
			at = o + 2
		case t.Kind == lex.Param && t.Text == "?" && o >= at:
			mark(o, o+1, "")
		case t.Kind == lex.Op:
			for k := 0; k < len(t.Text); k++ {
				if t.Text[k] != '?' {
					continue
				}
				if strings.HasPrefix(t.Text[k:], "??") {
					b.WriteString(sql[at : o+k+1])
					at = o + k + 2
					k++
				} else {
					mark(o+k, o+k+1, "")
				}
			}
		}
	}
	b.WriteString(sql[at:])
	return marks, b.String(), nil
}
