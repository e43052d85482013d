package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// partitionWords are the words of a partition clause that are no names.
// https://dev.mysql.com/doc/refman/8.4/en/create-table.html
// https://mariadb.com/kb/en/create-table/#partitions
var partitionWords = strings.Fields(`ALGORITHM AUTO BY COLUMNS COMMENT CURRENT DATA DAY DEFAULT DIRECTORY ENGINE HASH HISTORY HOUR IN INDEX INTERVAL KEY LESS LIMIT LINEAR LIST
MAX_ROWS MAXVALUE MIN_ROWS MINUTE MONTH NODEGROUP NULL PARTITION PARTITIONS QUARTER RANGE SECOND STARTS STORAGE SUBPARTITION SUBPARTITIONS SYSTEM_TIME TABLESPACE THAN TIMESTAMP
VALUES WEEK YEAR`)

// partitionText spells a partition clause, without PARTITION BY, in one way:
// words in capitals, functions in lower case, names in quotes, the engine left
// out where it is the usual one. Servers print them with line ends, and differ
// in what they quote.
func partitionText(s *dialect.Server, text string) string {
	tokens, err := lex.Tokens(text, lex.MySQL())
	if err != nil {
		return text
	}
	var b strings.Builder
	glued := true
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if skip := usualEngine(s, tokens[i:]); skip > 0 {
			i += skip - 1
			continue
		}
		calls := i+1 < len(tokens) && tokens[i+1].IsOp("(")
		word := partitionWord(t, calls)
		if !glued && !t.IsOp(")") && !t.IsOp(",") && !(t.IsOp("(") && i > 0 && isFunction(tokens[i-1])) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		glued = t.IsOp("(")
	}
	return b.String()
}

func partitionWord(t lex.Token, calls bool) string {
	switch {
	case t.Kind != lex.Word:
		return t.Text
	case calls && isFunction(t):
		return strings.ToLower(t.Text)
	case slices.Contains(partitionWords, strings.ToUpper(t.Text)):
		return strings.ToUpper(t.Text)
	}
	return New().Ident(t.Text)
}

// isFunction tells year( from IN (. What is both, such as HASH and YEAR, is a
// function only where the grammar has no such word before a parenthesis.
func isFunction(t lex.Token) bool {
	if t.Kind != lex.Word {
		return false
	}
	if t.IsAny("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "QUARTER", "WEEK") {
		return true
	}
	return !slices.Contains(partitionWords, strings.ToUpper(t.Text)) && !t.IsAny("AND", "OR", "DIV", "MOD")
}

// usualEngine is how many tokens say ENGINE = the server's own.
func usualEngine(s *dialect.Server, tokens []lex.Token) int {
	if !tokens[0].Is("ENGINE") || len(tokens) < 2 {
		return 0
	}
	n := 1
	if tokens[1].IsOp("=") {
		n = 2
	}
	if n < len(tokens) && strings.EqualFold(tokens[n].Value(lex.MySQL()), s.Facts[factEngine]) {
		return n + 1
	}
	return 0
}

// appended returns the partitions that want has behind those of have, when the
// two differ in nothing else.
func appended(have, want string) (list string, ok bool) {
	headH, partsH := partitionList(have)
	headW, partsW := partitionList(want)
	if headH != headW || len(partsH) == 0 || len(partsW) <= len(partsH) || !slices.Equal(partsH, partsW[:len(partsH)]) {
		return "", false
	}
	return strings.Join(partsW[len(partsH):], ", "), true
}

// reorganized returns the partitions of have that those of want take the place
// of, when the two differ in nothing else. Ranges must end where they ended: the
// server refuses to move the end, and rows behind it would be in the way.
func reorganized(have, want string) (names, list string, ok bool) {
	headH, h := partitionList(have)
	headW, w := partitionList(want)
	if headH != headW || len(h) == 0 || !strings.HasPrefix(headH, "RANGE ") && !strings.HasPrefix(headH, "LIST ") {
		return "", "", false
	}
	for len(h) > 0 && len(w) > 0 && h[0] == w[0] {
		h, w = h[1:], w[1:]
	}
	for len(h) > 0 && len(w) > 0 && h[len(h)-1] == w[len(w)-1] {
		h, w = h[:len(h)-1], w[:len(w)-1]
	}
	if len(h) == 0 || len(w) == 0 {
		return "", "", false
	}
	old := make([]string, len(h))
	var endH, endW string
	for i, p := range h {
		old[i], endH = partitionName(p)
	}
	for _, p := range w {
		_, endW = partitionName(p)
	}
	return strings.Join(old, ", "), strings.Join(w, ", "), endH == endW || strings.HasPrefix(headH, "LIST ")
}

// partitionName divides a partition into its quoted name and what it holds.
func partitionName(text string) (name, values string) {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil {
		return "", text
	}
	c.Accept("PARTITION")
	name, _ = c.Name()
	c.Accept("VALUES")
	return New().Ident(name), c.Until(func(t lex.Token) bool { return t.IsAny("COMMENT", "ENGINE", "DATA", "INDEX", "MAX_ROWS", "MIN_ROWS") })
}

// partitionList divides a clause into what is before its partitions, and them.
func partitionList(text string) (head string, parts []string) {
	i := strings.Index(text, "(PARTITION ")
	if i < 0 || !strings.HasSuffix(text, ")") {
		return text, nil
	}
	parts, err := lex.Commas(text[i+1:len(text)-1], lex.MySQL())
	if err != nil {
		return text, nil
	}
	return text[:i], parts
}
