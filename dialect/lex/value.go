package lex

import "strings"

// Value is what the token stands for: the name without its quotes, the string
// without quotes, prefix and escapes. Other tokens are their text.
func (t Token) Value(r Rules) string {
	switch t.Kind {
	case Quoted:
		return unquoteName(t.Text)
	case String:
		return unquoteString(t.Text, r)
	}
	return t.Text
}

func unquoteName(s string) string {
	if len(s) > 3 && s[1] == '&' {
		s = s[2:]
	}
	q := s[:1]
	inside := s[1 : len(s)-1]
	if q == "[" {
		return inside
	}
	return strings.ReplaceAll(inside, q+q, q)
}

func unquoteString(s string, r Rules) string {
	if s[0] == '$' {
		n := strings.IndexByte(s[1:], '$') + 2
		return s[n : len(s)-n]
	}
	backslash := r.BackslashEscapes
	if i := strings.IndexAny(s, `'"`); i > 0 {
		backslash = backslash || s[0]|32 == 'e' && r.EscapeStrings
		s = s[i:]
	}
	q := s[:1]
	inside := strings.ReplaceAll(s[1:len(s)-1], q+q, q)
	if !backslash || !strings.Contains(inside, `\`) {
		return inside
	}
	var b strings.Builder
	for i := 0; i < len(inside); i++ {
		if inside[i] != '\\' || i+1 == len(inside) {
			b.WriteByte(inside[i])
			continue
		}
		i++
		switch c := inside[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case '0':
			b.WriteByte(0)
		case 'Z':
			b.WriteByte(26)
		case '%', '_':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Canonical writes the tokens of a text so that comments, white space, line
// ends, the case of keywords and names without quotes, and a final semicolon
// make no difference, while a changed literal, quoted name or keyword does. A
// text that is not whole SQL is returned as it is.
func Canonical(src string, r Rules) string {
	list, err := Tokens(src, r)
	if err != nil {
		return src
	}
	for len(list) > 0 && list[len(list)-1].Text == ";" {
		list = list[:len(list)-1]
	}
	var b strings.Builder
	for i, t := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.Kind == Word {
			b.WriteString(strings.ToLower(t.Text))
			continue
		}
		b.WriteString(t.Text)
	}
	return b.String()
}
