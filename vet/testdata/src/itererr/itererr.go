package itererr

import (
	"context"
	"iter"
	"maps"

	"github.com/dbtool/dbtool/core"
)

func dropped(ctx context.Context, db core.DB, q core.Query[string]) error {
	for s := range q.Iter(ctx, db) { // want `the loop drops the iterator's error`
		println(s)
	}
	for s, _ := range q.Iter(ctx, db) { // want `the loop drops the iterator's error`
		println(s)
	}
	for range q.Batches(ctx, db, 10) { // want `the loop drops the iterator's error`
	}
	rows := q.Iter(ctx, db)
	for s := range rows { // want `the loop drops the iterator's error`
		println(s)
	}
	return nil
}

// In a function that returns no error, what to do with it is the reader's to say.
func nothing(ctx context.Context, db core.DB, q core.Query[string]) {
	for s := range all(ctx, db, q) { // want `the loop drops the iterator's error`
		println(s)
	}
}

func all(ctx context.Context, db core.DB, q core.Query[string]) iter.Seq2[string, error] {
	return q.Iter(ctx, db)
}

func checked(ctx context.Context, db core.DB, q core.Query[string]) error {
	for s, err := range q.Iter(ctx, db) {
		if err != nil {
			return err
		}
		println(s)
	}
	for range maps.All(map[string]int{}) {
	}
	return nil
}
