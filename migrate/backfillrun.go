package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// backfill carries out one statement in batches, each of which commits together
// with how far it came. A run that ends in its midst, however it ends, leaves
// the next one to go on behind the last batch.
type backfill struct {
	r    *Runner
	s    store
	rev  *Revision
	list []Statement
	row  JournalRow
	how  *Backfill

	text     *walk
	table    *metadata.Table
	from     string // the table as SQL
	key      []string
	pos      *position
	at, last []any
	low      []any // the first key, for the share that is done
	told     time.Time
}

// backfill goes through the table. What it returns is a StepError.
func (r *Runner) backfill(ctx context.Context, s store, rev *Revision, list []Statement, row JournalRow) error {
	b := &backfill{r: r, s: s, rev: rev, list: list, row: row, how: list[row.Step-1].Backfill}
	b.row.Catalog = inBatches
	err := b.begin(ctx)
	for err == nil && !b.ended() {
		if err = b.wait(ctx); err == nil {
			err = r.patiently(ctx, s, rev, func() error { return b.failed(ctx, b.batch(ctx)) })
		}
		if err == nil {
			b.tell(b.ended())
		}
	}
	if err == nil {
		err = s.transact(ctx, func() error {
			if err := s.forgetBackfills(ctx, rev.ID); err != nil {
				return err
			}
			return s.done(ctx, s.c, b.row)
		})
	}
	return b.failed(ctx, err)
}

// failed makes a StepError of an error, once, and forgets that the step was begun:
// how far it came is known apart.
func (b *backfill) failed(ctx context.Context, err error) error {
	var step *StepError
	if err == nil || errors.As(err, &step) {
		return err
	}
	state := Partial
	var clean error
	if b.r.lost(err) {
		state = UnknownState
	} else {
		clean = b.s.forget(context.WithoutCancel(ctx), b.s.c, b.rev.ID, b.row.Step)
	}
	err = b.r.stepError(b.rev, b.row.Direction, b.list, b.row.Step-1, state, err)
	if errors.As(err, &step) && b.pos != nil {
		step.Rows = b.pos.rows
	}
	return errors.Join(err, clean)
}

// begin finds the table, its key, and how far an earlier run has come.
func (b *backfill) begin(ctx context.Context) (err error) {
	if b.text, err = walkText(b.row.Statement, b.r.Engine.Dialect.Rules()); err != nil {
		return err
	}
	if err = b.find(ctx); err != nil {
		return err
	}
	if k := b.text.changesKey(b.key); k != "" {
		return fmt.Errorf("the backfill goes through %s by its primary key, of which the statement changes %s", b.text.table, k)
	}
	if b.pos, err = b.s.position(ctx, b.row); err != nil {
		return err
	}
	switch {
	case b.pos == nil:
		err = b.first(ctx)
	case b.pos.table != b.table.Ident().String():
		err = fmt.Errorf("%w: the backfill was begun on %s (%d rows) and is of %s now; bring the old statement back, or run dbtool migrate repair", ErrHistory, b.pos.table, b.pos.rows, b.table.Ident())
	default:
		err = b.resumed(ctx)
	}
	if err != nil {
		return err
	}
	return b.s.begin(ctx, b.s.c, b.row)
}

// find reads the table's definition.
func (b *backfill) find(ctx context.Context) error {
	m, err := b.r.reflect(ctx, b.s.c)
	if err != nil {
		return err
	}
	for _, t := range m.Tables() {
		same := t.Name == b.text.table || strings.EqualFold(t.Name, b.text.table) && (!b.text.quoted || b.r.Engine.Server.Caps.FoldTables)
		if same && (t.Schema == b.text.schema || b.text.schema == b.r.Engine.Server.Schema && t.Schema == "") {
			b.table = t
		}
	}
	switch {
	case b.table == nil:
		return fmt.Errorf("there is no table %s to go through", metadata.Name{Schema: b.text.schema, Name: b.text.table})
	case b.table.PrimaryKey == nil:
		return fmt.Errorf("a backfill goes through a table by its primary key, and %s has none; leave the directive out, or give the table one first", b.table.Ident())
	}
	b.key = metadata.ColumnsOf(b.table.PrimaryKey.Parts)
	b.from = dialect.NewBuilder(b.r.Engine.Dialect).Ident(b.table.Schema, b.table.Name).String()
	return b.noKey(ctx)
}

