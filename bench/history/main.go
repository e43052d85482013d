// Command history compares dbtool with other tools that run migrations, on the
// same history: a thousand files, each of which makes a table and puts a row
// into it.
//
//	go build -o /tmp/dbtool ../cmd/dbtool && go run ./history -dbtool /tmp/dbtool
//
// The others are those that are found on the PATH: goose, and migrate of
// golang-migrate. Servers are those whose variables hold a URL, as for the
// tests. All tools have their turn in each round, on an empty database of their
// own; the best round counts.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.dbtool, "dbtool", "dbtool", "the program")
	flag.IntVar(&o.revisions, "revisions", 1000, "how many files")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each tool has its turn")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "history:", err)
		os.Exit(1)
	}
}

type options struct {
	dbtool            string
	revisions, rounds int
}

func run(o options) error {
	dir, err := os.MkdirTemp("", "history")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tools, err := present(o, dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "dbtool.toml"), []byte("migrations = \"dbtool\"\n"), 0o644); err != nil {
		return err
	}
	for _, db := range databases(dir) {
		if err := compare(o, tools, db); err != nil {
			return fmt.Errorf("%s: %w", db.name, err)
		}
	}
	return nil
}

// best is the shortest time of each thing that a tool was made to do.
type best map[string]time.Duration

func (b best) note(what string, took time.Duration) {
	if old, ok := b[what]; !ok || took < old {
		b[what] = took
	}
}

func compare(o options, tools []tool, db database) error {
	all := map[string]best{}
	for round := range o.rounds {
		for i := range tools { // each has each place in the order: servers are still at the last one's tables
			t := tools[(round+i)%len(tools)]
			if all[t.name] == nil {
				all[t.name] = best{}
			}
			if err := turn(o, t, db, all[t.name]); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	for _, t := range tools {
		b := all[t.name]
		fmt.Printf("%-9s %-8s up %7.0f ms   up with nothing to do %5.0f ms   status %5.0f ms\n", db.name, t.name, ms(b["up"]), ms(b["again"]), ms(b["status"]))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func turn(o options, t tool, db database, b best) error {
	if err := db.fresh(o.dbtool); err != nil {
		return err
	}
	for _, step := range []struct {
		what string
		args []string
	}{{"up", t.up(db)}, {"again", t.up(db)}, {"status", t.status(db)}} {
		began := time.Now()
		out, err := exec.Command(t.program, step.args...).CombinedOutput()
		if took := time.Since(began); err == nil {
			b.note(step.what, took)
			continue
		}
		return errors.Join(err, fmt.Errorf("%s: %.300s", step.what, out))
	}
	return nil
}

// write makes the files of a history; name and text are of the file i.
func write(dir string, n int, name func(i int) string, text func(up, down string, i int) string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		up := fmt.Sprintf("CREATE TABLE t%04d (id INTEGER PRIMARY KEY, a VARCHAR(20));\nINSERT INTO t%04d VALUES (1, 'x');\n", i, i)
		down := fmt.Sprintf("DROP TABLE t%04d;\n", i)
		if err := os.WriteFile(filepath.Join(dir, name(i)), []byte(text(up, down, i)), 0o644); err != nil {
			return err
		}
	}
	return nil
}
