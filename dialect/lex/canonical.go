package lex

import "strings"

// Canonical writes the tokens of a text so that two texts give the same bytes
// if they differ only in comments, white space, line ends (in strings too, as
// git may change them), semicolons at either end, and the case of keywords and
// of names without quotes. Any other change, a number's spelling included,
// gives other bytes.
//
// Text behind a mistake, such as a string without an end, stays as it is.
func Canonical(src string, r Rules) string {
	var b strings.Builder
	b.Grow(len(src))
	l := New(src, r)
	semicolons := 0
	for {
		t, err := l.Next()
		switch {
		case err != nil:
			separate(&b, semicolons)
			b.WriteString(src[t.Pos.Offset:])
			return b.String()
		case t.Kind == EOF:
			return b.String()
		case t.Kind == Space || t.Kind == Comment:
		case t.IsOp(";"):
			semicolons++
		default:
			separate(&b, semicolons)
			semicolons = 0
			canonicalToken(&b, t)
		}
	}
}

// separate writes what stands between two tokens.
func separate(b *strings.Builder, semicolons int) {
	if b.Len() == 0 {
		return
	}
	for range semicolons {
		b.WriteString(" ;")
	}
	b.WriteByte(' ')
}

func canonicalToken(b *strings.Builder, t Token) {
	switch t.Kind {
	case Word:
		for i := 0; i < len(t.Text); i++ {
			b.WriteByte(lower(t.Text[i]))
		}
	case String, Quoted:
		rest := t.Text
		for {
			before, after, found := strings.Cut(rest, "\r\n")
			b.WriteString(before)
			if !found {
				return
			}
			b.WriteByte('\n')
			rest = after
		}
	default:
		b.WriteString(t.Text)
	}
}
