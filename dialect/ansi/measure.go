package ansi

import (
	"context"
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Nulls counts the part of the rows that hold NULL, column by column, in tables
// of few rows. A table that cannot be read is among the missing.
func Nulls(ctx context.Context, q dialect.Queryer, d dialect.Dialect, m *metadata.MetaData, sizes map[metadata.Name]dialect.Size, into *dialect.Measured) {
	for _, t := range m.Tables() {
		size, known := sizes[t.Ident()]
		if !known || size.Rows < 0 || size.Rows > dialect.FewRows {
			continue
		}
		if err := nullsOf(ctx, q, d, t, into); err != nil {
			into.Missing = append(into.Missing, "NULLs of "+t.Ident().String()+": "+err.Error())
		}
	}
}

func nullsOf(ctx context.Context, q dialect.Queryer, d dialect.Dialect, t *metadata.Table, into *dialect.Measured) (err error) {
	var columns []string
	b := dialect.NewBuilder(d)
	b.W("SELECT COUNT(*)")
	for _, c := range t.Columns {
		if c.Nullable {
			columns = append(columns, c.Name)
			b.W(", COUNT(").Ident(c.Name).W(")")
		}
	}
	if len(columns) == 0 {
		return nil
	}
	b.W(" FROM ").Ident(t.Schema, t.Name)
	counts := make([]sql.NullInt64, len(columns)+1)
	into1 := make([]any, len(counts))
	for i := range counts {
		into1[i] = &counts[i]
	}
	if err := dialect.ReadRows(ctx, q, b.String(), nil, into1, nil); err != nil {
		return err
	}
	total := counts[0].Int64
	for i, c := range columns {
		if total > 0 {
			into.Nulls[metadata.ColumnRef{Table: t.Ident(), Column: c}] = float64(total-counts[i+1].Int64) / float64(total)
		}
	}
	return nil
}

// Measured is an empty result, ready to be filled.
func Measured() *dialect.Measured {
	return &dialect.Measured{Settings: map[string]string{}, Nulls: map[metadata.ColumnRef]float64{}, Counters: map[metadata.Name]dialect.Counter{},
		RowVersions: map[metadata.Name]int{}, Uses: map[metadata.Name]map[string]int64{}}
}

// Rows runs a query of the catalogs and hands each row, as text, to f. An error
// is among the missing, as what.
func Rows(ctx context.Context, q dialect.Queryer, m *dialect.Measured, what, query string, f func(row []string)) {
	err := dialect.ReadTexts(ctx, q, query, nil, func(_ []string, values []sql.NullString) error {
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = v.String
		}
		f(row)
		return nil
	})
	if err != nil {
		m.Missing = append(m.Missing, what+": "+strings.TrimSpace(err.Error()))
	}
}
