// Package dialect is the contract with a database: what every dialect answers,
// and the facts ([Caps]) by which code above asks what a server can do. Each
// database is one folder below this one; nothing outside that folder decides
// by its name.
package dialect

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// ErrUnsupported is wrapped by errors about something the server cannot do.
var ErrUnsupported = errors.New("not supported")

// Queryer reads: *sql.DB, *sql.Conn and *sql.Tx are Queryers.
type Queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Execer runs statements that have no rows. It is what *sql.DB, *sql.Conn and
// *sql.Tx share.
type Execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Dialect is one database product and its relatives. Its methods keep no
// state and may be called from any goroutine.
type Dialect interface {
	// Name is the folder's name and the prefix of its options: "mysql".
	Name() string
	// Schemes are the URL schemes it answers to, the usual one first.
	Schemes() []string

	// Open makes a handle with the settings dbtool relies on. It checks the
	// URL and does no I/O; the caller closes the handle.
	Open(u *URL) (*sql.DB, error)
	// Pool is Open for an application: its connections stay, and have the
	// settings of a database in use. It does no I/O either.
	Pool(u *URL, o PoolOptions) (*Pool, error)
	// Probe asks the server what it is.
	Probe(ctx context.Context, q Queryer) (*Server, error)
	// Scratch makes an empty database that nobody else uses, beside the one
	// the URL names (in memory where that is possible). Drop removes it and
	// closes the handle; it works after ctx is done.
	Scratch(ctx context.Context, u *URL) (db *sql.DB, drop func() error, err error)

	// Reflect reads a schema from the catalogs, in normal form.
	Reflect(ctx context.Context, q Queryer, s *Server, scope Scope) (*metadata.MetaData, error)
	// Normalize turns a portable schema into the normal form: exact types,
	// literals and defaults spelled as the server would print them, every
	// name given. What the server cannot do is an error that wraps
	// ErrUnsupported and names table and column. A schema that is in this
	// normal form already comes back as it is; another dialect's is an error.
	Normalize(m *metadata.MetaData, s *Server) (*metadata.MetaData, error)

	// Restate has the server say the expressions of tables (defaults, checks,
	// generated columns, indexed expressions, predicates, exclusions) and of
	// domains in its own words, without a second database: in temporary tables
	// on the one connection. Nobody else sees them and nothing is left behind,
	// also after an error. m is in normal form, its tables have no foreign
	// keys; the result holds the same tables as the server reads them. A
	// dialect whose scratch databases cost nothing answers ErrUnsupported.
	Restate(ctx context.Context, c *sql.Conn, s *Server, m *metadata.MetaData) (*metadata.MetaData, error)

	// Alterable reports whether the change can be made in place. If not, the
	// caller drops and creates the object instead.
	Alterable(s *Server, c ddl.Change) bool
	// Obstructs reports whether an object that depends on what c changes
	// ([metadata.Constraint], *Index, *View, *Trigger, *Column (generated),
	// *Routine, *Object) must be dropped before c and made again after it.
	Obstructs(s *Server, c ddl.Change, dependent any) bool
	// Combine merges changes of one table that are better made together, and
	// adds what the server needs besides. The order of the result does not
	// matter: the caller sorts by dependency.
	Combine(s *Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error)
	// Compile spells a change. The statements run in order.
	Compile(s *Server, c ddl.Change) ([]Statement, error)
	// Frame is what has to stand around the statements of a plan.
	Frame(s *Server) Frame
	// Impact is what a change asks of a table in use, as this server makes it
	// by default. It is a forecast from the manuals and from measurements, not
	// a question to the server.
	Impact(s *Server, c ddl.Change) Impact
	// Prechecks ask for the rows on which the server refuses the change.
	Prechecks(s *Server, c ddl.Change) []Precheck

	// Bulk is how the server takes many rows of a table best.
	Bulk(s *Server, b *ast.Bulk) (*BulkPlan, error)

	// Speller spells statements. Its Ident quotes a name the server cannot hold
	// all the same; the server says no.
	Speller
	// Literal quotes a string value.
	Literal(value string) string

	// Lock takes the lock of that name for the connection's life, or until
	// unlock. It waits at most wait and tells onWait, once, who holds it.
	// A lock not had is an error that wraps ErrLocked.
	Lock(ctx context.Context, c *sql.Conn, s *Server, name string, wait time.Duration, onWait func(holder string)) (unlock func(context.Context) error, err error)
	// LockTimeout are statements for the session after which sql waits at most
	// d for locks that others hold; zero is as long as it takes. A statement
	// that makes nobody wait while it waits itself, such as a concurrent index
	// build, is given all the time.
	LockTimeout(d time.Duration, sql string) []string
	// Blockers returns a function that asks, over another connection, whom the
	// connection is waiting for just now.
	Blockers(ctx context.Context, db *sql.DB, c *sql.Conn) (ask func(context.Context) ([]Blocker, error), err error)
	// Canceler returns a function that stops, on the server, what the
	// connection is running. It is nil where cancelling the context does so.
	Canceler(ctx context.Context, db *sql.DB, c *sql.Conn) (cancel func(context.Context) error, err error)
	// ReadOnly are the statements that open and close a stretch in which the
	// server itself refuses writes.
	ReadOnly() (begin, end []string)
	// Explain says what kind of error the driver returned; the zero Problem
	// for an error that is not the server's.
	Explain(err error) Problem
}

