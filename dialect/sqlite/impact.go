package sqlite

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
)

// Impact: SQLite has one lock, the file's, and one writer. Readers go on where
// the journal is a WAL, so only writes are said to be blocked.
func (d *Dialect) Impact(s *dialect.Server, c ddl.Change) dialect.Impact {
	i := ansi.Impact(c)
	i.Fails = dialect.RowsOf(d.Prechecks(s, c))
	switch c := c.(type) {
	case ddl.TableChanges:
		i.Lock, i.Rewrites = dialect.LockWrites, c.Rebuild
		for _, part := range c.Changes {
			i = i.And(d.Impact(s, part))
		}
	case ddl.CreateIndex:
		i.Scans, i.Lock = true, dialect.LockWrites
	case ddl.DropColumn: // the rows are written without it
		i.Rewrites = c.Column.Computed == nil || c.Column.Computed.Stored
		i.Lock = dialect.LockWrites
	case ddl.AddColumn, ddl.RenameColumn, ddl.RenameTable, ddl.DropTable, ddl.DropIndex:
		i.Lock = dialect.LockBriefly
	case ddl.AlterColumn, ddl.AddConstraint:
		i.Scans, i.Lock = true, dialect.LockWrites
	}
	return i
}
