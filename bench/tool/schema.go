package main

import (
	"fmt"
	"strings"
)

// perBatch is how many tables one message makes: enough that the way to the
// server does not count, few enough for PostgreSQL's locks in a transaction.
const perBatch = 50

// batchesFor are the texts that make the tables. MySQL and MariaDB take one
// statement at a time, and the indexes inside the table.
func batchesFor(dialect string, tables int, changed bool) []string {
	var list, batch []string
	for i := range tables {
		t, indexes := table(i, changed && i%10 == 0), indexes(i)
		if dialect == "mysql" {
			list = append(list, inside(t, indexes))
			continue
		}
		batch = append(append(batch, t), onTable(i, indexes)...)
		if i%perBatch == perBatch-1 || i == tables-1 {
			list = append(list, together(dialect, batch))
			batch = nil
		}
	}
	return list
}

// together makes one statement of many, for drivers that send one at a time.
func together(dialect string, statements []string) string {
	text := strings.Join(statements, ";\n") + ";\n"
	if dialect == "postgres" {
		return "DO $batch$ BEGIN\n" + text + "END $batch$"
	}
	return "BEGIN;\n" + text + "COMMIT"
}

// table is a CREATE TABLE. It refers to the one before it and to one far before.
func table(i int, changed bool) string {
	kind, extra := "VARCHAR(100)", ""
	if changed {
		kind, extra = "VARCHAR(200)", ", added INTEGER DEFAULT 7"
	}
	return fmt.Sprintf(`CREATE TABLE t%d (id INTEGER PRIMARY KEY, p1 INTEGER, p2 INTEGER, c1 INTEGER NOT NULL DEFAULT 0, c2 %s,
c3 VARCHAR(50) NOT NULL DEFAULT 'x', c4 DECIMAL(10,2), c5 DATE, c6 INTEGER, c7 VARCHAR(20), c8 DOUBLE PRECISION, c9 SMALLINT%s,
CONSTRAINT ck_%d CHECK (c1 >= 0), CONSTRAINT fk1_%d FOREIGN KEY (p1) REFERENCES t%d (id), CONSTRAINT fk2_%d FOREIGN KEY (p2) REFERENCES t%d (id))`,
		i, kind, extra, i, i, max(i-1, 0), i, i/2)
}

// index is one of a table: its kind, name and columns.
type index struct{ kind, name, columns string }

func indexes(i int) []index {
	list := []index{{"UNIQUE INDEX", fmt.Sprintf("ux_%d", i), "c6, c7"}}
	for _, columns := range []string{"c1", "c2", "c3, c4", "c5"} {
		list = append(list, index{"INDEX", fmt.Sprintf("ix_%d_%s", i, strings.ReplaceAll(columns, ", ", "_")), columns})
	}
	return list
}

func onTable(i int, list []index) []string {
	var statements []string
	for _, x := range list {
		statements = append(statements, fmt.Sprintf("CREATE %s %s ON t%d (%s)", x.kind, x.name, i, x.columns))
	}
	return statements
}

// inside puts the indexes before the closing parenthesis of a CREATE TABLE.
func inside(table string, list []index) string {
	text := strings.TrimSuffix(table, ")")
	for _, x := range list {
		text += fmt.Sprintf(",\n%s %s (%s)", x.kind, x.name, x.columns)
	}
	return text + ")"
}
