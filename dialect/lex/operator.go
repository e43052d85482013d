package lex

import "strings"

// param is the parameter at offset i, or the string in dollar quotes; an end
// of 0 means that there is none.
func (l *Lexer) param(i int) (Kind, int) {
	switch l.src[i] {
	case '$':
		return l.dollar(i)
	case '?':
		if l.rules.OperatorRuns {
			return EOF, 0
		}
		for i++; isDigit(l.at(i)); i++ {
		}
		return Param, i
	case ':':
		// Behind a name or number the colon divides: label:BEGIN, a[1:n].
		if begins(l.at(i+1)) && (i == 0 || !isName(l.src[i-1]) && l.src[i-1] != ')' && l.src[i-1] != ']') {
			return Param, l.name(i + 1)
		}
	case '@':
		return l.variable(i)
	}
	return EOF, 0
}

// begins reports whether c may begin a name.
func begins(c byte) bool { return isName(c) && !isDigit(c) && c != '$' }

func (l *Lexer) dollar(i int) (Kind, int) {
	run := i + 1
	for begins(l.at(run)) || run > i+1 && isDigit(l.at(run)) {
		run++
	}
	closed := l.at(run) == '$'
	switch {
	// MySQL 9 has dollar quotes for the body of a routine in JavaScript.
	case closed && (l.rules.DollarQuotes || l.rules.LooseNames && l.as):
		return String, l.dollarQuoted(i, run+1)
	case l.rules.LooseNames:
		return Word, l.name(i)
	case !l.rules.DollarQuotes && isName(l.at(i+1)):
		return Param, l.name(i + 1)
	case isDigit(l.at(i + 1)):
		return Param, l.digits(i + 1)
	}
	return EOF, 0
}

// dollarQuoted is the end of the string whose opening tag is src[i:body].
func (l *Lexer) dollarQuoted(i, body int) int {
	tag := l.src[i:body]
	n := strings.Index(l.src[body:], tag)
	if n < 0 {
		l.fail(l.pos, "this string has no end: "+tag+" is missing")
		return i
	}
	return body + n + len(tag)
}

// variable is @name, @@name, or @ and a quoted name.
func (l *Lexer) variable(i int) (Kind, int) {
	if l.rules.OperatorRuns {
		return EOF, 0
	}
	k := i + 1
	if l.at(k) == '@' {
		k++
	}
	switch c := l.at(k); {
	case isName(c):
		if end := l.name(k); end > k {
			return Param, end
		}
	case l.rules.Backtick && !l.rules.Bracket && (c == '\'' || c == '"' || c == '`'):
		return Param, l.quoted(i, k, c)
	}
	return EOF, 0
}

// operator is the end of the operator at offset i.
func (l *Lexer) operator(i int) int {
	if l.rules.OperatorRuns && isOperator(l.src[i]) {
		return l.operatorRun(i)
	}
	if end := i + l.longOperator(i); l.delimiter == "" || !strings.Contains(l.src[i:end], l.delimiter) {
		return end
	}
	return i + 1
}

// longOperator is the length of the operator at offset i.
func (l *Lexer) longOperator(i int) int {
	next := l.at(i + 1)
	switch c := l.src[i]; {
	case c == '<' && next == '=' && l.at(i+2) == '>', c == '-' && next == '>' && l.at(i+2) == '>':
		return 3
	case c == '<' && (next == '=' || next == '>' || next == '<'),
		c == '>' && (next == '=' || next == '>'),
		c == '=' && (next == '=' || next == '>'),
		c == ':' && (next == ':' || next == '='),
		c == '!' && next == '=', c == '|' && next == '|', c == '&' && next == '&',
		c == '-' && next == '>', c == '.' && next == '.':
		return 2
	}
	return 1
}

func isOperator(c byte) bool { return strings.IndexByte("+-*/<>=~!@#%^&|`?", c) >= 0 }

// operatorRun follows PostgreSQL's rule: the run ends before a comment, and it
// may end with + or - only if it has a character that no standard operator has.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS
func (l *Lexer) operatorRun(i int) int {
	const longest = 64 // no operator's name is longer
	end, own := i, false
	for ; end < min(len(l.src), i+longest) && isOperator(l.src[end]); end++ {
		c, next := l.src[end], l.at(end+1)
		if end > i && (c == '-' && next == '-' || c == '/' && next == '*') {
			break
		}
		own = own || strings.IndexByte("~!@#%^&|`?", c) >= 0
	}
	for !own && end > i+1 && (l.src[end-1] == '+' || l.src[end-1] == '-') {
		end--
	}
	return end
}