// noKey refuses a table with rows that have no key, as SQLite lets them have none.
func (b *backfill) noKey(ctx context.Context) error {
	for _, k := range b.key {
		if c := b.table.Column(k); c == nil || !c.Nullable {
			continue
		}
		none, err := hasRow(ctx, b.s.c, "SELECT 1 FROM "+b.from+" WHERE "+b.r.Engine.Dialect.Ident(k)+" IS NULL LIMIT 1")
		if err != nil {
			return err
		}
		if none {
			return fmt.Errorf("a backfill goes through a table by its primary key, and %s has rows without one", b.table.Ident())
		}
	}
	return nil
}

// first notes the last key: rows that come later are written by those who know
// how.
func (b *backfill) first(ctx context.Context) (err error) {
	b.pos = &position{table: b.table.Ident().String()}
	k := b.keys()
	if b.last, err = b.keyOf(ctx, "SELECT "+k.order("")+" FROM "+b.from+" ORDER BY "+k.order(" DESC")+" LIMIT 1"); err != nil {
		return err
	}
	if b.last != nil {
		if b.pos.to, err = keepKey(b.last); err != nil {
			return err
		}
	}
	if err := b.lowest(ctx); err != nil {
		return err
	}
	return b.s.startAt(ctx, b.row, b.pos)
}

func (b *backfill) resumed(ctx context.Context) (err error) {
	if b.at, err = readKey(b.pos.at); err == nil {
		b.last, err = readKey(b.pos.to)
	}
	if err != nil {
		return fmt.Errorf("how far the backfill has come cannot be read: %w", err)
	}
	return b.lowest(ctx)
}

// lowest reads the first key, where keys are numbers.
func (b *backfill) lowest(ctx context.Context) (err error) {
	if len(b.last) == 1 {
		b.low, err = b.keyOf(ctx, "SELECT "+b.keys().order("")+" FROM "+b.from+" ORDER BY "+b.keys().order("")+" LIMIT 1")
	}
	return err
}

func (b *backfill) ended() bool { return b.last == nil || reflect.DeepEqual(b.at, b.last) }

func (b *backfill) keys() *keyset { return &keyset{d: b.r.Engine.Dialect, names: b.key} }

// keyOf reads one key; nil when there is no row.
func (b *backfill) keyOf(ctx context.Context, query string, args ...any) ([]any, error) {
	rows, err := b.s.c.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	key, into := make([]any, len(b.key)), make([]any, len(b.key))
	for i := range key {
		into[i] = &key[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	if err := asText(rows, key); err != nil {
		return nil, err
	}
	return key, errors.Join(rows.Close(), rows.Err())
}

// asText makes texts of bytes that are such to the server: given back as bytes,
// MySQL would compare them as bytes and not by the column's collation.
func asText(rows *sql.Rows, key []any) error {
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for i, t := range types {
		if b, ok := key[i].([]byte); ok && (t.ScanType() == reflect.TypeFor[string]() || t.ScanType() == reflect.TypeFor[sql.NullString]()) {
			key[i] = string(b)
		}
	}
	return nil
}

// next is the key up to which the next batch goes.
func (b *backfill) next(ctx context.Context) ([]any, error) {
	k := b.keys()
	conditions := []string{k.beyond("<=", b.last)}
	if b.at != nil {
		conditions = append(conditions, k.beyond(">", b.at))
	}
	to, err := b.keyOf(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 1 OFFSET %d",
		k.order(""), b.from, strings.Join(conditions, " AND "), k.order(""), b.how.Batch-1), k.values...)
	if err != nil || to != nil {
		return to, err
	}
	return b.last, nil
}

// batch carries the statement out for the next few rows.
func (b *backfill) batch(ctx context.Context) error {
	to, err := b.next(ctx)
	if err != nil {
		return err
	}
	k := b.keys()
	k.alias = b.text.alias
	condition := k.beyond("<=", to)
	if b.at != nil {
		condition += " AND " + k.beyond(">", b.at)
	}
	moved := *b.pos
	if moved.at, err = keepKey(to); err != nil {
		return err
	}
	err = b.s.transact(ctx, func() error {
		n, err := b.s.changed(ctx, b.text.in(condition), k.values...)
		moved.rows += n
		if err == nil {
			err = b.s.comeTo(ctx, b.row, &moved)
		}
		return err
	})
	if err != nil {
		b.s.patience.forget() // settings may go back with the transaction
		return err
	}
	*b.pos, b.at = moved, to
	return nil
}

// changed runs a statement and counts its rows.
func (s store) changed(ctx context.Context, query string, args ...any) (int64, error) {
	if err := s.patience.limit(ctx, query); err != nil {
		return 0, err
	}
	defer s.patience.look(ctx)()
	result, err := s.c.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
