package postgres

import (
	"context"
	"encoding/json"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// reltuples is -1 before the first ANALYZE of a table.
const sizesQuery = `SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname,
	CASE WHEN c.reltuples < 0 AND pg_relation_size(c.oid) = 0 THEN 0 ELSE c.reltuples END::bigint, pg_total_relation_size(c.oid), has_table_privilege(c.oid, 'SELECT')
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`

// Sizes are the planner's estimates. A partitioned table is as large as its
// partitions, which are tables of their own.
func (d *Dialect) Sizes(ctx context.Context, q dialect.Queryer, _ *dialect.Server, tables []metadata.Name) (map[metadata.Name]dialect.Size, error) {
	wanted := map[metadata.Name]bool{}
	for _, t := range tables {
		wanted[t] = true
	}
	sizes, readable := map[metadata.Name]dialect.Size{}, map[metadata.Name]bool{}
	var n metadata.Name
	var size dialect.Size
	var may bool
	err := dialect.ReadRows(ctx, q, sizesQuery, nil, []any{&n.Schema, &n.Name, &size.Rows, &size.Bytes, &may}, func() error {
		if wanted[n] {
			sizes[n], readable[n] = size, may
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for n, size := range sizes {
		if size.Rows < 0 && readable[n] {
			if size.Rows, err = d.counted(ctx, q, n, size.Bytes); err != nil {
				return nil, err
			}
			sizes[n] = size
		}
	}
	return sizes, nil
}

// fewBytes is a table that is counted in no time.
const fewBytes = 1 << 18

// counted is how many rows a table has that was never analyzed: a small one is
// counted, of others it is told what the planner thinks, by their pages and how
// wide a row may be.
func (d *Dialect) counted(ctx context.Context, q dialect.Queryer, n metadata.Name, bytes int64) (int64, error) {
	name := d.Ident(n.Name)
	if n.Schema != "" {
		name = d.Ident(n.Schema) + "." + name
	}
	if bytes <= fewBytes {
		var count int64
		err := scanOne(ctx, q, "SELECT COUNT(*) FROM "+name, &count)
		return count, err
	}
	var text string
	if err := scanOne(ctx, q, "EXPLAIN (FORMAT JSON) SELECT FROM "+name, &text); err != nil {
		return -1, err
	}
	var plans []struct {
		Plan struct {
			Rows int64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal([]byte(text), &plans); err != nil || len(plans) == 0 {
		return -1, err
	}
	return plans[0].Plan.Rows, nil
}

func scanOne(ctx context.Context, q dialect.Queryer, query string, into any, args ...any) error {
	return dialect.ReadRows(ctx, q, query, args, []any{into}, nil)
}
