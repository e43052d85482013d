package postgres

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

const storageQuery = `SELECT c.oid, CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname, c.relfilenode
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`

const locksQuery = `SELECT l.relation, l.mode FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted`

// rowsFile is where the rows of a table are kept.
type rowsFile struct {
	name metadata.Name
	file uint32
}

// Observe holds a statement's transaction open for a look at pg_locks, and at
// which tables have other files than before.
func (d *Dialect) Observe(ctx context.Context, c *sql.Conn, statement string) (seen dialect.Observed, ok bool, err error) {
	if refusesTransaction(statement) {
		_, err := c.ExecContext(ctx, statement)
		return seen, false, err
	}
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return seen, false, err
	}
	if seen, err = observe(ctx, tx, statement); err != nil {
		return seen, false, errors.Join(err, tx.Rollback())
	}
	return seen, true, tx.Commit()
}

// refusesTransaction are the statements that PostgreSQL runs by themselves only.
func refusesTransaction(statement string) bool {
	words := strings.Fields(strings.ToUpper(statement))
	return slices.Contains(words, "CONCURRENTLY") || len(words) > 0 && slices.Contains([]string{"VACUUM", "CLUSTER", "REINDEX"}, words[0])
}

func observe(ctx context.Context, tx *sql.Tx, statement string) (seen dialect.Observed, err error) {
	before, err := storages(ctx, tx)
	if err != nil {
		return seen, err
	}
	if _, err := tx.ExecContext(ctx, statement); err != nil {
		return seen, err
	}
	locks, err := locksHeld(ctx, tx)
	if err != nil {
		return seen, err
	}
	after, err := storages(ctx, tx)
	if err != nil {
		return seen, err
	}
	for oid, was := range before {
		if now, there := after[oid]; there && now.file != was.file {
			seen.Rewritten = append(seen.Rewritten, was.name)
		}
		if mode, ok := locks[oid]; ok {
			seen.Locks = append(seen.Locks, dialect.TableLock{Table: was.name, Mode: lockNames[mode], Lock: lockOf(mode)})
		}
	}
	slices.SortFunc(seen.Rewritten, metadata.Name.Compare)
	slices.SortFunc(seen.Locks, func(a, b dialect.TableLock) int { return a.Table.Compare(b.Table) })
	return seen, nil
}

func storages(ctx context.Context, tx *sql.Tx) (map[uint32]rowsFile, error) {
	all := map[uint32]rowsFile{}
	var oid uint32
	var s rowsFile
	err := dialect.ReadRows(ctx, tx, storageQuery, nil, []any{&oid, &s.name.Schema, &s.name.Name, &s.file}, func() error {
		all[oid] = s
		return nil
	})
	return all, err
}

// locksHeld is the strongest lock of each relation, as a place in lockNames.
func locksHeld(ctx context.Context, tx *sql.Tx) (map[uint32]int, error) {
	held := map[uint32]int{}
	var oid uint32
	var mode string
	err := dialect.ReadRows(ctx, tx, locksQuery, nil, []any{&oid, &mode}, func() error {
		if i := slices.Index(lockModes, mode); i >= 0 {
			held[oid] = max(held[oid], i)
		}
		return nil
	})
	return held, err
}

// The table-level locks, weakest first, as pg_locks and as the manual has them:
// https://www.postgresql.org/docs/current/explicit-locking.html
var (
	lockModes = []string{"AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}
	lockNames = []string{"ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}
)

func lockOf(mode int) dialect.Lock {
	switch {
	case mode == 7:
		return dialect.LockAll
	case mode >= 4:
		return dialect.LockWrites
	}
	return dialect.LockNone
}
