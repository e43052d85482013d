package dbtest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// clientTimeout ends a client that waits for a lock which the test itself holds.
const clientTimeout = 2 * time.Minute

// Script feeds a script of several statements to the server's own client
// (psql, mariadb, mysql, sqlite3), which stops at the first error.
//
// DBTOOL_TEST_POSTGRES_CLIENT and its like hold the client's command where it
// is not in the path. Without sqlite3 the driver runs SQLite's scripts.
func (db *DB) Script(t testing.TB, text string) {
	t.Helper()
	if err := db.ScriptErr(t, text); err != nil {
		t.Fatalf("%v\nin:\n%s", err, text)
	}
}

// ScriptErr is Script for scripts that may fail: the error holds what the
// client said. A client that cannot be found fails the test.
func (db *DB) ScriptErr(t testing.TB, text string) error {
	t.Helper()
	command := db.Server.client(t)
	if command == nil {
		_, err := db.SQL.ExecContext(t.Context(), text)
		return err
	}
	args, env := db.clientArgs()
	ctx, cancel := context.WithTimeout(t.Context(), clientTimeout)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], append(command[1:], args...)...)
	c.Env = append(os.Environ(), env...)
	c.Stdin = strings.NewReader(text)
	var said bytes.Buffer
	c.Stderr = &said
	c.WaitDelay = time.Second
	if err := c.Run(); err != nil {
		return fmt.Errorf("dbtest: %s: %s: %w", command[0], strings.TrimSpace(said.String()), err)
	}
	return nil
}

// client returns the command that runs the server's client, nil when there is
// none and SQLite's driver has to do.
func (s *Server) client(t testing.TB) []string {
	t.Helper()
	set := cmp.Or(os.Getenv(variable(s.Name)+"_CLIENT"), os.Getenv(variable(s.Family)+"_CLIENT"))
	if set != "" {
		return strings.Fields(set)
	}
	// The clients of MySQL and MariaDB speak to each other's servers.
	candidates := map[string][]string{
		SQLite:   {"sqlite3"},
		MySQL:    {"mysql", "mariadb"},
		MariaDB:  {"mariadb", "mysql"},
		Postgres: {"psql"},
	}[s.Family]
	for _, name := range candidates {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}
		}
	}
	if s.Family != SQLite {
		t.Fatalf("dbtest: no client found for %s: put %s into the path or its command into %s_CLIENT",
			s.Name, strings.Join(candidates, " or "), variable(s.Name))
	}
	return nil
}

// clientArgs keeps the password out of the process list.
func (db *DB) clientArgs() (args, env []string) {
	switch db.Server.Family {
	case SQLite:
		return []string{"-init", os.DevNull, "-batch", "-bail", db.Name}, nil
	case Postgres:
		password, _ := db.url.User.Password()
		plain := *db.url
		plain.User = nil
		args = []string{"-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.DevNull, "-d", plain.String()}
		env = []string{"PGUSER=" + db.url.User.Username(), "PGOPTIONS=-c client_min_messages=warning"}
		if password != "" {
			env = append(env, "PGPASSWORD="+password)
		}
		return args, env
	}
	args = []string{
		"--no-defaults", "--batch", "--comments", "--default-character-set=utf8mb4", "--protocol=tcp",
		"--host=" + db.url.Hostname(), "--port=" + cmp.Or(db.url.Port(), "3306"), "--user=" + db.url.User.Username(), db.Name,
	}
	if password, set := db.url.User.Password(); set {
		env = []string{"MYSQL_PWD=" + password}
	}
	return args, env
}
