package cli_test

import (
	neturl "net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestInvalidIndexIsRebuilt: what a failed CREATE INDEX CONCURRENTLY leaves is
// seen, though its definition is right, and made anew.
func TestInvalidIndexIsRebuilt(t *testing.T) {
	const schema = "CREATE TABLE t (a integer, b integer); CREATE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_b ON t (b);"
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, want := s.NewDB(t), s.NewDB(t)
		live.Script(t, schema+"UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('t_a'::regclass, 't_b'::regclass);")
		want.Script(t, schema)
		if sql := diff(t, live, want); strings.Count(sql, "DROP INDEX") != 2 {
			t.Fatalf("the plan is\n%s", sql)
		}
		step(t, live, want)
	}, dbtest.Postgres)
}

// TestConversionsThatNeedAWordAreRefused: a type that the server does not
// convert by itself is refused before anything runs, and the message says where
// the expression goes.
func TestConversionsThatNeedAWordAreRefused(t *testing.T) {
	cases := map[string][2]string{
		"integer to uuid":  {"integer", "uuid"},
		"date to integer":  {"date", "integer"},
		"array to one":     {"integer[]", "integer"},
		"jsonb to bytea":   {"jsonb", "bytea"},
		"arrays of others": {"uuid[]", "boolean[]"},
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, types := range cases {
			t.Run(name, func(t *testing.T) {
				live, want := s.NewDB(t), s.NewDB(t)
				live.Script(t, "CREATE TABLE t (c "+types[0]+");")
				want.Script(t, "CREATE TABLE t (c "+types[1]+");")
				if err := live.ScriptErr(t, "ALTER TABLE t ALTER c TYPE "+types[1]+" USING c::"+types[1]+";"); err == nil {
					t.Fatal("the server does convert it")
				}
				out, stderr, code := run(t, "diff", "--from", live.URL, "--to", want.URL, "--format", "sql")
				if code != 1 || out != "" || !strings.Contains(stderr, `column t.c the option "postgres.using"`) {
					t.Errorf("exit %d\n%s%s", code, out, stderr)
				}
			})
		}
	}, dbtest.Postgres)
}

// TestConversionsGoThrough is the other half: each pair that is taken to
// convert is one that the server takes.
func TestConversionsGoThrough(t *testing.T) {
	pairs := strings.Fields(`text/integer text/uuid text/jsonb varchar(3)/boolean integer/boolean boolean/integer bigint/money money/numeric integer/bit(8)
		bit(8)/integer bit(8)/varbit date/timestamptz timestamptz/date timestamp/time timestamptz/timetz time/interval interval/time json/jsonb jsonb/json
		jsonb/numeric jsonb/boolean inet/cidr cidr/inet macaddr/macaddr8 macaddr8/macaddr integer/oid oid/bigint text[]/integer[] integer[]/text int4range/int4multirange
		circle/box box/circle polygon/point smallint/double numeric/integer xml/text text/xml text/bytea bytea/text uuid/text interval/text text/interval`)
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, want := s.NewDB(t), s.NewDB(t)
		for _, p := range pairs {
			from, to, _ := strings.Cut(strings.ReplaceAll(p, "double", "double precision"), "/")
			name := strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
					return r
				}
				return '_'
			}, p)
			live.Exec(t, "CREATE TABLE "+name+" (c "+from+")")
			want.Exec(t, "CREATE TABLE "+name+" (c "+to+")")
		}
		step(t, live, want)
	}, dbtest.Postgres)
}

