package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Lock is an exclusive transaction on a small database beside the file, named
// like it with "-dbtool-lock" added. SQLite's own file locks hold it, so that it goes
// with the process that has it; the main database stays open to readers and to
// the revisions' own transactions. A database in memory needs none.
func (d *Dialect) Lock(ctx context.Context, c *sql.Conn, _ *dialect.Server, name string, wait time.Duration, onWait func(string)) (func(context.Context) error, error) {
	file, err := mainFile(ctx, c)
	if err != nil || file == "" {
		return func(context.Context) error { return nil }, err
	}
	side, err := d.Open(&dialect.URL{Scheme: "sqlite", Database: file + "-dbtool-lock"})
	if err != nil {
		return nil, err
	}
	side.SetMaxOpenConns(1)
	deadline, told := time.Now().Add(wait), false
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		_, err := side.ExecContext(ctx, "PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE")
		if err == nil {
			return d.unlock(ctx, side, file)
		}
		if d.Explain(err).Class != dialect.LockTimeout {
			return nil, errors.Join(fmt.Errorf("the lock file %s-dbtool-lock: %w", file, err), side.Close())
		}
		holder := heldBy(file)
		if !told && onWait != nil {
			onWait(holder)
			told = true
		}
		if time.Now().Add(pause).After(deadline) {
			return nil, errors.Join(fmt.Errorf("%w: another migration (%s) holds the lock", dialect.ErrLocked, holder), side.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), side.Close())
		case <-time.After(pause):
		}
	}
}

// unlock leaves word of who holds the lock, for those who wait.
func (*Dialect) unlock(_ context.Context, side *sql.DB, file string) (func(context.Context) error, error) {
	note := file + "-dbtool-lock.holder"
	host, _ := os.Hostname()
	text := fmt.Sprintf("process %d on %s since %s", os.Getpid(), host, time.Now().Format(time.DateTime))
	_ = os.WriteFile(note, []byte(text), 0o600) // only a courtesy
	return func(context.Context) error {
		_ = os.Remove(note)
		err := side.Close() // which rolls the transaction back
		return err
	}, nil
}

func heldBy(file string) string {
	text, err := os.ReadFile(file + "-dbtool-lock.holder")
	if err != nil {
		return "an unknown process"
	}
	return string(text)
}

// mainFile is the path of the database; "" in memory.
func mainFile(ctx context.Context, c *sql.Conn) (string, error) {
	var file sql.NullString
	err := c.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file)
	return file.String, err
}

// Canceler is nil: the driver interrupts SQLite when the context is done.
func (*Dialect) Canceler(context.Context, *sql.DB, *sql.Conn) (func(context.Context) error, error) {
	return nil, nil
}
