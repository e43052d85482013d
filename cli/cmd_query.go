package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/render"
)

func (a *app) queryCommand() *cli.Command {
	return &cli.Command{
		Name: "query", Usage: "run one statement, given or on standard input", ArgsUsage: "[SQL]",
		Description: "Read-only unless --write. --format table (default on a terminal), csv, json, ndjson,\nmarkdown, vertical.",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "param", Aliases: []string{"p"}, Usage: "`NAME=VALUE` for :NAME in the statement; NAME:=VALUE for a number, true, false or null"},
			&cli.BoolFlag{Name: "write", Usage: "let the statement change the database"},
			&cli.DurationFlag{Name: "timeout", Usage: "stop the statement after this time"},
		},
		Action: a.query,
	}
}

func (a *app) query(c *cli.Context) (err error) {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	name, err := formatOf(c, "table", "csv", "json", "ndjson", "markdown", "vertical")
	if err != nil {
		return err
	}
	format, err := render.ParseFormat(name)
	if err != nil {
		return usage("%w", err)
	}
	text, err := a.statementText(c)
	if err != nil {
		return err
	}
	e, err := a.open(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	query, args, err := oneStatement(e.Dialect, text, c.StringSlice("param"))
	if err != nil {
		return err
	}
	ctx := c.Context
	if d := c.Duration("timeout"); d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	var footer io.Writer
	if !c.Bool("quiet") {
		footer = a.stderr
	}
	w, err := render.New(a.stdout, format, render.Options{Color: a.color(c, a.stdout), Footer: footer})
	if err != nil {
		return err
	}
	r := queryRun{e: e, write: c.Bool("write"), out: w, say: func(s string) { a.say(c, "%s", s) }}
	return r.run(ctx, query, args)
}

// statementText is the argument, or what stands on standard input.
func (a *app) statementText(c *cli.Context) (string, error) {
	if text := c.Args().First(); text != "" {
		return text, nil
	}
	if isTerminal(a.stdin) {
		return "", &exitError{code: exitUsage, err: errors.New("no statement"), hint: `dbtool query "select 1", or put it on standard input`}
	}
	data, err := io.ReadAll(a.stdin)
	if err != nil {
		return "", fmt.Errorf("standard input: %w", err)
	}
	if strings.TrimSpace(string(data)) == "" {
		return "", usage("standard input holds no statement")
	}
	return string(data), nil
}

// oneStatement checks that the text is one statement and puts the dialect's
// placeholders where :name stands.
func oneStatement(d dialect.Dialect, text string, params []string) (string, []any, error) {
	list, err := lex.Split(text, d.Rules())
	if err != nil {
		return "", nil, usage("%w", err)
	}
	if len(list) != 1 {
		return "", nil, usage("query runs one statement; this is %d", len(list))
	}
	values, err := paramValues(params)
	if err != nil {
		return "", nil, err
	}
	if len(values) == 0 {
		return list[0].SQL, nil, nil
	}
	return bind(d, list[0].SQL, values)
}

func paramValues(params []string) (map[string]any, error) {
	values := map[string]any{}
	for _, p := range params {
		name, text, ok := strings.Cut(p, "=")
		if !ok || strings.TrimSuffix(name, ":") == "" {
			return nil, usage("--param %q: write name=value", p)
		}
		bare, typed := strings.CutSuffix(name, ":")
		values[bare] = text
		if typed {
			v, err := typedValue(text)
			if err != nil {
				return nil, usage("--param %q: %w", p, err)
			}
			values[bare] = v
		}
	}
	return values, nil
}

func typedValue(s string) (any, error) {
	switch s {
	case "null":
		return nil, nil
	case "true", "false":
		return s == "true", nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return f, nil
	}
	return nil, fmt.Errorf("%q is no number, true, false or null", s)
}

// bind replaces :name outside of strings and comments. Every parameter must be
// used, and every :name must have a value.
func bind(d dialect.Dialect, text string, values map[string]any) (string, []any, error) {
	var b strings.Builder
	var args []any
	used := map[string]bool{}
	l := lex.New(text, d.Rules())
	for {
		t, err := l.Next()
		if err != nil {
			return "", nil, usage("%w", err)
		}
		if t.Kind == lex.EOF {
			break
		}
		name, isName := strings.CutPrefix(t.Text, ":")
		if t.Kind != lex.Param || !isName || name == "" {
			b.WriteString(t.Text)
			continue
		}
		v, ok := values[name]
		if !ok {
			return "", nil, usage("the statement has :%s and there is no -p %s=...", name, name)
		}
		used[name] = true
		args = append(args, v)
		b.WriteString(d.Placeholder(len(args)))
	}
	for name := range values {
		if !used[name] {
			return "", nil, usage("-p %s=... is given and the statement has no :%s", name, name)
		}
	}
	return b.String(), args, nil
}

// queryRun is one statement on its way.
type queryRun struct {
	e     *engine.Engine
	write bool
	out   render.Writer
	say   func(string)
}

func (q *queryRun) run(ctx context.Context, query string, args []any) (err error) {
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
	return q.rows(ctx, conn, query, args)
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

func (q *queryRun) rows(ctx context.Context, conn *sql.Conn, query string, args []any) (err error) {
	began := time.Now()
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return q.explain(ctx, err)
	}
	defer func() { err = errors.Join(err, q.explain(ctx, rows.Close())) }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	if len(types) == 0 { // a statement without a result
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			return q.explain(ctx, err)
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
		return q.explain(ctx, err) // what was printed stays cut off, so that nobody takes it for all
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
	return &exitError{code: exitFailed, err: &serverError{text, err}, hint: hint}
}

// serverError is a server's error in its own words.
type serverError struct {
	text string
	err  error
}

func (e *serverError) Error() string { return e.text }
func (e *serverError) Unwrap() error { return e.err }
