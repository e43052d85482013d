package ast

import "github.com/dbtool/dbtool/metadata"

// Node is a part of a statement as a dialect sees it: one of the types of this
// package that are listed as such. Programs make them with the typed functions
// and methods, not by hand.
type Node interface{ isNode() }

// Op is an operator between two operands.
type Op string

// The operators. They are named by the standard's spelling where it has one;
// dialects spell them their own way.
const (
	OpEq     Op = "="
	OpNe     Op = "<>"
	OpLt     Op = "<"
	OpLe     Op = "<="
	OpGt     Op = ">"
	OpGe     Op = ">="
	OpAdd    Op = "+"
	OpSub    Op = "-"
	OpMul    Op = "*"
	OpDiv    Op = "/"   // of numbers that are not integers
	OpIntDiv Op = "div" // of integers, cut off towards zero as in Go
	OpMod    Op = "%"
	OpConcat Op = "||"
	OpBitAnd Op = "&"
	OpBitOr  Op = "|"
	OpBitXor Op = "^"
	OpShl    Op = "<<"
	OpShr    Op = ">>"
	// OpSame is IS NOT DISTINCT FROM, OpDiffer its opposite: NULL equals NULL.
	OpSame   Op = "is not distinct from"
	OpDiffer Op = "is distinct from"
	// OpMatch is a regular expression, in the server's own language.
	OpMatch    Op = "regexp"
	OpNotMatch Op = "not regexp"
	// Of arrays, ranges and JSON documents.
	OpContains    Op = "@>"
	OpContainedBy Op = "<@"
	OpOverlaps    Op = "&&"
	// Of ranges.
	OpBefore   Op = "strictly left of"
	OpAfter    Op = "strictly right of"
	OpAdjacent Op = "adjacent to"
)

// The nodes of expressions.
type (
	// ColumnRef is a column of a relation. Column is nil where the relation is
	// no table.
	ColumnRef struct {
		Rel    *Relation
		Name   string
		Column *metadata.Column
		// Nullable is what is known of a column that is no table's.
		Nullable bool
	}
	// Arg is a value, sent apart from the text. Type is that of the column it is
	// compared with or assigned to; nil where the value has to tell.
	Arg struct {
		Value any
		Type  *metadata.Type
	}
	// Literal is a constant that is part of the text: nil, a bool or an int.
	Literal struct{ Value any }
	// Binary is two operands with an operator between them.
	Binary struct {
		Op   Op
		L, R Node
	}
	// Neg is the arithmetic minus, BitNot the bitwise not, Not the logical one.
	Neg    struct{ X Node }
	BitNot struct{ X Node }
	Not    struct{ X Node }
	// Logic is all of Terms (or any of them, if Or). Without terms, all is true
	// and any is false.
	Logic struct {
		Or    bool
		Terms []Node
	}
	// IsNull is IS NULL, or IS NOT NULL.
	IsNull struct {
		X   Node
		Not bool
	}
	// In is membership in a list, or in the rows of a query.
	In struct {
		X     Node
		List  []Node
		Query Statement
		Not   bool
	}
	// Between is X >= Low AND X <= High.
	Between struct {
		X, Low, High Node
		Not          bool
	}
	// Like compares with a pattern of % and _, in which a backslash takes the
	// meaning off the character behind it. Fold does not mind upper and lower case.
	Like struct {
		X, Pattern Node
		Not, Fold  bool
	}
	// Case is CASE. Operand is nil for one that searches.
	Case struct {
		Operand Node
		Whens   []When
		Else    Node
	}
	// When is one arm of a [Case].
	When struct{ If, Then Node }
	// Cast converts to a type. Try gives NULL for what cannot be converted.
	Cast struct {
		X    Node
		Type metadata.Type
		Try  bool
	}
	// Func is a call. The name is the function's standard one, or the server's.
	Func struct {
		Name     string
		Args     []Node
		Distinct bool
		Star     bool // count(*)
		OrderBy  []Order
		Filter   Node
		Within   []Order // WITHIN GROUP
		Over     *Window
		// Aggregate is set for functions over the rows of a group.
		Aggregate bool
		// Null says when the result is NULL; the zero value is when an argument is.
		Null NullRule
	}
	// Extract is a field of a date or time: "year", "month", "day", "hour",
	// "minute", "second", "dow", "doy", "week", "quarter", "epoch".
	Extract struct {
		Field string
		X     Node
	}
	// Exists is EXISTS.
	Exists struct{ Query Statement }
	// Scalar is a query in the place of a value.
	Scalar struct{ Query Statement }
	// Quantified is ANY or ALL of a query's rows, or of an array.
	Quantified struct {
		All   bool
		Query Statement
		Array Node
	}
	// Tuple is a row of values: (a, b).
	Tuple struct{ Items []Node }
	// ArrayOf is an array made of its elements.
	ArrayOf struct{ Items []Node }
	// Collate compares or sorts by another collation.
	Collate struct {
		X    Node
		Name string
	}
	// Label names an expression where it is selected.
	Label struct {
		X    Node
		Name string
	}
	// JSONGet is the part of a document at a path of keys (string) and indexes
	// (int). Text gives a scalar without the quotes of JSON.
	JSONGet struct {
		X    Node
		Path []any
		Text bool
	}
	// Excluded is the value that an insert brought, inside its upsert.
	Excluded struct {
		Name   string
		Column *metadata.Column // nil where it is not known
	}
	// Default is DEFAULT in the place of a value.
	Default struct{}
	// Raw is SQL text of one's own. Args stand at its question marks, two of
	// which together are one that is meant, and Named at :name.
	Raw struct {
		SQL   string
		Args  []Node
		Named map[string]Node
	}
	// Grouping is ROLLUP, CUBE or GROUPING SETS inside GROUP BY.
	Grouping struct {
		Kind string
		Sets [][]Node
	}
)

