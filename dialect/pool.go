package dialect

import (
	"database/sql/driver"
	"time"
)

// Pool is what an application's handle is made of: connections that stay open,
// and how many of them the server is asked for. The one who opens the handle
// may change the numbers.
type Pool struct {
	// Connector makes connections. It does no I/O by itself.
	Connector driver.Connector
	// MaxOpen is how many connections there are at most, MaxIdle how many of
	// them wait for work; 0 is no limit. Where MaxOpen is 1, the connection is
	// the database, and more would be others.
	MaxOpen, MaxIdle int
	// Lifetime and IdleTime are how long a connection is used, and how long it
	// waits for work; 0 is for ever.
	Lifetime, IdleTime time.Duration
	// Statements is how many statements are to be kept prepared on each
	// connection; 0 where the driver sees to that, or nothing is to be kept.
	Statements int
	// FirstKinds: the server takes the values of a prepared statement for what
	// those were that it ran with first, and converts later ones to that. One is
	// prepared anew for values of other kinds.
	FirstKinds bool
	// OneWriter is how long a writer waits for another one, where the database
	// has one writer at a time; 0 where there can be many.
	OneWriter time.Duration
	// Begin is how a transaction that may write is begun, where it is worth it to
	// keep that prepared, and COMMIT and ROLLBACK; "" leaves all to the driver.
	Begin string
	// ReadOnly and ReadWrite are statements around a transaction that only
	// reads, where the driver does not have the database refuse writes in it.
	ReadOnly, ReadWrite string
	// Identify is a query for the server's name of a connection, and Kill what
	// stands before that name in the statement that ends it. They are for drivers
	// that give a connection up when a context is done, and leave the server
	// at work.
	Identify, Kill string
}

// PoolOptions are what a dialect has to know to make a pool.
type PoolOptions struct {
	// Statements is how many statements are kept prepared on each connection:
	// 0 is the dialect's usual number, less than 0 is none, as poolers need it
	// that give each transaction another connection of the server.
	Statements int
}

// Keep is how many statements to keep, if usual is the dialect's number.
func (o PoolOptions) Keep(usual int) int {
	if o.Statements == 0 {
		return usual
	}
	return max(o.Statements, 0)
}
