package postgres_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/postgres"
)

func TestSets(t *testing.T) {
	d := postgres.New()
	for sql, want := range map[string]string{
		"SET search_path = a, b":                                 "search_path",
		"set session Work_Mem to '1MB'":                          "work_mem",
		"SET my.Own = 1":                                         "my.own",
		"SET TIME ZONE 'UTC'":                                    "timezone",
		"SET SCHEMA 'a'":                                         "search_path",
		"SET ROLE owner":                                         "role",
		"SET SESSION AUTHORIZATION owner":                        "session_authorization role",
		"SET LOCAL search_path = a":                              "",
		"SET CONSTRAINTS ALL DEFERRED":                           "",
		"SELECT pg_catalog.set_config('search_path', '', false)": "search_path",
		"SELECT set_config FROM t":                               "",
		"UPDATE t SET search_path = 1":                           "",
	} {
		if got := strings.Join(d.Sets(sql), " "); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestRefuse(t *testing.T) {
	d := postgres.New()
	for sql, refused := range map[string]bool{"begin": true, "END": true, "ABORT": true, "PREPARE TRANSACTION 'a'": true, "DISCARD ALL": true, "rollback work": true,
		"PREPARE a AS SELECT 1": false, "COMMIT PREPARED 'a'": false, "DISCARD TEMP": false, "ROLLBACK TO SAVEPOINT a": false, "SAVEPOINT a": false} {
		if got := d.Refuse(sql) != ""; got != refused {
			t.Errorf("%s: refused %t: %s", sql, got, d.Refuse(sql))
		}
	}
}
