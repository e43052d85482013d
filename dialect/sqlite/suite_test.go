package sqlite_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/dialecttest"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestSuite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		dialecttest.Run(t, sqlite.New(), s.NewDB(t).URL)
	}, dbtest.SQLite)
}
