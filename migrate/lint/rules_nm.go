package lint

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// namedKinds are the keys of [lint.naming], in the order of the rules.
var namedKinds = []string{"table", "column", "index", "foreign_key", "check", "key"}

// usualName is the pattern where the configuration gives none.
const usualName = `^[a-z][a-z0-9_]*$`

// nmRules are about names.
func nmRules() []Rule {
	titles := []string{"a table's name breaks the pattern", "a column's name breaks the pattern", "an index's name breaks the pattern", "a foreign key's name breaks the pattern",
		"a check's name breaks the pattern", "the name of a primary key or unique constraint breaks the pattern"}
	var rules []Rule
	for i, kind := range namedKinds {
		rules = append(rules, Rule{ID: sayf("NM10%d", i+1), Level: Note, Off: true, Everywhere: true, Title: titles[i], Why: "names that follow one pattern are found and need no quotes",
			Instead: sayf("[lint.naming] %s = \"...\" in dbtool.toml is the pattern; %s when nothing is said", kind, usualName), change: breaksPattern(kind)})
	}
	return append(rules,
		Rule{ID: "NM107", Level: Warning, Everywhere: true, Dialects: []string{"postgres", "mysql"}, Title: "a name is longer than the server keeps", Why: "PostgreSQL cuts it to 63 bytes without an error, and two may become one; MySQL refuses more than 64 characters", Instead: "a shorter one", statement: tooLong},
		Rule{ID: "NM108", Level: Note, Off: true, Everywhere: true, Title: "a name is a reserved word, or has capital letters", Why: "it needs quotes everywhere, and reads otherwise where the file system decides about case", Instead: "another one, in small letters", change: needsQuotes},
		Rule{ID: "NM109", Level: Note, Off: true, Everywhere: true, Title: "a constraint or index without a name of its own", Why: "each server makes one up by its own rule, and it cannot be dropped by the same statement everywhere", Instead: "CONSTRAINT name, or a naming convention in the metadata", statement: unnamed})
}

// thing is something with a name that a change makes.
type thing struct {
	kind, name, of string
	implicit       bool
}

// made are the things that a change makes.
func made(c ddl.Change) []thing {
	switch c := c.(type) {
	case ddl.CreateTable:
		name := c.Table.Ident().String()
		all := []thing{{"table", c.Table.Name, name, false}}
		for _, col := range c.Table.Columns {
			all = append(all, thing{"column", col.Name, name, false})
		}
		for _, k := range c.Table.Constraints() {
			all = append(all, constraintThing(k, name))
		}
		return all
	case ddl.AddColumn:
		return []thing{{"column", c.Column.Name, c.Ident().String(), false}}
	case ddl.CreateIndex:
		return []thing{{"index", c.Index.Name, c.Ident().String(), c.Index.Implicit}}
	case ddl.AddConstraint:
		return []thing{constraintThing(c.Constraint, c.Ident().String())}
	}
	return nil
}

func constraintThing(c metadata.Constraint, of string) thing {
	t := thing{kind: "key", name: c.ConstraintName(), of: of}
	switch c := c.(type) {
	case *metadata.ForeignKey:
		t.kind, t.implicit = "foreign_key", c.Implicit
	case *metadata.Check:
		t.kind, t.implicit = "check", c.Implicit
	case *metadata.PrimaryKey:
		t.implicit = c.Implicit || c.Name == "PRIMARY"
	case *metadata.Unique:
		t.implicit = c.Implicit
	}
	return t
}

func breaksPattern(kind string) func(*linter, *step, ddl.Change) string {
	return func(l *linter, s *step, c ddl.Change) string {
		re := regexp.MustCompile(cmp.Or(l.options.Config.Naming[kind], usualName)) // checked with the configuration
		for _, t := range made(c) {
			if t.kind == kind && t.name != "" && t.name != "PRIMARY" && !re.MatchString(t.name) {
				return sayf("%s %s of %s does not match %s", strings.ReplaceAll(kind, "_", " "), t.name, t.of, re)
			}
		}
		return ""
	}
}

// tooLong looks at the words: a server, and its grammar, may have cut the name.
func tooLong(l *linter, s *step) string {
	limit := l.target.Server.Caps.Identifier
	if limit == 0 || len(s.Changes) == 0 && s.refusal == "" {
		return ""
	}
	c := s.tokens(l)
	for !c.Done() {
		t := c.Next()
		name := t.Value(l.target.Dialect.Rules())
		n := len(name)
		if !l.target.Server.Caps.Schemas {
			n = utf8.RuneCountInString(name)
		}
		if (t.Kind == lex.Word || t.Kind == lex.Quoted) && n > limit {
			return sayf("%q is longer than %d", name, limit)
		}
	}
	return ""
}

func needsQuotes(l *linter, _ *step, c ddl.Change) string {
	for _, t := range made(c) {
		if t.implicit || t.name == "" {
			continue
		}
		if t.name != strings.ToLower(t.name) {
			return sayf("%s of %s has capital letters", t.name, t.of)
		}
		if reserved[strings.ToUpper(t.name)] {
			return sayf("%s of %s is a reserved word", t.name, t.of)
		}
	}
	return ""
}

// unnamed looks at the words, since the server has made up a name.
func unnamed(l *linter, s *step) string {
	if !s.asks(createTable, addConstraint, addColumn, createIndex) {
		return ""
	}
	hasKeyName := l.target.Dialect.Name() != "mysql" // where it is called PRIMARY
	c := s.tokens(l)
	named, foreign := false, false
	for !c.Done() {
		switch {
		case c.Accept("CONSTRAINT"):
			_, named = c.Name()
			continue
		case c.Accept("FOREIGN", "KEY"):
			if foreign = true; !named {
				return "a foreign key has no name of its own"
			}
		case c.Accept("REFERENCES"):
			if !foreign && !named {
				return "a foreign key has no name of its own"
			}
			foreign = false
		case c.Accept("CHECK", "("):
			if !named {
				return "a check has no name of its own"
			}
		case c.Accept("PRIMARY", "KEY"):
			if !named && hasKeyName {
				return "a primary key has no name of its own"
			}
		case c.Accept("UNIQUE", "("):
			if !named {
				return "a unique constraint has no name of its own"
			}
		default:
			c.Next()
			continue
		}
		named = false
	}
	return ""
}

// reserved are the words of SQL that every server or most of them reserve.
var reserved = words(`ALL ALTER AND ANY AS ASC BETWEEN BY CASE CHECK COLLATE COLUMN CONSTRAINT CREATE CROSS CURRENT_DATE CURRENT_TIME
	CURRENT_TIMESTAMP CURRENT_USER DEFAULT DELETE DESC DISTINCT DROP ELSE END EXCEPT EXISTS FALSE FETCH FOR FOREIGN FROM GRANT GROUP HAVING IN INDEX
	INNER INSERT INTERSECT INTO IS JOIN KEY LEFT LIKE LIMIT NATURAL NOT NULL OFFSET ON OR ORDER OUTER PRIMARY REFERENCES RIGHT SELECT SET TABLE THEN TO
	TRIGGER TRUE UNION UNIQUE UPDATE USER USING VALUES WHEN WHERE WINDOW WITH`)

func words(s string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(s) {
		all[w] = true
	}
	return all
}
