package lint

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
)

// Facts are what is known of the database that revisions are for. They hold
// sizes, names and settings, and no values of rows.
type Facts struct {
	// Format is 1.
	Format int `json:"format"`
	// Dialect, Product and Version are the server's.
	Dialect string `json:"dialect"`
	Product string `json:"product"`
	Version string `json:"version"`
	// Settings are those of the server that decide about changes: "TimeZone".
	Settings map[string]string `json:"settings,omitempty"`
	Tables   []TableFacts      `json:"tables"`
	// Broken are objects that were never finished.
	Broken []BrokenObject `json:"broken,omitempty"`
	// Applied are the revisions that the database has.
	Applied []AppliedRevision `json:"applied,omitempty"`
	// Missing says what could not be read, and why.
	Missing []string `json:"missing,omitempty"`
}

// TableFacts are what is known of a table. Rows and Bytes are the server's
// estimates, but for SQLite, which counts; Bytes include the indexes.
type TableFacts struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Rows and Bytes are less than zero when unknown.
	Rows    int64                  `json:"rows"`
	Bytes   int64                  `json:"bytes"`
	Columns map[string]ColumnFacts `json:"columns,omitempty"`
	// Counter is how far the table's numbers have come.
	Counter *CounterFacts `json:"counter,omitempty"`
	// RowVersions is how many instant changes of its columns InnoDB remembers.
	RowVersions int `json:"row_versions,omitempty"`
	// Triggers and Views are those that depend on it.
	Triggers []string `json:"triggers,omitempty"`
	Views    []string `json:"views,omitempty"`
	// Uses is how often each index was read since the server counts.
	Uses map[string]int64 `json:"index_uses,omitempty"`
}

// ColumnFacts are what is known of a column of a table with few rows.
type ColumnFacts struct {
	// Nulls is the part of the rows that held NULL, from 0 to 1.
	Nulls float64 `json:"nulls"`
}

// CounterFacts are a column that numbers rows: its next number and the last
// that its type holds.
type CounterFacts struct {
	Column string `json:"column"`
	Next   uint64 `json:"next"`
	Max    uint64 `json:"max"`
}

// BrokenObject is an index or constraint that is there and does not hold.
type BrokenObject struct {
	Schema string `json:"schema,omitempty"`
	Table  string `json:"table"`
	Name   string `json:"name"`
	// Why is "INVALID" for an index, "NOT VALID" for a constraint.
	Why string `json:"why"`
}

// AppliedRevision is a row of the ledger.
type AppliedRevision struct {
	Revision string `json:"revision"`
	Checksum string `json:"checksum,omitempty"`
	File     string `json:"file,omitempty"`
}

// table finds what is known of a table; nil is nothing.
func (f *Facts) table(n metadata.Name) *TableFacts {
	if f == nil {
		return nil
	}
	for i, t := range f.Tables {
		if t.Schema == n.Schema && t.Name == n.Name {
			return &f.Tables[i]
		}
	}
	return nil
}

// Why facts make a finding harmless.

func emptyTable(f *Facts, about Subject) string {
	if t := f.table(about.Table); t != nil && t.Rows == 0 {
		return fmt.Sprintf("%s is empty", about.Table)
	}
	return ""
}

func emptyColumn(f *Facts, about Subject) string {
	if t := f.table(about.Table); t != nil {
		if c, ok := t.Columns[about.Column]; ok && c.Nulls == 1 {
			return fmt.Sprintf("%s.%s holds nothing but NULL", about.Table, about.Column)
		}
	}
	return emptyTable(f, about)
}

func withoutNulls(f *Facts, about Subject) string {
	if t := f.table(about.Table); t != nil {
		if c, ok := t.Columns[about.Column]; ok && c.Nulls == 0 {
			return fmt.Sprintf("%s.%s held no NULL when the statistics were taken", about.Table, about.Column)
		}
	}
	return emptyTable(f, about)
}

func unusedIndex(f *Facts, about Subject) string {
	if t := f.table(about.Table); t != nil {
		if n, ok := t.Uses[about.Index]; ok && n == 0 {
			return fmt.Sprintf("the server has not seen %s read", about.Index)
		}
	}
	return emptyTable(f, about)
}
