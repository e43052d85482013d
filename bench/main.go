// Command bench compares dbtool with plain database/sql and with other
// libraries, on the same rows and operations:
//
//	go run . -json results.json
//
// SQLite runs in memory. Servers are those whose variables hold a URL, as for
// the tests: DBTOOL_TEST_MARIADB and so on; scripts/test-servers sets them.
//
// Each operation is run by all libraries in turn, for a short while each, over
// several rounds in changing order, so that whatever else the machine does
// strikes all alike. Of each library the best round counts. A ratio is that
// time divided by the one of database/sql without prepared statements.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// record is one line of the results.
type record struct {
	Database string  `json:"database"`
	Op       string  `json:"op"`
	Library  string  `json:"library"`
	NS       float64 `json:"ns"`
	// Ratio is NS by that of raw; 0 where there is no raw.
	Ratio  float64 `json:"ratio"`
	Allocs float64 `json:"allocs"`
	Bytes  float64 `json:"bytes"`
}

func main() {
	var c config
	flag.Func("ops", "operations, with commas (all)", list(&c.ops))
	flag.Func("databases", "databases, with commas: sqlite, mariadb, mysql, postgres, postgres18 (those that are there)", list(&c.databases))
	flag.Func("libraries", "libraries, with commas (all)", list(&c.libraries))
	flag.IntVar(&c.rounds, "rounds", 41, "how often each library has its turn")
	flag.DurationVar(&c.slice, "slice", 8*time.Millisecond, "how long a turn takes")
	out := flag.String("json", "", "file for the results")
	docs := flag.String("docs", "", "folder for benchmarks.md and benchmarks.svg")
	flag.Parse()
	if err := run(c, *out, *docs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func list(to *[]string) func(string) error {
	return func(s string) error {
		*to = strings.Split(s, ",")
		return nil
	}
}

func run(c config, out, docs string) error {
	if err := c.check(); err != nil {
		return err
	}
	var all []record
	for _, db := range databases() {
		if len(c.databases) > 0 && !slices.Contains(c.databases, db.name) {
			continue
		}
		records, err := measure(c, db)
		if err != nil {
			return fmt.Errorf("%s: %w", db.name, err)
		}
		all = append(all, records...)
	}
	if out != "" {
		data, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(out, append(data, '\n'), 0o644); err != nil {
			return err
		}
	}
	if docs != "" {
		return writeDocs(docs, all, c)
	}
	return nil
}
