// Command bench measures dbtool as a user would: the whole process, from start
// to end.
//
//	go build -o bin/dbtool ./cmd/dbtool
//	cd bench && go run ./tool -dbtool ../bin/dbtool -tables 500,5000 sqlite: mariadb://root@127.0.0.1:3306/ postgres://postgres@127.0.0.1/postgres
//
// It prints the program's size, how long `dbtool version` takes, and for each
// URL and number of tables what `dbtool diff` between two databases takes: the
// best and the median of several runs, the least processor time, the most memory
// of any, and how many lines the answer has. Each table has 12 columns, 5 indexes, 2 foreign keys and
// a check; every tenth differs in the second database.
//
// For each URL it makes two databases, or files for SQLite, and drops them again.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	tool := flag.String("dbtool", "dbtool", "the program to measure")
	tables := flag.String("tables", "500", "how many tables; several numbers with commas")
	runs := flag.Int("runs", 7, "how many runs")
	flag.Parse()
	var err error
	if flag.Arg(0) == "fill" {
		err = fillOne(flag.Args()[1:])
	} else {
		err = measureAll(*tool, *tables, *runs, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measureAll(tool, tables string, runs int, urls []string) error {
	if runs < 1 {
		return fmt.Errorf("-runs %d: one at least", runs)
	}
	if err := measureProgram(tool, runs); err != nil {
		return err
	}
	for _, url := range urls {
		for _, word := range strings.Split(tables, ",") {
			n, err := strconv.Atoi(word)
			if err != nil || n < 1 {
				return fmt.Errorf("-tables %s: not a number of tables", word)
			}
			if err := measureDiff(tool, url, n, runs); err != nil {
				return fmt.Errorf("%s: %w", scheme(url), err) // not the URL, which may hold a password
			}
		}
	}
	return nil
}

func scheme(url string) string {
	s, _, _ := strings.Cut(url, ":")
	return s
}

// measureProgram tells what every command costs before it does anything.
func measureProgram(tool string, runs int) error {
	r, err := repeat(runs, tool, "version")
	if err != nil {
		return err
	}
	path, err := found(tool)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Printf("the program has %.1f MB; version takes %s\n", float64(info.Size())/1e6, r)
	return nil
}

func measureDiff(tool, url string, tables, runs int) error {
	began := time.Now()
	p, err := prepare(url, tables)
	if err != nil {
		return err
	}
	defer p.drop()
	filled := time.Since(began)
	r, err := repeat(runs, tool, "diff", "--from", p.a, "--to", p.b, "--format", "sql")
	if err != nil {
		return err
	}
	fmt.Printf("%-10s %5d tables: %s, %d lines (made in %v)\n", scheme(url), tables, r, r.lines, filled.Round(time.Second/10))
	return nil
}
