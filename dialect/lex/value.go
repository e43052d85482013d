package lex

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is what the token stands for: a name or string without its quotes,
// prefix and escapes; the bytes of X'...'; the digits of B'...'. Any other
// token is its text, so that the case of a word stays as written. UESCAPE,
// which follows a U&'...' as a word of its own, is not looked at.
func (t Token) Value(r Rules) string {
	if t.Kind != String && t.Kind != Quoted || len(t.Text) < 2 {
		return t.Text
	}
	s := t.Text
	if s[0] == '$' {
		tag := strings.IndexByte(s[1:], '$') + 2
		return s[tag : len(s)-tag]
	}
	open := max(0, strings.IndexAny(s, "'\"`["))
	prefix, mark, inside := s[:open], s[open], s[open+1:len(s)-1]
	escapes := t.escapes || t.Kind == String && (r.BackslashEscapes || lower(s[0]) == 'e')
	switch {
	case mark == '[':
		return inside
	case lower(s[0]) == 'x' && prefix != "":
		if b, err := hex.DecodeString(inside); err == nil {
			return string(b)
		}
		return inside
	case prefix != "" && strings.HasSuffix(prefix, "&"):
		return unicodeEscapes(undouble(inside, mark))
	case escapes && strings.IndexByte(inside, '\\') >= 0:
		return unescape(inside, mark, prefix != "" || r.EscapeStrings)
	}
	return undouble(inside, mark)
}

func undouble(s string, mark byte) string {
	if strings.IndexByte(s, mark) < 0 {
		return s
	}
	return strings.ReplaceAll(s, string([]byte{mark, mark}), string(mark))
}

// unescape resolves backslashes, by PostgreSQL's list of escapes or MySQL's.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
// https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
func unescape(s string, mark byte, postgres bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == mark && i+1 < len(s) && s[i+1] == mark:
			i++
			b.WriteByte(mark)
		case s[i] != '\\' || i+1 == len(s):
			b.WriteByte(s[i])
		case postgres:
			i += escapePostgres(&b, s[i+1:])
		default:
			i++
			escapeMySQL(&b, s[i])
		}
	}
	return b.String()
}

func escapeMySQL(b *strings.Builder, c byte) {
	switch c {
	case '0':
		c = 0
	case 'b':
		c = '\b'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'Z':
		c = 26
	case '%', '_': // for LIKE, which takes the backslash away
		b.WriteByte('\\')
	}
	b.WriteByte(c)
}

// escapePostgres resolves the escape that s goes on with behind its backslash,
// and returns its length.
func escapePostgres(b *strings.Builder, s string) int {
	switch c := s[0]; c {
	case 'b':
		b.WriteByte('\b')
	case 'f':
		b.WriteByte('\f')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'x':
		if n, v := escapedNumber(s[1:], 1, 2, 16); n > 0 {
			b.WriteByte(byte(v))
			return 1 + n
		}
		b.WriteByte(c)
	case 'u', 'U':
		want := 4
		if c == 'U' {
			want = 8
		}
		if n, v := escapedNumber(s[1:], want, want, 16); n > 0 {
			b.WriteRune(rune(v))
			return 1 + n
		}
		b.WriteByte(c)
	default:
		if n, v := escapedNumber(s, 1, 3, 8); n > 0 {
			b.WriteByte(byte(v))
			return n
		}
		b.WriteByte(c)
	}
	return 1
}

// escapedNumber reads between least and most digits; n is 0 if there are fewer.
func escapedNumber(s string, least, most, base int) (n int, v uint64) {
	for n < most && n < len(s) {
		if _, err := strconv.ParseUint(s[n:n+1], base, 8); err != nil {
			break
		}
		n++
	}
	if n < least {
		return 0, 0
	}
	v, _ = strconv.ParseUint(s[:n], base, 64)
	return n, v
}

// unicodeEscapes resolves \0041 and \+01F600, and \\.
func unicodeEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		rest, digits, sign := s[i+1:], 4, 0
		if strings.HasPrefix(rest, "+") {
			digits, sign = 6, 1
		}
		n, v := escapedNumber(rest[sign:], digits, digits, 16)
		switch {
		case n > 0 && v <= utf8.MaxRune:
			b.WriteRune(rune(v))
			i += sign + n
		case strings.HasPrefix(rest, `\`):
			b.WriteByte('\\')
			i++
		default:
			b.WriteByte('\\')
		}
	}
	return b.String()
}