// NullRule says when the result of a function is NULL.
type NullRule int

// The rules. NullIfArg is the zero value.
const (
	NullIfArg    NullRule = iota // when any argument is
	NullNever                    // count, now
	NullIfAll                    // coalesce: when all arguments are
	NullIfEmpty                  // max: when an argument is, or the group has no rows
	NullMaybe                    // lag: always possible
	NullIfNoRows                 // array_agg: when the group has no rows
)

// Order is one member of ORDER BY.
type Order struct {
	X     Node
	Desc  bool
	Nulls metadata.NullsOrder
}

// Window is what is behind OVER.
type Window struct {
	PartitionBy []Node
	OrderBy     []Order
	Frame       *Frame
}

// Frame is the part of a window's partition that a function looks at.
type Frame struct {
	// Unit is ROWS, RANGE or GROUPS.
	Unit       string
	Start, End Bound
	// Exclude is "", CURRENT ROW, GROUP or TIES.
	Exclude string
}

// Bound is an end of a [Frame].
type Bound struct {
	// Offset is how far from the current row, in the unit; negative is before.
	Offset int
	// Unbounded is as far as the partition goes, before if Offset is negative.
	Unbounded bool
}

func (*ColumnRef) isNode()  {}
func (*Arg) isNode()        {}
func (Literal) isNode()     {}
func (*Binary) isNode()     {}
func (*Neg) isNode()        {}
func (*BitNot) isNode()     {}
func (*Not) isNode()        {}
func (*Logic) isNode()      {}
func (*IsNull) isNode()     {}
func (*In) isNode()         {}
func (*Between) isNode()    {}
func (*Like) isNode()       {}
func (*Case) isNode()       {}
func (*Cast) isNode()       {}
func (*Func) isNode()       {}
func (*Extract) isNode()    {}
func (*Exists) isNode()     {}
func (*Scalar) isNode()     {}
func (*Quantified) isNode() {}
func (*Tuple) isNode()      {}
func (*ArrayOf) isNode()    {}
func (*Collate) isNode()    {}
func (*Label) isNode()      {}
func (*JSONGet) isNode()    {}
func (*Excluded) isNode()   {}
func (*Default) isNode()    {}
func (*Raw) isNode()        {}
func (*Grouping) isNode()   {}
