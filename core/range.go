package core

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ast"
)

// Range is a range of values as PostgreSQL has it. The zero value is the range
// of everything.
type Range[T any] struct {
	// Lower and Upper are its ends; nil is none.
	Lower, Upper *T
	// LowerOpen and UpperClosed are whether an end is left out or taken in. What
	// is usual is [lower, upper).
	LowerOpen, UpperClosed bool
	// Empty is the range of nothing.
	Empty bool
}

// RangeFrom is the range from lower up to, but without, upper.
func RangeFrom[T any](lower, upper T) Range[T] { return Range[T]{Lower: &lower, Upper: &upper} }

// String is the range as PostgreSQL reads it.
func (r Range[T]) String() string {
	if r.Empty {
		return "empty"
	}
	open, end := "[", ")"
	if r.LowerOpen || r.Lower == nil {
		open = "("
	}
	if r.UpperClosed && r.Upper != nil {
		end = "]"
	}
	return open + rangeEnd(r.Lower) + "," + rangeEnd(r.Upper) + end
}

func rangeEnd[T any](v *T) string {
	if v == nil {
		return ""
	}
	text := fmt.Sprint(*v)
	if t, ok := any(*v).(time.Time); ok {
		text = t.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// Value implements [driver.Valuer].
func (r Range[T]) Value() (driver.Value, error) { return r.String(), nil }

// Scan implements [database/sql.Scanner].
func (r *Range[T]) Scan(src any) error {
	if src == nil {
		return errNull
	}
	text := textOf(src)
	*r = Range[T]{Empty: text == "empty"}
	if r.Empty {
		return nil
	}
	if len(text) < 3 || !strings.Contains("[(", text[:1]) {
		return fmt.Errorf("%q is no range", text)
	}
	r.LowerOpen = text[0] == '('
	p := rangeParser{text, 1}
	lower, err := rangeValue[T](&p, ',')
	if err != nil {
		return err
	}
	upper, err := rangeValue[T](&p, text[len(text)-1])
	r.Lower, r.Upper, r.UpperClosed = lower, upper, text[len(text)-1] == ']'
	r.LowerOpen = r.LowerOpen && lower != nil
	return err
}

type rangeParser struct {
	s  string
	at int
}

// word reads one end of a range, up to the character end, and reports whether
// there is any.
func (p *rangeParser) word(end byte) (text string, some bool, err error) {
	var b []byte
	quoted := false
	for ; p.at < len(p.s); p.at++ {
		c := p.s[p.at]
		switch {
		case c == '"':
			quoted, some = !quoted, true
		case c == '\\' && p.at+1 < len(p.s):
			p.at++
			b = append(b, p.s[p.at])
		case c == end && !quoted:
			p.at++
			return string(b), some || len(b) > 0, nil
		default:
			b = append(b, c)
		}
	}
	return "", false, fmt.Errorf("%q is no range", p.s)
}

func rangeValue[T any](p *rangeParser, end byte) (*T, error) {
	text, some, err := p.word(end)
	if err != nil || !some {
		return nil, err
	}
	v := new(T)
	return v, scanInto(v, text)
}

// Ranged is an expression of ranges. PostgreSQL alone has them.
type Ranged[T any] struct{ n ast.Node }

func (r Ranged[T]) inner() ast.Node             { return r.n }
func (Ranged[T]) typed(Range[T])                {}
func (Ranged[T]) elem() reflect.Type            { return reflect.TypeFor[Range[T]]() }
func (Ranged[T]) withNode(n ast.Node) Ranged[T] { return Ranged[T]{n} }
func (r Ranged[T]) projection() *projection     { return single(r, r.elem()) }
func (Ranged[T]) place(field any) (any, bool) {
	switch f := field.(type) {
	case *Range[T]:
		return &cell[Range[T]]{f}, false
	case **Range[T]:
		return &ptrCell[Range[T]]{f}, true
	case *sql.Null[Range[T]]:
		return &nullCell[Range[T]]{f}, true
	}
	return nil, false
}

// Span is a column of ranges.
type Span[T any] struct {
	Ranged[T]
	column[Range[T]]
}

func (c *Span[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

func (r Ranged[T]) with(op ast.Op, x Range[T]) Pred { return compare(r.n, op, arg(r.n, x)) }

// Eq is the same range.
func (r Ranged[T]) Eq(x Range[T]) Pred { return r.with(ast.OpEq, x) }

// Contains has the value x.
func (r Ranged[T]) Contains(x T) Pred {
	return r.with(ast.OpContains, Range[T]{Lower: &x, Upper: &x, UpperClosed: true})
}

// Covers has all of the range x.
func (r Ranged[T]) Covers(x Range[T]) Pred { return r.with(ast.OpContains, x) }

// CoveredBy is a part of the range x.
func (r Ranged[T]) CoveredBy(x Range[T]) Pred { return r.with(ast.OpContainedBy, x) }

// Overlaps has a value that x has as well.
func (r Ranged[T]) Overlaps(x Range[T]) Pred { return r.with(ast.OpOverlaps, x) }

// Before ends before x begins.
func (r Ranged[T]) Before(x Range[T]) Pred { return r.with(ast.OpBefore, x) }

// After begins after x ends.
func (r Ranged[T]) After(x Range[T]) Pred { return r.with(ast.OpAfter, x) }

// Adjacent has nothing between it and x, and no value in common.
func (r Ranged[T]) Adjacent(x Range[T]) Pred { return r.with(ast.OpAdjacent, x) }

// Lower is the lower end; NULL if there is none.
func (r Ranged[T]) Lower() Value[T] { return rangePart[T]("lower", r.n) }

// Upper is the upper end; NULL if there is none.
func (r Ranged[T]) Upper() Value[T] { return rangePart[T]("upper", r.n) }

func rangePart[T any](name string, n ast.Node) Value[T] {
	return Value[T]{&ast.Func{Name: name, Args: []ast.Node{n}, Null: ast.NullMaybe}}
}

// IsEmpty is true for the range of nothing.
func (r Ranged[T]) IsEmpty() Pred {
	return pred(&ast.Func{Name: "isempty", Args: []ast.Node{r.n}})
}

// IsNull is true for NULL.
func (r Ranged[T]) IsNull() Pred { return pred(&ast.IsNull{X: r.n}) }

// NotNull is the opposite of IsNull.
func (r Ranged[T]) NotNull() Pred { return pred(&ast.IsNull{X: r.n, Not: true}) }

// As labels the range where it is selected.
func (r Ranged[T]) As(name string) Ranged[T] { return Ranged[T]{&ast.Label{X: r.n, Name: name}} }
