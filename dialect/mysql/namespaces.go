package mysql

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/dialect"
)

// Namespaces are the server's databases.
func (*Dialect) Namespaces(ctx context.Context, q dialect.Queryer) (names []string, err error) {
	r := &reader{ctx: ctx, q: q}
	err = r.each("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LOWER(SCHEMA_NAME) NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys', 'metrics_schema', 'lbacsys') ORDER BY SCHEMA_NAME",
		func(v []sql.NullString) error {
			names = append(names, v[0].String)
			return nil
		})
	return names, err
}

// Within is the URL of the database.
func (*Dialect) Within(u *dialect.URL, namespace string) *dialect.URL {
	one := *u
	one.Database, one.Slashes = namespace, true
	return &one
}
