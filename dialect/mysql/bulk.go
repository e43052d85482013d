package mysql

import (
	"context"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// maxArgs is how many placeholders the protocol can count.
const maxArgs = 65535

// driverBytes is how much the driver sends at a time, unless it is told to ask
// the server.
const driverBytes = 64 << 20

// Bulk sends up to 250 rows at a time, from where on it gets no faster. The
// numbers that one INSERT of several rows gives follow one another whatever
// innodb_autoinc_lock_mode is, in steps that a cluster makes larger than one:
// https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html
func (d *Dialect) Bulk(s *dialect.Server, b *ast.Bulk) (*dialect.BulkPlan, error) {
	p := dialect.BulkValues(d, b, "", dialect.Sizes(maxArgs, len(b.Columns), 250, 100, 50, 20, 10, 5, 2, 1))
	if s.Caps.MaxBytes > 0 {
		p.MaxBytes = min(s.Caps.MaxBytes/2, driverBytes/2)
	}
	if b.Key != nil {
		p.Step = step
	}
	return p, nil
}

func step(ctx context.Context, q dialect.Queryer) (n int64, err error) {
	err = dialect.ReadRows(ctx, q, "SELECT @@SESSION.auto_increment_increment", nil, []any{&n}, nil)
	return n, err
}
