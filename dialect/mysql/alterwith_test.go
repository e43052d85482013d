package mysql_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
)

func TestAlterOf(t *testing.T) {
	for statement, want := range map[string]string{
		"ALTER TABLE t ADD a INT, DROP b":                            "t: ADD a INT, DROP b",
		"alter table `t x` ALGORITHM=COPY, LOCK=SHARED,\n ADD a INT": "t x: ADD a INT",
		"ALTER TABLE t ADD a ENUM('x,y', 'ALGORITHM=INSTANT')":       "t: ADD a ENUM('x,y', 'ALGORITHM=INSTANT')",
		"ALTER TABLE t DROP COLUMN a, ALGORITHM = COPY":              "t: DROP COLUMN a",
		"ALTER TABLE t RENAME COLUMN a TO b":                         "t: RENAME COLUMN a TO b",
		"ALTER TABLE t ADD a INT, ALGORITHM=INSTANT":                 "",
		"ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE, ADD KEY k (a)":  "",
		"ALTER TABLE t RENAME TO u":                                  "",
		"ALTER TABLE t DROP PARTITION p":                             "",
		"ALTER TABLE t REMOVE PARTITIONING":                          "",
		"ALTER TABLE other.t ADD a INT":                              "",
		"ALTER TABLE t":                                              "",
		"CREATE INDEX i ON t (a)":                                    "",
		"UPDATE t SET a = 1":                                         "",
	} {
		table, alter, ok := mysql.New().AlterOf(statement)
		got := ""
		if ok {
			got = table + ": " + alter
		}
		if got != want {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
	u, err := dialect.ParseURL(`mysql://app:p%22%5Cw@db:3307/app`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := mysql.New().ClientConf(u), "[client]\nhost=db\nport=3307\nuser=app\npassword=\"p\\\"\\\\w\"\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
