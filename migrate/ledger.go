package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// The tables that dbtool keeps in the databases it migrates. They are left out
// of every comparison.
const (
	LedgerTable  = "dbtool_revisions"
	JournalTable = "dbtool_journal"
)

// OwnTables are the names of dbtool's own tables, for dialect.Scope.Exclude.
func OwnTables() []metadata.Name {
	return []metadata.Name{{Name: LedgerTable}, {Name: JournalTable}, {Name: BackfillTable}, {Name: LeaseTable}}
}

// Entry is one row of the ledger: a revision that is applied.
type Entry struct {
	Revision string
	// Parents, Message and File tell what it was should the file be gone.
	Parents []string
	Message string
	File    string
	// Checksum is the semantic checksum of what was applied; "" for code and
	// for what was stamped without a file.
	Checksum string
	// Kind is "up", "script" for one that came by [Runner.UpScript], and "stamp" or
	// "import" for one that was only recorded.
	Kind      string
	AppliedAt time.Time
	Duration  time.Duration
	AppliedBy string
	Tool      string
}

// store reads and writes the ledger and the journal over one connection: an
// SQLite database in memory has only one.
type store struct {
	e *engine.Engine
	c conn
	// patience, watcher and settings are there while revisions run.
	patience *patience
	watcher  *watcher
	settings *settings
	// schema is where the ledger is, and the other tables beside it; "" before
	// that is known.
	schema string
	ask    asker // nil where nobody tells
	// lease is the migration lock where it is one.
	lease *lease
	// begun are the revisions that the journal holds, which go on as they began.
	begun map[string]bool
	ahead *announcing // nil where nothing is announced
}

// conn is a connection or a pool.
type conn interface {
	execer
	dialect.Queryer
}

// declareOwn declares a table of dbtool's own. What it holds, names, statements
// and keys of any kind, is no business of the database's own character set, and
// names that differ in case are two.
func declareOwn(m *metadata.MetaData, name string, items ...metadata.Item) {
	metadata.NewTable(m, name, items...).Options = metadata.Options{"mysql.charset": "utf8mb4", "mysql.collation": "utf8mb4_bin"}
}

// ownSchema declares dbtool's own tables. Times are text in UTC (RFC 3339), so
// that they mean the same on every server.
func ownSchema() *metadata.MetaData {
	m := metadata.New()
	word := metadata.String(64).On("sqlite", metadata.Text())
	text := metadata.Text()
	declareOwn(m, LedgerTable,
		metadata.Col("revision", word).PrimaryKey(),
		metadata.Col("parents", text),
		metadata.Col("message", text),
		metadata.Col("file", text),
		metadata.Col("checksum", word),
		metadata.Col("kind", word),
		metadata.Col("applied_at", word),
		metadata.Col("duration_ms", metadata.BigInt()),
		metadata.Col("applied_by", text),
		metadata.Col("tool", word),
	)
	declareOwn(m, JournalTable,
		metadata.Col("revision", word).PrimaryKey(),
		metadata.Col("direction", metadata.String(8).On("sqlite", metadata.Text())).PrimaryKey(),
		metadata.Col("step", metadata.Integer()).PrimaryKey().Autoincrement(false),
		metadata.Col("steps", metadata.Integer()),
		metadata.Col("state", word),
		metadata.Col("checksum", word),
		metadata.Col("statement", text),
		metadata.Col("catalog", word),
		metadata.Col("started_at", word),
		metadata.Col("finished_at", word),
	)
	return m
}

// exists reports whether the ledger is there.
func (s store) exists(ctx context.Context) (bool, error) {
	return s.has(ctx, LedgerTable)
}

// has reports whether one of dbtool's own tables is there.
func (s store) has(ctx context.Context, table string) (bool, error) {
	rows, err := s.c.QueryContext(ctx, s.selectSQL(table, []string{"revision"})+" WHERE 1 = 0")
	if err != nil {
		switch s.e.Dialect.Explain(err).Class {
		case dialect.NotFound:
			return false, nil
		case dialect.NoDatabase:
			return false, fmt.Errorf("%s names no database, and the ledger has to be in one; add its name behind the host: %s://user@host/name", s.e.URL, s.e.URL.Scheme)
		}
		return false, fmt.Errorf("look for the table %s: %w", table, err)
	}
	defer rows.Close()
	for rows.Next() { // a driver may report the error only now
	}
	if s.e.Dialect.Explain(rows.Err()).Class == dialect.NotFound {
		return false, nil
	}
	return rows.Err() == nil, rows.Err()
}

