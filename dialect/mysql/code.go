package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// headless takes DEFINER out of a CREATE statement: it differs between schemas
// that are the same.
func headless(text string) string {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil || !c.Accept("CREATE") {
		return text
	}
	c.Accept("OR", "REPLACE")
	at := c.Peek(0).Pos.Offset
	if !c.Accept("DEFINER") {
		return text
	}
	skipDefiner(c)
	return text[:at] + c.Rest()
}

// skipDefiner takes = user@host, or = CURRENT_USER, behind DEFINER.
func skipDefiner(c *lex.Cursor) {
	c.Accept("=")
	c.Next()
	if t := c.Peek(0); t.Kind == lex.Param { // @host
		c.Next()
		if t.Text == "@" {
			c.Next()
		}
	} else if c.Accept("@") {
		c.Next()
	}
	if c.Peek(0).IsOp("(") { // CURRENT_USER()
		c.Group()
	}
}

// triggerHead is what stands before a trigger's body.
type triggerHead struct {
	name, table  string
	timing       string // "BEFORE INSERT"
	follows      string
	precedes     string
	body         string
	unstructured bool // nothing of this was understood
}

// parseTrigger takes CREATE TRIGGER apart. MariaDB shows the text as it was
// written, MySQL in its own words.
func parseTrigger(text string) triggerHead {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil || !c.Accept("CREATE") {
		return triggerHead{unstructured: true}
	}
	c.Accept("OR", "REPLACE")
	if c.Accept("DEFINER") {
		skipDefiner(c)
	}
	if !c.Accept("TRIGGER") {
		return triggerHead{unstructured: true}
	}
	c.Accept("IF", "NOT", "EXISTS")
	var h triggerHead
	h.name = lastName(c)
	h.timing = strings.ToUpper(c.Next().Text) + " " + strings.ToUpper(c.Next().Text)
	if !c.Accept("ON") {
		return triggerHead{unstructured: true} // INSERT OR UPDATE, and what is to come
	}
	h.table = lastName(c)
	if !c.Accept("FOR", "EACH", "ROW") {
		return triggerHead{unstructured: true}
	}
	if c.Accept("FOLLOWS") {
		h.follows, _ = c.Name()
	} else if c.Accept("PRECEDES") {
		h.precedes, _ = c.Name()
	}
	if !c.Done() {
		h.body = text[c.Peek(0).Pos.Offset:] // with the comments in it
	}
	h.body = strings.TrimSuffix(strings.TrimSpace(h.body), ";")
	return h
}

// lastName takes a name that may be qualified by its database.
func lastName(c *lex.Cursor) string {
	name, _ := c.Name()
	for c.Accept(".") {
		name, _ = c.Name()
	}
	return name
}

// triggerText writes the head in one way. The place among triggers of the same
// time is an option of its own.
func triggerText(d *Dialect, text string) string {
	h := parseTrigger(text)
	if h.unstructured {
		return strings.TrimSuffix(strings.TrimSpace(headless(text)), ";")
	}
	return "CREATE TRIGGER " + d.Ident(h.name) + " " + h.timing + " ON " + d.Ident(h.table) + " FOR EACH ROW " + h.body
}
