package ansi

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Transaction is the word by which a statement begins or ends a transaction, in
// capitals; "" for all others, which a savepoint belongs to.
func Transaction(sql string, rules lex.Rules) string {
	if !lex.Begins(sql, "BEGIN", "START", "COMMIT", "END", "ROLLBACK") {
		return ""
	}
	c, err := lex.NewCursor(sql, rules)
	if err != nil {
		return ""
	}
	first := c.Next()
	word := strings.ToUpper(first.Text)
	switch {
	case first.Is("BEGIN"): // MariaDB has a compound statement
		if c.Accept("NOT", "ATOMIC") {
			return ""
		}
		return word
	case first.Is("START") && c.Accept("TRANSACTION"):
		return "START TRANSACTION"
	case first.IsAny("COMMIT", "END"), first.Is("ROLLBACK"):
		if c.Peek(0).IsAny("WORK", "TRANSACTION") {
			c.Next()
		}
		if c.Peek(0).IsAny("TO", "PREPARED") {
			return ""
		}
		return word
	}
	return ""
}

// OwnTransaction is why no revision may begin or end a transaction, "" for other
// statements.
func OwnTransaction(sql string, rules lex.Rules) string {
	word := Transaction(sql, rules)
	if word == "" {
		return ""
	}
	return word + ": a revision and its record are one transaction, which is dbtool's; take the line out (-- dbtool:transaction none runs each statement by itself)"
}
