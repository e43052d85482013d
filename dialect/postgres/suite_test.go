package postgres_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/dialecttest"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestSuite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		dialecttest.Run(t, postgres.New(), s.NewDB(t).URL)
	}, dbtest.Postgres)
}
