package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// strict is a dbtool.toml by which the order of columns counts.
func strict(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dbtool.toml")
	if err := os.WriteFile(file, []byte("column_order = \"strict\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// shuffled is a table of eight columns, of which some are left out or have
// another type, in an order made by chance. The attributes are those that a
// MODIFY loses if it does not repeat them.
func shuffled(r *rand.Rand) string {
	columns := []string{
		"id INT AUTO_INCREMENT PRIMARY KEY", "a VARCHAR(20) CHARACTER SET latin1 DEFAULT 'it''s' COMMENT 'first'",
		"b TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "c INT NOT NULL DEFAULT 3 CHECK (c > 0)",
		"d INT INVISIBLE", "e INT GENERATED ALWAYS AS (c + 1) STORED", "f ENUM('x','y') DEFAULT 'y'", "g DECIMAL(8,2)",
	}
	r.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	var kept []string
	for _, c := range columns {
		switch {
		case strings.HasPrefix(c, "g ") && r.IntN(2) == 0, strings.HasPrefix(c, "f ") && r.IntN(3) == 0:
			continue
		case strings.HasPrefix(c, "a ") && r.IntN(2) == 0:
			c = strings.Replace(c, "20", "40", 1)
		}
		kept = append(kept, c)
	}
	return "CREATE TABLE t (" + strings.Join(kept, ", ") + ");"
}

// TestStrictColumnOrder: with column_order = "strict" the columns come to stand
// as in the other database, with their rows and all their attributes; without
// it an order alone is no difference.
func TestStrictColumnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for seed := range uint64(15) {
			t.Run(seedName(seed), func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 7))
				live, want := s.NewDB(t), s.NewDB(t)
				live.Script(t, shuffled(r))
				want.Script(t, shuffled(r))
				dbtest.Fill(t, live)
				kept := keptColumns(t, live, want)
				before := rowsOf(t, live, kept)
				ordered := func() string {
					return must(t, "diff", "--config", strict(t), "--from", live.URL, "--to", want.URL, "--format", "sql")
				}
				sql := ordered()
				live.Script(t, sql)
				if got, expect := dbtest.Catalog(t, live), dbtest.Catalog(t, want); got != expect {
					t.Fatalf("after\n%s\nthe catalogs differ (- have, + want):\n%s", sql, dbtest.Diff(got, expect))
				}
				if left := ordered(); left != "" {
					t.Errorf("after\n%s\nthere is still to do:\n%s", sql, left)
				}
				if after := rowsOf(t, live, kept); after != before {
					t.Errorf("rows changed:\n%s", dbtest.Diff(before, after))
				}
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestColumnsMoveAsFewAsPossible: one column out of place is one clause.
func TestColumnsMoveAsFewAsPossible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		a, b := s.NewDB(t), s.NewDB(t)
		a.Script(t, "CREATE TABLE t (a INT, b INT, c INT, d INT, e INT);")
		b.Script(t, "CREATE TABLE t (e INT, a INT, c INT, b INT, d INT);")
		if sql := diff(t, a, b); sql != "" {
			t.Errorf("an order alone is a difference:\n%s", sql)
		}
		sql := must(t, "diff", "--config", strict(t), "--from", a.URL, "--to", b.URL, "--format", "sql")
		if n := strings.Count(sql, "MODIFY"); n != 2 || strings.Count(sql, "ALTER TABLE") != 1 {
			t.Errorf("%d columns move, of which two are out of place:\n%s", n, sql)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestStrictColumnOrderRefused: what the server cannot do is an error.
func TestStrictColumnOrderRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		a, b := s.NewDB(t), s.NewDB(t)
		a.Script(t, "CREATE TABLE t (a INTEGER, b INTEGER);")
		b.Script(t, "CREATE TABLE t (b INTEGER, a INTEGER);")
		out, stderr, code := run(t, "diff", "--config", strict(t), "--from", a.URL, "--to", b.URL, "--format", "sql")
		if code != 1 || out != "" || !strings.Contains(stderr, "table t: the columns stand in another order") {
			t.Error(fmt.Sprint("exit ", code, "\n", out, stderr))
		}
	}, dbtest.Postgres)
}
