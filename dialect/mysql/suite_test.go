package mysql_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/dialecttest"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestSuite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		dialecttest.Run(t, mysql.New(), s.NewDB(t).URL)
	}, dbtest.MySQL, dbtest.MariaDB)
}
