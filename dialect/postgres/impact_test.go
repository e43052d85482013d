package postgres_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// impacts are tables before and after a change. What Impact foretells is held
// against the server: the table's file, its scans and the lock it took.
var impacts = map[string]struct{ a, b string }{
	"column with a constant default": {"a int", "a int, b int default 1"},
	"column with now()":              {"a int", "a int, b timestamptz default now()"},
	"column with a volatile default": {"a int", "a int, b uuid default gen_random_uuid()"},
	"identity column":                {"a int", "a int, b int generated always as identity"},
	"stored generated column":        {"a int", "a int, b int generated always as (a + 1) stored"},
	"column dropped":                 {"a int, b int", "a int"},
	"not null":                       {"a int, b int", "a int not null, b int"},
	"not null goes":                  {"a int not null", "a int"},
	"default":                        {"a int", "a int default 3"},
	"varchar grows":                  {"a varchar(10)", "a varchar(20)"},
	"varchar shrinks":                {"a varchar(20)", "a varchar(10)"},
	"varchar to text":                {"a varchar(20)", "a text"},
	"text to varchar":                {"a text", "a varchar(20)"},
	"int to bigint":                  {"a int", "a bigint"},
	"numeric grows":                  {"a numeric(10,2)", "a numeric(12,2)"},
	"numeric loses digits":           {"a numeric(10,3)", "a numeric(10,2)"},
	"numeric without a limit":        {"a numeric(10,2)", "a numeric"},
	"timestamp loses digits":         {"a timestamp(6)", "a timestamp(3)"},
	"timestamp gains digits":         {"a timestamp(3)", "a timestamp(6)"},
	"char grows":                     {"a char(3)", "a char(5)"},
	"bit varying grows":              {"a bit varying(3)", "a bit varying(5)"},
	"check":                          {"a int", "a int, constraint c check (a > 0)"},
	"primary key":                    {"a int not null", "a int primary key"},
	"unique":                         {"a int", "a int, constraint u unique (a)"},
	"foreign key":                    {"a int", "a int constraint f references p (id)"},
	"constraint dropped":             {"a int, constraint c check (a > 0)", "a int"},
}

func TestImpact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "create table p (id int primary key)")
		e := open(t, db.URL)
		for name, c := range impacts {
			t.Run(name, func(t *testing.T) { impact(t, db, e, c.a, c.b) })
		}
	}, dbtest.Postgres)
}

func impact(t *testing.T, db *dbtest.DB, e *engine.Engine, a, b string) {
	db.Exec(t, "drop table if exists t", "create table t ("+b+")")
	want := read(t, e)
	db.Exec(t, "drop table t", "create table t ("+a+")")
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
	if err != nil {
		t.Fatal(err)
	}
	var foretold dialect.Impact
	for _, ch := range plan.Changes() {
		foretold = foretold.And(e.Dialect.Impact(e.Server, ch))
	}
	got, script := witness(t, e, plan)
	if got.Rewrites != foretold.Rewrites || got.Lock != foretold.Lock || got.Scans && !foretold.Scans && !foretold.Rewrites {
		t.Errorf("%s: foretold %#v, the server showed %#v", script, foretold, got)
	}
}

// witness runs the plan in a transaction and asks the server what it did.
func witness(t *testing.T, e *engine.Engine, plan *migrate.Plan) (dialect.Impact, string) {
	tx, err := e.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // it was only to look
	ask := func(query string) string {
		var s string
		if err := tx.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	file := ask("select pg_relation_filenode('t')::text")
	var script []string
	for _, step := range plan.Steps {
		for _, st := range step.Statements {
			script = append(script, st.SQL)
			if _, err := tx.ExecContext(t.Context(), st.SQL); err != nil {
				t.Fatalf("%s: %v", st.SQL, err)
			}
		}
	}
	got := dialect.Impact{
		Rewrites: ask("select pg_relation_filenode('t')::text") != file,
		Scans:    ask("select coalesce(sum(seq_scan), 0)::text from pg_stat_xact_user_tables where relname = 't'") != "0",
	}
	locks := ask("select coalesce(string_agg(mode, ' '), '') from pg_locks where relation = 't'::regclass and pid = pg_backend_pid()")
	switch {
	case strings.Contains(locks, "AccessExclusiveLock") && (got.Rewrites || got.Scans):
		got.Lock = dialect.LockAll
	case strings.Contains(locks, "AccessExclusiveLock"):
		got.Lock = dialect.LockBriefly
	case strings.Contains(locks, "ShareLock"), strings.Contains(locks, "ShareRowExclusiveLock"):
		got.Lock = dialect.LockWrites
	}
	return got, strings.Join(script, "; ")
}

func open(t testing.TB, url string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), []dialect.Dialect{postgres.New()}, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func read(t testing.TB, e *engine.Engine) *metadata.MetaData {
	t.Helper()
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