// TestRenamesCarryEverything: tables and columns renamed, swapped and retyped at
// once keep their rows, and all that speaks of them follows.
func TestRenamesCarryEverything(t *testing.T) {
	cases := map[string]struct {
		a, b    string
		renames []string
		rows    string // a query whose answer stays the same
		then    string // the query afterwards
	}{
		"names swapped": {
			"CREATE TABLE t (id integer PRIMARY KEY, a text, b text); CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1, 'x', 'y');",
			"CREATE TABLE t (id integer PRIMARY KEY, b text, a text); CREATE INDEX t_a ON t (b);",
			[]string{"t.a=t.b", "t.b=t.a"}, "SELECT id, a, b FROM t", "SELECT id, b, a FROM t",
		},
		"names swapped and retyped": {
			"CREATE TABLE t (id integer PRIMARY KEY, a integer, b text); INSERT INTO t VALUES (1, 7, 'y');",
			"CREATE TABLE t (id integer PRIMARY KEY, b bigint, a varchar(9));",
			[]string{"t.a=t.b", "t.b=t.a"}, "SELECT id, a, b FROM t", "SELECT id, b, a FROM t",
		},
		"column under everything": {
			`CREATE TABLE t (id integer PRIMARY KEY, old varchar(9) DEFAULT 'q', g text GENERATED ALWAYS AS (old || '!') STORED, CONSTRAINT c CHECK (old <> ''), CONSTRAINT u UNIQUE (old));
			 CREATE INDEX i ON t (lower(old)) WHERE old IS NOT NULL; CREATE VIEW v AS SELECT old AS o FROM t; CREATE POLICY p ON t USING (old = 'x');
			 CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
			 CREATE TRIGGER g BEFORE UPDATE OF old ON t FOR EACH ROW WHEN (NEW.old <> 'z') EXECUTE FUNCTION f(); CREATE STATISTICS s ON id, old FROM t;
			 CREATE TABLE r (x varchar(9) REFERENCES t (old)); INSERT INTO t VALUES (1, 'x'); INSERT INTO r VALUES ('x');`,
			`CREATE TABLE t (id integer PRIMARY KEY, fresh text DEFAULT 'q', g text GENERATED ALWAYS AS (fresh || '!') STORED, CONSTRAINT c CHECK (fresh <> ''), CONSTRAINT u UNIQUE (fresh));
			 CREATE INDEX i ON t (lower(fresh)) WHERE fresh IS NOT NULL; CREATE VIEW v AS SELECT fresh AS o FROM t; CREATE POLICY p ON t USING (fresh = 'x');
			 CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
			 CREATE TRIGGER g BEFORE UPDATE OF fresh ON t FOR EACH ROW WHEN (NEW.fresh <> 'z') EXECUTE FUNCTION f(); CREATE STATISTICS s ON id, fresh FROM t;
			 CREATE TABLE r (x text REFERENCES t (fresh));`,
			[]string{"t.old=t.fresh"}, "SELECT id, old, g, x FROM t JOIN r ON x = old", "SELECT id, fresh, g, x FROM t JOIN r ON x = fresh",
		},
		"table with numbers and references": {
			`CREATE TABLE old (id serial PRIMARY KEY, n integer GENERATED ALWAYS AS IDENTITY, up integer REFERENCES old, v text UNIQUE CHECK (v <> '')); CREATE INDEX ON old (up); CREATE VIEW w AS SELECT id FROM old;
			 ALTER TABLE old ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON old USING (v = 'x'); CREATE RULE k AS ON DELETE TO old DO INSTEAD NOTHING;
			 CREATE TABLE r (x integer REFERENCES old ON DELETE CASCADE); INSERT INTO old (v) VALUES ('x'); INSERT INTO r VALUES (1);`,
			`CREATE TABLE fresh (id serial PRIMARY KEY, n integer GENERATED ALWAYS AS IDENTITY, up integer REFERENCES fresh, v text UNIQUE CHECK (v <> '')); CREATE INDEX ON fresh (up); CREATE VIEW w AS SELECT id FROM fresh;
			 ALTER TABLE fresh ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON fresh USING (v = 'x'); CREATE RULE k AS ON DELETE TO fresh DO INSTEAD NOTHING;
			 CREATE TABLE r (x integer REFERENCES fresh ON DELETE CASCADE);`,
			[]string{"old=fresh"}, "SELECT id, n, v, x FROM old JOIN r ON x = id", "SELECT id, n, v, x FROM fresh JOIN r ON x = id",
		},
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				live, want := s.NewDB(t), s.NewDB(t)
				live.Script(t, c.a)
				want.Script(t, c.b)
				before := live.Query(t, c.rows)
				args := []string{"diff", "--from", live.URL, "--to", want.URL, "--format", "sql"}
				for _, r := range c.renames {
					args = append(args, "--rename", r)
				}
				sql := must(t, args...)
				if err := live.ScriptErr(t, sql); err != nil {
					t.Fatalf("the server refused:\n%s\n%v", sql, err)
				}
				if got, expect := dbtest.Catalog(t, live, dbtest.AnyColumnOrder), dbtest.Catalog(t, want, dbtest.AnyColumnOrder); got != expect {
					t.Errorf("after\n%s\nthe catalogs differ (- have, + want):\n%s", sql, dbtest.Diff(got, expect))
				}
				if left := diff(t, live, want); left != "" {
					t.Errorf("after\n%s\nthere is still to do:\n%s", sql, left)
				}
				if after := live.Query(t, c.then); !slices.EqualFunc(before, after, slices.Equal) {
					t.Errorf("rows were %v and are %v", before, after)
				}
			})
		}
	}, dbtest.Postgres)
}

// TestDefaultSchemaIsWhereTheConnectionIs: what is read from one default schema
// can be made in another, since nothing in the snapshot holds its name.
func TestDefaultSchemaIsWhereTheConnectionIs(t *testing.T) {
	const schema = `CREATE TYPE e AS ENUM ('a'); CREATE TYPE c AS (x e); CREATE SEQUENCE q; CREATE DOMAIN d AS e;
CREATE TABLE t (id integer PRIMARY KEY DEFAULT nextval('q'), e e DEFAULT 'a', c c, s serial, d d);
CREATE FUNCTION f(a e) RETURNS e LANGUAGE sql IMMUTABLE AS $$ SELECT a $$;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE p() LANGUAGE sql AS '';
CREATE VIEW v AS SELECT id, f(e) AS e FROM t;
CREATE TRIGGER on_t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE STATISTICS st ON id, s FROM t;
CREATE POLICY po ON t USING (f(e) = 'a');
CREATE AGGREGATE ag(integer) (SFUNC = int4pl, STYPE = integer);`
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, fresh := s.NewDB(t), s.NewDB(t)
		live.Script(t, `CREATE SCHEMA "App One"; SET search_path = "App One"; `+schema)
		url := live.URL + "&search_path=" + neturl.QueryEscape(`"App One"`)
		snapshot := must(t, "inspect", "--format", "json", "--url", url)
		if strings.Contains(snapshot, "App One") {
			t.Errorf("the snapshot holds the schema's name:\n%s", snapshot)
		}
		file := filepath.Join(t.TempDir(), "snapshot.json")
		if err := os.WriteFile(file, []byte(snapshot), 0o600); err != nil {
			t.Fatal(err)
		}
		must(t, "create-all", "--metadata", file, "--url", fresh.URL)
		if again := must(t, "inspect", "--format", "json", "--url", fresh.URL); again != snapshot {
			t.Errorf("in public it reads\n%s\nand did read\n%s", again, snapshot)
		}
	}, dbtest.Postgres)
}
