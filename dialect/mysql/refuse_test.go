package mysql_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/mysql"
)

func TestRefuse(t *testing.T) {
	d := mysql.New()
	for _, sql := range []string{"begin", "COMMIT", "LOCK TABLES a WRITE, b READ", "unlock tables", "lock table a read", "SET autocommit = 0", "set @@autocommit=1",
		"SET @@session.autocommit = 0", "SET NAMES utf8mb4, SESSION autocommit := 0"} {
		if d.Refuse(sql) == "" {
			t.Errorf("%s is not refused", sql)
		}
	}
	for _, sql := range []string{"SET @old = @@autocommit", "SET NAMES utf8mb4", "ALTER INSTANCE LOCK", "BEGIN NOT ATOMIC SELECT 1; END", "CREATE TABLE `lock` (a int)", "ROLLBACK TO a"} {
		if why := d.Refuse(sql); why != "" {
			t.Errorf("%s: %s", sql, why)
		}
	}
}
