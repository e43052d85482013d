package sqlitetext_test

import (
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest/sqlitetext"
)

func TestExpression(t *testing.T) {
	cases := map[string]struct{ sql, want string }{
		"quotes of names":         {"\"a\" > [b] AND `c` = d", "a > b and c = d"},
		"quotes that are needed":  {`"order" <> "a b"`, `"order" <> "a b"`},
		"quote doubled":           {`'it''s' || "a""b"`, `'it''s' || "a""b"`},
		"comments":                {"1 -- one\n + /* two */ 2", "1 + 2"},
		"brackets around it":      {"((a + 1))", "a + 1"},
		"brackets inside":         {"(a) + (b)", "( a ) + ( b )"},
		"numbers":                 {"1.5E-3+0X1F-.5", "1.5e-3 + 0x1f - .5"},
		"blob":                    {"X'AB'", "x'ab'"},
		"signs":                   {"a<=b->>'$.c'", "a <= b ->> '$.c'"},
		"letters beyond ASCII":    {`"Ä" = Ö`, `Ä = Ö`},
		"comment without its end": {"a /* b", "a"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := sqlitetext.Expression(c.sql); got != c.want {
				t.Errorf("Expression(%q) = %q, want %q", c.sql, got, c.want)
			}
		})
	}
}

func TestParseTable(t *testing.T) {
	got := sqlitetext.ParseTable(`CREATE TABLE IF NOT EXISTS main."t" (
		id INTEGER CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT FAIL AUTOINCREMENT,
		a DECIMAL(10, 2) DEFAULT (1 + 2) CONSTRAINT nn NOT NULL COLLATE NoCase,
		b TEXT GENERATED ALWAYS AS (a || ',') STORED REFERENCES p (x) ON UPDATE SET NULL ON DELETE CASCADE NOT DEFERRABLE,
		UNIQUE (a COLLATE nocase ASC, b DESC) ON CONFLICT IGNORE
		CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES q DEFERRABLE INITIALLY DEFERRED
	) STRICT`)
	want := `{[{id  } {a nocase } {b  (a || ',') stored}] [` +
		`{fk FOREIGN KEY (a, b) q []  DEFERRABLE INITIALLY DEFERRED} ` +
		`{ FOREIGN KEY (b) p [x]  ON DELETE cascade ON UPDATE set null} ` +
		`{nn NOT NULL (a)  [] } ` +
		`{pk PRIMARY KEY (id autoincrement) ON CONFLICT fail  [] } ` +
		`{ UNIQUE (a collate nocase, b desc) ON CONFLICT ignore  [] }]}`
	if text := fmt.Sprint(got); text != want {
		t.Errorf("ParseTable:\n%s\nwant\n%s", text, want)
	}
}

// Whatever the text, taking it apart ends, and ends well.
func FuzzParse(f *testing.F) {
	for _, sql := range []string{
		"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT REFERENCES p (x), CHECK (a > 1))",
		"CREATE UNIQUE INDEX i ON t (lower(a) COLLATE nocase DESC) WHERE a > 1",
		"CREATE TRIGGER g AFTER UPDATE OF 'a' ON t BEGIN SELECT 1; END",
		"(", ")", "'", "\"", "[", "CONSTRAINT", "CREATE TABLE t(CHECK", "--", "/*", "x'", "",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		sqlitetext.ParseTable(sql)
		sqlitetext.ParseIndex(sql)
		sqlitetext.Statement(sql)
		text := sqlitetext.Expression(sql)
		if again := sqlitetext.Expression(text); again != text {
			t.Errorf("Expression(%q) = %q, of which it makes %q", sql, text, again)
		}
	})
}
