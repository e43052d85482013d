// Command bench measures `dbtool diff` as a user would: the whole process,
// from start to end, between two databases of many tables.
//
//	go build -o /tmp/dbtool ./cmd/dbtool
//	go run ./bench -dbtool /tmp/dbtool -tables 500 sqlite: mariadb://root@127.0.0.1:3306/ postgres://postgres@127.0.0.1/postgres
//
// Each table has 12 columns, 5 indexes, 2 foreign keys and a check; every tenth
// differs in the second database. For each URL it makes the databases bench_a
// and bench_b, or two files for SQLite, and prints the best and the median of
// several runs, the peak memory, and the size of the answer.
package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

func main() {
	tool := flag.String("dbtool", "dbtool", "the program to measure")
	tables := flag.Int("tables", 500, "how many tables")
	runs := flag.Int("runs", 7, "how many runs")
	flag.Parse()
	for _, url := range flag.Args() {
		if err := measure(*tool, url, *tables, *runs); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", url, err)
			os.Exit(1)
		}
	}
}

func measure(tool, url string, tables, runs int) error {
	a, b, clean, err := prepare(url, tables)
	if err != nil {
		return err
	}
	defer clean()
	var times []time.Duration
	var peak int64
	var lines int
	for range runs {
		cmd := exec.Command(tool, "diff", "--from", a, "--to", b, "--format", "sql")
		var out, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &stderr
		began := time.Now()
		if err := cmd.Run(); err != nil {
			return errors.Join(err, errors.New(stderr.String()))
		}
		times = append(times, time.Since(began))
		lines = bytes.Count(out.Bytes(), []byte("\n"))
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, u.Maxrss)
		}
	}
	slices.Sort(times)
	scheme, _, _ := strings.Cut(url, ":")
	fmt.Printf("%-10s %5d tables: best %v, median %v, peak %d MB, %d lines\n", scheme, tables,
		times[0].Round(time.Millisecond), times[len(times)/2].Round(time.Millisecond), peak/1024, lines)
	return nil
}

// prepare makes both databases and fills them.
func prepare(url string, tables int) (a, b string, clean func(), err error) {
	d, u, err := engine.Find(all.Dialects(), url)
	if err != nil {
		return "", "", nil, err
	}
	if u.Scheme == "sqlite" {
		dir, err := os.MkdirTemp("", "dbtool-bench")
		if err != nil {
			return "", "", nil, err
		}
		a, b = "sqlite:"+filepath.Join(dir, "a.db"), "sqlite:"+filepath.Join(dir, "b.db")
		return a, b, func() { os.RemoveAll(dir) }, errors.Join(fill(a, tables, false), fill(b, tables, true))
	}
	db, err := d.Open(u)
	if err != nil {
		return "", "", nil, err
	}
	drop := func() {
		for _, name := range []string{"bench_a", "bench_b"} {
			_, _ = db.Exec("DROP DATABASE IF EXISTS " + name)
		}
	}
	drop()
	for _, name := range []string{"bench_a", "bench_b"} {
		if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
			return "", "", nil, err
		}
	}
	head, _, _ := strings.Cut(url, "?")
	head = head[:strings.LastIndexByte(head, '/')+1]
	query := strings.TrimPrefix(url, strings.SplitN(url, "?", 2)[0])
	a, b = head+"bench_a"+query, head+"bench_b"+query
	clean = func() { drop(); db.Close() }
	return a, b, clean, errors.Join(fill(a, tables, false), fill(b, tables, true))
}

func fill(url string, tables int, changed bool) error {
	d, u, err := engine.Find(all.Dialects(), url)
	if err != nil {
		return err
	}
	db, err := d.Open(u)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return fillTables(conn, d, tables, changed)
}

func fillTables(conn *sql.Conn, d dialect.Dialect, tables int, changed bool) error {
	ctx := context.Background()
	exec := func(q string) error {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%w in %s", err, q)
		}
		return nil
	}
	if d.Name() != "mysql" {
		if err := exec("BEGIN"); err != nil {
			return err
		}
	}
	for i := range tables {
		if err := exec(table(i, changed && i%10 == 0)); err != nil {
			return err
		}
		for _, c := range []string{"c1", "c2", "c3, c4", "c5"} {
			if err := exec(fmt.Sprintf("CREATE INDEX ix_%d_%s ON t%d (%s)", i, strings.ReplaceAll(c, ", ", "_"), i, c)); err != nil {
				return err
			}
		}
		if err := exec(fmt.Sprintf("CREATE UNIQUE INDEX ux_%d ON t%d (c6, c7)", i, i)); err != nil {
			return err
		}
	}
	if d.Name() != "mysql" {
		return exec("COMMIT")
	}
	return nil
}

func table(i int, changed bool) string {
	kind, extra := "VARCHAR(100)", ""
	if changed {
		kind, extra = "VARCHAR(200)", ", added INTEGER DEFAULT 7"
	}
	ref := max(i-1, 0)
	return fmt.Sprintf(`CREATE TABLE t%d (id INTEGER PRIMARY KEY, p1 INTEGER, p2 INTEGER, c1 INTEGER NOT NULL DEFAULT 0, c2 %s,
c3 VARCHAR(50) NOT NULL DEFAULT 'x', c4 DECIMAL(10,2), c5 DATE, c6 INTEGER, c7 VARCHAR(20), c8 DOUBLE PRECISION, c9 SMALLINT%s,
CONSTRAINT ck_%d CHECK (c1 >= 0), CONSTRAINT fk1_%d FOREIGN KEY (p1) REFERENCES t%d (id), CONSTRAINT fk2_%d FOREIGN KEY (p2) REFERENCES t%d (id))`,
		i, kind, extra, i, i, ref, i, i/2)
}
