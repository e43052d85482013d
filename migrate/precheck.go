package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// RowsError says which rows a plan would fail on. They were asked for before
// its first statement, so nothing was changed.
type RowsError struct {
	InTheWay []RowsInTheWay
}

// RowsInTheWay are the rows that one change would fail on.
type RowsInTheWay struct {
	Change ddl.Change
	// Rows says which they are: "rows where email is null".
	Rows  string
	Table metadata.Name
	// Key is the columns of the primary key, Keys its values in the first few
	// of the rows; both are empty when there is none. More: there are more rows
	// than Count.
	Key, Keys []string
	Count     int
	More      bool
	// Place is where a revision makes the change; empty for a plan.
	Place string
}

// mostKeys is how many rows are named.
const mostKeys = 5

func (r RowsInTheWay) String() string {
	place := ""
	if r.Place != "" {
		place = r.Place + ": "
	}
	return fmt.Sprintf("%s%s fails on %s: %s", place, r.Change.Describe(), r.Rows, r.Which())
}

// Which is how many rows there are, and their keys: "2 rows, id 3, 7".
func (r RowsInTheWay) Which() string {
	count := fmt.Sprintf("%d rows", r.Count)
	switch {
	case r.More:
		count = fmt.Sprintf("more than %d rows", r.Count)
	case r.Count == 1:
		count = "1 row"
	}
	if len(r.Keys) == 0 {
		return count
	}
	name := strings.Join(r.Key, ", ")
	if len(r.Key) > 1 {
		name = "(" + name + ")"
	}
	text := fmt.Sprintf("%s, %s %s", count, name, strings.Join(r.Keys, ", "))
	if r.More {
		text += " ..."
	}
	return text
}

func (e *RowsError) Error() string {
	lines := make([]string, len(e.InTheWay))
	for i, r := range e.InTheWay {
		lines[i] = r.String()
	}
	return strings.Join(lines, "\n")
}

// Hint says what the database holds now.
func (e *RowsError) Hint() string {
	return "nothing was changed; correct these rows, or what is asked of them, and run the command again"
}

// Precheck asks the database, which must be as the plan's starting point, for
// rows that the plan would fail on, and returns a *RowsError if there are any.
func (p *Plan) Precheck(ctx context.Context, e *engine.Engine) error {
	found, err := p.InTheWay(ctx, e)
	if err == nil && len(found) > 0 {
		err = &RowsError{found}
	}
	return err
}

// InTheWay asks the database for rows that the plan would fail on. It writes
// nothing: the server itself sees to that. A change that is not asked about, or
// about which the server gives no answer, may still fail later.
func (p *Plan) InTheWay(ctx context.Context, e *engine.Engine) ([]RowsInTheWay, error) {
	return askAll(ctx, e, doubtsOf(p.Target, p.have, p.Changes()))
}

// doubt is a change and a question whether rows are in its way.
type doubt struct {
	change ddl.Change
	index  int // of the change among all
	check  dialect.Precheck
	key    []string
	query  string
	place  string
}

// askAll asks each question in a stretch of its own in which the server refuses
// writes.
func askAll(ctx context.Context, e *engine.Engine, doubts []doubt) (found []RowsInTheWay, err error) {
	if len(doubts) == 0 {
		return nil, nil
	}
	c, err := e.DB.Conn(ctx)
	if err != nil {
		return nil, e.Unopened(err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for _, d := range doubts {
		r, err := d.ask(ctx, e.Dialect, c)
		if err != nil {
			return nil, err
		}
		if r != nil {
			found = append(found, *r)
		}
	}
	return found, nil
}

// ask returns nil when there are no rows, or when the server cannot say: it may
// lack a right, or the expression may need what the plan makes first.
func (d doubt) ask(ctx context.Context, in dialect.Dialect, c conn) (*RowsInTheWay, error) {
	begin, end := in.ReadOnly()
	if err := execAll(ctx, c, begin); err != nil {
		return nil, fmt.Errorf("look at the rows: %w", err)
	}
	keys, asked := d.rows(ctx, c)
	if err := execAll(context.WithoutCancel(ctx), c, end); err != nil {
		return nil, errors.Join(asked, fmt.Errorf("look at the rows: %w", err))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if asked != nil || len(keys) == 0 {
		return nil, nil
	}
	r := &RowsInTheWay{Change: d.change, Rows: d.check.Rows, Table: d.check.Table, Key: d.key, Count: len(keys), More: len(keys) > mostKeys, Place: d.place}
	if r.More {
		r.Count, keys = mostKeys, keys[:mostKeys]
	}
	if len(d.key) > 0 {
		r.Keys = keys
	}
	return r, nil
}

func (d doubt) rows(ctx context.Context, q dialect.Queryer) (keys []string, err error) {
	rows, err := q.QueryContext(ctx, d.query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	values := make([]any, max(1, len(d.key)))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		keys = append(keys, keyText(values))
	}
	return keys, rows.Err()
}

func keyText(values []any) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = fmt.Sprint(v)
		if b, ok := v.([]byte); ok {
			texts[i] = string(b)
			if !utf8.Valid(b) {
				texts[i] = fmt.Sprintf("0x%x", b)
			}
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, ", ") + ")"
}
