package core

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// BulkDB is a [DB] that inserts many rows at once. An Engine, a Conn and a Tx
// of package engine are.
type BulkDB interface {
	DB
	// InsertBulk inserts all rows or none. It returns the numbers that the
	// database gave to the Key, in the order of the rows.
	InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error)
}

// RowError is the failure of one of many rows. It unwraps to the error of the
// statement.
type RowError struct {
	// Row is its place among those that were to be inserted, from 0.
	Row int
	Err error
}

func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row+1, e.Err) }

func (e *RowError) Unwrap() error { return e.Err }

// RowField is a column and where its values come from; see [FromRow].
type RowField[R any] struct {
	column *metadata.Column
	value  func(*R) any
}

// FromRow fills a column with what get says of each row.
func FromRow[R, T any](column interface {
	Handle
	Set(T) ast.Assign
}, get func(r *R) T) RowField[R] {
	if isDocument(column) {
		return RowField[R]{column.Column(), func(r *R) any { return document(get(r)) }}
	}
	return RowField[R]{column.Column(), func(r *R) any { return get(r) }}
}

// isDocument reports whether a column takes values as JSON.
func isDocument[T any](column interface{ Set(T) ast.Assign }) bool {
	var none T
	_, ok := column.Set(none).Value.(*ast.JSONDoc)
	return ok
}

// document is the text of a value as JSON.
func document(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return ast.Refused{Err: err}
	}
	return string(text)
}

// FromRowPtr fills a column with what get points to, NULL for nil.
func FromRowPtr[R, T any](column interface {
	Handle
	Set(T) ast.Assign
}, get func(r *R) *T) RowField[R] {
	doc := isDocument(column)
	return RowField[R]{column.Column(), func(r *R) any {
		v := get(r)
		switch {
		case v == nil:
			return nil
		case doc:
			return document(*v)
		}
		return *v
	}}
}

// InsertAll inserts many rows, all or none, in as few statements as the
// database takes them best. An error that a row is to blame for is a
// [RowError].
//
//	core.InsertAll(ctx, db, Users, list,
//		core.FromRow(Users.Name, func(u *User) string { return u.Name }),
//		core.FromRowPtr(Users.Bio, func(u *User) *string { return u.Bio }))
func InsertAll[R any](ctx context.Context, db DB, t Source, rows []R, fields ...RowField[R]) error {
	_, err := insertAll(ctx, db, t, nil, rows, fields)
	return err
}

// InsertAllKeys is [InsertAll] that gives each row, in their order, the number
// that the database made for its key. On SQLite and PostgreSQL this costs more
// than doing without.
func InsertAllKeys[R any](ctx context.Context, db DB, t Source, rows []R, key Handle, put func(r *R, id int64), fields ...RowField[R]) error {
	ids, err := insertAll(ctx, db, t, key.Column(), rows, fields)
	if err != nil {
		return err
	}
	for i, id := range ids {
		put(&rows[i], id)
	}
	return nil
}

func insertAll[R any](ctx context.Context, db DB, t Source, key *metadata.Column, rows []R, fields []RowField[R]) ([]int64, error) {
	columns := make([]*metadata.Column, len(fields))
	for i, f := range fields {
		columns[i] = f.column
	}
	var refused *RowError
	value := func(row, column int) any {
		v := fields[column].value(&rows[row])
		if r, ok := v.(ast.Refused); ok && refused == nil {
			refused = &RowError{Row: row, Err: r}
		}
		return v
	}
	ids, err := insertBulk(ctx, db, t.relation(), &ast.Bulk{Columns: columns, Len: len(rows), Key: key, Value: value})
	if err != nil && refused != nil {
		err = refused
	}
	return ids, err
}

func insertBulk(ctx context.Context, db DB, rel *ast.Relation, b *ast.Bulk) ([]int64, error) {
	b.Table = rel.Table
	switch {
	case b.Table == nil:
		return nil, fmt.Errorf("core: cannot insert into %q: it is no table", rel.Name())
	case len(b.Columns) == 0:
		return nil, errors.New("core.InsertAll: no columns are given")
	case b.Len == 0:
		return nil, nil
	}
	for _, c := range b.Columns {
		if b.Table.Column(c.Name) != c {
			return nil, fmt.Errorf("core.InsertAll: %s is no column of %s", c.Name, b.Table.Ident())
		}
	}
	bulk, ok := db.(BulkDB)
	if !ok {
		return nil, fmt.Errorf("core.InsertAll: a %T cannot insert many rows", db)
	}
	return bulk.InsertBulk(ctx, b)
}
