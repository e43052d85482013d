package dialect

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// Onliner is a dialect whose server can make changes while the table stays in
// use, by other statements than the usual ones.
type Onliner interface {
	// Online are the statements of one change so that those who read and write
	// the table wait for a moment at most. have is the schema before the
	// change, which tells the partitions of a table; nil tells none. Without
	// statements the usual way is all there is; why then says what makes it a
	// long one, and is empty when nobody notices it.
	Online(s *Server, have *metadata.MetaData, c ddl.Change) (list []Statement, why string)
}

// Former is a dialect whose server can be told how to carry out a statement, and
// refuses what it cannot do so. What it takes depends on the table, so it has to
// be asked on an empty copy.
type Former interface {
	// Forms are the statement in each way that it can be told, the one that
	// others notice least first. Nil is for one that cannot be told.
	Forms(s *Server, statement string) []Form
	// Unfit reports whether the server refused a statement for its form alone.
	Unfit(err error) bool
}

// Form is one way to say a statement.
type Form struct {
	SQL string
	// Lock is what others cannot do while it runs. Copies: the table is copied
	// as a whole. Rebuilds: its rows may be written anew, copied or not.
	Lock             Lock
	Copies, Rebuilds bool
	// Clause is what the statement says more than the usual one.
	Clause string
}

// Syncer is a dialect whose server can keep two columns of a table the same.
type Syncer interface {
	// Sync are triggers, with the routines that they call, by which a value that
	// is written to one column is in the other too. An INSERT that gives the
	// new column no value is taken for one of a program that knows the old one.
	Sync(s *Server, t *metadata.Table, old, new string) ([]*metadata.Trigger, []*metadata.Routine)
}

// Alterer is a dialect whose server's changes of tables other programs know to
// make: on a copy that takes the table's place.
type Alterer interface {
	// AlterOf takes an ALTER TABLE apart: the table, and what is to be changed. It
	// is false for all else, and for an ALTER that says itself that it does not
	// copy the table.
	AlterOf(statement string) (table, alter string, ok bool)
	// ClientConf is a file of options by which a client of the server connects
	// as the URL says.
	ClientConf(u *URL) string
}
