package reflect_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

func shop() *metadata.MetaData {
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("email", metadata.String(200)).Unique())
	metadata.NewTable(m, "posts", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("user_id", metadata.BigInt()).Null().References("users", "id").OnDelete(metadata.Cascade))
	return m
}

func ExampleWriteText() {
	_ = reflect.WriteText(os.Stdout, shop(), reflect.TextOptions{})
	// Output:
	// table users
	//   id     bigint       not null
	//   email  string(200)  not null
	//   primary key (id)
	//   unique (email)
	//
	// table posts
	//   id       bigint  not null
	//   user_id  bigint
	//   primary key (id)
	//   foreign key (user_id) references users (id) on delete cascade
}

func ExampleWriteMermaid() {
	_ = reflect.WriteMermaid(os.Stdout, shop())
	// Output:
	// erDiagram
	//     users["users"] {
	//         bigint id PK
	//         string_200_ email UK
	//     }
	//     posts["posts"] {
	//         bigint id PK
	//         bigint user_id FK
	//     }
	//     users |o--o{ posts : "user_id"
}

func ExampleWriteDOT() {
	m := metadata.New()
	metadata.NewTable(m, "t", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	_ = reflect.WriteDOT(os.Stdout, m)
	// Output:
	// digraph schema {
	//   rankdir=LR;
	//   node [shape=plain, fontname="sans-serif"];
	//   "t" [label=<<table border="0" cellborder="1" cellspacing="0"><tr><td bgcolor="lightgrey"><b>t</b></td></tr><tr><td align="left" port="c0"><u>id</u> <i>bigint</i></td></tr></table>>];
	// }
}

func ExampleWriteGo() {
	m := metadata.New()
	metadata.NewTable(m, "order lines", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	_ = reflect.WriteGo(os.Stdout, m, reflect.GoOptions{Package: "models"})
	// Output:
	// // Package models declares the schema that dbtool inspect read.
	// package models
	//
	// import "github.com/dbtool/dbtool/metadata"
	//
	// // MetaData holds the whole schema.
	// var MetaData = metadata.New()
	//
	// // OrderLines is the table order lines.
	// var OrderLines = MetaData.Add(&metadata.Table{
	// 	Name: "order lines",
	// 	Columns: []*metadata.Column{
	// 		{Name: "id", Type: metadata.BigInt()},
	// 	},
	// 	PrimaryKey: &metadata.PrimaryKey{Parts: metadata.Parts("id")},
	// })
}

// library opens a database that somebody else has made.
func library(ctx context.Context) (*engine.Engine, error) {
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		return nil, err
	}
	_, err = e.DB.ExecContext(ctx, `
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author INTEGER REFERENCES authors (id));
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE VIEW titles AS SELECT title FROM books`)
	return e, err
}

func ExampleLoad() {
	ctx := context.Background()
	e, err := library(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	m, err := reflect.Load(ctx, e, dialect.Scope{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range m.Tables() {
		fmt.Println(t.Ident(), len(t.Columns))
	}
	fmt.Println(m.Dialect, m.Views[0].Ident())
	// Output:
	// authors 2
	// books 3
	// sqlite titles
}

func ExampleNew() {
	ctx := context.Background()
	e, err := library(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	i := reflect.New(e, dialect.Scope{})
	sorted, _, err := i.SortedTables(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("first", sorted[0].Ident(), "then", sorted[1].Ident())
	views, err := i.ViewNames(ctx)
	fmt.Println(views, err)
	_, err = i.Table(ctx, metadata.Name{Name: "boks"})
	fmt.Println(err)
	// Output:
	// first authors then books
	// [titles] <nil>
	// sqlite::memory: has no table boks
}

func ExampleDescribeTable() {
	for _, line := range reflect.DescribeTable(shop().Tables()[1]) {
		fmt.Println(strings.TrimRight(line, " "))
	}
	// Output:
	// id       bigint  not null
	// user_id  bigint
	// primary key (id)
	// foreign key (user_id) references users (id) on delete cascade
}

func ExampleDescribeColumn() {
	fmt.Println(reflect.DescribeColumn(&metadata.Column{Name: "code", Type: metadata.Exact("varchar(200)"), ServerDefault: metadata.SQL("'x'")}))
	// Output: varchar(200)  not null  default 'x'
}

func ExampleDescribeConstraint() {
	fk := metadata.ForeignKeyTo("users", "id").From("author_id").Named("fk_posts_author")
	fk.OnDelete = metadata.Cascade
	fmt.Println(reflect.DescribeConstraint(fk))
	// Output: foreign key fk_posts_author (author_id) references users (id) on delete cascade
}

func ExampleDescribeIndex() {
	fmt.Println(reflect.DescribeIndex(&metadata.Index{Name: "ix_users_name", Unique: true,
		Parts: []metadata.Part{{Column: "name", Desc: true}}, Where: metadata.SQL("active")}))
	// Output: unique index ix_users_name (name desc) where active
}

func ExampleWriteHTML() {
	var page bytes.Buffer
	err := reflect.WriteHTML(&page, shop())
	fmt.Println(strings.Contains(page.String(), "users"), strings.Contains(page.String(), "http"), err)
	// Output: true false <nil>
}

// Handles for the tables of a schema, in a package of their own.
func ExampleWriteHandles() {
	m := metadata.New()
	metadata.NewTable(m, "users",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("e-mail", metadata.String(100)),
	)
	err := reflect.WriteHandles(os.Stdout, m, reflect.HandleOptions{Import: "example.com/shop/models"})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// // Code generated by dbtool gen handles; DO NOT EDIT.
	//
	// // Package tables has typed handles for the tables that package models declares.
	// package tables
	//
	// import (
	// 	"github.com/dbtool/dbtool/core"
	// 	"github.com/dbtool/dbtool/metadata"
	//
	// 	schema "example.com/shop/models"
	// )
	//
	// // Users are the handles of the table users.
	// var Users = core.BindAll[UsersTable](schema.MetaData.Table(metadata.Name{Name: "users"}))
	//
	// // UsersTable has a handle for each column of users.
	// type UsersTable struct {
	// 	core.Table
	// 	ID    core.Num[int64]
	// 	EMail core.Str `db:"e-mail"`
	// }
}

func ExampleWriteORM() {
	_ = reflect.WriteORM(os.Stdout, shop(), reflect.ORMOptions{})
	// Output:
	// // Package models declares the schema that dbtool inspect read, as structs for package orm.
	// package models
	//
	// import (
	// 	"github.com/dbtool/dbtool/core"
	// 	"github.com/dbtool/dbtool/metadata"
	// 	"github.com/dbtool/dbtool/orm"
	// )
	//
	// // MetaData holds the whole schema.
	// var MetaData = metadata.New()
	//
	// // User is a row of the table users.
	// type User struct {
	// 	ID    int64
	// 	Email string
	//
	// 	Posts []*Post
	// }
	//
	// // Declare implements [orm.Declarer].
	// func (u *User) Declare(t *orm.Def) {
	// 	t.Name("users")
	// 	t.Col(&u.Email).Len(200).Unique()
	// 	orm.HasMany(t, &u.Posts, func(x *Post) **int64 { return &x.UserID }).OnDelete(metadata.Cascade)
	// }
	//
	// // Users are the handles of the table users.
	// var Users = orm.Bind[struct {
	// 	orm.Table[User]
	// 	ID    core.Num[int64]
	// 	Email core.Str
	// 	Posts orm.Many[User, Post]
	// }](MetaData)
	//
	// // Post is a row of the table posts.
	// type Post struct {
	// 	ID     int64
	// 	UserID *int64
	//
	// 	User *User
	// }
	//
	// // Declare implements [orm.Declarer].
	// func (p *Post) Declare(t *orm.Def) {
	// 	t.Name("posts")
	// 	orm.BelongsTo(t, &p.User, &p.UserID).OnDelete(metadata.Cascade)
	// }
	//
	// // Posts are the handles of the table posts.
	// var Posts = orm.Bind[struct {
	// 	orm.Table[Post]
	// 	ID     core.Num[int64]
	// 	UserID core.Num[int64]
	// 	User   orm.One[Post, User]
	// }](MetaData)
}
