// Package sqlitetext brings the CREATE statements that SQLite keeps in
// sqlite_schema to one spelling, so that texts which declare the same thing
// compare equal. Its input is what SQLite accepted; it finds no errors.
package sqlitetext

import (
	"slices"
	"strings"
)

// token is a word, a quoted identifier, a string, a number or a sign. Spaces
// and comments are none.
type token struct {
	kind kind
	text string // an identifier's without its quotes, all else as written
}

type kind int

const (
	word kind = iota
	quoted
	literal // 'string', x'blob', number
	sign
)

// is says whether t is the keyword k, which is written in capitals.
func (t token) is(k string) bool {
	return t.kind == word && strings.EqualFold(t.text, k) || t.kind == sign && t.text == k
}

// signs are those of more than one character, the longest first.
var signs = []string{"->>", "||", "->", "<<", ">>", "<=", ">=", "==", "!=", "<>"}

func tokens(sql string) []token {
	var found []token
	for sql = skip(sql); sql != ""; sql = skip(sql) {
		t, length := next(sql)
		found = append(found, t)
		sql = sql[length:]
	}
	return found
}

// skip drops spaces and comments.
func skip(sql string) string {
	for {
		trimmed := strings.TrimLeft(sql, " \t\n\f\r")
		end, length := "", 0
		switch {
		case strings.HasPrefix(trimmed, "--"):
			end, length = "\n", 1
		case strings.HasPrefix(trimmed, "/*"):
			end, length = "*/", 2
		default:
			return trimmed
		}
		i := strings.Index(trimmed[2:], end)
		if i < 0 {
			return ""
		}
		sql = trimmed[2+i+length:]
	}
}

func next(sql string) (token, int) {
	switch c := sql[0]; {
	case c == '"' || c == '`':
		n := quotedLength(sql, c)
		return token{quoted, unquote(sql[:n], c)}, n
	case c == '[' && strings.Contains(sql, "]"):
		n := strings.IndexByte(sql, ']') + 1
		return token{quoted, sql[1 : n-1]}, n
	case c == '\'':
		n := quotedLength(sql, c)
		return token{literal, sql[:n]}, n
	case (c == 'x' || c == 'X') && len(sql) > 1 && sql[1] == '\'':
		n := 1 + quotedLength(sql[1:], '\'')
		return token{literal, strings.ToLower(sql[:n])}, n
	case isDigit(c) || c == '.' && len(sql) > 1 && isDigit(sql[1]):
		n := numberLength(sql)
		return token{literal, strings.ToLower(sql[:n])}, n
	case isWord(c):
		n := wordLength(sql)
		return token{word, sql[:n]}, n
	}
	for _, s := range signs {
		if strings.HasPrefix(sql, s) {
			return token{sign, s}, len(s)
		}
	}
	return token{sign, sql[:1]}, 1
}

// quotedLength counts a doubled quote as part of the text.
func quotedLength(sql string, quote byte) int {
	for i := 1; i < len(sql); i++ {
		if sql[i] != quote {
			continue
		}
		if i+1 < len(sql) && sql[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(sql)
}

func unquote(text string, quote byte) string {
	q := string(quote)
	return strings.ReplaceAll(strings.TrimSuffix(text[1:], q), q+q, q)
}

// numberLength takes 1.5e-3 and 0x1F as one.
func numberLength(sql string) int {
	n := 1
	for n < len(sql) {
		exponent := (sql[n] == '+' || sql[n] == '-') && (sql[n-1] == 'e' || sql[n-1] == 'E') && !strings.HasPrefix(sql, "0x")
		if !isWord(sql[n]) && sql[n] != '.' && !exponent {
			break
		}
		n++
	}
	return n
}

func wordLength(sql string) int {
	n := 0
	for n < len(sql) && isWord(sql[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isWord holds for every byte beyond ASCII, as in SQLite.
func isWord(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c == '@' || c == ':' || c >= 0x80
}

// reserved are the words that mean something else without quotes.
var reserved = strings.Fields(`add all alter and as autoincrement between case check collate commit constraint create
	current_date current_time current_timestamp default deferrable delete distinct drop else escape except exists false
	foreign from group having if in index insert intersect into is isnull join limit not nothing notnull null on or order
	primary references returning select set table then to transaction true union unique update using values when where`)

// spell writes tokens with one space between them, words in small letters, and
// identifiers in quotes only where they need them.
func spell(ts []token) string {
	words := make([]string, len(ts))
	for i, t := range ts {
		switch t.kind {
		case word:
			words[i] = lower(t.text)
		case quoted:
			words[i] = Identifier(t.text)
		default:
			words[i] = t.text
		}
	}
	return strings.Join(words, " ")
}

// Identifier spells a name as it is compared: SQLite's names know no letter
// case in ASCII.
func Identifier(name string) string {
	name = lower(name)
	if name != "" && wordLength(name) == len(name) && !isDigit(name[0]) && !slices.Contains(reserved, name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// lower leaves what is beyond ASCII alone, as SQLite does.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// closing returns the index of the bracket that closes the one at i, the number
// of tokens when none does.
func closing(ts []token, i int) int {
	depth := 0
	for j := i; j < len(ts); j++ {
		switch {
		case ts[j].is("("):
			depth++
		case ts[j].is(")"):
			depth--
		}
		if depth == 0 {
			return j
		}
	}
	return len(ts)
}

// split cuts at the commas that are outside all brackets.
func split(ts []token) [][]token {
	var parts [][]token
	start, depth := 0, 0
	for i, t := range ts {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is(",") && depth == 0:
			parts = append(parts, ts[start:i])
			start = i + 1
		}
	}
	return append(parts, ts[start:])
}

// bare takes away the brackets that hold the whole expression.
func bare(ts []token) []token {
	for len(ts) > 2 && ts[0].is("(") && closing(ts, 0) == len(ts)-1 {
		ts = ts[1 : len(ts)-1]
	}
	return ts
}
