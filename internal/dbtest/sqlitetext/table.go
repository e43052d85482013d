package sqlitetext

import (
	"cmp"
	"slices"
	"strings"
)

// Table is what only the text of CREATE TABLE tells; the rest is in PRAGMA
// table_xinfo and its sisters.
type Table struct {
	Columns     []Column
	Constraints []Constraint // of columns and of the table alike, sorted
}

// Column holds a column's name as it is compared (see Identifier).
type Column struct {
	Name      string
	Collation string // in small letters; "" when none is written
	Generated string // "(a + 1) stored"; "" for a plain column
}

// Constraint is in the form that a table's constraint has, even if it was
// written behind a column: a REFERENCES b is FOREIGN KEY (a) REFERENCES b.
type Constraint struct {
	Name string // "" when none is written
	Text string // all but a foreign key's target

	// References and To are a foreign key's target. To is nil for the primary
	// key of the other table; After is the rest: ON DELETE, DEFERRABLE ...
	References string
	To         []string
	After      string
}

// ParseTable reads a CREATE TABLE that has a list of columns, as every one has
// in sqlite_schema but those of virtual tables.
func ParseTable(sql string) Table {
	p := parser{ts: tokens(sql)}
	for !p.done() && !p.at("(") {
		p.take()
	}
	p.ts = p.ts[:closing(p.ts, p.i)]
	p.take()
	for !p.done() {
		switch {
		case p.at(","):
			p.take()
		case p.atTableConstraint():
			p.tableConstraint()
		default:
			p.column()
		}
	}
	slices.SortStableFunc(p.table.Constraints, func(a, b Constraint) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Name, b.Name), cmp.Compare(a.References, b.References))
	})
	return p.table
}

// parser takes a table's body apart. It accepts all that SQLite accepts: a
// constraint's name without a constraint, constraints without commas.
type parser struct {
	ts    []token
	i     int
	table Table
}

func (p *parser) done() bool { return p.i >= len(p.ts) }

func (p *parser) at(k string) bool { return !p.done() && p.ts[p.i].is(k) }

func (p *parser) atAny(ks ...string) bool { return slices.ContainsFunc(ks, p.at) }

// take returns the next token, an empty one at the end.
func (p *parser) take() token {
	if p.done() {
		return token{kind: literal}
	}
	p.i++
	return p.ts[p.i-1]
}

// took takes the words if all of them are next.
func (p *parser) took(ks ...string) bool {
	for j, k := range ks {
		if p.i+j >= len(p.ts) || !p.ts[p.i+j].is(k) {
			return false
		}
	}
	p.i += len(ks)
	return true
}

// name takes a name, without the schema in front of it and IF NOT EXISTS.
func (p *parser) name() string {
	p.took("IF", "NOT", "EXISTS")
	t := p.take()
	if p.took(".") {
		t = p.take()
	}
	return spell([]token{nameToken(t)})
}

// nameToken is for places where only a name can stand: 'a' is one there.
func nameToken(t token) token {
	if t.kind == literal && strings.HasPrefix(t.text, "'") {
		return token{quoted, unquote(t.text, '\'')}
	}
	return token{quoted, t.text}
}

// brackets takes ( ... ) and returns what is in it.
func (p *parser) brackets() []token {
	if !p.at("(") {
		return nil
	}
	end := closing(p.ts, p.i)
	inner := p.ts[p.i+1 : end]
	p.i = min(end+1, len(p.ts))
	return inner
}

