package sqlitetext

import "strings"

// Expression spells a default, a check or a condition, without the brackets
// around it.
func Expression(sql string) string {
	return spell(bare(tokens(sql)))
}

// Statement spells a whole CREATE VIEW, CREATE TRIGGER or CREATE VIRTUAL
// TABLE.
func Statement(sql string) string {
	ts := tokens(sql)
	for len(ts) > 0 && ts[len(ts)-1].is(";") {
		ts = ts[:len(ts)-1]
	}
	p := parser{ts: ts}
	var head []token
	for !p.done() && !p.at("VIEW") && !p.at("TRIGGER") && !p.at("TABLE") {
		if t := p.take(); !t.is("TEMP") && !t.is("TEMPORARY") {
			head = append(head, t)
		}
	}
	if p.done() {
		return spell(ts)
	}
	head = append(head, p.take())
	name := p.name()
	return spell(head) + " " + name + " " + spell(named(p.ts[p.i:]))
}

// named turns a string where only a name can stand into a name: SQLite takes
// UPDATE OF 'a' ON 't'.
func named(ts []token) []token {
	out := make([]token, len(ts))
	copy(out, ts)
	for i := 1; i < len(out); i++ {
		if (out[i-1].is("ON") || out[i-1].is("OF")) && strings.HasPrefix(out[i].text, "'") {
			out[i] = nameToken(out[i])
		}
		if out[i].is("BEGIN") || out[i].is("AS") {
			break
		}
	}
	return out
}

// Index is what only the text of CREATE INDEX tells; the rest is in PRAGMA
// index_xinfo.
type Index struct {
	// Columns are the indexed expressions without COLLATE and direction.
	Columns []string
	Where   string
}

// ParseIndex reads a CREATE INDEX.
func ParseIndex(sql string) Index {
	p := parser{ts: tokens(sql)}
	for !p.done() && !p.at("(") {
		p.take()
	}
	var x Index
	for _, item := range split(p.brackets()) {
		x.Columns = append(x.Columns, spell(bare(plainColumn(item))))
	}
	if p.took("WHERE") {
		x.Where = spell(bare(p.ts[p.i:]))
	}
	return x
}

// plainColumn takes COLLATE and direction off an indexed column.
func plainColumn(item []token) []token {
	if n := len(item); n > 1 && (item[n-1].is("ASC") || item[n-1].is("DESC")) {
		item = item[:n-1]
	}
	if n := len(item); n > 2 && item[n-2].is("COLLATE") {
		item = item[:n-2]
	}
	return item
}