// TableRenamer is a Dialect whose server gives more than the table a new name.
type TableRenamer interface {
	// TableRenamed gives what belongs to a table, which was called from, the
	// names that the server gives it along with the table's.
	TableRenamed(s *Server, t *metadata.Table, from string)
}

// ErrLocked is wrapped by the error of a lock that another holds.
var ErrLocked = errors.New("locked by another")

// Scope limits what Reflect reads.
type Scope struct {
	// Schemas are the namespaces to read; "" is the default one. Nil is all
	// but the system's. Servers without namespaces ignore it.
	Schemas []string
	// Exclude names tables to leave out, as if they were not there.
	Exclude []metadata.Name
}

// Server is what Probe found out.
type Server struct {
	// Dialect is the dialect's name, Product the server's: "MariaDB".
	Dialect, Product string
	// Version is the server's own word: "10.11.6". Number is it as
	// major*10000 + minor*100 + patch: 101106.
	Version string
	Number  int
	// Names are the keys of variants that apply, most specific first:
	// "mariadb", "mysql".
	Names []string
	// Database is the database in use, Schema the default namespace ("" where
	// there are none).
	Database, Schema string
	// User is who we are, as the server says.
	User string
	Caps Caps
	// Facts are settings of the session that change how texts read or
	// compare, for the dialect's own use and for `doctor`.
	Facts map[string]string

	texts *textCache // nil keeps none
}

// Caps are the facts by which code above a dialect decides.
type Caps struct {
	// TransactionalDDL: a failed revision rolls back as a whole.
	TransactionalDDL bool
	// SingleWriter: who writes keeps all others from writing until its commit,
	// which costs more than most statements.
	SingleWriter bool
	// StatementSnapshots: each statement of a transaction sees what is committed
	// when it begins (READ COMMITTED), by the session's default; so a query sees
	// the same without one.
	StatementSnapshots bool
	// FoldTables and FoldColumns: names that differ in case are the same.
	FoldTables, FoldColumns bool
	// Schemas: the server has namespaces inside a database.
	Schemas bool
	// AddForeignKey: foreign keys can be added to a table that exists; else
	// CREATE TABLE holds them all, cycles included.
	AddForeignKey bool
	// MoveColumns: a column can change its place among the others.
	MoveColumns bool
	// RenameInText: renaming a column renames it in the expressions of its
	// table too, so that nothing is left to do there.
	RenameInText bool
	// IndexPerTable: names of indexes are unique within a table; else within
	// a schema.
	IndexPerTable bool
	// ConstraintPerSchema: names of foreign keys and checks are unique within
	// the whole schema (MySQL); else within a table.
	ConstraintPerSchema bool
	// SessionLock: a lock is the connection's and goes with it.
	SessionLock bool
	// DirectRows: connections that the dialect makes have rows that are read
	// without database/sql; see [DirectOffer].
	DirectRows bool
	// OneResult: a connection takes no statement while rows of another one are
	// being read on it.
	OneResult bool
	// Returning: INSERT can return columns of the rows it made.
	Returning bool
	// InsertID says which row of an insert the number is of that the driver
	// tells, "first" or "last"; "" if it tells none. The rows of one insert are
	// numbered in order, InsertStep apart; zero is one.
	InsertID   string
	InsertStep int64
	// MaxBytes is how many bytes of values a statement may have; 0 is any number,
	// or not known. Who sends more may lose the connection.
	MaxBytes int64
	// Identifier is the longest name in bytes (characters on MySQL); 0 is no limit.
	Identifier int
}

// Statement is a piece of SQL to run, without a final semicolon.
type Statement struct {
	SQL string
	// NoTransaction: the server refuses it inside a transaction.
	NoTransaction bool
	// Commit: the transaction ends after it, because a later statement needs
	// its effect to be committed (a new enum value on PostgreSQL).
	Commit bool
	// Body: the text holds semicolons of its own (a trigger, a routine).
	Body bool
	// ScriptOnly: it is for the server's own client, which may go on after an
	// error. What runs statements itself, and stops, leaves it out.
	ScriptOnly bool
	// Batches is the table whose rows it changes, if it may go through them a
	// few at a time, each few committed by themselves. The zero Name is for a
	// statement that has to be done at once.
	Batches metadata.Name
}

