package lex_test

import (
	"database/sql"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/dbtool/dbtool/dialect/lex"
)

var allRules = []lex.Rules{{}, lex.SQLite(), lex.MySQL(), lex.Postgres()}

func addSeeds(f *testing.F) {
	for _, c := range splitCases {
		f.Add(c.src)
	}
	for _, s := range []string{
		"select 'a''b' -- c\n", "/*!40000 x */ `a``", "$x$ $$ $x$", "E'\\'' || U&\"x\"", "create trigger begin end;",
		"delimiter a\nba", "1e+5.a.1b$", "\\", "delimiter $\nselect a$b", "E'a'\n'\\'b'", "/*/**/*/", "\x80'\xff'", "--#",
	} {
		f.Add(s)
	}
}

// pieces are the tokens of src up to a mistake.
func pieces(src string, r lex.Rules) (list []lex.Token, err error) {
	l := lex.New(src, r)
	for {
		t, err := l.Next()
		if err != nil || t.Kind == lex.EOF {
			return list, err
		}
		list = append(list, t)
	}
}

func FuzzTokensAreTheText(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		for _, r := range allRules {
			list, err := pieces(src, r)
			var b strings.Builder
			for _, tok := range list {
				if tok.Text == "" || tok.Pos.Offset != b.Len() {
					t.Fatalf("token %q of %q says offset %d, is at %d", tok.Text, src, tok.Pos.Offset, b.Len())
				}
				b.WriteString(tok.Text)
				_ = tok.Value(r)
			}
			if err == nil && b.String() != src {
				t.Fatalf("tokens of %q make %q", src, b.String())
			}
		}
	})
}

// FuzzSplitLosesNothing compares the tokens of the script with those of its
// statements.
func FuzzSplitLosesNothing(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		for _, r := range allRules {
			r.Delimiter = false // a delimiter changes what a token is
			list, err := lex.Split(src, r)
			if err != nil {
				continue
			}
			var got strings.Builder
			for _, s := range list {
				if r.DashNeedsSpace && strings.HasSuffix(s.SQL, "--") {
					return // a comment, now that nothing follows
				}
				got.WriteString(code(t, s.SQL, r))
				if src[s.Pos.Offset:s.Pos.Offset+len(s.SQL)] != s.SQL {
					t.Fatalf("%q of %q is not at %v", s.SQL, src, s.Pos)
				}
			}
			if want := code(t, src, r); got.String() != want {
				t.Fatalf("%q\nkeeps %q\nof    %q", src, got.String(), want)
			}
		}
	})
}

// code is the text without space, comments and semicolons.
func code(t *testing.T, src string, r lex.Rules) string {
	list, err := pieces(src, r)
	if err != nil {
		t.Fatalf("a statement is no whole text: %q: %v", src, err)
	}
	var b strings.Builder
	for _, tok := range list {
		if tok.Kind != lex.Space && tok.Kind != lex.Comment && !tok.IsOp(";") {
			b.WriteString(tok.Text)
		}
	}
	return b.String()
}

func FuzzDelimiter(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		list, err := lex.Split(src, lex.MySQL())
		if err != nil {
			return
		}
		for _, s := range list {
			if s.SQL == "" || !strings.HasPrefix(src[s.Pos.Offset:], s.SQL) {
				t.Fatalf("%q of %q is not at %v", s.SQL, src, s.Pos)
			}
		}
	})
}

func FuzzCanonicalIsItsOwnCanonical(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		for _, r := range allRules {
			if _, err := lex.Tokens(src, r); err != nil {
				continue
			}
			once := lex.Canonical(src, r)
			if twice := lex.Canonical(once, r); twice != once {
				t.Fatalf("%q gives %q, which gives %q", src, once, twice)
			}
		}
	})
}

// FuzzSQLiteQuoting asks SQLite what a string or name in quotes means.
func FuzzSQLiteQuoting(f *testing.F) {
	for _, s := range []string{"a", "it's", `say "x"`, "`", "[]", "ü\n--", "/*", ";"} {
		f.Add(s)
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	f.Fuzz(func(t *testing.T, src string) {
		if strings.ContainsAny(src, "\x00") || src == "" {
			return
		}
		for _, q := range []string{"'", `"`, "`"} {
			askSQLite(t, db, q+strings.ReplaceAll(src, q, q+q)+q, src)
			askSQLite(t, db, q+src+q, "")
		}
		askSQLite(t, db, "["+src+"]", "")
	})
}

// askSQLite selects a text as a string and as a column's name. want is what it
// means, "" if only SQLite knows.
func askSQLite(t *testing.T, db *sql.DB, text, want string) {
	tokens, lexErr := lex.Tokens(text, lex.SQLite())
	rows, err := db.Query("SELECT 1 AS " + text)
	if err != nil {
		if lexErr == nil && len(tokens) == 1 && want != "" {
			t.Fatalf("%q is one token, and SQLite says %v", text, err)
		}
		return
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	if lexErr != nil {
		t.Fatalf("SQLite takes %q: %v", text, lexErr)
	}
	if len(tokens) != 1 {
		return // a quoted name and, say, a comma: not what is asked here
	}
	if got := tokens[0].Value(lex.SQLite()); got != names[0] || want != "" && got != want {
		t.Fatalf("%q means %q to SQLite, got %q, want %q", text, names[0], got, want)
	}
}
