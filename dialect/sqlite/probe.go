package sqlite

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
)

// Probe asks for the version. It also makes the driver open the file, so that
// a file that is no database is found out here.
func (*Dialect) Probe(ctx context.Context, q dialect.Queryer) (*dialect.Server, error) {
	rows, err := q.QueryContext(ctx, "SELECT sqlite_version(), (SELECT count(*) FROM sqlite_schema), (SELECT foreign_keys FROM pragma_foreign_keys)")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	s := &dialect.Server{Dialect: "sqlite", Product: "SQLite", Names: []string{"sqlite"}, Database: "main",
		Caps: dialect.Caps{TransactionalDDL: true, SingleWriter: true, FoldTables: true, FoldColumns: true, SessionLock: true, Returning: true, InsertID: "last"}}
	for rows.Next() {
		var objects int
		var foreignKeys string
		if err := rows.Scan(&s.Version, &objects, &foreignKeys); err != nil {
			return nil, err
		}
		s.Facts = map[string]string{factForeignKeys: foreignKeys}
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(s.Version, "%d.%d.%d", &major, &minor, &patch); err == nil {
		s.Number = major*10000 + minor*100 + patch
	}
	return s, rows.Err()
}
