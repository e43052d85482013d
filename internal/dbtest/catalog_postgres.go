package dbtest

import (
	"context"
	"database/sql"
	_ "embed"
)

//go:embed catalog_postgres.sql
var postgresCatalog string

// readPostgres reads under an empty search_path, so that every name comes with
// its schema.
func (c *catalog) readPostgres(ctx context.Context, db *DB) error {
	tx, err := db.SQL.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Compiling so wide a query takes longer than running it.
	if _, err := tx.ExecContext(ctx, "SET LOCAL search_path = ''; SET LOCAL jit = off"); err != nil {
		return err
	}
	return c.addRows(ctx, tx, postgresCatalog)
}
