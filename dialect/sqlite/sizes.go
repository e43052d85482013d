package sqlite

import (
	"context"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Sizes counts, which SQLite does by its smallest index. How many pages a table
// has only dbstat tells, which is not in this build.
func (d *Dialect) Sizes(ctx context.Context, q dialect.Queryer, _ *dialect.Server, tables []metadata.Name) (map[metadata.Name]dialect.Size, error) {
	sizes := map[metadata.Name]dialect.Size{}
	for _, t := range tables {
		rows, err := number(ctx, q, "SELECT COUNT(*) FROM "+d.Ident(t.Name))
		if err != nil {
			continue // it is not there, or does not work
		}
		sizes[t] = dialect.Size{Rows: rows, Bytes: -1}
	}
	return sizes, nil
}

func number(ctx context.Context, q dialect.Queryer, query string) (n int64, err error) {
	err = dialect.ReadRows(ctx, q, query, nil, []any{&n}, nil)
	return n, err
}
