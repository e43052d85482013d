package ast

import "github.com/dbtool/dbtool/metadata"

// Bulk is many rows for one table. How many of them go into one statement, and
// how it is spelled, is the dialect's choice.
type Bulk struct {
	Table   *metadata.Table
	Columns []*metadata.Column
	// Len is how many rows there are, and Value what a column gets in a row,
	// both counted from 0; nil is NULL.
	Len   int
	Value func(row, column int) any
	// Key is the column that the database numbers and whose values are wanted;
	// nil for none.
	Key *metadata.Column
}
