package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// together is how many rows go into one statement that is written by hand.
const together = 250

// change is what is written of an author that is there.
type change struct {
	id          int64
	age         int
	name, email string
}

// byHand writes the same with database/sql, as well as one can in batches.
func byHand(ctx context.Context, db *sql.DB, best map[string]time.Duration) (err error) {
	have, gone, err := before(ctx, db)
	if err != nil {
		return err
	}
	fresh := make([]*Author, newAuthors)
	for i := range fresh {
		fresh[i] = author(i)
	}
	began := time.Now()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if err := insertAuthors(ctx, tx, fresh); err != nil {
		return err
	}
	if err := updateAuthors(ctx, tx, have); err != nil {
		return err
	}
	for part := range slices.Chunk(gone, together) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM books WHERE id IN (?"+strings.Repeat(", ?", len(part)-1)+")", part...); err != nil {
			return err
		}
	}
	note(best, "hand", began)
	var n int64
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM books").Scan(&n)
	if want := int64(newAuthors * booksEach); err == nil && n != want {
		err = fmt.Errorf("%d books by hand, not %d", n, want)
	}
	return err
}

// before is what there is to change and to delete.
func before(ctx context.Context, db *sql.DB) (have []change, gone []any, err error) {
	rows, err := db.QueryContext(ctx, "SELECT id, age, name, email FROM authors ORDER BY id")
	if err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		var c change
		if err := rows.Scan(&c.id, &c.age, &c.name, &c.email); err != nil {
			return nil, nil, errors.Join(err, rows.Close())
		}
		have = append(have, change{c.id, c.age + 1, "renamed " + c.name, "new." + c.email})
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, nil, err
	}
	rows, err = db.QueryContext(ctx, fmt.Sprint("SELECT id FROM books ORDER BY id LIMIT ", deleted))
	if err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, nil, errors.Join(err, rows.Close())
		}
		gone = append(gone, id)
	}
	return have, gone, errors.Join(rows.Err(), rows.Close())
}

func values(n, each int) string {
	one := "(?" + strings.Repeat(", ?", each-1) + ")"
	return one + strings.Repeat(", "+one, n-1)
}

// insertAuthors counts their keys on from the last one, and inserts their books.
func insertAuthors(ctx context.Context, tx *sql.Tx, fresh []*Author) error {
	var all []*Book
	for part := range slices.Chunk(fresh, together) {
		args := make([]any, 0, 4*len(part))
		for _, a := range part {
			args = append(args, a.Name, a.Email, a.Age, a.Born)
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO authors (name, email, age, born) VALUES "+values(len(part), 4), args...)
		if err != nil {
			return err
		}
		last, err := res.LastInsertId()
		if err != nil {
			return err
		}
		for i, a := range part {
			a.ID = last - int64(len(part)-1-i)
			for _, b := range a.Books {
				b.AuthorID = a.ID
				all = append(all, b)
			}
		}
	}
	for part := range slices.Chunk(all, together) {
		args := make([]any, 0, 3*len(part))
		for _, b := range part {
			args = append(args, b.AuthorID, b.Title, b.Pages)
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO books (author_id, title, pages) VALUES "+values(len(part), 3), args...)
		if err != nil {
			return err
		}
		last, err := res.LastInsertId()
		if err != nil {
			return err
		}
		for i, b := range part {
			b.ID = last - int64(len(part)-1-i)
		}
	}
	return nil
}

// updateAuthors joins the table with lists of keys and values.
func updateAuthors(ctx context.Context, tx *sql.Tx, have []change) error {
	for part := range slices.Chunk(have[:aged], together) {
		args := make([]any, 0, 2*len(part))
		for _, c := range part {
			args = append(args, c.id, c.age)
		}
		text := "WITH v (id, age) AS (VALUES " + values(len(part), 2) + ") UPDATE authors SET age = v.age FROM v WHERE authors.id = v.id"
		if _, err := tx.ExecContext(ctx, text, args...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(have[aged:], together) {
		args := make([]any, 0, 3*len(part))
		for _, c := range part {
			args = append(args, c.id, c.name, c.email)
		}
		text := "WITH v (id, name, email) AS (VALUES " + values(len(part), 3) + ") UPDATE authors SET name = v.name, email = v.email FROM v WHERE authors.id = v.id"
		if _, err := tx.ExecContext(ctx, text, args...); err != nil {
			return err
		}
	}
	return nil
}
