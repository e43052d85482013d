package mysql_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// onlines are tables before and after a change, with what is to be said about
// it to MySQL and MariaDB; statements are parted by a bar.
var onlines = map[string]struct{ a, b, mysql, maria, note string }{
	"column":                    {"a int", "a int, b int", "INSTANT", "INSTANT, LOCK=NONE", ""},
	"index":                     {"a int", "a int, key i (a)", "INPLACE, LOCK=NONE", "NOCOPY, LOCK=NONE", ""},
	"column and an index":       {"a int", "a int, b int, key i (a)", "INSTANT|INPLACE, LOCK=NONE", "INSTANT, LOCK=NONE|NOCOPY, LOCK=NONE", ""},
	"column and an index on it": {"a int", "a int, b int, key i (b)", "INSTANT|INPLACE, LOCK=NONE", "INSTANT, LOCK=NONE|NOCOPY, LOCK=NONE", ""},
	"type":                      {"a int", "a bigint", "COPY, LOCK=SHARED", "COPY, LOCK=", "copies the table"},
	"type and a column":         {"a int", "a bigint, b int", "COPY, LOCK=SHARED", "COPY, LOCK=", "copies the table"},
	"virtual and other column":  {"a int, b int", "a int, b int, c int as (a + 1), d int", "INSTANT", "INSTANT, LOCK=NONE|INSTANT, LOCK=NONE", ""},
	"fulltext":                  {"a text", "a text, fulltext key i (a)", "INPLACE, LOCK=SHARED", "INPLACE, LOCK=SHARED", "blocks writes"},
	"foreign key":               {"a int, key f (a)", "a int, key f (a), constraint f foreign key (a) references p (id)", "COPY, LOCK=SHARED", "COPY, LOCK=", "copies the table"},
	"partitions taken away":     {"a int) partition by key (a", "a int", "COPY, LOCK=SHARED", "NOCOPY, LOCK=SHARED", "blocks writes"},
}

// TestOnline: each ALTER says how it is to be carried out, and the server takes
// it so with rows in the table.
func TestOnline(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "create table p (id int primary key)")
		e := open(t, db.URL)
		for name, c := range onlines {
			t.Run(name, func(t *testing.T) {
				remake(t, db, c.b)
				want := read(t, e)
				remake(t, db, c.a)
				target := migrate.Target{Dialect: e.Dialect, Server: e.Server}
				plan, err := migrate.NewPlan(target, read(t, e), want, migrate.Renames{})
				if err != nil {
					t.Fatal(err)
				}
				plan, notes, err := plan.Online(t.Context(), e.Scratch)
				if err != nil {
					t.Fatal(err)
				}
				says := c.mysql
				if s.Family == dbtest.MariaDB {
					says = c.maria
				}
				var alters []string
				for _, st := range plan.Statements() {
					if strings.HasPrefix(st.SQL, "ALTER TABLE") {
						alters = append(alters, st.SQL)
					}
				}
				parts := strings.Split(says, "|")
				if says == "" {
					parts = nil
				}
				if len(alters) != len(parts) {
					t.Fatalf("%q, want %q", alters, parts)
				}
				for i, want := range parts {
					if !strings.Contains(alters[i], "ALGORITHM="+want) {
						t.Errorf("%s: want %s", alters[i], want)
					}
				}
				if said := strings.Join(notes, "\n"); c.note == "" && said != "" || !strings.Contains(said, c.note) {
					t.Errorf("notes are %q, want %q", said, c.note)
				}
				if err := plan.Apply(t.Context(), e, nil); err != nil {
					t.Fatal(err)
				}
				if left, err := migrate.Diff(target, read(t, e), want, migrate.Renames{}); err != nil || len(left) > 0 {
					t.Errorf("left: %v %v", left, err)
				}
			})
		}
	})
}

// TestForms: what says itself how it is to be carried out is left alone, and so
// is what cannot say it.
func TestForms(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		fresh := func() { db.Exec(t, "drop table if exists t", "create table t (a int, b int, key k (b))") }
		e := open(t, db.URL)
		f := e.Dialect.(dialect.Former)
		for statement, told := range map[string]bool{
			"CREATE INDEX i ON t (a)":                        true,
			"DROP INDEX k ON t":                              s.Family == dbtest.MySQL,
			"ALTER TABLE `t` ADD COLUMN c INT":               true,
			"ALTER TABLE t ADD COLUMN `lock` INT DEFAULT 1":  true,
			"ALTER TABLE t ADD COLUMN c INT, ALGORITHM=COPY": false,
			"CREATE INDEX i ON t (a) LOCK = NONE":            false,
			"UPDATE t SET a = 1":                             false,
			"DROP TABLE t":                                   false,
		} {
			forms := f.Forms(e.Server, statement)
			if (forms != nil) != told {
				t.Errorf("%s: %+v", statement, forms)
			}
			taken := 0
			for _, form := range forms {
				fresh()
				_, err := e.DB.ExecContext(t.Context(), form.SQL)
				if err == nil {
					taken++
				} else if !f.Unfit(err) {
					t.Errorf("%s: %v", form.SQL, err)
				}
			}
			if told && taken < 2 {
				t.Errorf("%s: %d forms are taken", statement, taken)
			}
		}
	})
}
