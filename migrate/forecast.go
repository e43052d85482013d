package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Forecast is what revisions ask of a database as it is now.
type Forecast struct {
	// Statements are those of all revisions, in order, assertions left out.
	Statements []StatementForecast
	// InTheWay are rows that are there and on which a statement would fail, as
	// far as nothing before it changes rows.
	InTheWay []RowsInTheWay
	// Unknown is why nothing is known from the statement behind the last one of
	// Statements on; nil if there is none.
	Unknown error
}

// StatementForecast is what one statement asks.
type StatementForecast struct {
	Revision *Revision
	Statement
	// Changes are those of the schema.
	Changes []ddl.Change
	// Form is how the server carries it out, where that can be asked:
	// "ALGORITHM=INSTANT".
	Form  string
	Costs []TableCost
}

// TableCost is what a statement asks of a table that is there now.
type TableCost struct {
	Table metadata.Name
	// Mode is the server's name for the lock, where it tells; Lock is what
	// others cannot do as long as the statement runs.
	Mode string
	Lock dialect.Lock
	// Rewrites: all its rows are written anew. Scans: all are read.
	Rewrites, Scans bool
	// Changes: the statement changes rows.
	Changes bool
	dialect.Size
	// Reading is about how long it takes to read the table, by the time that a
	// part of it took; zero when that is no time to speak of, or not known. To
	// write it anew takes longer.
	Reading time.Duration
}

// Forecast finds out what the revisions ask, as Up or Down would go through them.
// Their statements are run in a scratch database that has the tables as they
// are, without rows; of the database itself only catalogs and rows are read, in a
// session in which the server refuses writes.
func (r *Runner) Forecast(ctx context.Context, way []*Revision, dir Direction, scratch Scratcher) (f *Forecast, err error) {
	f = &Forecast{}
	if len(way) == 0 {
		return f, nil
	}
	live, err := r.readOnly(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, live.close()) }()
	have, err := r.reflect(ctx, live.c)
	if err != nil {
		return nil, err
	}
	re, err := newRehearsal(ctx, r, have, scratch)
	if err != nil {
		f.Unknown = err
		return f, nil
	}
	defer func() { err = errors.Join(err, re.close()) }()
	for _, rev := range way {
		if err := re.revision(ctx, rev, dir, f); err != nil {
			f.Unknown = err
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := live.measure(ctx, r.Engine, f, have); err != nil {
		return nil, err
	}
	f.InTheWay, err = askAll(ctx, r.Engine, re.doubts())
	return f, err
}

// reader is a connection on which the server refuses writes.
type reader struct {
	c   *sql.Conn
	end []string
}

func (r *Runner) readOnly(ctx context.Context) (*reader, error) {
	c, err := r.Engine.DB.Conn(ctx)
	if err != nil {
		return nil, r.Engine.Unopened(err)
	}
	begin, end := r.Engine.Dialect.ReadOnly()
	if err := execAll(ctx, c, begin); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &reader{c, end}, nil
}

func (l *reader) close() error {
	return errors.Join(execAll(context.Background(), l.c, l.end), l.c.Close())
}

// measure fills in how large the tables are, and how long it takes to read them.
func (l *reader) measure(ctx context.Context, e *engine.Engine, f *Forecast, have *metadata.MetaData) error {
	sizer, ok := e.Dialect.(dialect.Sizer)
	var tables []metadata.Name
	for _, s := range f.Statements {
		for _, c := range s.Costs {
			if have.Table(c.Table) != nil && !slices.Contains(tables, c.Table) {
				tables = append(tables, c.Table)
			}
		}
	}
	if !ok || len(tables) == 0 {
		return nil
	}
	sizes, err := sizer.Sizes(ctx, l.c, e.Server, tables)
	if err != nil {
		return fmt.Errorf("how large the tables are: %w", err)
	}
	took := map[metadata.Name]time.Duration{}
	for _, s := range f.Statements {
		for i := range s.Costs {
			c := &s.Costs[i]
			c.Size = dialect.Size{Rows: -1, Bytes: -1}
			if size, ok := sizes[c.Table]; ok {
				c.Size = size
			}
			if !c.Rewrites && !c.Scans {
				continue
			}
			if _, ok := took[c.Table]; !ok {
				took[c.Table] = l.reading(ctx, e, c.Table, c.Rows)
			}
			c.Reading = took[c.Table]
		}
	}
	return nil
}

// sampleSize is how many rows are read to know how long all of them take.
const sampleSize = 20_000

func (l *reader) reading(ctx context.Context, e *engine.Engine, t metadata.Name, rows int64) time.Duration {
	if rows < sampleSize {
		return 0
	}
	name := e.Dialect.Ident(t.Name)
	if t.Schema != "" {
		name = e.Dialect.Ident(t.Schema) + "." + name
	}
	began := time.Now()
	if _, err := hasRow(ctx, l.c, fmt.Sprintf("SELECT COUNT(*) FROM (SELECT * FROM %s LIMIT %d) AS part", name, sampleSize)); err != nil {
		return 0 // it may not be read
	}
	return time.Since(began) * time.Duration(rows/sampleSize)
}
