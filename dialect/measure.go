package dialect

import (
	"context"

	"github.com/dbtool/dbtool/metadata"
)

// Measurer is a dialect that tells what its server knows of tables besides their
// sizes. It reads no values of rows out, and counts only in tables so small that
// nobody notices.
type Measurer interface {
	// Measure is about the tables of m, which is in normal form, and of those
	// sizes.
	Measure(ctx context.Context, q Queryer, s *Server, m *metadata.MetaData, sizes map[metadata.Name]Size) (*Measured, error)
}

// Measured is what a server knows. What it does not tell is left out.
type Measured struct {
	// Settings decide about changes: "TimeZone", "lock_wait_timeout".
	Settings map[string]string
	// Nulls is the part of the rows that hold NULL in a column, counted, from 0
	// to 1.
	Nulls map[metadata.ColumnRef]float64
	// Counters are columns that number rows.
	Counters map[metadata.Name]Counter
	// RowVersions is how many instant changes of a table InnoDB remembers.
	RowVersions map[metadata.Name]int
	// Uses is how often each index of a table was read since the server counts.
	Uses map[metadata.Name]map[string]int64
	// Missing says what could not be read, and why.
	Missing []string
}

// Counter is how far a column has come that numbers rows: its next number, and
// the last that its type holds.
type Counter struct {
	Column    string
	Next, Max uint64
}

// FewRows is a table whose rows are counted in no time.
const FewRows = 100_000
