package mysql_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/mysql"
)

func TestSets(t *testing.T) {
	d := mysql.New()
	for sql, want := range map[string]string{
		"SET FOREIGN_KEY_CHECKS=0":                                   "foreign_key_checks",
		"SET @OLD=@@SQL_MODE, SQL_MODE='a,b', @x = 1":                "sql_mode",
		"set session sql_mode = '', local unique_checks := 0":        "sql_mode unique_checks",
		"SET @@session.time_zone = '+00:00', @@sql_notes = 0":        "time_zone sql_notes",
		"SET GLOBAL max_connections = 1, @@global.long_query_time=1": "",
		"SET NAMES utf8mb4":                                          "character_set_client character_set_results collation_connection",
		"USE other":                                                  "the database in use",
		"SET PASSWORD FOR a = 'x'":                                   "",
		"SET STATEMENT max_statement_time=1 FOR SELECT 1":            "",
		"SET TRANSACTION ISOLATION LEVEL READ COMMITTED":             "",
		"UPDATE t SET a = 1":                                         "",
	} {
		if got := strings.Join(d.Sets(sql), " "); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}
