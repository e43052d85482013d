package core_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// Methods take values, functions take expressions.
func ExampleEq() {
	show(core.Select(core.Pair(users.Name, posts.Title)).From(users).Join(posts, core.Eq(posts.UserID, users.ID)).Where(users.Name.Eq("ann")))
	// Output:
	// {ann post a}
	// {ann post b}
}

func ExampleNe() {
	other := core.Alias(users, "other")
	show(core.Select(core.Pair(users.Name, other.Name)).From(users, other).Where(core.Ne(users.ID, other.ID), users.ID.Eq(1)))
	// Output:
	// {ann bob}
	// {ann cy}
}

func ExampleLt() {
	show(core.Select(posts.Title).Where(core.Lt(posts.UserID, posts.ID), core.Le(posts.UserID, posts.Parent)))
	// Output:
	// post b
	// post c
	// post d
}

func ExamplePred() {
	spell(sqlite.New(), core.Select(posts.ID).Where(core.Or(
		core.Le(posts.UserID, posts.ID),
		core.Gt(posts.UserID, posts.ID),
		core.And(core.Ge(posts.ID, posts.Parent), core.Not(core.Lt(posts.ID, posts.Parent))),
	)))
	spell(mysql.New(), core.Select(posts.ID).Where(core.Same(posts.ID, posts.Parent), core.Differ(posts.UserID, posts.Parent)))
	spell(sqlite.New(), core.Select(posts.ID).Where(core.Ne(posts.ID, posts.Parent), core.Between(posts.ID, posts.UserID, posts.Parent)))
	// Output:
	// SELECT "posts"."id" FROM "posts" WHERE "posts"."user_id" <= "posts"."id" OR "posts"."user_id" > "posts"."id" OR "posts"."id" >= "posts"."parent" AND NOT ("posts"."id" < "posts"."parent") []
	// SELECT `posts`.`id` FROM `posts` WHERE `posts`.`id` <=> `posts`.`parent` AND NOT (`posts`.`user_id` <=> `posts`.`parent`) []
	// SELECT "posts"."id" FROM "posts" WHERE "posts"."id" <> "posts"."parent" AND "posts"."id" BETWEEN "posts"."user_id" AND "posts"."parent" []
}

// A pointer that is nil gives no condition, so that optional filters need no if.
func ExampleGiven() {
	atLeast := 30
	var atMost *int
	spell(sqlite.New(), core.Select(users.Name).Where(core.Given(&atLeast, users.Age.Ge), core.Given(atMost, users.Age.Le)))
	// Output: SELECT "users"."name" FROM "users" WHERE "users"."age" >= ? [30]
}

// NULL is not equal to anything, and so not unequal to anything either; Same
// and Differ take it for a value like others.
func ExampleSame() {
	show(core.Select(posts.Title).Where(core.Not(core.Same(posts.Parent, posts.ID)), posts.Parent.IsNull()))
	show(core.Select(posts.Title).Where(posts.Parent.Same(nil)))
	show(core.Select(core.CountAll()).From(posts).Where(core.Differ(posts.Parent, posts.ID)))
	// Output:
	// post a
	// post a
	// 4
}

// Without conditions, And is true and Or is false.
func ExampleAnd() {
	show(core.Select(users.Name).Where(core.And(), users.Age.Gt(30)))
	show(core.Select(users.Name).Where(core.Or(core.And(users.Age.Lt(30), users.Active), users.Name.Eq("cy"))).OrderBy(users.ID.Asc()))
	// Output:
	// cy
	// ann
	// cy
}

func ExampleNotExists() {
	wrote := core.Select(posts.ID).Where(core.Eq(posts.UserID, users.ID))
	show(core.Select(users.Name).Where(core.Exists(wrote)).OrderBy(users.ID.Asc()))
	show(core.Select(users.Name).Where(core.NotExists(wrote)))
	// Output:
	// ann
	// bob
	// cy
}

func ExampleExists() {
	show(core.Select(core.Exists(core.Select(users.ID).Where(users.Age.Gt(100)))))
	// Output: false
}

func ExampleBetween() {
	show(core.Select(posts.Title).Where(core.Between(posts.UserID, posts.Parent, posts.ID)))
	// Output:
	// post b
	// post c
}

