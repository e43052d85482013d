package ansi_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

var users = core.NewTable[struct {
	core.Table
	ID   core.Num[int64]
	Name core.Str
}](metadata.New(), "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("name", metadata.String(50)))

// house is a dialect like SQLite's, but for what its function spells.
type house struct {
	dialect.Dialect
	write func(*dialect.Writer, ast.Node)
}

func (h house) Write(w *dialect.Writer, n ast.Node) { h.write(w, n) }

func say(write func(*dialect.Writer, ast.Node), s interface {
	Statement() (core.Statement, error)
}) {
	stmt, err := s.Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	text, args, err := dialect.Spell(house{sqlite.New(), write}, &dialect.Server{Product: "House"}, stmt)
	fmt.Println(text, args, err)
}

// A dialect writes what it spells its own way and leaves the rest to ansi.
// Children come back to it, at any depth.
func ExampleWrite() {
	write := func(w *dialect.Writer, n ast.Node) {
		switch n := n.(type) {
		case *ast.Binary:
			if n.Op == ast.OpConcat {
				ansi.Infix(w, n, " + ")
				return
			}
			ansi.Write(w, n)
		case *ast.Func:
			if n.Filter != nil { // there is no FILTER here
				n = ansi.Unfiltered(n)
			}
			ansi.Func(w, n)
		case *ast.Neg:
			w.W("MINUS ")
			ansi.Operand(w, n.X)
		case *ast.Order: // and no NULLS FIRST
			ansi.PlainNulls(w, *n)
		default:
			ansi.Write(w, n)
		}
	}
	say(write, core.Select(users.Name.Append("!")).Where(users.ID.Neg().Lt(0)).OrderBy(users.Name.Asc().NullsLast()))
	say(write, core.Select(core.CountAll().Filter(users.ID.Gt(1))).From(users))
	// Output:
	// SELECT "users"."name" + ? FROM "users" WHERE (MINUS "users"."id") < ? ORDER BY ("users"."name" IS NULL), "users"."name" [! 0] <nil>
	// SELECT count(CASE WHEN "users"."id" > ? THEN 1 END) FROM "users" [1] <nil>
}

// The clauses are there one by one, for dialects with another order of them.
func ExampleSelect() {
	write := func(w *dialect.Writer, n ast.Node) {
		switch n := n.(type) {
		case *ast.Select:
			if ansi.Simple(n) {
				ansi.Select(w, n)
				return
			}
			w.W("SORTED")
			ansi.OrderBy(w, n.OrderBy)
			w.W(" ")
			ansi.Part(w, ast.Part{Query: &ast.Select{Items: n.Items, From: n.From, Joins: n.Joins}})
			ansi.All(w, " WHERE ", n.Where)
			ansi.Limit(w, ast.Limit{Limit: n.Limit, Offset: n.Offset})
			ansi.Lock(w, &ast.Lock{Strength: "UPDATE"})
		case *ast.Order:
			ansi.Order(w, *n)
		case ast.Join:
			w.W(" THEN")
			ansi.Join(w, n)
		default:
			ansi.Write(w, n)
		}
	}
	other := core.Alias(users, "other")
	say(write, core.Select(users.Name).From(users).Join(other, core.Eq(users.ID, other.ID)).Where(users.ID.Gt(1)).OrderBy(users.Name.Asc()).Limit(5))
	// Output:
	// SORTED ORDER BY "users"."name" SELECT "users"."name" FROM "users" THEN JOIN "users" AS "other" ON "users"."id" = "other"."id" WHERE "users"."id" > ? LIMIT ? FOR UPDATE [1 5] <nil>
}

// An insert, an update and a delete that a dialect puts together itself.
func ExampleInsert() {
	write := func(w *dialect.Writer, n ast.Node) {
		switch n := n.(type) {
		case *ast.Insert:
			c := *n
			ansi.OmitDefaults(&c)
			if c.OnConflict == nil {
				ansi.Insert(w, &c)
				return
			}
			w.W("MERGE INTO ")
			ansi.TableName(w, c.Table.Ident())
			ansi.InsertRows(w, &c, " DEFAULTS")
			ansi.OnConflict(w, c.OnConflict)
			ansi.Returning(w, c.Returning)
		case *ast.Update:
			if len(n.From) == 0 {
				ansi.Update(w, n)
				return
			}
			ansi.Assigns(w.W("CHANGE "), n.Set)
		case *ast.Delete:
			ansi.Delete(w, n)
		default:
			ansi.Write(w, n)
		}
	}
	insert := core.Insert(users).Values(users.ID.Set(1), users.Name.SetDefault())
	say(write, insert)
	say(write, core.Returning(insert.OnConflict(users.ID).DoUpdate(users.Name.SetExcluded()), users.ID))
	say(write, core.Update(users).Set(users.Name.Set("ann")).Where(users.ID.Eq(1)))
	say(write, core.Update(users).Set(users.Name.Set("ann")).From(core.Alias(users, "other")).AllRows())
	say(write, core.Delete(users).Where(users.ID.Eq(1)))
	// Output:
	// INSERT INTO "users" ("id") VALUES (?) [1] <nil>
	// MERGE INTO "users" ("id") VALUES (?) ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name" RETURNING "users"."id" [1] <nil>
	// UPDATE "users" SET "name" = ? WHERE "users"."id" = ? [ann 1] <nil>
	// CHANGE "name" = ? [ann] <nil>
	// DELETE FROM "users" WHERE "users"."id" = ? [1] <nil>
}

// Values as queries, for servers whose VALUES cannot name its columns.
func ExampleValuesAsSelects() {
	one := &ast.Relation{Alias: "v", Columns: []string{"n"}, Values: [][]ast.Node{{ast.Literal{Value: 1}}, {ast.Literal{Value: 2}}}}
	write := func(w *dialect.Writer, n ast.Node) {
		if _, ok := n.(*ast.Select); !ok {
			ansi.Write(w, n)
			return
		}
		ansi.ValuesAsSelects(w, one)
		ansi.Names(w, one.Columns)
	}
	say(write, core.Select(users.Name))
	fmt.Println(ansi.JSONPath([]any{"tags", 0, `a "key"`}))
	// Output:
	// (SELECT 1 AS "n" UNION ALL SELECT 2) AS "v"("n") [] <nil>
	// $."tags"[0]."a \"key\"" <nil>
}

// What few statements have is spelled by functions of its own.
func ExampleJSONTable() {
	table := &ast.JSONTable{Doc: ast.Literal{}, Columns: []ast.JSONColumn{{Name: "n", Type: metadata.Integer(), Path: []any{"n"}}}}
	write := func(w *dialect.Writer, n ast.Node) {
		switch n := n.(type) {
		case *ast.Relation:
			ansi.JSONTable(w, table, func(ast.JSONColumn) string { return "int" })
		case *ast.Hint:
			ansi.Hint(w.W("HINT "), n)
		case *ast.Truncate:
			ansi.Truncate(w.W("QUICKLY "), n)
		case *ast.JSONGet:
			ansi.Tight(w, n.X)
			ansi.Path(w.W(" AT "), n.Path)
		case *ast.JSONDoc:
			ansi.JSON(w, n.Value)
		case *ast.Cast:
			ansi.TypeWord(w.Node(n.X).W(" AS "), "varchar(10)")
		default:
			ansi.Write(w, n)
		}
	}
	say(write, core.Select(users.Name).Hint("FAST"))
	say(write, core.Truncate(users))
	say(write, core.Select(core.Ptr(core.DocOf([]int{1}).Index(0))))
	say(write, core.Select(core.Cast[string](users.ID, metadata.String(10))))
	// Output:
	// SELECT HINT /*+ FAST */ "users"."name" FROM JSON_TABLE(NULL, '$[*]' COLUMNS ("n" int PATH '$."n"')) [] <nil>
	// QUICKLY TRUNCATE "users" [] <nil>
	// SELECT ? AT ? [[1] $[0]] <nil>
	// SELECT "users"."id" AS varchar(10) FROM JSON_TABLE(NULL, '$[*]' COLUMNS ("n" int PATH '$."n"')) [] <nil>
}

func ExampleHasDefaults() {
	rows := [][]ast.Node{{&ast.Arg{Value: 1}}, {&ast.Default{}}}
	fmt.Println(ansi.HasDefaults(&ast.Insert{Rows: rows}), ansi.HasDefaults(&ast.Insert{Rows: rows[:1]}))
	// Output: true false
}

func ExampleChanges() {
	fmt.Println(ansi.Changes(&ast.Delete{}), ansi.Changes(&ast.Select{}))
	// Output: true false
}
