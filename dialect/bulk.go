package dialect

import (
	"context"
	"strings"

	"github.com/dbtool/dbtool/core/ast"
)

// BulkPlan is how a server takes many rows best.
type BulkPlan struct {
	// Sizes are the numbers of rows that one statement may have, the largest
	// first and 1 last. They are few, so that the statements stay prepared.
	Sizes []int
	// Text is the statement for n rows, and Args appends the values of n rows
	// from the one of that number on.
	Text func(n int) string
	Args func(to []any, from, n int) []any
	// MaxBytes is how many bytes of text and binary values a statement may
	// have, with Args that go row by row; 0 is any number.
	MaxBytes int64
	// Returning: the statement returns the keys; the smallest is the first
	// row's. Otherwise they are counted from the result's LastInsertId, which is
	// the first one, or the last one where FromLast is set.
	Returning, FromLast bool
	// Step is asked, in the transaction of the statements, by how much the keys
	// grow. 0 is that they may have gaps: then the plan without it is taken.
	Step func(ctx context.Context, q Queryer) (int64, error)
	// Gaps is the plan for keys that may have gaps, which returns them.
	Gaps *BulkPlan
	// Savepoints: a statement that fails takes its transaction with it, unless
	// there is a savepoint.
	Savepoints bool
	// Copy is a faster way for as many rows as these; nil where there is none.
	Copy *BulkCopy
}

// BulkCopy is a way for rows that is no statement of SQL with arguments. Where
// it fails, for whatever reason, the statements of the plan are tried, and tell
// what is wrong: it may take less than they do, and never more.
type BulkCopy struct {
	// Most is how many rows go at a time.
	Most int
	// Text is what the server is asked for.
	Text string
	// Send asks for text and sends n rows from the one of that number on, in a
	// transaction, which may have failed if there is an error.
	Send func(ctx context.Context, q Execer, text string, from, n int) (int64, error)
}

// Sizes leaves out of sizes those with which a statement would have more than
// limit arguments, at so many per row.
func Sizes(limit, perRow int, sizes ...int) []int {
	var fit []int
	for _, n := range sizes {
		if n*perRow <= limit || n == 1 {
			fit = append(fit, n)
		}
	}
	return fit
}

// InsertHead is INSERT INTO table (columns), with a space behind it.
func InsertHead(d Speller, b *ast.Bulk) string {
	var s strings.Builder
	s.WriteString("INSERT INTO ")
	if b.Table.Schema != "" {
		s.WriteString(d.Ident(b.Table.Schema) + ".")
	}
	s.WriteString(d.Ident(b.Table.Name) + " (")
	for i, c := range b.Columns {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString(d.Ident(c.Name))
	}
	s.WriteString(") ")
	return s.String()
}

// BulkValues is the plan with VALUES (?, ?), (?, ?), for servers whose
// placeholders are all alike.
func BulkValues(d Speller, b *ast.Bulk, tail string, sizes []int) *BulkPlan {
	head := InsertHead(d, b) + "VALUES "
	row := "(" + strings.TrimSuffix(strings.Repeat(d.Placeholder(1)+", ", len(b.Columns)), ", ") + ")"
	return &BulkPlan{
		Sizes: sizes,
		Text: func(n int) string {
			var s strings.Builder
			s.Grow(len(head) + n*(len(row)+2) + len(tail))
			s.WriteString(head)
			for i := range n {
				if i > 0 {
					s.WriteString(", ")
				}
				s.WriteString(row)
			}
			s.WriteString(tail)
			return s.String()
		},
		Args: func(to []any, from, n int) []any { return BindRows(d, b, to, from, n) },
	}
}

// BindRows appends the values of n rows, row by row, as the driver takes them.
func BindRows(d Speller, b *ast.Bulk, to []any, from, n int) []any {
	for r := from; r < from+n; r++ {
		for i, c := range b.Columns {
			to = append(to, d.Bind(b.Value(r, i), &c.Type))
		}
	}
	return to
}
