package postgres

import (
	"context"
	"maps"
	"net/url"

	"github.com/dbtool/dbtool/dialect"
)

// Namespaces are the schemas of the database.
func (*Dialect) Namespaces(ctx context.Context, q dialect.Queryer) ([]string, error) {
	return dialect.ReadNames(ctx, q, `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY nspname COLLATE "C"`)
}

// Within finds the schema alone: with another behind it, that one's ledger could
// be taken for its own.
func (d *Dialect) Within(u *dialect.URL, namespace string) *dialect.URL {
	one := *u
	one.Params = maps.Clone(u.Params)
	if one.Params == nil {
		one.Params = url.Values{}
	}
	one.Params.Set("search_path", d.Ident(namespace))
	return &one
}
