package lex_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

func texts(list []lex.Statement) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.SQL
	}
	return out
}

func TestSplit(t *testing.T) {
	cases := map[string]struct {
		rules lex.Rules
		src   string
		want  []string
	}{
		"plain":                          {lex.SQLite(), "select 1;\nselect 2", []string{"select 1", "select 2"}},
		"comment between":                {lex.SQLite(), "-- a;\nselect 1; /* ; */ ;", []string{"select 1"}},
		"semicolon in string":            {lex.SQLite(), "select ';', \"a;b\", [c;d], `e;f`;", []string{"select ';', \"a;b\", [c;d], `e;f`"}},
		"doubled quote":                  {lex.SQLite(), "select 'it''s;';select 2", []string{"select 'it''s;'", "select 2"}},
		"backslash quote":                {lex.MySQL(), `select 'it\'s;';select 2`, []string{`select 'it\'s;'`, "select 2"}},
		"backslash is a character there": {lex.Postgres(), `select 'a\';select 2`, []string{`select 'a\'`, "select 2"}},
		"escape string":                  {lex.Postgres(), `select E'a\';b';select 2`, []string{`select E'a\';b'`, "select 2"}},
		"dollar quotes":                  {lex.Postgres(), "do $x$ begin; $$ ; end $x$; select $1", []string{"do $x$ begin; $$ ; end $x$", "select $1"}},
		"nested comment":                 {lex.Postgres(), "select /* /* ; */ ; */ 1", []string{"select /* /* ; */ ; */ 1"}},
		"minus minus is arithmetic":      {lex.MySQL(), "select 1--1;select 2", []string{"select 1--1", "select 2"}},
		"hash comment":                   {lex.MySQL(), "select 1 # ;\n;select 2", []string{"select 1", "select 2"}},
		"version comment":                {lex.MySQL(), "/*!40101 SET NAMES utf8 */;\nselect 1", []string{"/*!40101 SET NAMES utf8 */", "select 1"}},
		"sqlite trigger":                 {lex.SQLite(), "create trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end; select 1", []string{"create trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end", "select 1"}},
		"mysql delimiter":                {lex.MySQL(), "DELIMITER //\ncreate procedure p() begin select 1; end//\nDELIMITER ;\nselect 2;", []string{"create procedure p() begin select 1; end", "select 2"}},
		"mysql body without delimiter":   {lex.MySQL(), "create procedure p() begin if a then select 1; end if; while b do select if(1,2,3); end while; end; select 2", []string{"create procedure p() begin if a then select 1; end if; while b do select if(1,2,3); end while; end", "select 2"}},
		"mysql case statement":           {lex.MySQL(), "create trigger t before insert on a for each row begin case x when 1 then set y = 2; end case; end; select 2", []string{"create trigger t before insert on a for each row begin case x when 1 then set y = 2; end case; end", "select 2"}},
		"sql body":                       {lex.Postgres(), "create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3", []string{"create function f() returns int begin atomic select 1; select case when true then 2 end; end", "select 3"}},
		"begin is a statement":           {lex.Postgres(), "begin; select 1; commit;", []string{"begin", "select 1", "commit"}},
		"empty":                          {lex.Postgres(), " ;; -- x", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := lex.Split(c.src, c.rules)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(texts(got), c.want) {
				t.Errorf("Split(%q)\ngot  %q\nwant %q", c.src, texts(got), c.want)
			}
		})
	}
}

func TestSplitErrorsNameThePlace(t *testing.T) {
	cases := map[string]struct {
		rules lex.Rules
		src   string
		want  string
	}{
		"string":  {lex.SQLite(), "select 1;\nselect 'x", "line 2, column 8: this string has no end: ' is missing"},
		"comment": {lex.SQLite(), "/* x", "line 1, column 1: this comment has no end: */ is missing"},
		"dollar":  {lex.Postgres(), "do $a$ x", "line 1, column 4: this string has no end: $a$ is missing"},
		"psql":    {lex.Postgres(), "select 1;\n\\connect x", "line 2, column 1: \\connect is a command of psql, not of the server; take the line out"},
	}
	for name, c := range cases {
		_, err := lex.Split(c.src, c.rules)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestValue(t *testing.T) {
	cases := []struct {
		rules lex.Rules
		text  string
		want  string
	}{
		{lex.SQLite(), `"a""b"`, `a"b`}, {lex.SQLite(), "[a b]", "a b"}, {lex.SQLite(), "`a``b`", "a`b"},
		{lex.MySQL(), `'it\'s\n'`, "it's\n"}, {lex.MySQL(), `"a"`, "a"}, {lex.Postgres(), `'a\n'`, `a\n`},
		{lex.Postgres(), `E'a\n'`, "a\n"}, {lex.Postgres(), "$x$it's$x$", "it's"}, {lex.Postgres(), "word", "word"},
	}
	for _, c := range cases {
		list, err := lex.Tokens(c.text, c.rules)
		if err != nil || len(list) != 1 || list[0].Value(c.rules) != c.want {
			t.Errorf("Value(%s): got %v, %v; want %q", c.text, list, err, c.want)
		}
	}
}

func TestCanonicalSeesWhatMatters(t *testing.T) {
	same := lex.Canonical("SELECT a,\r\n b -- x\n FROM t;", lex.Postgres())
	if got := lex.Canonical("select A, b from T", lex.Postgres()); got != same {
		t.Errorf("got %q and %q, want them equal", got, same)
	}
	for _, other := range []string{"select 'x'", "select 'X'", `select "A"`, `select "a"`, "select 1"} {
		if lex.Canonical(other, lex.Postgres()) == same {
			t.Errorf("%s passes for another statement", other)
		}
	}
	if lex.Canonical("select 'x'", lex.Postgres()) == lex.Canonical("select 'X'", lex.Postgres()) {
		t.Error("a changed literal is not seen")
	}
}

func FuzzTokensAreTheText(f *testing.F) {
	for _, s := range []string{"select 'a''b' -- c\n", "/*!40000 x */ `a``", "$x$ $$ $x$", "E'\\'' || U&\"x\"", "create trigger begin end;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, r := range []lex.Rules{lex.SQLite(), lex.MySQL(), lex.Postgres()} {
			l := lex.New(src, r)
			var b strings.Builder
			for {
				tok, err := l.Next()
				if err != nil {
					break
				}
				if tok.Kind == lex.EOF {
					if b.String() != src {
						t.Fatalf("tokens of %q make %q", src, b.String())
					}
					break
				}
				if tok.Pos.Offset != b.Len() {
					t.Fatalf("token %q of %q says offset %d, is at %d", tok.Text, src, tok.Pos.Offset, b.Len())
				}
				b.WriteString(tok.Text)
			}
			_, _ = lex.Split(src, r)
		}
	})
}
