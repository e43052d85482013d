package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// faultProject is a project whose revisions show it when a statement of theirs
// runs twice or not at all: they count.
type faultProject struct {
	db           *dbtest.DB
	transactions bool
	config       string
	head, base   string // what the catalogs hold when all is well
}

// faultRevisions are written for all servers but for IX, the end of DROP INDEX,
// and HEAD, which may hold a directive.
var faultRevisions = map[string]string{
	"1_tables": `-- dbtool:revision 1
HEAD-- dbtool:up
CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO account (id, n) VALUES (1, 0), (2, 10);
CREATE TABLE diary (what VARCHAR(20));
CREATE TABLE gone (id INTEGER NOT NULL PRIMARY KEY);
-- dbtool:down
DROP TABLE gone;
DROP TABLE diary;
DROP TABLE account;
`,
	"2_count": `-- dbtool:revision 2
-- dbtool:parent 1
HEAD-- dbtool:up
ALTER TABLE account ADD COLUMN m INTEGER;
UPDATE account SET n = n + 1;
INSERT INTO diary (what) VALUES ('two');
CREATE INDEX ix ON account (n);
UPDATE account SET m = n * 2, n = n + 1;
DROP TABLE gone;
-- dbtool:down
CREATE TABLE gone (id INTEGER NOT NULL PRIMARY KEY);
UPDATE account SET n = n - 2;
DROP INDEX ixIX;
INSERT INTO diary (what) VALUES ('undone');
ALTER TABLE account DROP COLUMN m;
`,
	"3_rows": `-- dbtool:revision 3
-- dbtool:parent 2
HEAD-- dbtool:up
INSERT INTO diary (what) VALUES ('three');
-- dbtool:down
INSERT INTO diary (what) VALUES ('back');
`,
}

func newFaultProject(t *testing.T, s *dbtest.Server, head string) *faultProject {
	t.Helper()
	dir := t.TempDir()
	p := &faultProject{db: s.NewDB(t), transactions: head == "" && (s.Family == dbtest.SQLite || s.Family == dbtest.Postgres), config: filepath.Join(dir, "dbtool.toml")}
	if err := os.Mkdir(filepath.Join(dir, "migrations"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, p.config, "migrations = \"migrations\"\n[env.dev]\nurl = \""+p.db.URL+"\"\n")
	ix := ""
	if s.Family == dbtest.MySQL || s.Family == dbtest.MariaDB {
		ix = " ON account"
	}
	for name, text := range faultRevisions {
		write(t, filepath.Join(dir, "migrations", name+".sql"), strings.NewReplacer("IX", ix, "HEAD", head).Replace(text))
	}
	p.db.Empty(t) // which leaves a schema that is not quite as new
	must(t, p.args("migrate", "up")...)
	p.head = dbtest.Catalog(t, p.db)
	must(t, p.args("migrate", "down", "base")...)
	p.base = dbtest.Catalog(t, p.db)
	return p
}

func (p *faultProject) args(args ...string) []string {
	return append(args, "--config", p.config)
}

// stride is the distance between the places at which a fault is tried:
// DBTOOL_TEST_FAULTS=all tries each. Revisions in transactions have few.
func (p *faultProject) stride() int {
	switch {
	case os.Getenv("DBTOOL_TEST_FAULTS") == "all":
		return 1
	case p.transactions:
		return 11
	}
	return 43
}

// everywhere lets a fault happen at each place of the way up and of the way
// down, each time in an empty database. fault reports whether the command got
// so far. After it the same command again has to reach the target, with each
// statement carried out once.
func (p *faultProject) everywhere(t *testing.T, fault func(t *testing.T, place int, args ...string) bool) {
	t.Helper()
	places := 0
	for place := 1; ; place += p.stride() {
		p.db.Empty(t)
		up := fault(t, place, p.args("migrate", "up")...)
		p.again(t, place, "up", "migrate", "up")
		p.expect(t, place, p.head, "1 2 3", "1 2 2,2 12 22", "three,two")
		down := fault(t, place, p.args("migrate", "down", "base")...)
		p.again(t, place, "down", "migrate", "down", "base")
		p.expect(t, place, p.base, "", "", "")
		if t.Failed() || !up && !down {
			break
		}
		places++
	}
	if places < 2 {
		t.Errorf("only %d places were tried", places)
	}
	t.Logf("%d places", places)
}

func (p *faultProject) again(t *testing.T, place int, what string, args ...string) {
	t.Helper()
	if _, stderr, code := run(t, p.args(args...)...); code != 0 {
		t.Errorf("place %d: %s again: exit %d\n%s", place, what, code, stderr)
	}
}

// expect looks at the database without dbtool, but for status.
func (p *faultProject) expect(t *testing.T, place int, catalog, ledger, accounts, diary string) {
	t.Helper()
	if got := dbtest.Catalog(t, p.db); got != catalog {
		t.Errorf("place %d: the catalogs differ (- have, + want):\n%s", place, dbtest.Diff(got, catalog))
		return
	}
	check := func(what, query, want string) {
		if got := p.rows(t, query); got != want {
			t.Errorf("place %d: %s is %q, want %q", place, what, got, want)
		}
	}
	check("the ledger", "SELECT revision FROM dbtool_revisions ORDER BY revision", strings.ReplaceAll(ledger, " ", ","))
	check("the journal", "SELECT revision, step, state FROM dbtool_journal", "")
	if accounts != "" {
		check("account", "SELECT id, n, m FROM account ORDER BY id", accounts)
		check("diary", "SELECT what FROM diary ORDER BY what", diary)
		if out, stderr, code := run(t, p.args("migrate", "status", "--exit-code")...); code != 0 {
			t.Errorf("place %d: status: exit %d\n%s%s", place, code, out, stderr)
		}
	}
}

func (p *faultProject) rows(t *testing.T, query string) string {
	t.Helper()
	var lines []string
	for _, r := range p.db.Query(t, query) {
		lines = append(lines, strings.Join(r, " "))
	}
	return strings.Join(lines, ",")
}

// faultProjects runs f with revisions in transactions and, where there are
// other ones, without.
func faultProjects(t *testing.T, f func(t *testing.T, p *faultProject), families ...string) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		f(t, newFaultProject(t, s, ""))
		if s.Family == dbtest.SQLite || s.Family == dbtest.Postgres {
			t.Run("without a transaction", func(t *testing.T) { f(t, newFaultProject(t, s, "-- dbtool:transaction none\n")) })
		}
	}, families...)
}
