package ast

import "github.com/dbtool/dbtool/metadata"

// Statement is a whole statement as a dialect sees it: [Select],
// [Insert], [Update], [Delete] or [Text].
type Statement interface {
	Node
	isStatement()
}

// Relation is something that has rows: a table, a query, a common table
// expression, a function or a list of values, under a name of its own where
// Alias is given. Two relations are the same if their pointers are.
type Relation struct {
	Table   *metadata.Table
	Query   Statement
	CTE     *CTE
	Func    Node
	Values  [][]Node
	Alias   string
	Columns []string // names for the columns of Func, Values
	Lateral bool
	Sample  *Sample
	// Ordinality numbers the rows of Func.
	Ordinality bool
}

// Sample is TABLESAMPLE: Method (BERNOULLI, SYSTEM), how much in percent, and
// a seed if Seed is not nil.
type Sample struct {
	Method  string
	Percent float64
	Seed    *int64
}

// Name is what the relation is called in its statement.
func (r *Relation) Name() string {
	switch {
	case r.Alias != "":
		return r.Alias
	case r.Table != nil:
		return r.Table.Name
	case r.CTE != nil:
		return r.CTE.Name
	}
	return ""
}

// CTE is a common table expression, WITH name AS (query). It is written once,
// at the head of the whole statement, wherever it is used.
type CTE struct {
	Name      string
	Columns   []string
	Query     Statement
	Recursive bool
	// Materialized and Inline are PostgreSQL's and SQLite's hints.
	Materialized, Inline bool
}

// JoinKind is how two relations are joined.
type JoinKind string

// The kinds of joins.
const (
	InnerJoin JoinKind = "JOIN"
	LeftJoin  JoinKind = "LEFT JOIN"
	RightJoin JoinKind = "RIGHT JOIN"
	FullJoin  JoinKind = "FULL JOIN"
	CrossJoin JoinKind = "CROSS JOIN"
)

// Join is a relation and how it is joined to what stands before it.
type Join struct {
	Kind JoinKind
	Rel  *Relation
	On   Node
}

// Lock is FOR UPDATE and its relatives.
type Lock struct {
	// Strength is UPDATE, SHARE, NO KEY UPDATE or KEY SHARE.
	Strength string
	Of       []*Relation
	// NoWait fails, SkipLocked passes over, what others hold.
	NoWait, SkipLocked bool
}

// Select is a query. Where Set is given it is a compound of other queries,
// and of its other fields only OrderBy, Limit and Offset are in use.
type Select struct {
	Items   []Node
	From    []*Relation
	Joins   []Join
	Where   []Node
	GroupBy []Node
	Having  []Node
	OrderBy []Order
	// Limit and Offset are nil for none.
	Limit, Offset Node
	Set           *SetOp
	More          *SelectMore
}

// SelectMore are the parts of a query that few have.
type SelectMore struct {
	Distinct   bool
	DistinctOn []Node
	// WithTies keeps the rows that are equal to the last one.
	WithTies bool
	Lock     *Lock
	// Hints go behind SELECT as comments for the optimizer, per dialect.
	Hints map[string]string
}

// SetOp is UNION, INTERSECT or EXCEPT of queries, from left to right.
type SetOp struct {
	Op    string
	All   bool
	Parts []*Select
}

// Assign sets a column to Value, or to Arg where that is nil.
type Assign struct {
	Column *metadata.Column
	Value  Node
	Arg    Arg
}

// Node is what the column is set to. It may be a part of a.
func (a *Assign) Node() Node {
	if a.Value == nil {
		return &a.Arg
	}
	return a.Value
}

// Insert is INSERT. Rows hold a value for each of Columns; where there
// are neither Rows nor Query, one row of defaults is inserted.
type Insert struct {
	Table      *metadata.Table
	Columns    []*metadata.Column
	Rows       [][]Node
	Query      Statement
	OnConflict *OnConflict
	Returning  []Node
}

// OnConflict is what an insert does instead where a unique key is taken.
type OnConflict struct {
	// Target are the columns of the key; empty is any key.
	Target []*metadata.Column
	// TargetWhere tells a partial index.
	TargetWhere []Node
	// Set is empty for doing nothing.
	Set   []Assign
	Where []Node
}

// Update is UPDATE.
type Update struct {
	Rel       *Relation
	Set       []Assign
	From      []*Relation
	Joins     []Join
	Where     []Node
	OrderBy   []Order // MySQL, MariaDB
	Limit     Node    // MySQL, MariaDB
	Returning []Node
}

// Delete is DELETE.
type Delete struct {
	Rel       *Relation
	Using     []*Relation
	Joins     []Join
	Where     []Node
	OrderBy   []Order // MySQL, MariaDB
	Limit     Node    // MySQL, MariaDB
	Returning []Node
}

// Text is a statement in SQL text, with arguments as [Raw] has them.
type Text struct {
	SQL   string
	Args  []Node
	Named map[string]Node
}

func (*Select) isNode()      {}
func (*Select) isStatement() {}
func (*Insert) isNode()      {}
func (*Insert) isStatement() {}
func (*Update) isNode()      {}
func (*Update) isStatement() {}
func (*Delete) isNode()      {}
func (*Delete) isStatement() {}
func (*Text) isNode()        {}
func (*Text) isStatement()   {}
func (*Relation) isNode()    {}

// Broken stands for a part that was built wrongly: writing it fails.
type Broken struct{ Err error }

func (*Broken) isNode()      {}
func (*Broken) isStatement() {}
func (*CTE) isNode()         {}

// Limit is LIMIT and OFFSET on their own, so that a dialect can spell them.
// Both may be nil.
type Limit struct {
	Limit, Offset Node
	WithTies      bool
}

// Part is a query as a part of a compound one.
type Part struct{ Query *Select }

func (*Limit) isNode()      {}
func (Part) isNode()        {}
func (Join) isNode()        {}
func (*Order) isNode()      {}
func (*Lock) isNode()       {}
func (*Sample) isNode()     {}
func (*OnConflict) isNode() {}
