package dbtest

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// Empty takes everything out of the database that one schema holds, which costs
// less than a new one. What lies outside of the default schema stays.
func (db *DB) Empty(t testing.TB) {
	t.Helper()
	switch db.Server.Family {
	case SQLite:
		if err := db.SQL.Close(); err != nil {
			t.Fatalf("dbtest: close %s: %v", db.Name, err)
		}
		for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.Remove(db.Name + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("dbtest: %v", err)
			}
		}
		db.SQL = open(t, db.Server, db)
	case Postgres:
		db.Exec(t, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
	default:
		db.Exec(t, "DROP DATABASE "+db.Name, "CREATE DATABASE "+db.Name+" CHARACTER SET utf8mb4")
		db.SQL.SetMaxIdleConns(0) // those that are open are in no database now
		db.SQL.SetMaxIdleConns(2)
	}
}

// Load runs a script of several statements through the driver, which is faster
// than the server's client and stops at the first error too.
func (db *DB) Load(t testing.TB, script string) {
	t.Helper()
	if _, err := db.SQL.ExecContext(t.Context(), script); err != nil {
		t.Fatalf("dbtest: %s: %v\nin:\n%s", db.Server.Name, err, script)
	}
}
