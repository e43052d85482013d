package core_test

import (
	"database/sql"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// A selection that is put together at run time; the row still knows the types.
func ExampleColumns() {
	ctx, db := sample()
	defer db.Close()
	shown := []core.Expression{users.Name, users.Bio}
	rows, err := core.Select(core.Columns(shown...)).Where(users.ID.Eq(1)).All(ctx, db)
	if err != nil {
		fmt.Println(err)
		return
	}
	name, err := core.Get(rows[0], users.Name)
	fmt.Println(rows[0].Names(), name, err)
	bio, err := core.GetPtr(rows[0], users.Bio)
	fmt.Println(bio == nil, err)
	// Output:
	// [name bio] ann <nil>
	// true <nil>
}

func ExampleGet() {
	ctx, db := sample()
	defer db.Close()
	row, err := core.Select(core.Columns(users.Bio)).Where(users.ID.Eq(1)).One(ctx, db)
	fmt.Println(err)
	_, err = core.Get(row, users.Bio)
	fmt.Println(err)
	_, err = core.Get(row, users.Name)
	fmt.Println(err)
	// Output:
	// <nil>
	// core: users.bio is NULL in this row; read it with GetPtr
	// core: the row has no users.name
}

func ExampleGetPtr() {
	ctx, db := sample()
	defer db.Close()
	row, err := core.Select(core.Columns(users.Age, users.Age.Add(1).As("next"))).Where(users.ID.Eq(1)).One(ctx, db)
	fmt.Println(err)
	age, err := core.GetPtr(row, users.Age)
	fmt.Println(*age, err)
	next, err := core.GetPtr(row, core.NameNum[int]("next"))
	fmt.Println(*next, err)
	// Output:
	// <nil>
	// 20 <nil>
	// 21 <nil>
}

// Fields are found by name, and checked before anything is sent.
func ExampleStruct() {
	type user struct {
		ID    int64
		Name  string
		About *string `db:"bio"`
	}
	show(core.Select(core.Struct[user](users.ID, users.Name, users.Bio)).OrderBy(users.ID.Asc()).Limit(1))
	type other struct{ Bio, Age string }
	_, err := core.Select(core.Struct[other](users.Bio, users.Age)).Statement()
	fmt.Println(err)
	// Output:
	// {1 ann <nil>}
	// core.Struct: the field for age of core_test.other is a string, and the values are int
}

func ExampleMap() {
	show(core.Select(core.Map(users.Name, users.Age, users.Bio)).Where(users.ID.Eq(1)))
	// Output: map[age:20 bio:<nil> name:ann]
}

// A statement in text of one's own, with arguments at their places.
func ExampleText() {
	ctx, db := sample()
	defer db.Close()
	res, err := core.Text("UPDATE users SET age = age + ? WHERE name = :name", 1, sql.Named("name", "ann")).Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	// Output: 1 <nil>
}

// What a text selects is read by any projection, in order.
func ExampleRead() {
	q := core.Text("SELECT name, age FROM users WHERE age > ? ORDER BY id", 25)
	show(core.Read(q, core.Pair(users.Name, users.Age)))
	// Output:
	// {bob 30}
	// {cy 40}
}

// Scan goes by the names of columns. All of them, and all fields, must be there.
func ExampleScan() {
	type user struct {
		Name string
		Age  int
	}
	show(core.Read(core.Text("SELECT age, name FROM users WHERE id = 1"), core.Scan[user]()))
	show(core.Read(core.Text("SELECT age FROM users WHERE id = 1"), core.Scan[user]()))
	// Output:
	// {ann 20}
	// core.Scan: there is no column "name" for core_test.user
}

func ExampleScanRow() {
	ctx, db := sample()
	defer db.Close()
	row, err := core.Read(core.Text("SELECT name AS n, age + 0.5 AS a FROM users WHERE id = 1"), core.ScanRow()).One(ctx, db)
	fmt.Println(row.Names(), row.Values(), err)
	// Output: [n a] [ann 20.5] <nil>
}

func ExampleScanMap() {
	show(core.Read(core.Text("SELECT name AS n, bio FROM users WHERE id = 1"), core.ScanMap()))
	// Output: map[bio:<nil> n:ann]
}

// Rows are fetched by and by.
func ExampleCursor() {
	ctx, db := sample()
	defer db.Close()
	c := core.Select(users.Name).OrderBy(users.ID.Asc()).Cursor(ctx, db)
	defer c.Close()
	name, err := c.FetchOne()
	fmt.Println(name, err)
	names, err := c.FetchMany(1)
	fmt.Println(names, err)
	names, err = c.FetchAll()
	fmt.Println(names, err)
	_, err = c.FetchOne()
	fmt.Println(err)
	// Output:
	// ann <nil>
	// [bob] <nil>
	// [cy] <nil>
	// EOF
}

func ExampleQuery_Batches() {
	ctx, db := sample()
	defer db.Close()
	for ids, err := range core.Select(posts.ID).OrderBy(posts.ID.Asc()).Batches(ctx, db, 3) {
		fmt.Println(ids, err)
	}
	// Output:
	// [1 2 3] <nil>
	// [4] <nil>
}

// The next page begins behind the last row of this one.
func ExampleRow2() {
	page := core.Select(core.Pair(users.Age, users.ID)).OrderBy(users.Age.Asc(), users.ID.Asc()).Limit(2)
	show(page)
	show(page.Where(core.Row2(users.Age, users.ID).Gt(30, 2)))
	// Output:
	// {20 1}
	// {30 2}
	// {40 3}
}

func ExampleRow3() {
	show(core.Select(posts.Title).Where(core.Row3(posts.UserID, posts.ID, posts.Title).Gt(2, 3, "a")))
	// Output:
	// post c
	// post d
}

func ExampleRelation_values() {
	id, name, age := core.NameNum[int64]("id"), core.NameStr("name"), core.NameNum[int]("age")
	wanted := core.Values1("wanted", id, 3, 1)
	show(core.Select(users.Name).Join(wanted, core.Eq(users.ID, core.Of(wanted, id))).OrderBy(users.ID.Asc()))
	pairs := core.Values2("pairs", id, name, core.Tuple2[int64, string]{A: 1, B: "x"})
	show(core.Select(core.Of(pairs, name).Upper()))
	triples := core.Values3("triples", id, name, age, core.Tuple3[int64, string, int]{A: 1, B: "x", C: 7})
	show(core.Select(core.Of(triples, age).Add(1)))
	// Output:
	// ann
	// cy
	// X
	// 8
}

func ExampleRelation_functions() {
	n, word := core.NameNum[int64]("n"), core.Name[string]("word")
	series := core.Series("series", n, core.Val(int64(1)), core.Val(int64(3)))
	spell(postgres.New(), core.Select(core.Of(series, n)))
	words := core.Unnest("words", word, core.ListOf("a", "b"))
	spell(postgres.New(), core.Select(core.Of(words, word)))
	odd := core.TableFunc("odd", []core.Expression{n}, "generate_series", core.Val(1), core.Val(9), core.Val(2))
	spell(postgres.New(), core.Select(core.Of(odd, n)))
	// Output:
	// SELECT "series"."n" FROM generate_series($1::bigint, $2::bigint) AS "series" ("n") [1 3]
	// SELECT "words"."word" FROM unnest($1::text[]) AS "words" ("word") [[a b]]
	// SELECT "odd"."n" FROM generate_series($1::bigint, $2::bigint, $3::bigint) AS "odd" ("n") [1 9 2]
}

func ExampleRelation_json() {
	position, tag := core.NameNum[int]("position"), core.NameDoc[any]("tag")
	tags := core.Elements("tags", position, tag, things.Data.Key("tags"))
	show(core.Select(core.Pair(core.Of(tags, position), core.StringOf(core.Of(tags, tag).Text()).Or(""))).From(things).CrossJoin(tags))
	name := core.NameStr("name")
	people := core.JSONTable("people", core.DocOf([]profile{{Name: "ann"}}), core.JSONField(name, metadata.String(20), "name"))
	spell(mysql.New(), core.Select(core.Ptr(core.Of(people, name))))
	// Output:
	// {1 red}
	// {2 blue}
	// SELECT `people`.`name` FROM JSON_TABLE(CAST(? AS JSON), '$[*]' COLUMNS (`name` varchar(20) PATH '$."name"')) AS `people` [[{"name":"ann","tags":null,"on":false,"none":null}]]
}

func ExampleName() {
	show(core.Read(core.Text("SELECT max(age) AS oldest FROM users"), core.Name[int]("oldest")))
	// Output: 40
}

// Documents are decoded as encoding/json does, and looked into by the server.
func ExampleDoc() {
	q := core.Select(core.Pair(things.Data.Key("name").Text().Or(""), things.Data.Key("size").Key("w").Int().Or(0)))
	show(q.Where(things.Data.Key("on").Bool()))
	show(core.Select(core.Ptr(core.DocAs[[]string](things.Data.Key("tags")))).Where(things.ID.Eq(2)))
	ctx, db := sample()
	defer db.Close()
	p, err := core.Select(core.Ptr(things.Data)).Where(things.Data.Has("tags", 1)).One(ctx, db)
	fmt.Println(p.Tags, err)
	spell(mysql.New(), core.Update(things).Set(things.Data.SetTo(things.Data.With(5, "size", "w"))).Where(things.Data.Contains(map[string]any{"on": true})))
	spell(postgres.New(), core.Select(core.DocOf([]int{1})))
	fmt.Println(core.NodeOf(core.NameDoc[profile]("data")).(*ast.ColumnRef).Name)
	titles, err := core.Select(core.Ptr(core.JSONAgg(posts.Title))).Where(posts.UserID.Eq(1)).One(ctx, db)
	fmt.Println(*titles, err)
	ids, err := core.Select(core.Ptr(core.JSONObjectAgg(posts.Title, posts.ID))).One(ctx, db)
	fmt.Println(len(*ids), (*ids)["post c"], err)
	// Output:
	// {a"b 3}
	// <nil>
	// [red blue] <nil>
	// UPDATE `things` SET `things`.`data` = json_set(`things`.`data`, ?, CAST(? AS JSON)) WHERE JSON_CONTAINS(`things`.`data`, CAST(? AS JSON)) [$."size"."w" 5 {"on":true}]
	// SELECT $1::jsonb [[1]]
	// data
	// [post a post b] <nil>
	// 4 3 <nil>
}

func ExampleDocAs() {
	ctx, db := sample()
	defer db.Close()
	tags, err := core.Select(core.Ptr(core.DocAs[[]string](things.Data.Key("tags")))).Where(things.ID.Eq(1)).One(ctx, db)
	fmt.Println(*tags, err)
	// Output: [red blue] <nil>
}

func ExampleList() {
	spell(postgres.New(), core.Select(core.ListOf("a", "b").Append("c")))
	spell(postgres.New(), core.Select(core.ListFrom(users.Name, users.Email).Len()))
	spell(sqlite.New(), core.Select(core.ListFrom(users.Name)))
	// Output:
	// SELECT array_append($1::text[], $2::text) [[a b] c]
	// SELECT cardinality(ARRAY["users"."name", "users"."email"]) FROM "users" []
	// not supported: sqlite has no arrays; keep a list as JSON
}

func ExampleListAgg() {
	spell(postgres.New(), core.Select(core.ArrayAgg(posts.ID).OrderBy(posts.ID.Desc())).GroupBy(posts.UserID))
	// Output: SELECT array_agg("posts"."id" ORDER BY "posts"."id" DESC) FROM "posts" GROUP BY "posts"."user_id" []
}

func ExampleQuantified() {
	ages := core.Select(users.Age).Where(users.ID.Lt(3))
	spell(mysql.New(), core.Select(users.Name).Where(core.Gt(users.Age, core.AllRows(ages)), core.Ne(users.Age, core.AnyRow(ages))))
	ids := core.ListOf[int64](1, 2)
	spell(postgres.New(), core.Select(users.Name).Where(core.Eq(users.ID, core.AnyOf(ids)), core.Lt(users.ID, core.AllOf(ids))))
	// Output:
	// SELECT `users`.`name` FROM `users` WHERE `users`.`age` > ALL (SELECT `users`.`age` FROM `users` WHERE `users`.`id` < ?) AND `users`.`age` <> ANY (SELECT `users`.`age` FROM `users` WHERE `users`.`id` < ?) [3 3]
	// SELECT "users"."name" FROM "users" WHERE "users"."id" = ANY ($1::bigint[]) AND "users"."id" < ALL ($2::bigint[]) [[1 2] [1 2]]
}

func ExampleRange() {
	booked := core.RangeFrom(10, 20)
	fmt.Println(booked)
	var back core.Range[int]
	fmt.Println(back.Scan("[1,)"), *back.Lower, back.Upper == nil)
	// Output:
	// ["10","20")
	// <nil> 1 true
}

func ExampleInterval() {
	var i core.Interval
	fmt.Println(i.Scan("1 year 2 mons -3 days 04:05:06.5"), i.Months, i.Days, i.Time)
	fmt.Println(i)
	// Output:
	// <nil> 14 -3 4h5m6.5s
	// 14 months -3 days 14706500000 microseconds
}

func ExampleUUID() {
	u, err := core.ParseUUID("{0192A1B2-c3d4-7ee5-8f60-718293a4b5c6}")
	fmt.Println(u, err)
	a, b := core.NewUUID(), core.NewUUID()
	fmt.Println(a != b, len(a.String()))
	// Output:
	// 0192a1b2-c3d4-7ee5-8f60-718293a4b5c6 <nil>
	// true 36
}

func ExampleGrouping() {
	q := core.Select(core.Into(func(r *struct {
		User *int64
		N    int64
	}) []core.Field {
		return []core.Field{core.ToPtr(&r.User, posts.UserID), core.To(&r.N, core.CountAll())}
	}))
	spell(mysql.New(), q.GroupBy(core.Rollup(posts.UserID)))
	spell(postgres.New(), q.GroupBy(core.Cube(posts.UserID, posts.Title)))
	spell(postgres.New(), q.GroupBy(core.GroupingSets([]core.Expression{posts.UserID}, nil)))
	// Output:
	// SELECT `posts`.`user_id`, count(*) FROM `posts` GROUP BY `posts`.`user_id` WITH ROLLUP []
	// SELECT "posts"."user_id", count(*) FROM "posts" GROUP BY CUBE (("posts"."user_id"), ("posts"."title")) []
	// SELECT "posts"."user_id", count(*) FROM "posts" GROUP BY GROUPING SETS (("posts"."user_id"), ()) []
}

func ExampleNumber_more() {
	spell(postgres.New(), core.Select(core.CountAll()).From(posts).GroupBy(core.Rollup(posts.UserID)).Having(core.GroupedBy(posts.UserID).Eq(1)))
	show(core.Select(core.NumberOf(core.Coalesce(posts.Parent, core.Val(int64(0)))).Add(1)).Where(posts.ID.Eq(1)))
	show(core.Select(core.NameNum[int]("age").Mul(2)).From(users).Where(users.ID.Eq(1)))
	// Output:
	// SELECT count(*) FROM "posts" GROUP BY ROLLUP (("posts"."user_id")) HAVING grouping("posts"."user_id") = $1::bigint [1]
	// 1
	// 40
}

func ExampleMoment() {
	show(core.Select(core.Pair(users.Joined.Year(), users.Joined.Plus(1, core.Months).Month())).Where(users.ID.Eq(1)))
	show(core.Select(core.MomentOf(core.PlusOf(users.Joined, users.Age, core.Days)).Date()).Where(users.ID.Eq(1)))
	// Output:
	// {2026 3}
	// 2026-02-23 00:00:00 +0000 UTC
}

func ExamplePred_more() {
	show(core.Select(users.Name).Where(core.In(users.ID, core.Val(int64(1)), core.Val(int64(3)))).OrderBy(users.ID.Asc()))
	show(core.Select(users.Name).Where(core.NotIn(users.ID, core.Val(int64(1))), core.True(), core.Not(core.False())).OrderBy(users.ID.Asc()))
	show(core.Select(users.Name).Where(core.Like(users.Email, core.Concat(users.Name, core.Val("@%"))), core.PredOf(core.Coalesce[bool](users.Active, core.Val(false)))).Limit(1))
	spell(mysql.New(), core.Select(posts.ID).Where(core.Search("quick fox", posts.Title)))
	spell(postgres.New(), core.Select(posts.ID).Where(core.SearchIn("english", "quick fox", posts.Title)))
	// Output:
	// ann
	// cy
	// bob
	// cy
	// ann
	// SELECT `posts`.`id` FROM `posts` WHERE MATCH (`posts`.`title`) AGAINST (?) [quick fox]
	// SELECT "posts"."id" FROM "posts" WHERE to_tsvector($1::text::regconfig, "posts"."title") @@ websearch_to_tsquery($2::text::regconfig, $3::text) [english english quick fox]
}

func ExampleString_more() {
	show(core.Select(core.StringOf(core.Coalesce(users.Bio, users.Name)).Upper()).Where(users.ID.Eq(1)))
	show(core.Select(core.NameStr("name").Length()).From(users).Where(users.ID.Eq(1)))
	// Output:
	// ANN
	// 3
}

func ExampleAgg_more() {
	spell(postgres.New(), core.Select(core.Pair(core.StdDev(users.Age).Or(0), core.StdDevPop(users.Age).Or(0))))
	spell(mysql.New(), core.Select(core.Pair(core.Variance(users.Age).Or(0), core.VariancePop(users.Age).Or(0))))
	// Output:
	// SELECT coalesce(stddev_samp("users"."age"), $1::double precision), coalesce(stddev_pop("users"."age"), $2::double precision) FROM "users" [0 0]
	// SELECT coalesce(var_samp(`users`.`age`), ?), coalesce(var_pop(`users`.`age`), ?) FROM `users` [0 0]
}

func ExampleAggOf_more() {
	show(core.Select(core.StringAgg(users.Name, ", ").OrderBy(users.Name.Desc()).Or("")))
	show(core.Select(core.Pair(core.BoolAnd(users.Age.Gt(25)).Or(false), core.BoolOr(users.Age.Gt(25)).Or(false))))
	show(core.Select(core.Ptr(core.SumOf(things.Price))).Where(things.ID.Gt(5)))
	// Output:
	// cy, bob, ann
	// {false true}
	// <nil>
}

func ExampleDecimal() {
	show(core.Select(core.DecimalOf(core.Coalesce(things.Price, core.Val(price{}))).Add(price{100})).OrderBy(things.ID.Asc()))
	// Output:
	// 13.50
	// 1.05
}

func ExampleSwitch() {
	word := core.Switch[string](users.Age).When(20, core.Val("twenty")).When(30, core.Val("thirty")).Else(core.Val("more"))
	show(core.Select(word).OrderBy(users.ID.Asc()))
	// Output:
	// twenty
	// thirty
	// more
}

func ExampleValue_more() {
	show(core.Select(core.Pair(core.Greatest(users.Age, core.Val(25)), core.Least(users.Age, core.Val(25)))).Where(users.ID.Eq(1)))
	spell(postgres.New(), core.Select(core.Ptr(core.TryCast[int](core.Val("x"), metadata.Integer()))))
	// Output:
	// {25 20}
	// SELECT (SELECT CASE WHEN pg_input_is_valid(v, 'integer') THEN CAST(v AS integer) END FROM (SELECT CAST($1::text AS text) AS v OFFSET 0) AS given) [x]
}

func ExampleTruncate() {
	t := core.Truncate(posts).Restart()
	spell(postgres.New(), t)
	spell(mysql.New(), t)
	spell(sqlite.New(), t)
	// Output:
	// TRUNCATE "posts" RESTART IDENTITY []
	// TRUNCATE TABLE `posts` []
	// not supported: sqlite has no TRUNCATE; delete all rows
}

// A tenth of a table, and the same one again as long as the table is the same.
func ExampleSample() {
	some := core.Sample(users, 10, core.System, core.Seed(7))
	spell(postgres.New(), core.Select(some.Name))
	// Output: SELECT "users"."name" FROM "users" TABLESAMPLE SYSTEM (10) REPEATABLE (7) []
}

func ExampleSystem() {
	spell(postgres.New(), core.Select(core.CountAll()).From(core.Sample(users, 1, core.System)))
	// Output: SELECT count(*) FROM "users" TABLESAMPLE SYSTEM (1) []
}

func ExampleSampleOption() {
	spell(postgres.New(), core.Select(core.CountAll()).From(core.Sample(users, 1, core.Seed(7))))
	// Output: SELECT count(*) FROM "users" TABLESAMPLE BERNOULLI (1) REPEATABLE (7) []
}

func ExampleJSONColumn() {
	id, size := core.NameNum[int64]("id"), core.NameNum[int]("size")
	boxes := core.JSONTable("boxes", core.DocOf([]map[string]int{{"id": 1}}),
		core.JSONField(id, metadata.BigInt(), "id"), core.JSONField(size, metadata.Integer(), "sizes", 0))
	spell(mysql.New(), core.Select(core.Ptr(core.Of(boxes, size))).Where(core.Of(boxes, id).Eq(1)))
	// Output: SELECT `boxes`.`size` FROM JSON_TABLE(CAST(? AS JSON), '$[*]' COLUMNS (`id` bigint PATH '$."id"', `size` int PATH '$."sizes"[0]')) AS `boxes` WHERE `boxes`.`id` = ? [[{"id":1}] 1]
}
