package reflect_test

import (
	"os"

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
	// 		&metadata.Column{Name: "id", Type: metadata.BigInt()},
	// 	},
	// 	PrimaryKey: &metadata.PrimaryKey{Parts: []metadata.Part{
	// 		metadata.Part{Column: "id"},
	// 	}},
	// })
}
