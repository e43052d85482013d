package core_test

import (
	"database/sql"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// The handles of a table are fields of a struct, and the compiler knows what
// each of them can do.
func ExampleNewTable() {
	tags := core.NewTable[struct {
		core.Table
		ID   core.Num[int64]
		Name core.Str
	}](metadata.New(), "tags",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("name", metadata.String(50)),
	)
	spell(sqlite.New(), core.Select(tags.Name).Where(tags.ID.Gt(10), tags.Name.HasPrefix("a")))
	// Output: SELECT "tags"."name" FROM "tags" WHERE "tags"."id" > ? AND "tags"."name" LIKE ? ESCAPE '\' [10 a%]
}

// A table that is declared elsewhere is bound to handles, which are checked.
func ExampleBind() {
	t := metadata.NewTable(metadata.New(), "tags", metadata.Col("name", metadata.String(50)))
	tags := core.Bind[struct {
		core.Table
		Title core.Str `db:"name"`
	}](t)
	spell(sqlite.New(), core.Select(tags.Title))
	// Output: SELECT "tags"."name" FROM "tags" []
}

func ExampleBindAll() {
	t := metadata.NewTable(metadata.New(), "tags", metadata.Col("name", metadata.String(50)), metadata.Col("color", metadata.Text()))
	defer func() { fmt.Println(recover()) }()
	core.BindAll[struct {
		core.Table
		Name core.Str
	}](t)
	// Output: core.BindAll: column color of table tags has no handle; run dbtool gen handles again
}

func ExampleTryBind() {
	t := metadata.NewTable(metadata.New(), "tags", metadata.Col("name", metadata.String(50)))
	_, err := core.TryBind[struct {
		core.Table
		Name  core.Num[int]
		Color core.Str
	}](t)
	fmt.Println(err)
	// Output:
	// core.Bind: handle Name for table tags: it is for int, and name holds string(50)
	// core.Bind: handle Color for table tags: there is no column color
}

func ExampleHolds() {
	fmt.Println(core.Holds(metadata.Integer(), reflect.TypeFor[int]()), core.Holds(metadata.Integer(), reflect.TypeFor[string]()))
	// Output: true false
}

func ExampleSnakeCase() {
	fmt.Println(core.SnakeCase("UserID"), core.SnakeCase("UserIDs"), core.SnakeCase("HTTPServer"), core.SnakeCase("CreatedAt"))
	// Output: user_id user_ids http_server created_at
}

func ExampleAlias() {
	child := core.Alias(posts, "child")
	show(core.Select(core.Pair(posts.Title, child.Title)).From(posts).Join(child, core.Eq(child.Parent, posts.ID)).OrderBy(posts.ID.Asc()))
	// Output:
	// {post a post b}
	// {post b post c}
	// {post c post d}
}

// A query is a value: what is kept may be the start of many others.
func ExampleQuery() {
	adults := core.Select(users.Name).Where(users.Age.Ge(30)).OrderBy(users.Age.Desc())
	show(adults)
	show(adults.Limit(1))
	// Output:
	// cy
	// bob
	// cy
}

func ExampleSelect() {
	ctx, db := sample()
	defer db.Close()
	q := core.Select(users.Name).OrderBy(users.Age.Desc())
	names, err := q.All(ctx, db)
	fmt.Println(names, err)
	oldest, err := q.First(ctx, db)
	fmt.Println(oldest, err)
	for name, err := range q.Iter(ctx, db) { // one row in memory at a time
		fmt.Println(name, err)
		break
	}
	_, err = q.One(ctx, db)
	fmt.Println(err)
	// Output:
	// [cy bob ann] <nil>
	// cy <nil>
	// cy <nil>
	// core: more than one row
}

func ExampleUnion() {
	show(core.Union(core.Select(users.ID), core.Select(posts.ID)).OrderBy(users.ID.Desc()).Limit(2))
	// Output:
	// 4
	// 3
}

func ExampleUnionAll() {
	show(core.UnionAll(core.Select(users.ID), core.Select(posts.ID)).OrderBy(users.ID.Asc()).Limit(3))
	// Output:
	// 1
	// 1
	// 2
}

func ExampleIntersect() {
	show(core.Intersect(core.Select(users.ID), core.Select(posts.ID)).OrderBy(users.ID.Asc()))
	// Output:
	// 1
	// 2
	// 3
}

func ExampleExcept() {
	show(core.Except(core.Select(posts.ID), core.Select(users.ID)))
	// Output: 4
}

// What a server cannot do is an error, which says what else there is.
func ExampleExceptAll() {
	q := core.ExceptAll(core.Select(posts.UserID), core.Select(users.ID))
	spell(postgres.New(), q)
	spell(sqlite.New(), q)
	spell(postgres.New(), core.IntersectAll(core.Select(posts.UserID), core.Select(users.ID)))
	// Output:
	// SELECT "posts"."user_id" FROM "posts" EXCEPT ALL SELECT "users"."id" FROM "users" []
	// not supported: sqlite has no EXCEPT ALL
	// SELECT "posts"."user_id" FROM "posts" INTERSECT ALL SELECT "users"."id" FROM "users" []
}

func ExampleIntersectAll() {
	spell(postgres.New(), core.IntersectAll(core.Select(posts.UserID), core.Select(users.ID)))
	// Output: SELECT "posts"."user_id" FROM "posts" INTERSECT ALL SELECT "users"."id" FROM "users" []
}

// The columns of a query inside of another keep their types.
func ExampleOf() {
	n := core.CountAll().As("n")
	perUser := core.Select(core.Pair(posts.UserID, n)).GroupBy(posts.UserID).As("per_user")
	show(core.Select(core.Pair(users.Name, core.Of(perUser, n))).From(users).
		Join(perUser, core.Eq(core.Of(perUser, posts.UserID), users.ID)).OrderBy(users.ID.Asc()))
	// Output:
	// {ann 2}
	// {bob 2}
}

func ExampleRelation() {
	chain := core.Recursive("chain", core.Select(posts.ID).Where(posts.ID.Eq(2)), func(self core.Relation) core.Query[int64] {
		return core.Select(posts.ID).From(posts).Join(self, core.Eq(posts.Parent, core.Of(self, posts.ID)))
	})
	show(core.Select(core.Of(chain, posts.ID)))
	// Output:
	// 2
	// 3
	// 4
}

func ExampleRecursiveAll() {
	chain := core.RecursiveAll("chain", core.Select(posts.ID).Where(posts.Parent.IsNull()), func(self core.Relation) core.Query[int64] {
		return core.Select(posts.ID).From(posts).Join(self, core.Eq(posts.Parent, core.Of(self, posts.ID)))
	})
	show(core.Select(core.CountAll()).From(chain))
	// Output: 4
}

func ExampleMaterialized() {
	old := core.Select(users.ID).Where(users.Age.Gt(30)).CTE("old", core.Materialized)
	spell(postgres.New(), core.Select(core.Of(old, users.ID)))
	// Output: WITH "old" AS MATERIALIZED (SELECT "users"."id" FROM "users" WHERE "users"."age" > $1) SELECT "old"."id" FROM "old" [30]
}

func ExampleNotMaterialized() {
	old := core.Select(users.ID).Where(users.Age.Gt(30)).CTE("old", core.NotMaterialized)
	spell(postgres.New(), core.Select(core.Of(old, users.ID)))
	// Output: WITH "old" AS NOT MATERIALIZED (SELECT "users"."id" FROM "users" WHERE "users"."age" > $1) SELECT "old"."id" FROM "old" [30]
}

// A queue: each worker takes a row that no other is working on.
func ExampleSkipLocked() {
	spell(postgres.New(), core.Select(posts.ID).OrderBy(posts.ID.Asc()).Limit(1).ForUpdate(core.SkipLocked))
	// Output: SELECT "posts"."id" FROM "posts" ORDER BY "posts"."id" LIMIT $1 FOR UPDATE SKIP LOCKED [1]
}

func ExampleNoWait() {
	spell(postgres.New(), core.Select(posts.ID).Where(posts.ID.Eq(1)).ForShare(core.NoWait))
	// Output: SELECT "posts"."id" FROM "posts" WHERE "posts"."id" = $1 FOR SHARE NOWAIT [1]
}

func ExampleLockOf() {
	spell(postgres.New(), core.Select(posts.ID).From(posts).Join(users, core.Eq(posts.UserID, users.ID)).ForUpdate(core.LockOf(posts)))
	// Output: SELECT "posts"."id" FROM "posts" JOIN "users" ON "posts"."user_id" = "users"."id" FOR UPDATE OF "posts" []
}

// Each field is checked by the compiler against its expression, and for NULL
// before anything is sent.
func ExampleInto() {
	type row struct {
		Name  string
		Bio   *string
		Posts int64
	}
	q := core.Select(core.Into(func(r *row) []core.Field {
		return []core.Field{core.To(&r.Name, users.Name), core.ToPtr(&r.Bio, users.Bio), core.To(&r.Posts, core.Count(posts.ID))}
	})).From(users).LeftJoin(posts, core.Eq(posts.UserID, users.ID)).GroupBy(users.ID, users.Name, users.Bio).OrderBy(users.ID.Asc())
	ctx, db := sample()
	defer db.Close()
	rows, err := q.All(ctx, db)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rows {
		fmt.Println(r.Name, r.Bio == nil, r.Posts)
	}
	// Output:
	// ann true 2
	// bob true 2
	// cy true 0
}

func ExampleField() {
	type row struct{ Title string }
	_, err := core.Select(core.Into(func(r *row) []core.Field {
		return []core.Field{core.To(&r.Title, users.Bio)}
	})).Statement()
	fmt.Println(err)
	// Output: core: users.bio may be NULL, and its place cannot hold that; use Ptr, Maybe, ToPtr or ToNull, or Coalesce
}

func ExampleTo() {
	type row struct{ Name string }
	show(core.Select(core.Into(func(r *row) []core.Field { return []core.Field{core.To(&r.Name, users.Name)} })).Where(users.ID.Eq(1)))
	// Output: {ann}
}

func ExampleToPtr() {
	type row struct{ Bio *string }
	show(core.Select(core.Into(func(r *row) []core.Field { return []core.Field{core.ToPtr(&r.Bio, users.Bio)} })).Where(users.ID.Eq(1)))
	// Output: {<nil>}
}

func ExampleToNull() {
	type row struct{ Parent sql.Null[int64] }
	show(core.Select(core.Into(func(r *row) []core.Field { return []core.Field{core.ToNull(&r.Parent, posts.Parent)} })).Where(posts.ID.Lt(3)).OrderBy(posts.ID.Asc()))
	// Output:
	// {{0 false}}
	// {{1 true}}
}

func ExamplePtr() {
	show(core.Select(core.Ptr(users.Bio)).Where(users.ID.Eq(1)))
	// Output: <nil>
}

func ExampleMaybe() {
	show(core.Select(core.Maybe(posts.Parent)).OrderBy(posts.ID.Asc()).Limit(2))
	// Output:
	// {0 false}
	// {1 true}
}

func ExamplePair() {
	show(core.Select(core.Pair(users.Name, users.Age)).Where(users.ID.Eq(1)))
	// Output: {ann 20}
}

func ExampleTriple() {
	show(core.Select(core.Triple(users.ID, users.Name, users.Age)).Where(users.ID.Eq(1)))
	// Output: {1 ann 20}
}

// A mapper brings its own struct and its own places.
func ExampleReadInto() {
	items := []ast.Node{core.NodeOf(users.Name), core.NodeOf(users.Bio)}
	type user struct {
		Name string
		Bio  *string
	}
	ctx, db := sample()
	defer db.Close()
	q := core.Select(core.ReadInto(items, func() (*user, []any) {
		u := new(user)
		return u, []any{core.Place(&u.Name), core.Place(&u.Bio)}
	}))
	err := q.Each(ctx, db, func(u *user) bool { fmt.Println(u.Name, u.Bio == nil); return true })
	fmt.Println(err)
	// Output:
	// ann true
	// bob true
	// cy true
	// <nil>
}

func ExamplePlace() {
	var n *int64
	place := core.Place(&n).(sql.Scanner)
	fmt.Println(place.Scan(nil), n == nil)
	fmt.Println(place.Scan(int64(7)), *n)
	// Output:
	// <nil> true
	// <nil> 7
}

func ExampleTableOf() {
	t := metadata.NewTable(metadata.New(), "tags", metadata.Col("name", metadata.String(50)))
	rel := &ast.Relation{Table: t}
	var name core.Str
	ok, err := core.BindColumn(&name, &ast.ColumnRef{Rel: rel, Name: "name", Column: t.Column("name")})
	fmt.Println(ok, err, core.TableOf(rel).Table().Name, core.ElemOf(&name))
	// Output: true <nil> tags string
}

func ExampleBindColumn() {
	var n core.Num[int]
	t := metadata.NewTable(metadata.New(), "tags", metadata.Col("name", metadata.String(50)))
	_, err := core.BindColumn(&n, &ast.ColumnRef{Name: "name", Column: t.Column("name")})
	fmt.Println(err)
	// Output: the handle is for int, and the column name holds string(50)
}

func ExampleElemOf() {
	fmt.Println(core.ElemOf(&core.Num[int64]{}), core.ElemOf("no handle"))
	// Output: int64 <nil>
}

func ExampleRelation_Alias() {
	n := core.CountAll().As("n")
	counts := core.Select(core.Pair(posts.UserID, n)).GroupBy(posts.UserID).CTE("counts")
	more := counts.Alias("more")
	spell(sqlite.New(), core.Select(core.CountAll()).From(counts).Join(more, core.Gt(core.Of(more, n), core.Of(counts, n))))
	// Output:
	// WITH "counts" AS (SELECT "posts"."user_id", count(*) AS "n" FROM "posts" GROUP BY "posts"."user_id") SELECT count(*) FROM "counts" JOIN "counts" AS "more" ON "more"."n" > "counts"."n" []
}
