package mysql

import (
	"context"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Sizes are InnoDB's estimates, which may be off by half for the rows. MySQL 8
// and newer keep them for a day unless told otherwise.
func (d *Dialect) Sizes(ctx context.Context, q dialect.Queryer, s *dialect.Server, tables []metadata.Name) (map[metadata.Name]dialect.Size, error) {
	sizes := map[metadata.Name]dialect.Size{}
	query := `SELECT COALESCE(table_rows, -1), COALESCE(data_length + index_length, -1) FROM information_schema.tables
		WHERE table_schema = COALESCE(NULLIF(?, ''), DATABASE()) AND table_name = ? AND (table_type LIKE '%TABLE' OR table_type = 'SYSTEM VERSIONED')`
	if !isMaria(s) {
		query = `SELECT /*+ SET_VAR(information_schema_stats_expiry=0) */` + query[len("SELECT"):]
	}
	for _, t := range tables {
		var size dialect.Size
		err := dialect.ReadRows(ctx, q, query, []any{t.Schema, t.Name}, []any{&size.Rows, &size.Bytes}, func() error {
			sizes[t] = size
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return sizes, nil
}
