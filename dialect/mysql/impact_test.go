package mysql_test

import (
	"errors"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// impacts are tables before and after a change. What Impact foretells is held
// against what the server takes with ALGORITHM and LOCK.
var impacts = map[string]struct{ a, b string }{
	"column at the end":                {"a int", "a int, b int"},
	"column with a default":            {"a int", "a int, b varchar(9) not null default 'x'"},
	"column with an expression":        {"a int", "a int, b varchar(40) default (concat('a', 'b'))"},
	"virtual column":                   {"a int", "a int, b int as (a + 1)"},
	"stored column":                    {"a int", "a int, b int as (a + 1) stored"},
	"column dropped":                   {"a int, b int", "a int"},
	"not null":                         {"a int", "a int not null default 1"},
	"not null goes":                    {"a int not null default 1", "a int"},
	"default":                          {"a int", "a int default 3"},
	"column comment":                   {"a int", "a int comment 'x'"},
	"varchar grows within a byte":      {"a varchar(10)", "a varchar(20)"},
	"varchar grows over 255 bytes":     {"a varchar(20)", "a varchar(200)"},
	"varchar grows from 255 bytes":     {"a varchar(100)", "a varchar(200)"},
	"varchar shrinks":                  {"a varchar(20)", "a varchar(10)"},
	"int to bigint":                    {"a int", "a bigint"},
	"int to unsigned":                  {"a int", "a int unsigned"},
	"enum value at the end":            {"a enum('x','1')", "a enum('x','1','z')"},
	"enum value in the middle":         {"a enum('x','1')", "a enum('x','z','1')"},
	"collation of an indexed column":   {"a varchar(10), key i (a)", "a varchar(10) collate utf8mb4_bin, key i (a)"},
	"charset of a column":              {"a varchar(10) character set latin1", "a varchar(10) character set utf8mb4"},
	"another fulltext index":           {"a text, b text, fulltext key i (a)", "a text, b text, fulltext key i (a), fulltext key j (b)"},
	"mariadb: expression that changes": {"a int", "a int, b varchar(40) default uuid()"},
	"collation of a column":            {"a varchar(10)", "a varchar(10) collate utf8mb4_bin"},
	"check":                            {"a int", "a int, constraint c check (a > 0)"},
	"primary key":                      {"a int not null default 1", "a int not null default 1, primary key (a)"},
	"index":                            {"a int", "a int, key i (a)"},
	"index dropped":                    {"a int, key i (a)", "a int"},
	"fulltext index":                   {"a text", "a text, fulltext key i (a)"},
	"foreign key":                      {"a int, key f (a)", "a int, key f (a), constraint f foreign key (a) references p (id)"},
	"foreign key dropped":              {"a int, key f (a), constraint f foreign key (a) references p (id)", "a int, key f (a)"},
}

func TestImpact(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "create table p (id int primary key)")
		e := open(t, db.URL)
		for name, c := range impacts {
			if only, _, ok := strings.Cut(name, ":"); ok && only != s.Name {
				continue // MySQL calls it unsafe for replication and refuses it
			}
			t.Run(name, func(t *testing.T) { impact(t, db, e, c.a, c.b) })
		}
	})
}

func impact(t *testing.T, db *dbtest.DB, e *engine.Engine, a, b string) {
	remake(t, db, b)
	want := read(t, e)
	remake(t, db, a)
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
	if err != nil {
		t.Fatal(err)
	}
	var foretold dialect.Impact
	var statements []string
	for _, step := range plan.Steps {
		foretold = foretold.And(e.Dialect.Impact(e.Server, step.Change))
		for _, st := range step.Statements {
			statements = append(statements, st.SQL)
		}
	}
	alter := statements[len(statements)-1]
	if !strings.HasPrefix(alter, "ALTER TABLE") {
		t.Fatalf("no ALTER TABLE at the end of %q", statements)
	}
	online := takes(t, e, db, a, alter+", LOCK=NONE")
	if online != (foretold.Lock < dialect.LockWrites) {
		t.Errorf("%s: foretold %#v, LOCK=NONE taken: %v", alter, foretold, online)
	}
	if rebuilt := rebuilds(t, e, db, a, alter); rebuilt != foretold.Rewrites {
		t.Errorf("%s: foretold %#v, rebuilt: %v", alter, foretold, rebuilt)
	}
}

// remake makes the table, with rows: an empty one is rebuilt at no cost, and
// the servers do so.
func remake(t *testing.T, db *dbtest.DB, table string) {
	t.Helper()
	db.Exec(t, "drop table if exists t", "create table t ("+table+")", "insert into p values (1) on duplicate key update id = 1", "insert into t (a) values (1)")
}

// takes reports whether the server takes the statement on a new table.
func takes(t *testing.T, e *engine.Engine, db *dbtest.DB, table, alter string) bool {
	t.Helper()
	remake(t, db, table)
	_, err := e.DB.ExecContext(t.Context(), alter)
	var refused *driver.MySQLError
	if errors.As(err, &refused) && (refused.Number == 1845 || refused.Number == 1846) { // not supported for this operation
		return false
	}
	if err != nil {
		t.Fatalf("%s: %v", alter, err)
	}
	return true
}

// rebuilds reports whether the statement gives the table a new file.
func rebuilds(t *testing.T, e *engine.Engine, db *dbtest.DB, table, alter string) bool {
	t.Helper()
	remake(t, db, table)
	catalog := "INNODB_TABLES"
	if e.Server.Product == "MariaDB" {
		catalog = "INNODB_SYS_TABLES"
	}
	id := func() string {
		return db.Query(t, "select SPACE from information_schema."+catalog+" where NAME = concat(database(), '/t')")[0][0]
	}
	before := id()
	if _, err := e.DB.ExecContext(t.Context(), alter); err != nil {
		t.Fatalf("%s: %v", alter, err)
	}
	return id() != before
}
