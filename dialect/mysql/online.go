package mysql

import (
	"errors"
	"slices"
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// way is how InnoDB may be told to carry out a change of a table.
type way struct {
	algorithm, lock string
	impact          dialect.Lock
	copies          bool
}

// The ways, the one that others notice least first. Copying while others write
// is what MariaDB has learned in 11.2.
var (
	mysqlWays = []way{
		{"INSTANT", "", dialect.LockBriefly, false},
		{"INPLACE", "NONE", dialect.LockBriefly, false},
		{"INPLACE", "SHARED", dialect.LockWrites, false},
		{"COPY", "SHARED", dialect.LockWrites, true},
	}
	mariaWays = []way{
		{"INSTANT", "NONE", dialect.LockBriefly, false},
		{"NOCOPY", "NONE", dialect.LockBriefly, false},
		{"INPLACE", "NONE", dialect.LockBriefly, false},
		{"COPY", "NONE", dialect.LockBriefly, true},
		{"NOCOPY", "SHARED", dialect.LockWrites, false},
		{"INPLACE", "SHARED", dialect.LockWrites, false},
		{"COPY", "SHARED", dialect.LockWrites, true},
	}
)

// Forms are an ALTER TABLE, or a statement that makes or drops an index, with
// each ALGORITHM and LOCK. One that says them itself is left alone.
func (d *Dialect) Forms(s *dialect.Server, statement string) []dialect.Form {
	head, tail, comma, behind := d.changing(s, statement)
	if head == "" {
		return nil
	}
	ways := mysqlWays
	if isMaria(s) {
		ways = mariaWays
	}
	if d.remakesIndex(statement) {
		ways = ways[1:]
	}
	var forms []dialect.Form
	for _, w := range ways {
		clause := "ALGORITHM=" + w.algorithm
		if w.lock != "" {
			clause += comma + " LOCK=" + w.lock
		}
		forms = append(forms, dialect.Form{SQL: head + " " + clause + behind + tail, Lock: w.impact, Copies: w.copies, Rebuilds: w.copies || w.algorithm == "INPLACE", Clause: clause})
	}
	return forms
}

// changing cuts a statement where ALGORITHM and LOCK may stand: behind the
// table's name in ALTER TABLE, else at the end. comma is what parts them, behind
// what parts them from the tail.
func (d *Dialect) changing(s *dialect.Server, statement string) (head, tail, comma, behind string) {
	c, err := lex.NewCursor(statement, d.Rules())
	switch {
	case err != nil, saysHow(statement, d.Rules()):
	case c.Accept("ALTER", "TABLE"):
		c.Accept("IF", "EXISTS")
		c.Name()
		if c.Accept(".") {
			c.Name()
		}
		if c.Peek(0).IsAny("REMOVE", "PARTITION") {
			return statement[:c.End()], statement[c.End():], ",", ""
		}
		return statement[:c.End()], statement[c.End():], ",", ","
	case !isMaria(s) && c.Accept("DROP", "INDEX"), // MariaDB has no word for it there
		c.Accept("CREATE", "INDEX"), c.Accept("CREATE", "UNIQUE", "INDEX"), c.Accept("CREATE", "FULLTEXT", "INDEX"), c.Accept("CREATE", "SPATIAL", "INDEX"):
		return statement, "", "", ""
	}
	return "", "", "", ""
}

// remakesIndex reports whether an index is dropped and made again, which is
// nothing to do where both are the same. An empty copy may have the index as one
// made by hand, and the table as one that a foreign key made for itself.
func (d *Dialect) remakesIndex(statement string) bool {
	tokens, err := lex.Tokens(statement, d.Rules())
	if err != nil {
		return false
	}
	dropped := map[string]bool{}
	for i := 0; i+2 < len(tokens); i++ {
		if !tokens[i+1].IsAny("INDEX", "KEY") {
			continue
		}
		name := strings.ToLower(tokens[i+2].Value(d.Rules()))
		if tokens[i].Is("DROP") {
			dropped[name] = true
		} else if dropped[name] {
			return true
		}
	}
	return false
}

func saysHow(statement string, rules lex.Rules) bool {
	tokens, err := lex.Tokens(statement, rules)
	if err != nil {
		return true
	}
	for i, t := range tokens[:max(0, len(tokens)-1)] {
		if t.Kind == lex.Word && t.IsAny("ALGORITHM", "LOCK") && (tokens[i+1].IsOp("=") || tokens[i+1].IsAny("DEFAULT", "INSTANT", "INPLACE", "NOCOPY", "COPY", "NONE", "SHARED", "EXCLUSIVE")) {
			return true
		}
	}
	return false
}

// unfit are the errors about a form: an algorithm or lock that the change cannot
// have, that the server does not know, or in a place that it does not take.
var unfit = []uint16{1064, 1221, 1235, 1800, 1801, 1845, 1846}

// Unfit reports whether a statement was refused for its ALGORITHM or LOCK.
func (d *Dialect) Unfit(err error) bool {
	var e *driver.MySQLError
	return errors.As(err, &e) && slices.Contains(unfit, e.Number)
}