// Arithmetic keeps the type: integers are divided as in Go, on every server.
func ExampleNumber() {
	show(core.Select(core.Triple(
		core.Add(posts.ID, posts.UserID),
		core.Sub(posts.ID, posts.UserID),
		core.Mul(posts.ID, posts.UserID),
	)).Where(posts.ID.Eq(3)))
	show(core.Select(core.Pair(users.Age.Div(7), users.Age.Mod(7))).Where(users.ID.Eq(2)))
	spell(mysql.New(), core.Select(core.Ptr(core.Div(posts.ID, posts.UserID))).Where(core.Mod(posts.ID, posts.UserID).Eq(0)))
	// Output:
	// {5 1 6}
	// {4 2}
	// SELECT `posts`.`id` DIV `posts`.`user_id` FROM `posts` WHERE (`posts`.`id` % `posts`.`user_id`) = ? [0]
}

func ExampleString() {
	show(core.Select(core.Concat(users.Name, users.Email.Prepend(" <").Append(">"))).Where(users.ID.Eq(1)))
	show(core.Select(users.Name.Upper()).Where(users.Email.HasSuffix("@x.org"), users.Name.Like("%n%")))
	// Output:
	// ann <ann@x.org>
	// ANN
}

func ExampleValue() {
	show(core.Select(core.Coalesce(users.Bio, core.Val("nothing"))).Where(users.ID.Eq(1)))
	show(core.Select(core.Cast[string](users.Age, metadata.String(10))).Where(users.ID.Eq(1)))
	show(core.Select(core.SQL[int]("? + 1", users.Age)).Where(users.ID.Eq(1)))
	show(core.Select(core.Ptr(core.Null[string]())).From(users).Limit(1))
	// A function of the server is called by its name.
	spell(postgres.New(), core.Select(core.Ptr(core.Call[string]("pg_catalog.to_hex", core.Val(255)))))
	newest := core.Select(core.Max(posts.ID)).Where(core.Eq(posts.UserID, users.ID))
	show(core.Select(core.Maybe(core.ScalarOf(newest))).From(users).OrderBy(users.ID.Desc()))
	byAge := core.Over(core.SortBy(users.Age.Asc()))
	show(core.Select(core.Coalesce(core.Lead(users.Name, 1, byAge), core.Val("nobody"))).Limit(1))
	show(core.Select(core.Ptr(core.Lag(users.Name, 1, byAge))).Limit(1))
	// Output:
	// nothing
	// 20
	// 21
	// <nil>
	// SELECT pg_catalog.to_hex($1::bigint) [255]
	// {0 false}
	// {4 true}
	// {2 true}
	// bob
	// <nil>
}

func ExampleLag() {
	byAge := core.Over(core.SortBy(users.Age.Asc()))
	show(core.Select(core.Pair(users.Name, core.Coalesce(core.Lag(users.Name, 1, byAge), core.Val("nobody")))))
	// Output:
	// {ann nobody}
	// {bob ann}
	// {cy bob}
}

func ExampleNow() {
	spell(postgres.New(), core.Select(core.Now()))
	spell(mysql.New(), core.Select(core.Now().Year()))
	// Output:
	// SELECT CURRENT_TIMESTAMP []
	// SELECT EXTRACT(year FROM CURRENT_TIMESTAMP(6)) []
}

func ExampleIf() {
	stage := core.If(users.Age.Lt(30), core.Val("young")).ElseIf(users.Age.Lt(40), core.Val("older")).Else(core.Val("oldest"))
	show(core.Select(core.Pair(users.Name, stage)).OrderBy(users.ID.Asc()))
	// Output:
	// {ann young}
	// {bob older}
	// {cy oldest}
}

// An aggregate is of a group, or of all rows. Filter tells it which rows to
// look at, on servers without FILTER too.
func ExampleAgg() {
	show(core.Select(core.Triple(core.CountAll(), core.Count(posts.Parent), core.CountDistinct(posts.UserID))))
	show(core.Select(core.Pair(core.Sum(users.Age).Or(0), core.Avg(users.Age).Or(0))))
	show(core.Select(core.CountAll().Filter(users.Age.Gt(25))).From(users))
	// Output:
	// {4 3 2}
	// {90 30}
	// 2
}

// Without rows there is no greatest value: the result may be NULL.
func ExampleAggOf() {
	show(core.Select(core.Ptr(core.Max(users.Age))).Where(users.ID.Gt(100)))
	show(core.Select(core.Pair(core.Min(users.Name).Or(""), core.Max(users.Age).Or(0))))
	spell(postgres.New(), core.Select(core.Ptr(core.CallAgg[float64]("pg_catalog.regr_slope", users.Age, users.Balance))))
	// Output:
	// <nil>
	// {ann 40}
	// SELECT pg_catalog.regr_slope("users"."age", "users"."balance") FROM "users" []
}