// create makes both tables if the ledger is missing. A run that was broken off
// may have left the journal.
func (s store) create(ctx context.Context) error {
	if ok, err := s.exists(ctx); err != nil || ok {
		return err
	}
	m, err := s.e.Dialect.Normalize(ownSchema(), s.e.Server)
	if err != nil {
		return err
	}
	for _, name := range []string{JournalTable, LedgerTable} { // the ledger last: it says that both are there
		if ok, err := s.has(ctx, name); err != nil {
			return err
		} else if ok {
			continue
		}
		statements, err := s.e.Dialect.Compile(s.e.Server, ddl.CreateTable{Table: m.Table(metadata.Name{Name: name})})
		if err != nil {
			return err
		}
		for _, st := range statements {
			if _, err := s.c.ExecContext(ctx, st.SQL); err != nil {
				return s.notMade(name, err)
			}
		}
	}
	return nil
}

// notMade is a table of dbtool's own that could not be made.
func (s store) notMade(table string, err error) error {
	class := s.e.Dialect.Explain(err).Class
	if err = fmt.Errorf("create the table %s: %w", table, err); class == dialect.Denied {
		return &deniedError{err}
	}
	return err
}

// deniedError is a user who may not make the ledger.
type deniedError struct{ error }

func (e *deniedError) Unwrap() error { return e.error }

// Hint says what the right is needed for.
func (*deniedError) Hint() string {
	return "nothing was changed; what is applied is recorded in the database itself: grant the right to create tables there, or run this as another user"
}

// named is the revision with what it does, if that is known.
func (e Entry) named() string {
	if e.Message == "" {
		return e.Revision
	}
	return e.Revision + " (" + e.Message + ")"
}

// values are a row's, in the order of ledgerColumns.
func (e Entry) values() []any {
	return []any{e.Revision, strings.Join(e.Parents, " "), e.Message, e.File, e.Checksum, e.Kind, stamp(e.AppliedAt), e.Duration.Milliseconds(), e.AppliedBy, e.Tool}
}

var ledgerColumns = []string{"revision", "parents", "message", "file", "checksum", "kind", "applied_at", "duration_ms", "applied_by", "tool"}

// entries reads the ledger, in the order of application.
func (s store) entries(ctx context.Context) ([]Entry, error) {
	if ok, err := s.exists(ctx); err != nil || !ok {
		return nil, err
	}
	rows, err := s.c.QueryContext(ctx, s.selectSQL(LedgerTable, ledgerColumns))
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		var e Entry
		var parents, at string
		var ms int64
		if err := rows.Scan(&e.Revision, &parents, &e.Message, &e.File, &e.Checksum, &e.Kind, &at, &ms, &e.AppliedBy, &e.Tool); err != nil {
			return nil, fmt.Errorf("read the ledger: %w", err)
		}
		e.Parents, e.Duration = strings.Fields(parents), time.Duration(ms)*time.Millisecond
		if e.AppliedAt, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, fmt.Errorf("the ledger's row for %s: %w", e.Revision, err)
		}
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return a.AppliedAt.Compare(b.AppliedAt) })
	return list, rows.Err()
}

func (s store) selectSQL(table string, columns []string) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = s.e.Dialect.Ident(c)
	}
	return "SELECT " + strings.Join(quoted, ", ") + " FROM " + s.own(table)
}

func (s store) insertSQL(table string, columns []string) string {
	quoted, marks := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		quoted[i], marks[i] = s.e.Dialect.Ident(c), s.e.Dialect.Placeholder(i+1)
	}
	return "INSERT INTO " + s.own(table) + " (" + strings.Join(quoted, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
}

// whereSQL is "WHERE a = ? AND b = ?", with marks from the n-th.
func (s store) whereSQL(n int, columns ...string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = s.e.Dialect.Ident(c) + " = " + s.e.Dialect.Placeholder(n+i)
	}
	return " WHERE " + strings.Join(parts, " AND ")
}

// execer is a connection or a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (s store) record(ctx context.Context, x execer, e Entry) error {
	if err := s.fence(ctx, x); err != nil {
		return err
	}
	_, err := x.ExecContext(ctx, s.insertSQL(LedgerTable, ledgerColumns), e.values()...)
	if err != nil {
		return fmt.Errorf("record revision %s in the ledger: %w", e.Revision, err)
	}
	return nil
}

func (s store) remove(ctx context.Context, x execer, revision string) error {
	if err := s.fence(ctx, x); err != nil {
		return err
	}
	_, err := x.ExecContext(ctx, "DELETE FROM "+s.own(LedgerTable)+s.whereSQL(1, "revision"), revision)
	if err != nil {
		return fmt.Errorf("take revision %s out of the ledger: %w", revision, err)
	}
	return nil
}

// stamp writes a time so that text order is time order.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00") }
