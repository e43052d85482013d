package engine_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// account is an engine with two rows of a hundred each.
func accounts(t *testing.T, e *engine.Engine) {
	t.Helper()
	must(t, e, "CREATE TABLE accounts (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)", "INSERT INTO accounts VALUES (1, 100), (2, 100)")
}

func number(ctx context.Context, tx *engine.Tx, query string) (n int, err error) {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// Two transactions that take two rows in opposite order: one of them is the
// victim, is begun again, and both are done in the end.
func TestDeadlockIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, _ := open(t, s, engine.Options{})
		accounts(t, e)
		var both sync.WaitGroup
		both.Add(2)
		var once [2]sync.Once
		tries := make([]int, 2)
		var wait sync.WaitGroup
		for w, order := range [][2]int{{1, 2}, {2, 1}} {
			wait.Go(func() {
				err := e.InTxWith(t.Context(), engine.TxOptions{Retries: 5}, func(ctx context.Context, tx *engine.Tx) error {
					tries[w]++
					if _, err := tx.Exec(ctx, fmt.Sprint("UPDATE accounts SET n = n + 1 WHERE id = ", order[0])); err != nil {
						return err
					}
					once[w].Do(func() { both.Done(); both.Wait() })
					_, err := tx.Exec(ctx, fmt.Sprint("UPDATE accounts SET n = n + 1 WHERE id = ", order[1]))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if tries[0]+tries[1] < 3 {
			t.Errorf("tried %v times: there was no deadlock", tries)
		}
		if got := text(t, e, "SELECT sum(n) FROM accounts"); got != "204" {
			t.Errorf("%s, want 204", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// Two transactions that both read and write what the other read cannot both
// have been alone: one fails, and is right the second time.
func TestSerializationFailureIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, _ := open(t, s, engine.Options{})
		accounts(t, e)
		var both sync.WaitGroup
		both.Add(2)
		var once [2]sync.Once
		var wait sync.WaitGroup
		tries := make([]int, 2)
		for w := range 2 {
			wait.Go(func() {
				err := e.InTxWith(t.Context(), engine.TxOptions{Isolation: sql.LevelSerializable, Retries: 5}, func(ctx context.Context, tx *engine.Tx) error {
					tries[w]++
					sum, err := number(ctx, tx, "SELECT sum(n) FROM accounts")
					if err != nil {
						return err
					}
					once[w].Do(func() { both.Done(); both.Wait() })
					_, err = tx.Exec(ctx, fmt.Sprintf("UPDATE accounts SET n = %d WHERE id = %d", sum, w+1))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if tries[0]+tries[1] < 3 {
			t.Errorf("tried %v times: none of them failed", tries)
		}
		if got := text(t, e, "SELECT sum(n) FROM accounts"); got != "500" { // 200 and 300, one after the other
			t.Errorf("%s, want 500", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// What a transaction sees of others' changes is what its level says.
func TestIsolation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, _ := open(t, s, engine.Options{})
		accounts(t, e)
		for level, want := range map[sql.IsolationLevel]int{sql.LevelReadCommitted: 7, sql.LevelRepeatableRead: 100} {
			must(t, e, "UPDATE accounts SET n = 100 WHERE id = 1")
			err := e.InTxWith(t.Context(), engine.TxOptions{Isolation: level, ReadOnly: true}, func(ctx context.Context, tx *engine.Tx) error {
				if n, err := number(ctx, tx, "SELECT n FROM accounts WHERE id = 1"); err != nil || n != 100 {
					t.Error(n, err)
				}
				must(t, e, "UPDATE accounts SET n = 7 WHERE id = 1")
				n, err := number(ctx, tx, "SELECT n FROM accounts WHERE id = 1")
				if n != want {
					t.Errorf("%s sees %d, want %d", level, n, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// A transaction that only reads is held to that by the server.
func TestReadOnlyTransaction(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		accounts(t, e)
		err := e.InTxWith(t.Context(), engine.TxOptions{ReadOnly: true}, func(ctx context.Context, tx *engine.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE accounts SET n = 0")
			return err
		})
		if !errors.Is(err, engine.ErrReadOnly) {
			t.Errorf("a write: %v", err)
		}
		if _, err := e.Exec(t.Context(), "UPDATE accounts SET n = 1"); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}

// A panic undoes the transaction, goes on, and leaves the connection usable.
func TestPanicRollsBack(t *testing.T) {
	each(t, engine.Options{MaxOpen: 1}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		accounts(t, e)
		func() {
			defer func() {
				if r := recover(); r != "boom" {
					t.Errorf("recovered %v", r)
				}
			}()
			err := e.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
				return tx.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
					if _, err := tx.Exec(ctx, "UPDATE accounts SET n = 0"); err != nil {
						return err
					}
					panic("boom")
				})
			})
			t.Errorf("came back with %v", err)
		}()
		if got := text(t, e, "SELECT sum(n) FROM accounts"); got != "200" {
			t.Errorf("%s, want 200", got)
		}
	})
}

// A savepoint cannot end its transaction.
func TestSavepointsDoNotCommit(t *testing.T) {
	each(t, engine.Options{MaxOpen: 1}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		accounts(t, e)
		err := e.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
			inner := tx.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
				if err := tx.Rollback(); err == nil {
					t.Error("a savepoint rolled its transaction back")
				}
				return tx.Commit()
			})
			if inner == nil || !strings.Contains(inner.Error(), "savepoint") {
				t.Errorf("a savepoint committed: %v", inner)
			}
			_, err := tx.Exec(ctx, "UPDATE accounts SET n = n + 1")
			return err
		})
		if got := text(t, e, "SELECT sum(n) FROM accounts"); got != "202" || err != nil {
			t.Errorf("%s, want 202: %v", got, err)
		}
	})
}

// A context that ends in the middle undoes the transaction; the pool has a
// connection that works, and the server does not go on.
func TestCancelledInTransaction(t *testing.T) {
	each(t, engine.Options{MaxOpen: 2}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		accounts(t, e)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			if _, err := tx.Exec(ctx, "UPDATE accounts SET n = 0"); err != nil {
				return err
			}
			_, err := number(ctx, tx, map[string]string{
				"sqlite":   "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c",
				"mysql":    "SELECT SLEEP(30)",
				"postgres": "SELECT 1 FROM pg_sleep(30)",
			}[e.Dialect.Name()])
			return err
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		began := time.Now()
		if got := text(t, e, "SELECT sum(n) FROM accounts"); got != "200" {
			t.Errorf("%s, want 200", got)
		}
		if _, err := e.Exec(t.Context(), "UPDATE accounts SET n = 1"); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("the rows stayed locked for %v", took)
		}
	})
}

// A connection by itself keeps its session, and each statement is its own
// transaction, until one is begun.
func TestConn(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		accounts(t, e)
		c, err := e.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Exec(t.Context(), "CREATE TEMPORARY TABLE own (n INTEGER)"); err != nil {
			t.Fatal(err)
		}
		boom := errors.New("boom")
		if err := c.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO own VALUES (1)"); err != nil {
				t.Error(err)
			}
			return boom
		}); err != boom {
			t.Error(err)
		}
		if _, err := c.Exec(t.Context(), "INSERT INTO own VALUES (2)"); err != nil {
			t.Error(err)
		}
		if err := c.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
			n, err := number(ctx, tx, "SELECT sum(n) FROM own")
			if n != 2 {
				t.Errorf("%d, want 2", n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// A statement that nobody waits for any more does not go on on the server.
func TestCancelledStatementsStop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, db := open(t, s, engine.Options{})
		mark := "mark" + db.Name
		busy, list := "SELECT BENCHMARK(4000000000, SHA2('"+mark+"', 256))", "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT BENCHMARK%"+mark+"%'"
		if e.Dialect.Name() == "postgres" {
			busy, list = "SELECT '"+mark+"', count(*) FROM generate_series(1, 4000000000) a", "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT ''"+mark+"%'"
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		seen := make(chan string, 1)
		time.AfterFunc(150*time.Millisecond, func() { seen <- db.Query(t, list)[0][0] })
		rows, err := e.Query(ctx, busy)
		if err == nil {
			for rows.Next() {
			}
			err = errors.Join(rows.Err(), rows.Close())
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if n := <-seen; n != "1" {
			t.Errorf("%s were at work at first", n)
		}
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if db.Query(t, list)[0][0] == "0" {
				return
			}
			if time.Now().After(end) {
				t.Fatal("it is still at work")
			}
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// TestRowsInTheWay: a statement in a transaction whose rows are still being read
// is refused where the driver would break the connection. The rows and the
// transaction go on.
func TestRowsInTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, _ := open(t, s, engine.Options{})
		accounts(t, e)
		err := e.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
			rows, err := tx.Query(ctx, "SELECT id FROM accounts ORDER BY id")
			if err != nil {
				return err
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				n++
				_, err := tx.Exec(ctx, "UPDATE accounts SET n = n + 1 WHERE id = 1")
				if e.Server.Caps.OneResult != errors.Is(err, engine.ErrRowsOpen) || !e.Server.Caps.OneResult && err != nil {
					t.Errorf("another statement: %v", err)
				}
				if !tx.Reading() {
					t.Error("the rows are not known to be open")
				}
			}
			if n != 2 || rows.Err() != nil || tx.Reading() {
				t.Errorf("%d rows, %v, open: %v", n, rows.Err(), tx.Reading())
			}
			err = tx.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
				rows, err := tx.Query(ctx, "SELECT id FROM accounts")
				if err != nil {
					return err
				}
				rows.Next()
				return errors.New("in the middle of the rows")
			})
			if err == nil || err.Error() != "in the middle of the rows" {
				t.Errorf("a savepoint is rolled back with rows open: %v", err)
			}
			_, err = tx.Exec(ctx, "UPDATE accounts SET n = 7 WHERE id = 2")
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestBeginToRead: it sees one state, can be ended with rows open and once more
// for nothing, and leaves a connection that others can write on.
func TestBeginToRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, _ := open(t, s, engine.Options{MaxOpen: 2})
		accounts(t, e)
		for _, end := range []func(*engine.Tx) error{(*engine.Tx).Commit, (*engine.Tx).Rollback} {
			tx, reading, err := e.BeginToRead(t.Context())
			if err != nil || reading != e.Server.Caps.SingleWriter {
				t.Fatal(reading, err)
			}
			before, err := number(t.Context(), tx, "SELECT n FROM accounts WHERE id = 1")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Exec(t.Context(), "UPDATE accounts SET n = n + 1 WHERE id = 1"); err != nil {
				t.Fatal(err)
			}
			after, err := number(t.Context(), tx, "SELECT n FROM accounts WHERE id = 1")
			if err != nil || (after == before) == e.Server.Caps.StatementSnapshots {
				t.Errorf("%d, and then %d: %v", before, after, err)
			}
			rows, err := tx.Query(t.Context(), "SELECT id FROM accounts")
			if err != nil || !rows.Next() {
				t.Fatal(err)
			}
			if err := end(tx); err != nil {
				t.Error(err)
			}
			if err := tx.Rollback(); err != nil {
				t.Errorf("once more: %v", err)
			}
		}
		for range 3 { // on all connections
			err := e.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE accounts SET n = n + 1 WHERE id = 2")
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
