package postgres

import (
	"context"
	"strconv"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Measure asks the statistics views. pg_stats.null_frac is from a sample, which
// does not prove that there is none, so that NULLs are counted.
func (d *Dialect) Measure(ctx context.Context, q dialect.Queryer, s *dialect.Server, m *metadata.MetaData, sizes map[metadata.Name]dialect.Size) (*dialect.Measured, error) {
	found := ansi.Measured()
	ansi.Rows(ctx, q, found, "settings", "SELECT name, setting FROM pg_settings WHERE name IN ('TimeZone', 'lock_timeout', 'statement_timeout')", func(row []string) {
		found.Settings[row[0]] = row[1]
	})
	ansi.Rows(ctx, q, found, "uses of indexes", "SELECT CASE WHEN schemaname = current_schema() THEN '' ELSE schemaname END, relname, indexrelname, idx_scan FROM pg_stat_user_indexes", func(row []string) {
		note(found, m, metadata.Name{Schema: row[0], Name: row[1]}, row[2], row[3])
	})
	ansi.Nulls(ctx, q, d, m, sizes, found)
	return found, nil
}

// note takes down how often an index was read.
func note(found *dialect.Measured, m *metadata.MetaData, table metadata.Name, index, count string) {
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil || m.Table(table) == nil {
		return // another one's, or not counted
	}
	if found.Uses[table] == nil {
		found.Uses[table] = map[string]int64{}
	}
	found.Uses[table][index] = n
}