func (p *parser) atTableConstraint() bool {
	return p.atAny("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
}

func (p *parser) add(c Constraint) {
	p.table.Constraints = append(p.table.Constraints, c)
}

func (p *parser) constraintName() string {
	if p.took("CONSTRAINT") {
		return p.name()
	}
	return ""
}

func (p *parser) tableConstraint() {
	name := p.constraintName()
	switch {
	case p.took("PRIMARY", "KEY"):
		p.add(Constraint{Name: name, Text: "PRIMARY KEY " + indexed(p.brackets()) + p.conflict()})
	case p.took("UNIQUE"):
		p.add(Constraint{Name: name, Text: "UNIQUE " + indexed(p.brackets()) + p.conflict()})
	case p.took("CHECK"):
		p.add(Constraint{Name: name, Text: "CHECK (" + spell(bare(p.brackets())) + ")" + p.conflict()})
	case p.took("FOREIGN", "KEY"):
		columns := indexed(p.brackets())
		p.took("REFERENCES")
		p.references(name, columns)
	case name == "":
		p.take() // no text of SQLite's, but an end all the same
	}
}

func (p *parser) column() {
	column := Column{Name: p.name()}
	for !p.done() && !p.atColumnConstraint() && !p.at(",") {
		if p.at("(") { // the type, which PRAGMA table_xinfo has
			p.brackets()
			continue
		}
		p.take()
	}
	for !p.done() && !p.at(",") {
		start := p.i
		p.columnConstraint(&column)
		if p.i == start {
			p.take()
		}
	}
	p.table.Columns = append(p.table.Columns, column)
}

func (p *parser) atColumnConstraint() bool {
	return p.atAny("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS")
}

func (p *parser) columnConstraint(column *Column) {
	name := p.constraintName()
	of := " (" + column.Name + ")"
	switch {
	case p.took("PRIMARY", "KEY"):
		p.columnPrimaryKey(name, column.Name)
	case p.took("NOT", "NULL"):
		p.decoration(name, "NOT NULL"+of+p.conflict())
	case p.took("NULL"):
		p.decoration(name, "NULL"+of+p.conflict())
	case p.took("UNIQUE"):
		p.add(Constraint{Name: name, Text: "UNIQUE" + of + p.conflict()})
	case p.took("CHECK"):
		p.add(Constraint{Name: name, Text: "CHECK (" + spell(bare(p.brackets())) + ")" + p.conflict()})
	case p.took("DEFAULT"):
		p.decoration(name, "DEFAULT"+of)
		p.skipDefault()
	case p.took("COLLATE"):
		p.decoration(name, "COLLATE"+of)
		column.Collation = p.name()
	case p.took("REFERENCES"):
		p.references(name, of[1:])
	case p.took("GENERATED", "ALWAYS", "AS"), p.took("AS"):
		p.decoration(name, "GENERATED"+of)
		column.Generated = p.generated()
	}
}

// decoration keeps what PRAGMA table_xinfo tells as well only for the sake of
// a name or of ON CONFLICT.
func (p *parser) decoration(name, text string) {
	if name != "" || strings.Contains(text, "ON CONFLICT") {
		p.add(Constraint{Name: name, Text: text})
	}
}

// columnPrimaryKey keeps DESC apart from a table's PRIMARY KEY (a DESC): an
// INTEGER column with it is no alias of the rowid.
// https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
func (p *parser) columnPrimaryKey(name, column string) {
	text := "PRIMARY KEY"
	if p.took("DESC") {
		text += " DESC"
	}
	p.took("ASC")
	conflict := p.conflict()
	if p.took("AUTOINCREMENT") {
		column += " autoincrement"
	}
	p.add(Constraint{Name: name, Text: text + " (" + column + ")" + conflict})
}

func (p *parser) generated() string {
	text := "(" + spell(bare(p.brackets())) + ")"
	if p.took("STORED") {
		return text + " stored"
	}
	p.took("VIRTUAL")
	return text + " virtual"
}

// skipDefault passes over what PRAGMA table_xinfo has.
func (p *parser) skipDefault() {
	if p.at("(") {
		p.brackets()
		return
	}
	if p.atAny("+", "-") {
		p.take()
	}
	p.take()
}

func (p *parser) conflict() string {
	if p.took("ON", "CONFLICT") {
		return " ON CONFLICT " + spell([]token{p.take()})
	}
	return ""
}

// indexed spells the columns of a key: names may be strings there, and ASC is
// what they are anyway.
func indexed(ts []token) string {
	columns := split(ts)
	words := make([]string, len(columns))
	for i, column := range columns {
		column = slices.Clone(column)
		if len(column) > 0 && column[0].kind != sign {
			column[0] = nameToken(column[0])
		}
		words[i] = strings.TrimSuffix(strings.Replace(spell(column), " asc ", " ", 1), " asc")
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// references takes a foreign key from behind the word REFERENCES.
func (p *parser) references(name, columns string) {
	c := Constraint{Name: name, Text: "FOREIGN KEY " + columns, References: p.name()}
	for _, column := range split(p.brackets()) {
		if len(column) > 0 {
			c.To = append(c.To, spell([]token{nameToken(column[0])}))
		}
	}
	var onDelete, onUpdate, match, deferrable string
	for {
		switch {
		case p.took("ON", "DELETE"):
			onDelete = p.action(" ON DELETE ")
		case p.took("ON", "UPDATE"):
			onUpdate = p.action(" ON UPDATE ")
		case p.took("MATCH"):
			match = " MATCH " + spell([]token{p.take()})
		case p.took("NOT", "DEFERRABLE"):
			deferrable = ""
			p.initially()
		case p.took("DEFERRABLE"):
			deferrable = " DEFERRABLE" + p.initially()
		default:
			c.After = onDelete + onUpdate + match + deferrable
			p.add(c)
			return
		}
	}
}

// action is "" for the one that holds when none is written.
func (p *parser) action(what string) string {
	if p.took("NO", "ACTION") {
		return ""
	}
	first := p.take()
	if first.is("SET") {
		return what + spell([]token{first, p.take()})
	}
	return what + spell([]token{first})
}

// initially is "" for the time that holds when none is written.
func (p *parser) initially() string {
	if p.took("INITIALLY", "DEFERRED") {
		return " INITIALLY DEFERRED"
	}
	p.took("INITIALLY", "IMMEDIATE")
	return ""
}
