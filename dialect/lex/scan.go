package lex

import "strings"

// quote is what begins with a quotation mark at offset i.
func (l *Lexer) quote(i int) (Kind, int) {
	switch c := l.src[i]; {
	case c == '\'':
		return l.text(i, i, l.rules.BackslashEscapes || l.escapes)
	case c == '"' && l.rules.DoubleQuotedString:
		return l.text(i, i, l.rules.BackslashEscapes)
	case c == '"' || c == '`' && l.rules.Backtick:
		return Quoted, l.quoted(i, i, c)
	case c == '[' && l.rules.Bracket:
		n := strings.IndexByte(l.src[i:], ']')
		if n < 0 {
			l.fail(l.pos, "this name has no end: ] is missing")
			return Quoted, i
		}
		return Quoted, i + n + 1
	}
	return Op, i + 1
}

// text is the string that begins at offset i, its quotation mark at open.
func (l *Lexer) text(i, open int, escapes bool) (Kind, int) {
	l.escapes = escapes
	c := l.src[open]
	if !escapes {
		return String, l.quoted(i, open, c)
	}
	for k := open + 1; k < len(l.src); k++ {
		switch {
		case l.src[k] == '\\':
			k++
		case l.src[k] != c:
		case l.at(k+1) == c:
			k++
		default:
			return String, k + 1
		}
	}
	l.fail(l.pos, "this string has no end: "+string(c)+" is missing")
	return String, i
}

// quoted is the end of what the mark c at offset open begins; the mark doubled
// stands for itself.
func (l *Lexer) quoted(i, open int, c byte) int {
	for k := open + 1; ; k += 2 {
		n := strings.IndexByte(l.src[min(k, len(l.src)):], c)
		if n < 0 {
			what := "string"
			if c != '\'' {
				what = "name"
			}
			l.fail(l.pos, "this "+what+" has no end: "+string(c)+" is missing")
			return i
		}
		if k += n; l.at(k+1) != c {
			return k + 1
		}
	}
}

// comment is the comment at offset i, or the mark of a version comment; an end
// of 0 means that there is none.
func (l *Lexer) comment(i int) (Kind, int) {
	next := l.at(i + 1)
	switch c := l.src[i]; {
	case c == '#' && l.rules.HashComment, c == '-' && next == '-' && l.dashes(i+2):
		if n := strings.IndexByte(l.src[i:], '\n'); n >= 0 {
			return Comment, i + n
		}
		return Comment, len(l.src)
	case c == '*' && next == '/' && len(l.versions) > 0:
		l.versions = l.versions[:len(l.versions)-1]
		return Version, i + 2
	case c == '/' && next == '*':
		if end := l.version(i + 2); end > 0 {
			l.versions = append(l.versions, l.pos)
			return Version, end
		}
		return Comment, l.block(i)
	}
	return EOF, 0
}

// dashes reports whether two dashes before offset i begin a comment.
func (l *Lexer) dashes(i int) bool {
	return !l.rules.DashNeedsSpace || i >= len(l.src) || l.src[i] <= ' ' || l.src[i] == 0x7F
}

// version is the end of "!80016" or "M!100100" at offset i, 0 if there is none.
func (l *Lexer) version(i int) int {
	if !l.rules.VersionComments {
		return 0
	}
	if l.at(i) == 'M' {
		i++
	}
	if l.at(i) != '!' {
		return 0
	}
	for i++; isDigit(l.at(i)); i++ {
	}
	return i
}

// block is the end of the /* comment at offset i.
func (l *Lexer) block(i int) int {
	depth := 1
	for k := i + 2; k+1 < len(l.src); k++ {
		switch {
		case l.src[k] == '*' && l.src[k+1] == '/':
			k++
			if depth--; depth == 0 {
				return k + 1
			}
		case l.src[k] == '/' && l.src[k+1] == '*' && l.rules.NestedComments:
			k++
			depth++
		}
	}
	l.fail(l.pos, "this comment has no end: */ is missing")
	return i
}

// number is the number at offset i, or the name that begins with digits.
func (l *Lexer) number(i int) (Kind, int) {
	if l.src[i] == '0' {
		if end := l.radix(i); end > 0 && !(l.rules.LooseNames && end < l.name(i)) {
			return Number, end
		}
	}
	end := l.digits(i)
	if l.rules.LooseNames && end > i {
		if run := l.name(i); run > end && l.exponent(end) == end { // 1e5x is 1e5 AS x
			return Word, run
		}
	}
	if l.at(end) == '.' && l.at(end+1) != '.' { // 1..9 is a range
		end = l.digits(end + 1)
	}
	return Number, l.exponent(end)
}

// radix is the end of 0x1F, 0b01 or 0o17 at offset i, 0 if there is none.
func (l *Lexer) radix(i int) int {
	var digits string
	switch lower(l.at(i + 1)) {
	case 'x':
		digits = "0123456789abcdefABCDEF_"
	case 'b':
		digits = "01_"
	case 'o':
		digits = "01234567_"
	default:
		return 0
	}
	end := i + 2
	for end < len(l.src) && strings.IndexByte(digits, l.src[end]) >= 0 {
		end++
	}
	if end == i+2 {
		return 0
	}
	return end
}

// digits is the end of the digits at offset i; 1_000 is a number.
func (l *Lexer) digits(i int) int {
	for isDigit(l.at(i)) || l.at(i) == '_' && isDigit(l.at(i+1)) && !l.rules.LooseNames {
		i++
	}
	return i
}

// exponent is the end of the exponent at offset i, or i.
func (l *Lexer) exponent(i int) int {
	if lower(l.at(i)) != 'e' {
		return i
	}
	k := i + 1
	if c := l.at(k); c == '+' || c == '-' {
		k++
	}
	if !isDigit(l.at(k)) {
		return i
	}
	return l.digits(k)
}
