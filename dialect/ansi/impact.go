package ansi

import (
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
)

// Impact is the part of every dialect's forecast that comes from the meaning of
// the change: what is lost. Locks, rewriting and the rows that make it fail are
// the dialect's to add.
func Impact(c ddl.Change) dialect.Impact {
	switch c := c.(type) {
	case ddl.DropTable:
		return dialect.Impact{Loses: "the rows of " + c.Table.Ident().String()}
	case ddl.DropSchema:
		return dialect.Impact{Loses: "the schema " + c.Schema.Name}
	case ddl.DropSequence:
		return dialect.Impact{Loses: "the count of " + c.Sequence.Ident().String()}
	case ddl.DropColumn:
		if c.Column.Computed != nil { // what is computed can be computed again
			return dialect.Impact{}
		}
		return dialect.Impact{Loses: fmt.Sprintf("the values of %s.%s", c.From.Ident(), c.Column.Name)}
	}
	return dialect.Impact{}
}
