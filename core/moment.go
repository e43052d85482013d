package core

import (
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Moment is an expression of dates and times.
type Moment struct{ Value[time.Time] }

func (Moment) withNode(n ast.Node) Moment { return Moment{Value[time.Time]{n}} }

// Year is the year of the date.
func (m Moment) Year() Number[int] { return m.field("year") }

// Month is from 1 to 12.
func (m Moment) Month() Number[int] { return m.field("month") }

// Day is from 1 to 31.
func (m Moment) Day() Number[int] { return m.field("day") }

// Hour is from 0 to 23.
func (m Moment) Hour() Number[int] { return m.field("hour") }

// Minute is from 0 to 59.
func (m Moment) Minute() Number[int] { return m.field("minute") }

// Second is from 0 to 59, without fractions.
func (m Moment) Second() Number[int] { return m.field("second") }

// Weekday is from 0, Sunday, to 6, as [time.Weekday].
func (m Moment) Weekday() Number[int] { return m.field("dow") }

// YearDay is from 1 to 366.
func (m Moment) YearDay() Number[int] { return m.field("doy") }

// Unix is the number of whole seconds since 1970.
func (m Moment) Unix() Number[int64] { return number[int64](&ast.Extract{Field: "epoch", X: m.n}) }

func (m Moment) field(name string) Number[int] { return number[int](&ast.Extract{Field: name, X: m.n}) }

// Week is the week of ISO 8601, from 1 to 53.
func (m Moment) Week() Number[int] { return m.field("week") }

// Quarter is from 1 to 4.
func (m Moment) Quarter() Number[int] { return m.field("quarter") }

// Unit is a unit of time.
type Unit string

// The units.
const (
	Years   Unit = "year"
	Months  Unit = "month"
	Days    Unit = "day"
	Hours   Unit = "hour"
	Minutes Unit = "minute"
	Seconds Unit = "second"
)

// Plus is so many units later, or earlier if n is negative. A day that the
// month does not have is the last one of the month; on SQLite it is counted
// into the next, and fractions of a second are kept to three digits.
func (m Moment) Plus(n int, u Unit) Moment {
	return Moment{Value[time.Time]{&ast.TimeAdd{X: m.n, N: intArg(n), Unit: string(u)}}}
}

// PlusOf is [Moment.Plus] of a number of units that is an expression.
func PlusOf[T Numeric](m Expr[time.Time], n Expr[T], u Unit) Moment {
	return Moment{Value[time.Time]{&ast.TimeAdd{X: m.inner(), N: n.inner(), Unit: string(u)}}}
}

// Date is the date without the time of day.
func (m Moment) Date() Moment {
	return Moment{Value[time.Time]{&ast.Cast{X: m.n, Type: metadata.Date()}}}
}

// Or is the time, or t where it is NULL.
func (m Moment) Or(t time.Time) Moment { return Moment{m.Value.Or(t)} }
