package postgres_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// onlines are tables before and after a change, behind "create table t".
var onlines = map[string]struct {
	a, b  string
	index string // made on the table after
	part  bool   // t has partitions
	why   string // said of a change that has no such way
	why18 string // the same, from 18
}{
	"index":                          {a: "(a int)", b: "(a int)", index: "create index i on t (a)"},
	"unique index with a comment":    {a: "(a int)", b: "(a int)", index: "create unique index i on t (a) include (k); comment on index i is 'x'"},
	"index of a partitioned table":   {a: "(a int)", b: "(a int)", index: "create index i on t (a)", part: true},
	"foreign key":                    {a: "(a int)", b: "(a int constraint f references p (id))"},
	"foreign key of partitions":      {a: "(a int)", b: "(a int constraint f references p (id))", part: true},
	"check":                          {a: "(a int)", b: "(a int, constraint c check (a > 0))"},
	"check of partitions":            {a: "(a int)", b: "(a int, constraint c check (a > 0))", part: true},
	"not null":                       {a: "(a int)", b: "(a int not null)"},
	"not null of partitions":         {a: "(a int)", b: "(a int not null)", part: true},
	"not null with a default":        {a: "(a int)", b: "(a int not null default 7)"},
	"not null and its name is taken": {a: "(a int, constraint t_a_not_null check (a < 99))", b: "(a int not null, constraint t_a_not_null check (a < 99))"},
	"unique":                         {a: "(a int)", b: "(a int, constraint u unique (a) include (k) deferrable)"},
	"unique of partitions":           {a: "(a int)", b: "(a int, constraint u unique (a, k))", part: true},
	"primary key of partitions":      {a: "(a int not null)", b: "(a int not null, constraint t_pkey primary key (a, k))", part: true, why18: "a NOT NULL of their own"},
	"primary key":                    {a: "(a int)", b: "(a int, constraint t_pkey primary key (a))"},
	"exclusion":                      {a: "(a int)", b: "(a int, constraint x exclude using btree (a with =))", why: "exclusion"},
	"column with a volatile default": {a: "(a int)", b: "(a int, b uuid not null default gen_random_uuid())"},
	"identity":                       {a: "(a int)", b: "(a int, b int generated always as identity)", why: "writes the values into every row"},
	"type":                           {a: "(a int)", b: "(a bigint)", why: "a new column"},
	"constant":                       {a: "(a int)", b: "(a int, b int not null default 3)"},
}

// TestOnline: the online way makes what the usual way makes, up and down, and no
// statement reads or writes the table's rows under a lock that keeps others from them.
func TestOnline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "create table p (id int primary key)", "insert into p values (1), (2), (3)")
		e := open(t, db.URL)
		for name, c := range onlines {
			t.Run(name, func(t *testing.T) {
				create := func(def string) {
					def = strings.Replace(def, "(", "(k int, ", 1)
					db.Exec(t, "drop table if exists t")
					if c.part {
						db.Exec(t, "create table t "+def+" partition by list (k)", "create table t1 partition of t for values in (1)", "create table t2 partition of t for values in (2, 3)")
						return
					}
					db.Exec(t, "create table t "+def)
				}
				create(c.b)
				if c.index != "" {
					db.Exec(t, strings.Split(c.index, "; ")...)
				}
				want := read(t, e)
				create(c.a)
				db.Exec(t, "insert into t (k, a) values (1, 1), (2, 2), (3, 3)")
				if name == "not null with a default" {
					db.Exec(t, "update t set a = null where k = 2")
				}
				have := read(t, e)
				target := migrate.Target{Dialect: e.Dialect, Server: e.Server}
				up, err := migrate.NewPlan(target, have, want, migrate.Renames{})
				if err != nil {
					t.Fatal(err)
				}
				if c.why18 != "" && e.Server.Number >= 180000 {
					c.why = c.why18
				}
				up, notes, err := up.Online(t.Context(), e.Scratch)
				if err != nil {
					t.Fatal(err)
				}
				if said := strings.Join(notes, "\n"); c.why == "" && said != "" || !strings.Contains(said, c.why) {
					t.Errorf("notes are %q, want %q", said, c.why)
				}
				runOnline(t, db, e, up, c.why == "")
				if left, err := migrate.Diff(target, read(t, e), want, migrate.Renames{}); err != nil || len(left) > 0 {
					t.Errorf("left after %s: %v %v", up.Script(), left, err)
				}
				down, err := migrate.NewPlan(target, want, have, migrate.Renames{})
				if err == nil {
					down, _, err = down.Online(t.Context(), e.Scratch)
				}
				if err != nil {
					t.Fatal(err)
				}
				runOnline(t, db, e, down, name != "type")
				if left, err := migrate.Diff(target, read(t, e), have, migrate.Renames{}); err != nil || len(left) > 0 {
					t.Errorf("left after %s: %v %v", down.Script(), left, err)
				}
			})
		}
	}, dbtest.Postgres)
}

// runOnline runs statements one by one and looks at the locks of each.
func runOnline(t *testing.T, db *dbtest.DB, e *engine.Engine, p *migrate.Plan, quiet bool) {
	t.Helper()
	for _, st := range p.Statements() {
		if st.NoTransaction {
			db.Exec(t, st.SQL)
			continue
		}
		tx, err := e.DB.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(query string) (s string) {
			if err := tx.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
				t.Fatal(err)
			}
			return s
		}
		files := "select string_agg(pg_relation_filenode(oid)::text, ' ' order by oid) from pg_class where relkind in ('r', 'p') and relname ~ '^t'"
		scans := "select coalesce(sum(seq_scan), 0)::text from pg_stat_xact_user_tables where relname ~ '^t'" // those not yet reported, of earlier transactions too
		before, scanned := ask(files), ask(scans)
		if _, err := tx.ExecContext(t.Context(), st.SQL); err != nil {
			t.Fatalf("%s: %v", st.SQL, err)
		}
		locks := ask("select coalesce(string_agg(mode, ' '), '') from pg_locks where relation in (select oid from pg_class where relname ~ '^(t|p)') and pid = pg_backend_pid() and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')")
		reads, rewrites := ask(scans) != scanned, ask(files) != before
		if quiet && (rewrites || reads && locks != "") {
			t.Errorf("%s: reads %t, writes anew %t, under %s", st.SQL, reads, rewrites, locks)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}
