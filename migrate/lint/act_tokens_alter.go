package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// alter has an act for each clause of an ALTER TABLE.
func (p tokens) alter() []act {
	c := p.c
	for c.Accept("ONLINE") || c.Accept("IGNORE") {
	}
	if !c.Accept("TABLE") {
		return nil
	}
	base := p.object()
	base.flags = nil
	if c.Accept("WAIT") || c.Accept("NOWAIT") { // MariaDB
		if c.Peek(0).Kind == lex.Number {
			c.Next()
		}
	}
	var all []act
	for _, part := range c.Commas() {
		a := tokens{p.reader, part}.clause(base)
		if a.verb == other {
			a.verb = alterOther
		}
		all = append(all, a.flagged(hasWord(part, "CASCADE") && !hasWord(part, "ON", "DELETE") && !hasWord(part, "ON", "UPDATE"), cascade))
	}
	return all
}

// clause is one part of an ALTER TABLE.
func (p tokens) clause(a act) act {
	c := p.c
	switch {
	case c.Accept("ADD"):
		return p.add(a)
	case c.Accept("DROP"):
		return p.dropClause(a)
	case c.Accept("MODIFY"):
		c.Accept("COLUMN")
		return p.column(a.as(modifyColumn).part(p.name()))
	case c.Accept("CHANGE"):
		c.Accept("COLUMN")
		return p.column(a.as(modifyColumn).part(p.name()).setTo(p.name()))
	case c.Accept("RENAME", "COLUMN"):
		old := p.name()
		c.Accept("TO")
		return a.as(renameColumn).part(old).setTo(p.name())
	case c.Accept("RENAME", "TO"):
		return a.as(renameTable).setTo(p.name())
	case c.Accept("ALGORITHM"), c.Accept("LOCK"):
		v := chooseAlgorithm
		if hadWord := c.Since(0); strings.HasSuffix(strings.ToUpper(hadWord), "LOCK") {
			v = chooseLock
		}
		c.Accept("=")
		return a.as(v).setTo(strings.ToUpper(p.name()))
	case c.Accept("CONVERT"):
		return a.as(convertCharset)
	case c.Accept("ENGINE"):
		c.Accept("=")
		return a.as(tableOption).part("engine").setTo(strings.ToLower(p.name()))
	case c.Accept("COMMENT"), c.Accept("AUTO_INCREMENT"), c.Accept("DEFAULT"), c.Accept("CHARSET"), c.Accept("CHARACTER", "SET"), c.Accept("COLLATE"):
		return a.as(tableOption)
	case c.Accept("FORCE"), c.Accept("ROW_FORMAT"):
		return a.as(tableOption).part(strings.ToLower(c.Since(c.Mark() - 1)))
	}
	return a
}

func (p tokens) add(a act) act {
	c := p.c
	name := ""
	if c.Accept("CONSTRAINT") {
		c.Accept("IF", "NOT", "EXISTS")
		if !c.Peek(0).IsAny("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE") && !(c.Peek(0).Is("NOT") && c.Peek(1).Is("NULL")) {
			name = p.name()
		}
	}
	named := a.as(addConstraint).part(name).flagged(hasWord(c, "NOT", "VALID"), notValid)
	switch {
	case c.Accept("PRIMARY"):
		return named.flagged(true, primaryKey)
	case c.Accept("FOREIGN"):
		return named.flagged(true, foreignKey)
	case c.Accept("CHECK"):
		return named.flagged(true, check)
	case c.Accept("NOT", "NULL"): // PostgreSQL 18, which its parser here does not know
		return named
	case c.Accept("UNIQUE"):
		return named.as(createIndex).flagged(true, unique)
	case c.Accept("FULLTEXT"), c.Accept("SPATIAL"):
		return named.as(createIndex).flagged(true, special)
	case c.Accept("INDEX"), c.Accept("KEY"):
		return named.as(createIndex)
	case c.Accept("PARTITION"), c.Accept("PERIOD"), c.Accept("SYSTEM"):
		return a.as(alterOther)
	}
	c.Accept("COLUMN")
	c.Accept("IF", "NOT", "EXISTS")
	return p.column(a.as(addColumn).part(p.name()))
}

func (p tokens) dropClause(a act) act {
	c := p.c
	switch {
	case c.Accept("PRIMARY"):
		return a.as(dropConstraint).flagged(true, primaryKey)
	case c.Accept("FOREIGN", "KEY"):
		c.Accept("IF", "EXISTS")
		return a.as(dropConstraint).part(p.name()).flagged(true, foreignKey)
	case c.Accept("CONSTRAINT"), c.Accept("CHECK"):
		c.Accept("IF", "EXISTS")
		return a.as(dropConstraint).part(p.name())
	case c.Accept("INDEX"), c.Accept("KEY"):
		c.Accept("IF", "EXISTS")
		return a.as(dropIndex).part(p.name())
	case c.Accept("PARTITION"):
		return a.as(dropPartition)
	case c.Accept("SYSTEM"), c.Accept("PERIOD"):
		return a.as(alterOther)
	}
	c.Accept("COLUMN")
	c.Accept("IF", "EXISTS")
	return a.as(dropColumn).part(p.name())
}

// column reads what is said of a column behind its name.
func (p tokens) column(a act) act {
	words := []struct {
		text  []string
		trait trait
	}{{[]string{"NOT", "NULL"}, notNull}, {[]string{"DEFAULT"}, defaulted}, {[]string{"AUTO_INCREMENT"}, autoinc}, {[]string{"COMMENT"}, comment},
		{[]string{"ON", "UPDATE"}, onUpdate}, {[]string{"COLLATE"}, collated}, {[]string{"UNIQUE"}, unique}, {[]string{"PRIMARY"}, primaryKey},
		{[]string{"REFERENCES"}, foreignKey}, {[]string{"CHECK"}, check}, {[]string{"AS", "("}, generated}, {[]string{"AFTER"}, placed}, {[]string{"FIRST"}, placed}}
	for _, w := range words {
		a = a.flagged(hasWord(p.c, w.text...), w.trait)
	}
	if a.has(foreignKey) { // ON UPDATE is the reference's
		a.flags = slices.DeleteFunc(a.flags, func(f trait) bool { return f == onUpdate })
	}
	return a
}
