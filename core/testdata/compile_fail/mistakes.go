// Package mistakes is what must not compile. The comment of each function is a
// part of the compiler's message.
package mistakes

import (
	"time"

	"github.com/dbtool/dbtool/core"
)

type color string

var users struct {
	core.Table
	ID     core.Num[int64]
	Name   core.Str
	Age    core.Num[int]
	Active core.Bool
	Born   core.Time
	Color  core.Enum[color]
	Data   core.JSON[map[string]int]
	Tags   core.Array[string]
	Booked core.Span[int]
	Raw    core.Bytes
}

// as int value
func textForANumber() { users.Age.Eq("x") }

// (untyped int constant) as string value
func numberForText() { users.Name.Eq(1) }

// no field or method Like
func patternOfANumber() { users.Age.Like("1%") }

// no field or method Add
func arithmeticWithText() { users.Name.Add("x") }

// no field or method Add
func arithmeticWithATruthValue() { users.Active.Add(1) }

// does not match inferred type core.Expr[int64]
func columnsOfTwoTypes() { core.Eq(users.ID, users.Name) }

// does not match inferred type core.Expr[int64]
func columnsOfTwoNumbers() { core.Add(users.ID, users.Age) }

// does not implement core.Expr[bool]
func textAsACondition() { core.Select(users.Name).Where("name = 'x'") }

// does not implement core.Expr[bool]
func columnAsACondition() { core.Select(users.Name).Where(users.Age) }

// does not implement core.Expr[bool]
func joinOnAColumn() { core.Select(users.Name).Join(users, users.ID) }

// as core.Order value
func sortByAColumn() { core.Select(users.Name).OrderBy(users.Name) }

// does not match
func fieldOfAnotherType() {
	var n int
	core.To(&n, users.Name)
}

// does not match
func pointerOfAnotherType() {
	var s *string
	core.ToPtr(&s, users.Age)
}

// as string value
func setToAnotherType() { users.Name.Set(7) }

// as core.Expr[string] value
func setToAnotherExpression() { users.Name.SetTo(users.Age) }

// as color value
func enumOfAnotherType() {
	plain := "red"
	users.Color.Eq(plain)
}

// Time value in argument to users.Born.Gt
func textForATime() { users.Born.Gt("2026-01-01") }

// no field or method Eq
func documentsAreNotCompared() { users.Data.Eq(nil) }

// as string value
func elementOfAnotherType() { users.Tags.Has(1) }

// as int value
func valueOutsideOfARange() { users.Booked.Contains("x") }

// no field or method Upper
func bytesAreNoText() { users.Raw.Upper() }

// does not match inferred type core.Query[string]
func unionOfTwoTypes() { core.Union(core.Select(users.Name), core.Select(users.Age)) }

// as core.Query[int64] value
func queryOfAnotherType() { users.ID.InQuery(core.Select(users.Name)) }

// as int64 value
func rowOfOtherTypes() { core.Row2(users.ID, users.Name).Gt("x", "y") }

// string does not satisfy core.Numeric
func sumOfText() { core.Sum(users.Name) }

// does not implement core.Source
func selectFromAColumn() { core.Select(users.Name).From(users.Name) }

// as core.DB value
func runOnNothing() { core.Select(users.Name).All(nil, 7) }

// as int value
func plusATime() { users.Born.Plus(time.Hour.String(), core.Days) }

// no field or method Where
func whereOfAnInsert() { core.Insert(users).Where(users.ID.Eq(1)) }

// does not implement core.Expr[int]
func branchesOfTwoTypes() { core.If(users.Active, core.Val(1)).Else(core.Val("x")) }

// does not match
func coalesceOfTwoTypes() { core.Coalesce(users.Name, core.Val(1)) }

// as core.Assign value
func insertOfACondition() { core.Insert(users).Values(users.ID.Eq(1)) }

// does not implement core.Expr[bool]
func assignmentAsACondition() { core.Select(users.Name).Where(users.Name.Set("x")) }

// as string value
func listOfAnotherType() { users.Name.In("a", 1) }

// as int value
func endOfAnotherType() { users.Age.Between(1, "2") }

// does not implement core.Expr[bool]
func groupsWithAColumn() { core.Select(users.Name).Having(users.Age) }

// does not implement core.DML
func returningOfAQuery() { core.Returning(core.Select(users.Name), users.Name) }

// does not implement core.Handle
func conflictOfAnExpression() { core.Insert(users).OnConflict(users.Name.Lower()) }

// not enough arguments
func joinOnNothing() { core.Select(users.Name).Join(users) }

// does not match inferred type
func rowOfAnotherType() { core.FromRow(users.Age, func(*color) string { return "" }) }

// does not implement core.Source
func lockOfAColumn() { core.Select(users.Name).ForUpdate(core.LockOf(users.ID)) }

// does not match inferred type
func givenAnotherType() {
	var s *string
	core.Given(s, users.Age.Ge)
}

// as []byte value
func textForBytes() { users.Raw.Eq("x") }

// no field or method Over
func windowOfAColumn() { users.Name.Over(core.Over()) }

// as core.Query[int64] value
func twoColumnsForOne() { users.ID.InQuery(core.Select(core.Pair(users.ID, users.Name))) }

// too many arguments
func selectOfTwo() { core.Select(users.Name, users.ID) }

// as core.Relation value
func columnOfATable() { core.Of(users, users.ID) }
