package lex_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

func TestCanonicalLeavesOutWhatDoesNotMatter(t *testing.T) {
	for name, c := range map[string]struct {
		rules lex.Rules
		a, b  string
	}{
		"comments, space, case, semicolon": {lex.Postgres(), "SELECT a,\r\n b -- x\n FROM t;", "select A , /* y */ b from T"},
		"semicolons":                       {lex.SQLite(), ";; select 1;\n;", "select 1"},
		"line ends in a string":            {lex.Postgres(), "do $$\r\nx\r\n$$", "do $$\nx\n$$"},
		"byte order mark":                  {lex.SQLite(), "\uFEFFselect 1", "select 1"},
		"space between operators":          {lex.SQLite(), "a=-1", "a = - 1"},
	} {
		t.Run(name, func(t *testing.T) {
			if a, b := lex.Canonical(c.a, c.rules), lex.Canonical(c.b, c.rules); a != b {
				t.Errorf("%q gives %q,\n%q gives %q", c.a, a, c.b, b)
			}
		})
	}
}

func TestCanonicalKeepsWhatMatters(t *testing.T) {
	for name, c := range map[string]struct {
		rules lex.Rules
		a, b  string
	}{
		"case of a string":          {lex.Postgres(), "select 'x'", "select 'X'"},
		"space in a string":         {lex.Postgres(), "select ' '", "select '  '"},
		"name in quotes":            {lex.Postgres(), `select "a"`, `select "A"`},
		"quotes around a name":      {lex.Postgres(), `select "a"`, `select a`},
		"number":                    {lex.Postgres(), "select 1", "select 2"},
		"keyword":                   {lex.Postgres(), "drop table t cascade", "drop table t"},
		"one operator or two":       {lex.MySQL(), "a || b", "a | | b"},
		"semicolon in the middle":   {lex.MySQL(), "a; b", "a b"},
		"version of a comment":      {lex.MySQL(), "/*!50000 a */", "/*!99999 a */"},
		"comment of a version":      {lex.MySQL(), "/*!50000 a */", "a"},
		"comment marks in a string": {lex.SQLite(), "'/* a */'", "'/* b */'"},
		"behind a mistake":          {lex.SQLite(), "select 'a", "select 'b"},
	} {
		t.Run(name, func(t *testing.T) {
			if a, b := lex.Canonical(c.a, c.rules), lex.Canonical(c.b, c.rules); a == b {
				t.Errorf("%q and %q both give %q", c.a, c.b, a)
			}
		})
	}
}