// Frame stands around a plan. Where Begin is empty the server does not roll
// back DDL.
type Frame struct {
	// Before and After run outside of the transaction.
	Before, After []string
	// Client stands before all else in a script that the server's own client
	// will run: what dbtool's connections have anyway.
	Client        []string
	Begin, Commit string
	// AfterError runs besides After when something failed: it brings the
	// connection back to what statements in between may have left it in.
	AfterError []string
	// Stop is a line that makes the server's own client stop at the first
	// error; "" where it does, or where the transaction sees to it. StopScript is
	// what a script of several transactions needs besides.
	Stop, StopScript string
}

// Closing is what to run behind the transaction.
func (f Frame) Closing(failed bool) []string {
	if failed {
		return slices.Concat(f.AfterError, f.After)
	}
	return f.After
}

// Describer is a dialect that reads a few objects faster than all of them.
type Describer interface {
	// Describe is a text that changes when an object by one of the names is
	// made, changed or dropped, whatever its kind. The names are the words of a
	// statement, as written and in small letters, and may be names of nothing.
	// What rows change is not in it.
	Describe(ctx context.Context, q Queryer, s *Server, names []string) (string, error)
}

// Watcher is a dialect whose own checks have to be off while a plan runs, and
// that makes up for it before the commit.
type Watcher interface {
	// Watch notes what is wrong with the rows at the beginning of a
	// transaction in which the statements will run; nil is for any. The
	// function it returns says, at the end, what is wrong besides: reasons not
	// to commit. What it found then saves the next Watch on this connection
	// from looking again: last is it, if that transaction was committed.
	Watch(ctx context.Context, q Queryer, statements []string, last any) (check func(context.Context) (reasons []string, found any, err error), err error)
	// Guard does the same in a script for the server's own client.
	Guard(have, want *metadata.MetaData, changes []ddl.Change) Guard
}

// Renamer is a dialect whose server changes texts when it renames: those of
// checks, views and triggers that mention the old name.
type Renamer interface {
	// Rename is the schema as the server has it after the renames
	// ([ddl.RenameTable], [ddl.RenameColumn]). It leaves m as it is.
	Rename(m *metadata.MetaData, renames []ddl.Change) (*metadata.MetaData, error)
}

// Aligner is a dialect whose server keeps texts as they were written, so that
// two that mean the same may differ.
type Aligner interface {
	// Align is want with the words of have where both mean the same.
	Align(have, want *metadata.MetaData) *metadata.MetaData
}

// Maker is a dialect that makes a database which is not there when it is opened.
type Maker interface {
	// Missing reports whether opening the URL would make one.
	Missing(u *URL) bool
}

// ValueKeeper is a dialect whose server keeps the values of an enum with each
// column that has it, and not in a type of its own.
type ValueKeeper interface {
	// Values are those that a column may hold; nil for a column that is no enum.
	Values(t *metadata.Table, c *metadata.Column) []string
}

// EnumRenamer is a dialect whose server has enums as types, and changes texts
// that mention one or its values when it renames those.
type EnumRenamer interface {
	// EnumRenamed gives m, which has the enum under its old name, what the
	// server makes of it. What it cannot follow is an error.
	EnumRenamed(m *metadata.MetaData, from, to metadata.Name) error
	// ValuesRenamed gives the texts of m what the server makes of them. The
	// enum's own list stays; renamedFrom is as [metadata.Enum] has it.
	ValuesRenamed(m *metadata.MetaData, enum metadata.Name, renamedFrom map[string]string)
}

// Guard are statements that undo the transaction when something is wrong.
type Guard struct {
	// Before and After stand around the transaction, Opening and Closing are
	// the first and the last in it.
	Before, Opening, Closing, After []string
}

// Class is what kind of error a server returned.
type Class string

// The classes of [Problem].
const (
	Unknown      Class = ""
	Unreachable  Class = "unreachable"
	Disconnected Class = "disconnected"
	BadLogin     Class = "login refused"
	NoDatabase   Class = "no such database"
	Denied       Class = "permission denied"
	NotFound     Class = "not found"
	Exists       Class = "exists already"
	Syntax       Class = "syntax"
	UniqueFails  Class = "unique violation"
	ForeignFails Class = "foreign key violation"
	CheckFails   Class = "check violation"
	NullFails    Class = "not null violation"
	DataFails    Class = "bad value"
	LockTimeout  Class = "lock timeout"
	Deadlock     Class = "deadlock"
	Serialize    Class = "serialization failure"
	ReadOnlyErr  Class = "read only"
	Cancelled    Class = "cancelled"
	DiskFull     Class = "disk full"
	// StalePlan is a prepared statement that a change of the schema has made
	// useless; prepared anew, it runs.
	StalePlan Class = "stale plan"
)

// Leftover is a dialect whose scratch databases outlive a process that is killed.
type Leftover interface {
	// Leftovers are the scratch databases on the server that nobody is connected
	// to, by name.
	Leftovers(ctx context.Context, q Queryer) ([]string, error)
}
