package lex

import "strings"

// Begins reports, without reading all of it, whether a statement may begin with
// one of the words: one that begins with a comment may.
func Begins(sql string, words ...string) bool {
	sql = strings.TrimLeft(sql, " \t\r\n\f(")
	if sql == "" || strings.ContainsRune("-/#", rune(sql[0])) {
		return true
	}
	for _, w := range words {
		if len(sql) >= len(w) && equalFold(sql[:len(w)], w) {
			return true
		}
	}
	return false
}
