package ast

import "github.com/dbtool/dbtool/metadata"

// Nodes that few statements have.
type (
	// JSONDoc is a value as a JSON document.
	JSONDoc struct{ Value any }
	// JSONPath is a path of keys (string) and indexes (int), as a function of the
	// server takes it.
	JSONPath struct{ Path []any }
	// JSONEach are the elements of an array in a document: rows of position,
	// from 1, and value.
	JSONEach struct{ Doc Node }
	// JSONTable are the elements of an array in a document, taken apart into
	// columns.
	JSONTable struct {
		Doc     Node
		Columns []JSONColumn
	}
	// JSONColumn is a column of a [JSONTable]: what is at a path of the element.
	JSONColumn struct {
		Name string
		Type metadata.Type
		Path []any
	}
	// Subscript is an element of an array, from 1.
	Subscript struct{ X, Index Node }
	// TimeAdd is N units behind X. Unit is "year", "month", "day", "hour",
	// "minute" or "second".
	TimeAdd struct {
		X, N Node
		Unit string
	}
	// Hint is a word for the optimizer. Server is the kind of server it is for;
	// "" is whichever reads it, which must have such words then.
	Hint struct{ Text, Server string }
	// Search is a full-text search.
	Search struct {
		Columns []Node
		Query   Node
		// Language is the server's name of a configuration; "" is the usual one.
		Language string
	}
	// With is a statement that common table expressions stand before, whether
	// or not it uses them.
	With struct {
		CTEs []*CTE
		Of   Statement
	}
	// Truncate empties tables.
	Truncate struct {
		Tables []*metadata.Table
		// Restart lets numbers begin again; Cascade empties tables that refer to
		// these.
		Restart, Cascade bool
	}
)

func (*JSONDoc) isNode()       {}
func (*JSONPath) isNode()      {}
func (*JSONEach) isNode()      {}
func (*JSONTable) isNode()     {}
func (*Subscript) isNode()     {}
func (*TimeAdd) isNode()       {}
func (*Hint) isNode()          {}
func (*Search) isNode()        {}
func (*With) isNode()          {}
func (*With) isStatement()     {}
func (*Truncate) isNode()      {}
func (*Truncate) isStatement() {}
