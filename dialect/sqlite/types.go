package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// declared is the canonical form of a declared type: one space between words,
// which are in upper case, and no quotes around a type that needs none. SQLite
// compares types by affinity and ignores case. Other quoted words stay as they
// are: what SQLite makes of them is hard to say otherwise ("VARCHAR"(10) is
// VARCHAR to it).
func declared(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }) {
		return strings.ToUpper(s) // most are one word
	}
	tokens, err := lex.Tokens(s, lex.SQLite())
	if err != nil {
		return strings.ToUpper(strings.Join(strings.Fields(s), " "))
	}
	if len(tokens) == 1 && tokens[0].Kind != lex.Word {
		if value := tokens[0].Value(lex.SQLite()); plainType(value) {
			return declared(value)
		}
	}
	var b strings.Builder
	for i, t := range tokens {
		last := byte('(')
		if i > 0 {
			last = tokens[i-1].Text[len(tokens[i-1].Text)-1]
		}
		if last == ',' || last != '(' && !t.IsOp("(") && !t.IsOp(")") && !t.IsOp(",") && gap(tokens[i-1], t) {
			b.WriteByte(' ')
		}
		if t.Kind == lex.Word {
			b.WriteString(strings.ToUpper(t.Text))
		} else {
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

// gap reports whether something stands between two tokens.
func gap(a, b lex.Token) bool { return b.Pos.Offset > a.Pos.Offset+len(a.Text) }

// plainType reports whether a type reads the same without quotes.
func plainType(s string) bool {
	c, err := lex.NewCursor(s, lex.SQLite())
	if err != nil || c.Done() || strings.Join(strings.Fields(s), " ") != s {
		return false
	}
	for ; !c.Done(); c.Next() {
		if t := c.Peek(0); t.Kind != lex.Word || startsClause(c) || slices.Contains(reserved, strings.ToUpper(t.Text)) {
			return false
		}
	}
	return true
}

// reserved are the words that cannot stand in a type without quotes.
var reserved = strings.Fields(`ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE
	DEFAULT DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GENERATED GROUP HAVING IN INDEX INSERT INTO
	IS ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO
	TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE`)

// exactType is the type that a generic one is declared as. The words are
// chosen for the affinity that stores the value unchanged: DATE and DATETIME
// hold text in ISO form, JSON and UUIDs are text (as NUMERIC, '1e5' would not come back), NUMERIC keeps what fits a number.
func exactType(t metadata.Type) (metadata.Type, error) {
	switch t.Kind {
	case metadata.KindExact:
		return metadata.Exact(declared(t.SQL)), nil
	case metadata.KindString:
		if t.Length == 0 {
			return metadata.Exact("VARCHAR"), nil
		}
		return metadata.Exact(fmt.Sprintf("VARCHAR(%d)", t.Length)), nil
	case metadata.KindNumeric:
		s := "NUMERIC"
		if t.Precision != nil && t.Scale != nil {
			s = fmt.Sprintf("NUMERIC(%d, %d)", *t.Precision, *t.Scale)
		} else if t.Precision != nil {
			s = fmt.Sprintf("NUMERIC(%d)", *t.Precision)
		}
		return metadata.Exact(s), nil
	case metadata.KindDateTime:
		if t.TimeZone {
			return metadata.Exact("TIMESTAMP"), nil
		}
	case metadata.KindArray, metadata.KindInterval:
		return t, fmt.Errorf("SQLite has no %s type; give the column another one with On(\"sqlite\", ...)", t.Kind)
	}
	return metadata.Exact(plainTypes[t.Kind]), nil
}

var plainTypes = map[metadata.Kind]string{
	metadata.KindBoolean: "BOOLEAN", metadata.KindSmallInt: "SMALLINT", metadata.KindInteger: "INTEGER", metadata.KindBigInt: "BIGINT",
	metadata.KindFloat: "FLOAT", metadata.KindDouble: "DOUBLE", metadata.KindText: "TEXT", metadata.KindBinary: "BLOB",
	metadata.KindDate: "DATE", metadata.KindTime: "TIME", metadata.KindDateTime: "DATETIME", metadata.KindJSON: "TEXT",
	metadata.KindUUID: "CHAR(36)", metadata.KindEnum: "TEXT",
}

// affinity is the rule of https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func affinity(t string) string {
	t = strings.ToUpper(t)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(t, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("INT"):
		return "INTEGER"
	case has("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case t == "" || has("BLOB"):
		return "BLOB"
	case has("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

// Generic is the way back from a declared type to the generic one that is
// declared so.
func (*Dialect) Generic(t metadata.Type) (metadata.Type, bool) {
	var n, p int
	if _, err := fmt.Sscanf(t.SQL, "VARCHAR(%d)", &n); err == nil && t.SQL == fmt.Sprintf("VARCHAR(%d)", n) {
		return metadata.String(n), true
	}
	if _, err := fmt.Sscanf(t.SQL, "NUMERIC(%d, %d)", &n, &p); err == nil && t.SQL == fmt.Sprintf("NUMERIC(%d, %d)", n, p) {
		return metadata.Numeric(n, p), true
	}
	if t.SQL == "TIMESTAMP" {
		return metadata.Timestamp(), true
	}
	for k, s := range plainTypes {
		if s == t.SQL && k != metadata.KindEnum && k != metadata.KindJSON {
			return metadata.Type{Kind: k}, true
		}
	}
	return t, false
}
