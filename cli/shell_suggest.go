package cli

import (
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/dbtool/dbtool/dialect/lex"
)

// suggestion is a word that may stand where the cursor is.
type suggestion struct {
	text, about string
	kind        string // the heading it stands under
}

// mostOfAKind is how many words of one kind are offered: a menu of thousands is
// no help, and slow.
const mostOfAKind = 60

// suggest finds what may stand at the cursor, and the part of it that is there.
func (v *vocabulary) suggest(before, after string) (prefix string, list []suggestion) {
	if trimmed := strings.TrimLeft(before, " \t\n"); strings.HasPrefix(trimmed, `\`) {
		return v.suggestCommand(trimmed)
	}
	tokens, ok := statementTokens(before, v.d.Rules())
	if !ok {
		return "", nil // in a string or comment
	}
	name, prefix, tokens := atCursor(tokens, before)
	tables := v.tablesIn(append(slices.Clone(tokens), following(after, v.d.Rules())...))
	f := finder{v: v, prefix: prefix}
	switch {
	case name != "":
		f.qualified(name, tables)
	case wantsTable(tokens):
		f.relations("")
		f.names("schemas", v.schemas, v.spelled)
	case prefix == "" && len(tokens) > 0: // all functions and keywords would be too many
		f.columns(tables)
		f.aliases(tables)
		f.relations("")
	default:
		f.columns(tables)
		f.aliases(tables)
		f.names("functions", v.functions, func(s string) string { return s + "(" })
		f.names("keywords", v.keywords, f.asTyped)
		f.relations("")
	}
	return prefix, f.list
}

// statementTokens are the tokens of the statement that the text ends in; the
// last is space if the text ends in it.
func statementTokens(text string, rules lex.Rules) (list []lex.Token, ok bool) {
	l := lex.New(text, rules)
	for {
		t, err := l.Next()
		switch {
		case err != nil:
			if rest := text[t.Pos.Offset:]; strings.HasPrefix(rest, `"`) && !rules.DoubleQuotedString || strings.HasPrefix(rest, "`") {
				return append(list, lex.Token{Kind: lex.Quoted, Text: rest, Pos: t.Pos}), true // a name that is being typed
			}
			return nil, false
		case t.Kind == lex.EOF:
			return list, true
		case t.Kind == lex.Comment:
			if t.Pos.Offset+len(t.Text) == len(text) {
				return nil, false
			}
		case t.IsOp(";"):
			list = nil
		default:
			list = append(list, t)
		}
	}
}

// following are the tokens of the statement behind the cursor.
func following(text string, rules lex.Rules) []lex.Token {
	tokens, err := lex.Tokens(text, rules)
	if err != nil {
		return nil
	}
	if i := slices.IndexFunc(tokens, func(t lex.Token) bool { return t.IsOp(";") }); i >= 0 {
		tokens = tokens[:i]
	}
	return tokens
}

// atCursor takes the word that is being typed off the tokens, and the name and
// point before it, and drops the spaces.
func atCursor(tokens []lex.Token, text string) (name, prefix string, rest []lex.Token) {
	n := len(tokens)
	if n > 0 && (tokens[n-1].Kind == lex.Word || tokens[n-1].Kind == lex.Quoted) {
		prefix = text[tokens[n-1].Pos.Offset:]
		n--
	}
	if n > 1 && tokens[n-1].IsOp(".") && (tokens[n-2].Kind == lex.Word || tokens[n-2].Kind == lex.Quoted) {
		name = tokens[n-2].Text
		n -= 2
	}
	rest = slices.DeleteFunc(slices.Clone(tokens[:n]), func(t lex.Token) bool { return t.Kind == lex.Space })
	return name, prefix, rest
}

// wantsTable reports whether a table comes next.
func wantsTable(tokens []lex.Token) bool {
	n := len(tokens)
	if n == 0 {
		return false
	}
	if tokens[n-1].IsOp(",") {
		for i := n - 1; i >= 0; i-- {
			switch t := tokens[i]; {
			case t.Is("FROM"):
				return true
			case t.IsAny("SELECT", "WHERE", "BY", "SET", "ON", "VALUES", "RETURNING") || t.IsOp("("):
				return false
			}
		}
		return false
	}
	return tokens[n-1].IsAny("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "VIEW", "DESCRIBE", "TRUNCATE", "REFERENCES")
}

// used is a table of the statement and the name it goes by.
type used struct{ table, alias string }

// tablesIn are the tables that a statement reads or writes.
func (v *vocabulary) tablesIn(tokens []lex.Token) (list []used) {
	for i := 0; i < len(tokens); i++ {
		if !wantsTable(tokens[:i]) {
			continue
		}
		name, next := v.nameAt(tokens, i)
		if name == "" {
			continue
		}
		u := used{table: name}
		if next < len(tokens) && tokens[next].Is("AS") {
			next++
		}
		if next < len(tokens) && (tokens[next].Kind == lex.Quoted || tokens[next].Kind == lex.Word && !usuallyReserved[fold(tokens[next].Text)]) {
			u.alias = fold(tokens[next].Value(v.d.Rules()))
		}
		list = append(list, u)
		i = next - 1
	}
	return list
}

// nameAt is the name, with its schema, that begins at a token, and where the
// token behind it is.
func (v *vocabulary) nameAt(tokens []lex.Token, i int) (name string, next int) {
	if tokens[i].Kind != lex.Word && tokens[i].Kind != lex.Quoted {
		return "", i
	}
	name = tokens[i].Value(v.d.Rules())
	if i+2 < len(tokens) && tokens[i+1].IsOp(".") && (tokens[i+2].Kind == lex.Word || tokens[i+2].Kind == lex.Quoted) {
		return fold(name + "." + tokens[i+2].Value(v.d.Rules())), i + 3
	}
	return fold(name), i + 1
}

// finder gathers what begins with the prefix.
type finder struct {
	v      *vocabulary
	prefix string
	list   []suggestion
}

func (f *finder) matches(text string) bool {
	return len(text) >= len(f.prefix) && strings.EqualFold(text[:len(f.prefix)], f.prefix)
}

func (f *finder) add(kind, text, about string) {
	if f.matches(text) && text != f.prefix {
		f.list = append(f.list, suggestion{text, about, kind})
	}
}

// asTyped is a keyword in the letters that were begun with.
func (f *finder) asTyped(word string) string {
	if f.prefix != "" && unicode.IsUpper([]rune(f.prefix)[0]) {
		return strings.ToUpper(word)
	}
	return word
}

// names offers some of a sorted list.
func (f *finder) names(kind string, sorted []string, spell func(string) string) {
	begin, n := 0, 0
	if f.prefix != "" && kind != "schemas" {
		begin = sort.SearchStrings(sorted, fold(f.prefix))
	}
	for _, name := range sorted[begin:] {
		text := spell(name)
		if !f.matches(text) {
			if kind == "schemas" {
				continue
			}
			break
		}
		if n++; n > mostOfAKind {
			break
		}
		f.add(kind, text, "")
	}
}

// relations offers tables and views, of a schema or of the default one and,
// with their schemas, the others.
func (f *finder) relations(schema string) {
	all := f.v.relations
	if bare := fold(f.prefix); bare != "" && bareName.MatchString(bare) && schema == "" {
		all = all[sort.Search(len(all), func(i int) bool { return fold(all[i].name) >= bare }):]
	}
	n := 0
	for _, r := range all {
		if n == mostOfAKind {
			return
		}
		if fold(r.schema) != fold(schema) {
			continue
		}
		if text := f.v.spelled(r.name); f.matches(text) {
			f.add(r.kind+"s", text, "")
			n++
		} else if f.prefix != "" && schema == "" && bareName.MatchString(fold(f.prefix)) && !strings.HasPrefix(fold(r.name), fold(f.prefix)) {
			return
		}
	}
}

func (f *finder) columns(tables []used) {
	seen := map[string]bool{}
	for _, u := range tables {
		for _, c := range f.v.columns[u.table] {
			if text := f.v.spelled(c.name); !seen[text] {
				seen[text] = true
				f.add("columns", text, c.about)
			}
		}
	}
}

func (f *finder) aliases(tables []used) {
	for _, u := range tables {
		if u.alias != "" {
			f.add("aliases", f.v.spelled(u.alias), u.table)
		}
	}
}

// qualified offers what may stand behind a name and a point: columns of a
// table, or tables of a schema.
func (f *finder) qualified(name string, tables []used) {
	name = fold(strings.Trim(name, "\"`[]"))
	for _, u := range tables {
		if u.alias == name || u.table == name || strings.HasSuffix(u.table, "."+name) {
			f.columns([]used{u})
			return
		}
	}
	if len(f.v.columns[name]) > 0 {
		f.columns([]used{{table: name}})
	}
	f.relations(name)
}

// suggestCommand completes a command and what it takes.
func (v *vocabulary) suggestCommand(text string) (prefix string, list []suggestion) {
	name, rest, hasRest := strings.Cut(text, " ")
	if !hasRest {
		f := finder{v: v, prefix: name}
		for _, c := range shellCommands() {
			f.add("commands", c.name, c.about)
		}
		return name, f.list
	}
	rest = rest[strings.LastIndexByte(rest, ' ')+1:]
	f := finder{v: v, prefix: rest}
	if c := findCommand(name); c != nil {
		switch c.takes {
		case "relation":
			f.relations("")
		case "database":
			f.names("databases", v.databases, func(s string) string { return s })
		case "file":
			found, _ := filepath.Glob(rest + "*") // a bad pattern finds nothing
			f.names("files", found, func(s string) string { return s })
		default:
			f.names("values", strings.Fields(c.takes), func(s string) string { return s })
		}
	}
	return rest, f.list
}
