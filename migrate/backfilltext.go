package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// walk is an UPDATE or DELETE taken apart, so that a range of keys can be put
// into it.
type walk struct {
	schema, table string
	quoted        bool     // the table's name is
	alias         string   // how the statement calls the table, as written
	head, where   string   // up to WHERE, and what stands behind it; where is "" for none
	sets          []string // the columns that are assigned
}

// walkText takes a statement apart.
func walkText(sql string, rules lex.Rules) (*walk, error) {
	c, err := lex.NewCursor(sql, rules)
	if err != nil {
		return nil, err
	}
	w := &walk{}
	switch {
	case c.Accept("UPDATE"):
	case c.Accept("DELETE", "FROM"):
	default:
		return nil, errNoBackfill
	}
	c.Accept("ONLY")
	w.name(c, rules)
	return w, w.rest(c, sql, rules)
}

// name takes the table's name and the other name that the statement gives it.
func (w *walk) name(c *lex.Cursor, rules lex.Rules) {
	t := c.Next()
	if c.Accept(".") {
		w.schema = t.Value(rules)
		t = c.Next()
	}
	w.table, w.quoted, w.alias = t.Value(rules), t.Kind == lex.Quoted, t.Text
	if c.Accept("AS") || c.Peek(0).Kind == lex.Quoted || c.Peek(0).Kind == lex.Word && !behindTable(c.Peek(0)) {
		w.alias = c.Next().Text
	}
}

// behindTable are the words that may follow a table without another name.
func behindTable(t lex.Token) bool {
	return t.IsAny("SET", "WHERE", "USING", "FROM", "JOIN", "INNER", "LEFT", "RIGHT", "CROSS", "NATURAL", "STRAIGHT_JOIN", "RETURNING", "ORDER", "LIMIT", "INDEXED", "NOT", "PARTITION", "FORCE", "USE", "IGNORE", "FOR")
}

// rest finds WHERE and what is assigned.
func (w *walk) rest(c *lex.Cursor, sql string, rules lex.Rules) error {
	depth, assigned := 0, false
	w.head = sql
	for !c.Done() {
		t := c.Next()
		switch {
		case t.IsOp("("):
			depth++
		case t.IsOp(")"):
			depth--
		case depth > 0:
		case t.IsAny("RETURNING", "LIMIT", "ORDER"):
			return fmt.Errorf("a backfill goes through the table in batches of its own, so %s has no place in it", strings.ToUpper(t.Text))
		case t.Is("WHERE"):
			w.head, w.where = sql[:t.Pos.Offset], sql[c.End():]
			return checkBehind(c)
		case t.Is("FROM"):
			assigned = false
			continue
		}
		if depth == 0 && (t.Is("SET") || assigned && t.IsOp(",")) {
			assigned = true
			w.assigns(c, rules)
		}
	}
	return nil
}

// checkBehind looks for clauses behind the condition.
func checkBehind(c *lex.Cursor) error {
	depth := 0
	for !c.Done() {
		switch t := c.Next(); {
		case t.IsOp("("):
			depth++
		case t.IsOp(")"):
			depth--
		case depth == 0 && t.IsAny("RETURNING", "LIMIT", "ORDER"):
			return fmt.Errorf("a backfill goes through the table in batches of its own, so %s has no place in it", strings.ToUpper(t.Text))
		}
	}
	return nil
}

// assigns notes the column, or the columns in parentheses, before the sign.
func (w *walk) assigns(c *lex.Cursor, rules lex.Rules) {
	for i := 0; ; i++ {
		t := c.Peek(i)
		if t.IsOp("=") || t.Kind == lex.EOF {
			return
		}
		if t.Kind == lex.Word || t.Kind == lex.Quoted {
			w.sets = append(w.sets, t.Value(rules))
		}
	}
}

// changesKey is a column of the key that the statement assigns; "" is none.
// Rows would be gone through twice, or not at all.
func (w *walk) changesKey(key []string) string {
	for _, k := range key {
		if slices.ContainsFunc(w.sets, func(s string) bool { return strings.EqualFold(s, k) }) {
			return k
		}
	}
	return ""
}

// in is the statement for the rows whose keys meet a condition.
func (w *walk) in(condition string) string {
	head := strings.TrimRight(w.head, " \t\r\n;")
	if strings.TrimSpace(w.where) == "" {
		return head + " WHERE " + condition
	}
	return head + " WHERE (" + strings.TrimRight(w.where, " \t\r\n;") + "\n) AND " + condition
}
