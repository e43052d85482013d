package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/render"
)

// queryRun is one statement on its way.
type queryRun struct {
	e     *engine.Engine
	write bool
	text  string
	args  []any
	out   render.Writer
	// more makes a writer for each result behind the first, of a procedure.
	more func() (render.Writer, error)
	say  func(string)
}

func (q *queryRun) run(ctx context.Context) (err error) {
	conn, err := q.e.DB.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", q.e.URL, err)
	}
	defer func() { err = errors.Join(err, ignoreDone(conn.Close())) }()
	stop, err := q.watch(ctx, conn)
	if err != nil {
		return err
	}
	defer stop()
	if !q.write {
		begin, end := q.e.Dialect.ReadOnly()
		for _, s := range begin {
			if _, err := conn.ExecContext(ctx, s); err != nil {
				return q.explain(ctx, err)
			}
		}
		defer func() {
			for _, s := range end {
				_, e := conn.ExecContext(context.WithoutCancel(ctx), s)
				err = errors.Join(err, ignoreDone(e))
			}
		}()
	}
	if q.write && onlyChanges(q.text, q.e.Dialect.Rules()) {
		return q.change(ctx, conn)
	}
	return q.rows(ctx, conn)
}

// onlyChanges reports whether the statement is one that changes rows and
// returns none, so that their number is its result.
func onlyChanges(text string, rules lex.Rules) bool {
	c, err := lex.NewCursor(text, rules)
	if err != nil || !c.Peek(0).IsAny("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE") {
		return false
	}
	for !c.Done() {
		if c.Next().Is("RETURNING") {
			return false
		}
	}
	return true
}

// ignoreDone leaves out that a connection was given up by a cancelled query:
// the query's own error tells it.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrConnDone) || err != nil && strings.Contains(err.Error(), "bad connection") {
		return nil
	}
	return err
}

// watch stops the statement on the server when ctx is done, where the driver
// does not do it.
func (q *queryRun) watch(ctx context.Context, conn *sql.Conn) (stop func(), err error) {
	cancel, err := q.e.Dialect.Canceler(ctx, q.e.DB, conn)
	if err != nil || cancel == nil {
		return func() {}, err
	}
	done := make(chan struct{})
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		select {
		case <-ctx.Done():
			short, end := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer end()
			if err := cancel(short); err != nil {
				q.say("dbtool: the statement may go on on the server: " + err.Error())
			}
		case <-done:
		}
	}()
	return func() { close(done); <-finished }, nil
}

// change runs a statement whose result is how many rows it changed.
func (q *queryRun) change(ctx context.Context, conn *sql.Conn) error {
	began := time.Now()
	result, err := conn.ExecContext(ctx, q.text, q.args...)
	if err != nil {
		return q.explain(ctx, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	rows := "rows"
	if n == 1 {
		rows = "row"
	}
	q.say(fmt.Sprintf("%d %s changed in %s", n, rows, time.Since(began).Round(time.Millisecond)))
	return nil
}

func (q *queryRun) rows(ctx context.Context, conn *sql.Conn) (err error) {
	began := time.Now()
	rows, err := conn.QueryContext(ctx, q.text, q.args...)
	if err != nil {
		return q.explain(ctx, err)
	}
	defer func() { err = errors.Join(err, q.explain(ctx, rows.Close())) }()
	if err := q.result(rows, began); err != nil {
		return q.explain(ctx, err)
	}
	for rows.NextResultSet() {
		columns, err := rows.Columns()
		if err != nil || len(columns) == 0 { // how a procedure ended
			continue
		}
		if q.out, err = q.more(); err != nil {
			return err
		}
		if err := q.result(rows, began); err != nil {
			return q.explain(ctx, err)
		}
	}
	return q.explain(ctx, rows.Err())
}

// result prints one result of a statement.
func (q *queryRun) result(rows *sql.Rows, began time.Time) error {
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	if len(types) == 0 { // a statement without a result
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			return err
		}
		q.say(fmt.Sprintf("done in %s", time.Since(began).Round(time.Millisecond)))
		return nil
	}
	if err := q.out.Header(columnsOf(types)); err != nil {
		return err
	}
	values, into := make([]any, len(types)), make([]any, len(types))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := q.out.Row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err // what was printed stays cut off, so that nobody takes it for all
	}
	return q.out.Close()
}

func columnsOf(types []*sql.ColumnType) []render.Column {
	columns := make([]render.Column, len(types))
	for i, t := range types {
		name := strings.ToUpper(t.DatabaseTypeName())
		columns[i] = render.Column{Name: t.Name(), Type: name,
			Right:  strings.Contains(name, "INT") || strings.Contains(name, "NUMERIC") || strings.Contains(name, "DECIMAL") || strings.Contains(name, "FLOAT") || strings.Contains(name, "DOUBLE") || name == "REAL",
			Binary: strings.Contains(name, "BLOB") || strings.Contains(name, "BINARY") || name == "BYTEA",
			JSON:   strings.HasPrefix(name, "JSON")}
	}
	return columns
}

// explain gives an error in the server's words, with the next step.
func (q *queryRun) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("the statement was stopped: %w", context.Cause(ctx))
	}
	p := q.e.Dialect.Explain(err)
	if p.Message == "" {
		return err
	}
	text := p.Message
	if p.Code != "" && !strings.Contains(text, p.Code) {
		text += " (" + p.Code + ")"
	}
	hint := p.Hint
	if p.Class == dialect.ReadOnlyErr && !q.write {
		hint = "query is read-only; --write lets it change the database"
	}
	if at := p.Place(q.text); at >= 0 {
		text += "\n" + excerpt(q.text, at)
	}
	return &exitError{code: exitFailed, err: &serverError{text, err}, hint: hint}
}

// excerpt is the line that holds the byte at, with its number and a mark under
// the place.
func excerpt(text string, at int) string {
	begin := strings.LastIndexByte(text[:at], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		end = at + i
	}
	number := fmt.Sprintf("%d: ", strings.Count(text[:begin], "\n")+1)
	line := strings.ReplaceAll(text[begin:end], "\t", " ")
	return number + line + "\n" + strings.Repeat(" ", len(number)+uniseg.StringWidth(text[begin:at])) + "^"
}

// serverError is a server's error in its own words.
type serverError struct {
	text string
	err  error
}

func (e *serverError) Error() string { return e.text }
func (e *serverError) Unwrap() error { return e.err }