// A window looks at other rows and keeps each one.
func ExampleRowNumber() {
	perUser := core.Over(core.PartitionBy(posts.UserID), core.SortBy(posts.ID.Desc()))
	show(core.Select(core.Pair(posts.Title, core.RowNumber(perUser))).OrderBy(posts.ID.Asc()))
	// Output:
	// {post a 2}
	// {post b 1}
	// {post c 2}
	// {post d 1}
}

// One window may serve several functions.
func ExampleWindow() {
	byAge := core.Over(core.SortBy(users.Age.Desc()))
	show(core.Select(core.Triple(users.Name, core.RowNumber(byAge), core.CountAll().Over(byAge))).OrderBy(users.ID.Asc()))
	// Output:
	// {ann 3 3}
	// {bob 2 2}
	// {cy 1 1}
}

func ExamplePartitionBy() {
	total := core.CountAll().Over(core.Over(core.PartitionBy(posts.UserID)))
	show(core.Select(core.Pair(posts.Title, total)).OrderBy(posts.ID.Asc()))
	// Output:
	// {post a 2}
	// {post b 2}
	// {post c 2}
	// {post d 2}
}

func ExampleSortBy() {
	w := core.Over(core.SortBy(posts.UserID.Asc()))
	show(core.Select(core.Triple(posts.Title, core.Rank(w), core.DenseRank(w))).OrderBy(posts.ID.Asc()))
	// Output:
	// {post a 1 1}
	// {post b 1 1}
	// {post c 3 2}
	// {post d 3 2}
}

func ExampleRank() {
	show(core.Select(core.Pair(posts.Title, core.Rank(core.Over(core.SortBy(posts.UserID.Desc()))))).OrderBy(posts.ID.Asc()).Limit(2))
	// Output:
	// {post a 3}
	// {post b 3}
}

func ExampleDenseRank() {
	show(core.Select(core.Pair(posts.Title, core.DenseRank(core.Over(core.SortBy(posts.UserID.Desc()))))).OrderBy(posts.ID.Asc()).Limit(2))
	// Output:
	// {post a 2}
	// {post b 2}
}

// The sum up to each row, and of each row with its neighbours.
func ExampleBound() {
	upTo := core.Over(core.SortBy(users.ID.Asc()), core.RowsBetween(core.Unbounded(), core.CurrentRow()))
	near := core.Over(core.SortBy(users.ID.Asc()), core.RowsBetween(core.Preceding(1), core.Following(1)))
	show(core.Select(core.Triple(users.Name, core.Sum(users.Age).Over(upTo).Or(0), core.Sum(users.Age).Over(near).Or(0))).OrderBy(users.ID.Asc()))
	// Output:
	// {ann 20 50}
	// {bob 50 90}
	// {cy 90 70}
}

func ExampleRowsBetween() {
	rest := core.Over(core.SortBy(users.ID.Asc()), core.RowsBetween(core.CurrentRow(), core.Unbounded()))
	show(core.Select(core.Pair(users.Name, core.CountAll().Over(rest))).OrderBy(users.ID.Asc()))
	// Output:
	// {ann 3}
	// {bob 2}
	// {cy 1}
}

// A range is of values of what is sorted by, and not of rows.
func ExampleRangeBetween() {
	w := core.Over(core.SortBy(users.Age.Asc()), core.RangeBetween(core.Preceding(10), core.CurrentRow()))
	show(core.Select(core.Pair(users.Name, core.CountAll().Over(w))).OrderBy(users.ID.Asc()))
	// Output:
	// {ann 1}
	// {bob 2}
	// {cy 2}
}

// Groups are of rows that are equal in what is sorted by.
func ExampleGroupsBetween() {
	w := core.Over(core.SortBy(posts.UserID.Asc()), core.GroupsBetween(core.CurrentRow(), core.Unbounded()))
	show(core.Select(core.Pair(posts.Title, core.CountAll().Over(w))).OrderBy(posts.ID.Asc()))
	// Output:
	// {post a 4}
	// {post b 4}
	// {post c 2}
	// {post d 2}
}

func ExampleExclude() {
	others := core.Over(core.PartitionBy(posts.UserID), core.RowsBetween(core.Unbounded(), core.Unbounded()), core.Exclude(core.ExcludeCurrentRow))
	show(core.Select(core.Pair(posts.Title, core.CountAll().Over(others))).OrderBy(posts.ID.Asc()).Limit(1))
	// Output: {post a 1}
}

func ExampleNodeOf() {
	c := core.NodeOf(users.Name).(*ast.ColumnRef)
	fmt.Println(c.Rel.Name(), c.Name, c.Column.Type)
	// Output: users name string(50)
}

func ExampleRelationOf() {
	r := core.RelationOf(core.Alias(users, "u"))
	fmt.Println(r.Name(), r.Table.Name)
	// Output: u users
}
