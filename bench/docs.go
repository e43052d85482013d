package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// titles are what the operations are called where people read them.
var titles = map[string]string{
	"insert1": "insert 1 row", "insert100": "insert 100 rows", "insert1000": "insert 1,000 rows", "insert1000ids": "insert 1,000, keys back",
	"selpk": "select by key", "sel100": "select 100 rows", "sel1000": "select 1,000 rows", "update": "update by key", "eager100x5": "100 parents, 5 children each",
	"build": "build and spell a query",
}

const intro = `# Benchmarks

This page is made by the command

    cd bench && go run . -json results.json -docs ../docs

on one machine, on which the servers were too, reached over the loopback interface. Each library ran each operation in
turn, for %v, in %d rounds of changing order, over one connection and on the same rows of eight columns; its best round counts. Numbers are
times divided by that of database/sql with the same driver and without prepared statements (raw), so less is better; behind them stand
allocations per operation. Differences of a tenth are noise. What a library has no call for is left out.
dbtool-orm works through a session, with identity map and copies to compare with: its update reads the object, changes it and commits, where the others
send an UPDATE that they were given the key and the value for.

![Ratios to database/sql](benchmarks.svg)
`

// writeDocs writes the page and its picture.
func writeDocs(folder string, all []record, c config) error {
	var b strings.Builder
	fmt.Fprintf(&b, intro, c.slice, c.rounds)
	for _, db := range names(all, func(r record) string { return r.Database }) {
		table(&b, db, slices.DeleteFunc(slices.Clone(all), func(r record) bool { return r.Database != db }))
	}
	fmt.Fprintf(&b, "\nMeasured with %s on %s/%s, %d processors.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if err := os.WriteFile(filepath.Join(folder, "benchmarks.md"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "benchmarks.svg"), []byte(plot(all)), 0o644)
}

// names are the different words, in order of appearance.
func names(all []record, of func(record) string) []string {
	var list []string
	for _, r := range all {
		if !slices.Contains(list, of(r)) {
			list = append(list, of(r))
		}
	}
	return list
}

func table(b *strings.Builder, db string, all []record) {
	libraries := names(all, func(r record) string { return r.Library })
	fmt.Fprintf(b, "\n## %s\n\n| operation | %s |\n|---%s|\n", db, strings.Join(libraries, " | "), strings.Repeat("|---", len(libraries)))
	for _, op := range names(all, func(r record) string { return r.Op }) {
		fmt.Fprintf(b, "| %s", titles[op])
		for _, l := range libraries {
			i := slices.IndexFunc(all, func(r record) bool { return r.Op == op && r.Library == l })
			switch {
			case i < 0:
				b.WriteString(" | ")
			case l == "raw" || all[i].Ratio == 0:
				fmt.Fprintf(b, " | %s (%.0f)", duration(all[i].NS), all[i].Allocs)
			default:
				fmt.Fprintf(b, " | %.2f (%.0f)", all[i].Ratio, all[i].Allocs)
			}
		}
		b.WriteString(" |\n")
	}
}

func duration(ns float64) string {
	switch {
	case ns < 10_000:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	case ns < 1e6:
		return fmt.Sprintf("%.0f µs", ns/1e3)
	}
	return fmt.Sprintf("%.1f ms", ns/1e6)
}
