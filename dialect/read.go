package dialect

import (
	"context"
	"database/sql"
)

// ReadRows runs a query, puts each row into what into points to, and calls f for
// it; f may be nil where one row is expected. Without a row, nothing is changed.
func ReadRows(ctx context.Context, q Queryer, query string, args, into []any, f func() error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ReadTexts runs a query and hands out its rows as text, with the names of the
// columns; NULL is the empty string with Valid false. The row's memory is used
// again for the next.
func ReadTexts(ctx context.Context, q Queryer, query string, args []any, f func(columns []string, row []sql.NullString) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := f(columns, row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ReadNames runs a query of one column of names.
func ReadNames(ctx context.Context, q Queryer, query string) (names []string, err error) {
	var name string
	err = ReadRows(ctx, q, query, nil, []any{&name}, func() error {
		names = append(names, name)
		return nil
	})
	return names, err
}
