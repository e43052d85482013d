package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Restate is left to scratch databases, which are in memory.
func (*Dialect) Restate(context.Context, *sql.Conn, *dialect.Server, *metadata.MetaData) (*metadata.MetaData, error) {
	return nil, fmt.Errorf("restating expressions aside: %w", dialect.ErrUnsupported)
}
