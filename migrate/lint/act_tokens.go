package lint

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// tokenActs reads a statement by its words: SQLite's, and those that the
// grammar of a server does not know.
func tokenActs(sql string, r *reader) []act {
	c, err := lex.NewCursor(sql, r.rules)
	if err != nil {
		return nil
	}
	p := tokens{r, c}
	switch first := c.Next(); {
	case first.Is("CREATE"):
		return p.create()
	case first.Is("DROP"):
		return p.drop()
	case first.Is("ALTER"):
		return p.alter()
	case first.Is("TRUNCATE"):
		c.Accept("TABLE")
		return one(p.object().as(truncate).flagged(hasWord(c, "CASCADE"), cascade))
	case first.IsAny("INSERT", "REPLACE"):
		p.until("INTO")
		return one(p.object().as(insertRows))
	case first.Is("UPDATE"):
		return one(p.object().as(updateRows).flagged(hasWord(c, "WHERE"), where))
	case first.Is("DELETE"):
		c.Accept("FROM")
		return one(p.object().as(deleteRows).flagged(hasWord(c, "WHERE"), where))
	case first.Is("RENAME") && c.Accept("TABLE"):
		return one(p.object().as(renameTable))
	default:
		return p.session(first)
	}
}

type tokens struct {
	*reader
	c *lex.Cursor
}

// until goes behind a word, if it comes.
func (p tokens) until(word string) {
	if !hasWord(p.c, word) {
		return
	}
	for !p.c.Next().Is(word) {
	}
}

func hasWord(c *lex.Cursor, words ...string) bool {
	mark := c.Mark()
	defer c.Reset(mark)
	for !c.Done() {
		if c.Accept(words...) {
			return true
		}
		c.Next()
	}
	return false
}

// name is one word of a name, folded as the server does.
func (p tokens) name() string {
	t := p.c.Next()
	if t.Kind == lex.Word && p.server.Caps.Schemas {
		return strings.ToLower(t.Text)
	}
	return t.Value(p.rules)
}

// object takes a name, with what may stand before it.
func (p tokens) object() act {
	found := p.c.Accept("IF", "EXISTS") || p.c.Accept("IF", "NOT", "EXISTS")
	p.c.Accept("ONLY")
	n := metadata.Name{Name: p.name()}
	if p.c.Accept(".") {
		n = metadata.Name{Schema: n.Name, Name: p.name()}
	}
	return act{table: p.ident(n.Schema, n.Name)}.flagged(found, ifExists)
}

func (p tokens) create() []act {
	c := p.c
	for c.Accept("OR", "REPLACE") || c.Accept("TEMPORARY") || c.Accept("TEMP") || c.Accept("UNLOGGED") {
	}
	isUnique := c.Accept("UNIQUE")
	isSpecial := c.Accept("FULLTEXT") || c.Accept("SPATIAL")
	switch {
	case c.Accept("TABLE"):
		return one(p.object().as(createTable))
	case c.Accept("INDEX"):
		inTurn := c.Accept("CONCURRENTLY")
		index := p.object()
		if c.Accept("ON") {
			return one(p.object().as(createIndex).part(index.table.Name).flagged(isUnique, unique).flagged(isSpecial, special).
				flagged(inTurn, concurrently).flagged(index.has(ifExists), ifExists))
		}
	case c.Accept("TRIGGER"):
		name := p.object()
		p.until("ON")
		return one(p.object().as(createTrigger).part(name.table.Name))
	case c.Accept("DATABASE"), !p.server.Caps.Schemas && c.Accept("SCHEMA"):
		return one(act{verb: createDatabase, name: p.object().table.Name})
	case c.Accept("DOMAIN"):
		return one(p.object().as(createDomain).flagged(hasWord(c, "CHECK"), hasDomain))
	}
	return nil
}

func (p tokens) drop() []act {
	c := p.c
	c.Accept("TEMPORARY")
	v := dropOther
	switch {
	case c.Accept("TABLE"):
		v = dropTable
	case c.Accept("INDEX"):
		v = dropIndex
	case c.Accept("DATABASE"), !p.server.Caps.Schemas && c.Accept("SCHEMA"):
		return one(act{verb: dropDatabase, name: p.object().table.Name})
	default:
		c.Next()
	}
	inTurn := c.Accept("CONCURRENTLY")
	var all []act
	for {
		a := p.object().as(v).flagged(inTurn, concurrently)
		if v == dropIndex {
			a.name = a.table.Name
			if c.Accept("ON") {
				a.table = p.object().table
			}
		}
		all = append(all, a)
		if !c.Accept(",") {
			break
		}
	}
	for i := range all {
		all[i] = all[i].flagged(c.Accept("CASCADE"), cascade)
	}
	return all
}

// optimized has an act for each table of OPTIMIZE TABLE.
func (p tokens) optimized() []act {
	for p.c.Accept("LOCAL") || p.c.Accept("NO_WRITE_TO_BINLOG") || p.c.Accept("TABLE") || p.c.Accept("TABLES") {
	}
	var all []act
	for _, part := range p.c.Commas() {
		all = append(all, tokens{p.reader, part}.object().as(vacuum).flagged(true, full))
	}
	return all
}

// session reads what is about transactions and settings.
func (p tokens) session(first lex.Token) []act {
	c := p.c
	switch {
	case first.Is("BEGIN"), first.Is("START") && c.Accept("TRANSACTION"):
		if first.Is("BEGIN") && c.Accept("NOT", "ATOMIC") { // MariaDB's compound statement
			return nil
		}
		return one(act{verb: begin})
	case first.Is("COMMIT"), first.Is("END"), first.Is("ROLLBACK") && !hasWord(c, "TO"):
		return one(act{verb: commit})
	case first.Is("PRAGMA"):
		a := act{verb: set, name: strings.ToLower(p.name())}
		if c.Accept("=") || c.Accept("(") {
			a.value = p.name()
		}
		return one(a)
	case first.Is("SET"):
		for c.Accept("SESSION") || c.Accept("LOCAL") || c.Accept("@@SESSION") {
		}
		a := act{verb: set, name: strings.TrimPrefix(strings.ToLower(p.name()), "@@")}
		if c.Accept("=") || c.Accept("TO") {
			a.value = strings.TrimSpace(c.Rest())
		}
		return one(a)
	case first.Is("VACUUM"):
		return one(act{verb: vacuum}.flagged(true, full))
	case first.Is("OPTIMIZE"):
		return p.optimized()
	}
	return nil
}
