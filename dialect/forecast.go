package dialect

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/metadata"
)

// Size is how large a table is, as the server estimates it without reading it.
type Size struct {
	// Rows and Bytes, indexes included, are less than zero when unknown.
	Rows, Bytes int64
}

// Sizer is a dialect that tells how large tables are.
type Sizer interface {
	// Sizes are those of the tables that there are and may be looked at.
	Sizes(ctx context.Context, q Queryer, s *Server, tables []metadata.Name) (map[metadata.Name]Size, error)
}

// Witness is a dialect whose server tells what a statement took.
type Witness interface {
	// Observe runs a statement by itself. Where the statement refuses the
	// transaction that is needed to look, it is run all the same, and ok is false.
	Observe(ctx context.Context, c *sql.Conn, statement string) (seen Observed, ok bool, err error)
}

// Observed is what a statement took of the tables that were there.
type Observed struct {
	Locks     []TableLock
	Rewritten []metadata.Name
}

// TableLock is the strongest lock that a statement took on a table.
type TableLock struct {
	Table metadata.Name
	Mode  string // as the server calls it: "ACCESS EXCLUSIVE"
	Lock  Lock   // what others cannot do meanwhile
}
