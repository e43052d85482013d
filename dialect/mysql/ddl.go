package mysql

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
)

// Compile spells a change. A CREATE TABLE has the table's indexes inside;
// [Dialect.Combine] leaves their own changes out.
func (d *Dialect) Compile(s *dialect.Server, c ddl.Change) ([]dialect.Statement, error) {
	w := writer{d, s}
	if in, ok := ddl.TableOf(c); ok {
		changes := []ddl.Change{c}
		if all, ok := c.(ddl.TableChanges); ok {
			changes = all.Changes
		}
		return w.alter(in, changes)
	}
	switch c := c.(type) {
	case ddl.CreateTable:
		return w.lenient(c.Table, plain(w.createTable(c))), nil
	case ddl.DropTable:
		return plain("DROP TABLE " + d.Ident(c.Table.Name)), nil
	case ddl.RenameTable:
		return plain("RENAME TABLE " + d.Ident(c.From.Name) + " TO " + d.Ident(c.To.Name)), nil
	case ddl.AlterDatabase: // without a name it is the one in use
		if v := c.To["mysql.collation"]; v != "" && v != c.From["mysql.collation"] {
			return plain("ALTER DATABASE COLLATE = " + v), nil
		}
		return nil, nil
	}
	return w.code(c)
}

// code spells changes of views, triggers, routines and sequences.
func (w writer) code(c ddl.Change) ([]dialect.Statement, error) {
	switch c := c.(type) {
	case ddl.CreateView:
		return w.view("CREATE", c.View), nil
	case ddl.AlterView:
		return w.view("CREATE OR REPLACE", c.To), nil
	case ddl.DropView:
		return plain("DROP VIEW " + w.d.Ident(c.View.Name)), nil
	case ddl.CreateTrigger:
		return w.trigger(c.Trigger), nil
	case ddl.DropTrigger:
		return plain("DROP TRIGGER " + w.d.Ident(c.Trigger.Name)), nil
	case ddl.CreateRoutine:
		return w.inMode(c.Routine.Definition, c.Routine.Options), nil
	case ddl.AlterRoutine:
		if c.To.Kind == "event" {
			return w.alterEvent(c.From, c.To), nil
		}
		text := "CREATE OR REPLACE" + strings.TrimPrefix(c.To.Definition, "CREATE")
		return w.inMode(text, c.To.Options), nil
	case ddl.DropRoutine:
		return w.dropRoutine(c.Routine), nil
	case ddl.CreateSequence:
		return plain("CREATE SEQUENCE " + w.d.Ident(c.Sequence.Name) + w.sequence(c.Sequence)), nil
	case ddl.AlterSequence:
		return w.alterSequence(c), nil
	case ddl.DropSequence:
		return plain("DROP SEQUENCE " + w.d.Ident(c.Sequence.Name)), nil
	}
	return nil, fmt.Errorf("%s on %s: %w", c.Describe(), w.s.Product, dialect.ErrUnsupported)
}

// plain are statements with nothing special about them.
func plain(sql ...string) []dialect.Statement {
	list := make([]dialect.Statement, len(sql))
	for i, text := range sql {
		list[i].SQL = text
	}
	return list
}

type writer struct {
	d *Dialect
	s *dialect.Server
}

// under runs statements with session variables set, and sets them back.
// MariaDB and MySQL evaluate the right sides from left to right, so that the
// variable is saved first.
func under(variable, value string, list []dialect.Statement) []dialect.Statement {
	saved := "@dbtool_" + variable
	out := plain("SET " + saved + " = @@SESSION." + variable + ", SESSION " + variable + " = " + value)
	out = append(out, list...)
	return append(out, plain("SET SESSION "+variable+" = "+saved)...)
}
