package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// broken reports whether a view or trigger may read what is not there. DROP
// COLUMN on any table is an error then: "error in view v: no such table".
func (p *planner) broken() bool {
	if p.dangling == nil {
		found := p.findBroken()
		p.dangling = &found
	}
	return *p.dangling
}

func (p *planner) findBroken() bool {
	known := map[string]bool{"sqlite_schema": true, "sqlite_master": true, "sqlite_sequence": true, "new": true, "old": true}
	for _, t := range p.have.Tables() {
		known[strings.ToLower(t.Name)] = true
	}
	for _, v := range p.have.Views {
		known[strings.ToLower(v.Name)] = true
	}
	for _, u := range p.have.Unmanaged {
		known[strings.ToLower(u.Name.Name)] = true
	}
	for _, v := range p.have.Views {
		if readsUnknown(v.Definition.Text, known) {
			return true
		}
	}
	for _, g := range p.have.Triggers {
		if readsUnknown(g.Definition, known) {
			return true
		}
	}
	return false
}

// readsUnknown reports whether a name behind FROM, JOIN, INTO or UPDATE is
// neither known nor given in the text itself (name AS (SELECT ...)). Names
// behind a comma are not looked at.
func readsUnknown(text string, known map[string]bool) bool {
	c, err := lex.NewCursor(text, lex.SQLite())
	if err != nil {
		return true
	}
	given, read := map[string]bool{}, map[string]bool{}
	for !c.Done() {
		if t := c.Next(); t.IsAny("FROM", "JOIN", "INTO") || t.Is("UPDATE") && !c.Peek(0).IsAny("OF", "ON", "SET") {
			if name, ok := relation(c, t.Is("INTO")); ok {
				read[name] = true
			}
			continue
		}
		c.Reset(c.Mark() - 1)
		if name, ok := c.Name(); !ok {
			c.Next()
		} else if next := c.Peek(0); next.Is("AS") && c.Peek(1).IsOp("(") || next.IsOp("(") {
			given[strings.ToLower(name)] = true
		}
	}
	for name := range read {
		if !known[name] && !given[name] {
			return true
		}
	}
	return false
}

// relation takes a table's name in small letters; ok is false for a subquery
// and for a function, which a parenthesis follows; behind INTO it begins a list
// of columns.
func relation(c *lex.Cursor, into bool) (name string, ok bool) {
	if c.Accept("OR") { // UPDATE OR IGNORE t
		c.Next()
	}
	name, ok = c.Name()
	if ok && c.Accept(".") {
		name, ok = c.Name()
	}
	return strings.ToLower(name), ok && (into || !c.Peek(0).IsOp("("))
}
