package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
)

// exec sends one statement and turns a refusal into a StepError.
func (r *Runner) exec(ctx context.Context, s store, rev *Revision, dir Direction, list []Statement, i int) error {
	var err error
	if list[i].Assert {
		err = assertion(ctx, s.c, list[i].SQL)
	} else {
		stop := r.running(ctx, s, Event{Revision: rev, Dir: dir, Step: i + 1, Of: len(list), SQL: list[i].SQL})
		err = s.send(ctx, list[i].SQL)
		stop()
	}
	if err == nil {
		return nil
	}
	return r.stepError(rev, dir, list, i, RolledBack, err)
}

func (r *Runner) stepError(rev *Revision, dir Direction, list []Statement, i int, state State, err error) error {
	p := r.Engine.Dialect.Explain(err)
	msg := p.Message
	if msg == "" {
		msg = err.Error()
	}
	return &StepError{Revision: rev.ID, Direction: dir, Pos: at(rev.File, list[i], p.Place(list[i].SQL)), SQL: list[i].SQL,
		Step: i + 1, Of: len(list), State: state, Class: p.Class, Message: msg, Scratch: r.inScratch(), Err: err}
}

// isTrue runs a query and tells whether its first value is true.
func isTrue(ctx context.Context, q dialect.Queryer, query string) (bool, error) {
	v, err := firstValue(ctx, q, query)
	return err == nil && truth(v), err
}

// assertion runs a query whose first value must be true.
func assertion(ctx context.Context, q dialect.Queryer, query string) error {
	v, err := firstValue(ctx, q, query)
	switch {
	case errors.Is(err, errNoRow):
		return errors.New("assertion failed: the query returned no row")
	case err == nil && !truth(v):
		return fmt.Errorf("assertion failed: the query returned %v", show(v))
	}
	return err
}

var errNoRow = errors.New("the query returned no row")

// firstValue is the first value of the first row.
func firstValue(ctx context.Context, q dialect.Queryer, query string) (v any, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, err
		}
		return nil, errNoRow
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	into[0] = &v
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	return v, rows.Err()
}

func show(v any) any {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return v
}

func truth(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case int64:
		return v != 0
	case []byte:
		return string(v) != "0" && string(v) != ""
	case string:
		return v == "1" || v == "t" || v == "true"
	}
	return false
}
