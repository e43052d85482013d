package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// span is a part of a text: its first byte, and the one behind its last.
type span struct{ from, to int }

func (s span) empty() bool { return s.from >= s.to }

// layout is a CREATE TABLE statement and where its parts stand, so that one of
// them can be changed and the rest left as its author wrote it.
type layout struct {
	text  string
	table *metadata.Table // what the text says
	body  span            // between the parentheses
	items []*item
}

// tail is what follows the closing parenthesis.
func (l *layout) tail() span { return span{l.body.to + 1, len(l.text)} }

// item is a column, or a constraint of the table.
type item struct {
	span
	// comma is the offset of the comma behind it; 0 when none comes.
	comma int
	// column is nil for a constraint, which is the only clause then.
	column    *metadata.Column
	name, typ span
	clauses   []*clause
}

// clause is a constraint, or something else that a column says behind its type.
type clause struct {
	span
	kind clauseKind
	// name is CONSTRAINT and the name, if there is one; rest is ON CONFLICT, or
	// what a foreign key says behind the columns it refers to.
	name, core, rest span
	// of is the constraint; nil for what is an attribute of the column.
	of metadata.Constraint
}

type clauseKind int

const (
	primaryKeyClause clauseKind = iota
	uniqueClause
	checkClause
	foreignKeyClause
	notNullClause
	nullClause
	defaultClause
	collateClause
	generatedClause
	emptyClause // CONSTRAINT and a name without anything, DEFERRABLE apart from its key
)

// of finds the clauses of a kind.
func (i *item) of(kind clauseKind) []*clause {
	var list []*clause
	for _, c := range i.clauses {
		if c.kind == kind {
			list = append(list, c)
		}
	}
	return list
}

// find returns the item that holds a column.
func (l *layout) find(column string) *item {
	for _, i := range l.items {
		if i.column != nil && strings.EqualFold(i.column.Name, column) {
			return i
		}
	}
	return nil
}

// remark is the length of the comments, and the white space before them, that
// stand on the same line at the beginning of a text between two tokens: they
// speak of what comes before them.
func remark(between string) int {
	length := 0
	for i := 0; i < len(between); {
		rest := between[i:]
		switch {
		case rest[0] == '\n':
			return length
		case strings.HasPrefix(rest, "--"):
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				return i + n
			}
			return len(between)
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return len(between)
			}
			i += n + 4
			length = i
		default:
			i++
		}
	}
	return length
}
