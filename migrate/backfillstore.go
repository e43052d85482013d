package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// BackfillTable holds how far each backfill has come that is not done.
const BackfillTable = "dbtool_backfill"

// inBatches is what the journal has in the place of a fingerprint for a
// backfill: how far it came stands in the table of backfills.
const inBatches = "backfill"

var backfillColumns = []string{"revision", "direction", "step", "name", "position", "last", "gone_through", "updated_at"}

// position is how far a backfill has come. Keys are as keepKey writes them.
type position struct {
	table  string
	at, to string // the key that it has come to, "" for none, and the last one
	rows   int64  // gone through
}

func declareBackfills(m *metadata.MetaData) {
	word := metadata.String(64).On("sqlite", metadata.Text())
	declareOwn(m, BackfillTable,
		metadata.Col("revision", word).PrimaryKey(),
		metadata.Col("direction", metadata.String(8).On("sqlite", metadata.Text())).PrimaryKey(),
		metadata.Col("step", metadata.Integer()).PrimaryKey().Autoincrement(false),
		metadata.Col("name", metadata.Text()),
		metadata.Col("position", metadata.Text()),
		metadata.Col("last", metadata.Text()),
		metadata.Col("gone_through", metadata.BigInt()),
		metadata.Col("updated_at", word),
	)
}

// position reads how far the step has come; nil when it was not begun. It makes
// the table if there is none.
func (s store) position(ctx context.Context, row JournalRow) (*position, error) {
	there, err := s.has(ctx, BackfillTable)
	if err == nil && !there {
		return nil, s.createBackfills(ctx)
	}
	if err != nil {
		return nil, err
	}
	rows, err := s.c.QueryContext(ctx, s.selectSQL(BackfillTable, backfillColumns[3:7])+s.whereSQL(1, "revision", "direction", "step"), row.Revision, string(row.Direction), row.Step)
	if err != nil {
		return nil, fmt.Errorf("read how far the backfill has come: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	var p position
	if err := rows.Scan(&p.table, &p.at, &p.to, &p.rows); err != nil {
		return nil, fmt.Errorf("read how far the backfill has come: %w", err)
	}
	return &p, errors.Join(rows.Close(), rows.Err())
}

func (s store) createBackfills(ctx context.Context) error {
	own := metadata.New()
	declareBackfills(own)
	m, err := s.e.Dialect.Normalize(own, s.e.Server)
	if err != nil {
		return err
	}
	table := m.Table(metadata.Name{Name: BackfillTable})
	table.Schema = s.schema
	statements, err := s.e.Dialect.Compile(s.e.Server, ddl.CreateTable{Table: table})
	if err != nil {
		return err
	}
	for _, st := range statements {
		if _, err := s.c.ExecContext(ctx, st.SQL); err != nil {
			return fmt.Errorf("create the table %s: %w", BackfillTable, err)
		}
	}
	return nil
}

// startAt writes down that a backfill begins.
func (s store) startAt(ctx context.Context, row JournalRow, p *position) error {
	_, err := s.c.ExecContext(ctx, s.insertSQL(BackfillTable, backfillColumns), row.Revision, string(row.Direction), row.Step, p.table, p.at, p.to, p.rows, stamp(time.Now()))
	if err != nil {
		return fmt.Errorf("write down how far the backfill has come: %w", err)
	}
	return nil
}

// comeTo writes down how far it has come.
func (s store) comeTo(ctx context.Context, row JournalRow, p *position) error {
	d := s.e.Dialect
	set := ""
	for i, c := range []string{"position", "gone_through", "updated_at"} {
		if i > 0 {
			set += ", "
		}
		set += d.Ident(c) + " = " + d.Placeholder(i+1)
	}
	_, err := s.c.ExecContext(ctx, "UPDATE "+s.own(BackfillTable)+" SET "+set+s.whereSQL(4, "revision", "direction", "step"),
		p.at, p.rows, stamp(time.Now()), row.Revision, string(row.Direction), row.Step)
	if err != nil {
		return fmt.Errorf("write down how far the backfill has come: %w", err)
	}
	return nil
}

// forgetBackfills removes what is known of a revision's; with "" of all.
func (s store) forgetBackfills(ctx context.Context, revision string) error {
	if there, err := s.has(ctx, BackfillTable); err != nil || !there {
		return err
	}
	query, args := "DELETE FROM "+s.own(BackfillTable), []any(nil)
	if revision != "" {
		query, args = query+s.whereSQL(1, "revision"), []any{revision}
	}
	if _, err := s.c.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("forget backfills: %w", err)
	}
	return nil
}
