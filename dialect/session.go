package dialect

import (
	"context"
	"database/sql"
)

// TxState is how the transaction of a connection stands.
type TxState string

// The states.
const (
	TxNone   TxState = ""       // each statement commits by itself
	TxOpen   TxState = "open"   // COMMIT and ROLLBACK end it
	TxFailed TxState = "failed" // only ROLLBACK is taken (PostgreSQL)
)

// Listing is something of a server that is listed by asking it.
type Listing string

// The listings. The first column of each is the name.
const (
	Databases   Listing = "databases"
	Users       Listing = "users"
	Keywords    Listing = "keywords"
	Functions   Listing = "functions"    // those that the server brings along
	ViewColumns Listing = "view columns" // schema, view, column and type
)

// Session is a dialect that knows what a shell has to know of the connection
// that somebody types on.
type Session interface {
	// TxState asks how the transaction stands. The question leaves it as it is.
	TxState(ctx context.Context, c *sql.Conn) (TxState, error)
	// StayReadOnly are the statements by which the server refuses writes on the
	// connection from now on, whatever was set in between. They are run before
	// each statement, except in a failed transaction.
	StayReadOnly(s TxState) []string
	// List is the query that lists it, "" for what the server does not have.
	List(s *Server, what Listing) string
	// Explained asks how the server would run the statement, without running it.
	Explained(statement string) string
}
