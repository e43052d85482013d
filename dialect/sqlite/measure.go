package sqlite

import (
	"context"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Measure counts; SQLite keeps no statistics by itself.
func (d *Dialect) Measure(ctx context.Context, q dialect.Queryer, _ *dialect.Server, m *metadata.MetaData, sizes map[metadata.Name]dialect.Size) (*dialect.Measured, error) {
	found := ansi.Measured()
	ansi.Nulls(ctx, q, d, m, sizes, found)
	return found, nil
}
