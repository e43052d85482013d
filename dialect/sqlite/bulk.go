package sqlite

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// maxArgs is SQLITE_MAX_VARIABLE_NUMBER: https://www.sqlite.org/limits.html
const maxArgs = 32766

// Bulk sends a hundred rows at a time; more gain nothing. New rowids follow one
// another, and RETURNING takes half as long again.
func (d *Dialect) Bulk(_ *dialect.Server, b *ast.Bulk) (*dialect.BulkPlan, error) {
	sizes := dialect.Sizes(maxArgs, len(b.Columns), 100, 50, 20, 10, 5, 2, 1)
	p := dialect.BulkValues(d, b, "", sizes)
	if b.Key != nil {
		p.FromLast = true
		p.Step = func(ctx context.Context, q dialect.Queryer) (int64, error) { return step(ctx, q, d, b) }
		p.Gaps = dialect.BulkValues(d, b, " RETURNING "+d.Ident(b.Key.Name), sizes)
		p.Gaps.Returning = true
	}
	return p, nil
}

// step is 1, or 0 where rows of the same table may come in between: by
// triggers, or because there is no larger number left and free ones are looked
// for at random. https://www.sqlite.org/autoinc.html
func step(ctx context.Context, q dialect.Queryer, d *Dialect, b *ast.Bulk) (n int64, err error) {
	var v sql.NullInt64
	err = dialect.ReadRows(ctx, q, `SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)
 AND NOT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)
 AND (SELECT COALESCE(max(`+d.Ident(b.Key.Name)+`), 0) FROM `+d.Ident(b.Table.Name)+`) < 1 << 62`, []any{b.Table.Name}, []any{&v}, nil)
	return v.Int64, err
}
