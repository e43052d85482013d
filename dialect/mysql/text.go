package mysql

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// text undoes what MySQL's information_schema does to expressions: it escapes
// quotes, _utf8mb4\'a\', and encodes what is not ASCII twice.
func (r *reader) text(s string) string {
	if isMaria(r.s) {
		return s
	}
	s = decodedOnce(s)
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case '0':
			b.WriteByte(0)
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// decodedOnce reads the characters of a text as bytes of MySQL's latin1, which is
// Windows-1252 with its five gaps filled, and those as UTF-8. A text that does
// not come out as UTF-8 was not encoded twice.
func decodedOnce(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < utf8.RuneSelf
	}
	if plain {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch i := strings.IndexRune(cp1252, r); {
		case i >= 0:
			b = append(b, byte(0x80+utf8.RuneCountInString(cp1252[:i])))
		case r < 0x100:
			b = append(b, byte(r))
		default:
			return s
		}
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

// cp1252 are the characters of the bytes 0x80 to 0x9f.
const cp1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// unparen takes one pair of parentheses off that encloses everything.
func unparen(s string) string {
	c, err := lex.NewCursor(s, lex.MySQL())
	if err != nil {
		return s
	}
	if inside, ok := c.Parens(); ok && c.Done() {
		return inside
	}
	return s
}

// mention is a name in a text that the server has qualified with a database.
type mention struct {
	schema, name string
	column       bool // it is the table of a column
	routine      bool // an argument list follows
	begin, end   int  // where the qualification stands, with its point
}

// mentions finds `db`.`name` and `db`.`name`.`column`. The server writes names
// so in the texts of views and expressions. What is qualified by an alias,
// `a`.`column`, looks the same: whoever asks must know the names of databases.
func mentions(text string) []mention {
	tokens, err := lex.Tokens(text, lex.MySQL())
	if err != nil {
		return nil
	}
	var list []mention
	at := func(i int) lex.Token {
		if i < len(tokens) {
			return tokens[i]
		}
		return lex.Token{}
	}
	rules := lex.MySQL()
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != lex.Quoted || !at(i+1).IsOp(".") || at(i+2).Kind != lex.Quoted {
			continue
		}
		m := mention{schema: tokens[i].Value(rules), name: at(i + 2).Value(rules), begin: tokens[i].Pos.Offset, end: at(i + 2).Pos.Offset}
		i += 2
		if at(i+1).IsOp(".") && at(i+2).Kind == lex.Quoted {
			m.column = true
			i += 2
		}
		m.routine = at(i + 1).IsOp("(")
		list = append(list, m)
	}
	return list
}

// local takes the database's own name out of a text, so that it means the same
// in another database. A table's alias may be the database's name too: then
// `shop`.`id` is a column, and stays.
func (r *reader) local(text string) string {
	if !strings.Contains(text, r.d.Ident(r.s.Database)+".") {
		return text
	}
	var b strings.Builder
	from := 0
	for _, m := range mentions(text) {
		if m.schema == r.s.Database && (m.column || m.routine || r.known[m.name]) {
			b.WriteString(text[from:m.begin])
			from = m.end
		}
	}
	return b.String() + text[from:]
}

// reads lists the tables, views and sequences of this database that a text
// reads, and the routines it calls; missing is a table that is not there.
func (r *reader) reads(text, self string) (list []metadata.Dependency, missing string) {
	add := func(kind, name string) {
		dep := metadata.Dependency{Kind: kind, Name: metadata.Name{Name: name}}
		if name != self && !slices.Contains(list, dep) {
			list = append(list, dep)
		}
	}
	for _, m := range mentions(text) {
		switch {
		case m.schema != r.s.Database:
		case m.routine && !r.known[m.name]:
			add("routine", m.name)
		case r.known[m.name]:
			add("table", m.name)
		case !m.column && !r.columns[m.name]:
			missing = m.name
		}
	}
	return list, missing
}

// zeroDate reports whether a text holds a date with a zero in it, which the
// modes NO_ZERO_DATE and NO_ZERO_IN_DATE refuse as a default.
func zeroDate(text string) bool {
	return strings.HasPrefix(text, "'0000-") || len(text) > 10 && text[0] == '\'' && text[5] == '-' && (text[6:8] == "00" || text[8] == '-' && text[9:11] == "00")
}
