package metadata_test

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

// show prints tables as dbtool inspect does.
func show(tables ...*metadata.Table) {
	for _, t := range tables {
		fmt.Println("table", t.Ident())
		for _, line := range reflect.DescribeTable(t) {
			fmt.Println(" ", strings.TrimRight(line, " "))
		}
		for _, i := range t.Indexes {
			fmt.Println(" ", reflect.DescribeIndex(i))
		}
	}
}

func ExampleCol() {
	m := metadata.New()
	people := metadata.NewTable(m, "people",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("email", metadata.String(200)).Unique(),
		metadata.Col("nick", metadata.String(40)).Null().Index(),
		metadata.Col("age", metadata.Integer()).Null().Check("age >= 0"),
		metadata.Col("active", metadata.Boolean()).Default(metadata.Literal(true)),
		metadata.Col("boss", metadata.BigInt()).Null().References("people", "id").OnDelete(metadata.SetNull).OnUpdate(metadata.Cascade),
		metadata.Col("note", metadata.Text()).Null().Comment("for nobody's eyes"),
	)
	show(people)
	// Output:
	// table people
	//   id      bigint       not null
	//   email   string(200)  not null
	//   nick    string(40)
	//   age     integer
	//   active  boolean      not null  default true
	//   boss    bigint
	//   note    text                   -- for nobody's eyes
	//   primary key (id)
	//   unique (email)
	//   foreign key (boss) references people (id) on delete set null on update cascade
	//   check (age >= 0)
	//   index (nick)
}

func ExampleColumnItem() {
	m := metadata.New()
	metadata.NewTable(m, "invoices",
		metadata.Col("id", metadata.BigInt()).PrimaryKey().Autoincrement(false),
		metadata.Col("number", metadata.BigInt()).AlwaysIdentity(metadata.SequenceOptions{Start: metadata.Ptr[int64](1000)}),
		metadata.Col("position", metadata.BigInt()).Identity(metadata.SequenceOptions{}),
		metadata.Col("net", metadata.Numeric(12, 2)),
		metadata.Col("gross", metadata.Numeric(12, 2)).Stored(metadata.SQL("net * 1.2")),
		metadata.Col("label", metadata.Text()).Virtual(metadata.SQL("'invoice ' || id").For("mysql", "concat('invoice ', id)")),
		metadata.Col("customer", metadata.String(80)).Collate("de-x-icu").RenamedFrom("client"),
		metadata.Col("changed_at", metadata.DateTime()).Default(metadata.Now()).SetOnUpdate(metadata.Now()),
		metadata.Col("body", metadata.Text()).Null().Option("postgres.storage", "EXTERNAL"),
	)
	show(m.Tables()...)
	// Output:
	// table invoices
	//   id          bigint          not null
	//   number      bigint          not null  always identity (start 1000)
	//   position    bigint          not null  identity
	//   net         numeric(12, 2)  not null
	//   gross       numeric(12, 2)  not null  as (net * 1.2) stored
	//   label       text            not null  as ('invoice ' || id)
	//   customer    string(80)      not null  collate de-x-icu
	//   changed_at  datetime        not null  default CURRENT_TIMESTAMP on update CURRENT_TIMESTAMP
	//   body        text                      with storage=EXTERNAL
	//   primary key (id)
}

func ExampleItem() {
	m := metadata.New()
	events := metadata.NewTable(m, "events",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("day", metadata.Date()).PrimaryKey(),
		metadata.InSchema("audit"),
		metadata.Comment("who did what"),
		metadata.TableRenamedFrom("log"),
		metadata.PartitionBy("RANGE (day)"),
		metadata.Option("mysql.engine", "InnoDB"),
		metadata.Option("sqlite.strict", "true"),
	)
	fmt.Println(events.Ident(), "was", events.RenamedFrom)
	fmt.Println(events.Comment)
	fmt.Println(events.PartitionBy)
	fmt.Println(events.Options)
	// Output:
	// audit.events was log
	// who did what
	// RANGE (day)
	// map[mysql.engine:InnoDB sqlite.strict:true]
}

func ExamplePartitionOf() {
	m := metadata.New()
	readings := metadata.NewTable(m, "readings",
		metadata.Col("at", metadata.Timestamp()),
		metadata.Col("value", metadata.Double()),
		metadata.PartitionBy("RANGE (at)"),
	)
	y2026 := m.Add(readings.Clone())
	y2026.Name, y2026.PartitionBy = "readings_2026", ""
	y2026.PartitionOf = &metadata.PartitionOf{Parent: readings.Ident(), Bound: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"}
	show(y2026)
	// Output:
	// table readings_2026
	//   at     datetime with time zone  not null
	//   value  double                   not null
	//   partition of readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
}

func ExamplePK() {
	m := metadata.New()
	show(metadata.NewTable(m, "seats",
		metadata.Col("hall", metadata.Integer()),
		metadata.Col("nr", metadata.Integer()),
		metadata.PK("hall", "nr").Named("seats_key"),
	))
	// Output:
	// table seats
	//   hall  integer  not null
	//   nr    integer  not null
	//   primary key seats_key (hall, nr)
}

func ExampleForeignKeyTo() {
	m := metadata.New()
	metadata.NewTable(m, "seats", metadata.Col("hall", metadata.Integer()).PrimaryKey(), metadata.Col("nr", metadata.Integer()).PrimaryKey())
	fk := metadata.ForeignKeyTo("seats", "hall", "nr").From("hall", "seat").Named("ticket_seat")
	fk.OnDelete, fk.Deferrable = metadata.Restrict, metadata.InitiallyDeferred
	show(metadata.NewTable(m, "tickets",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("hall", metadata.Integer()),
		metadata.Col("seat", metadata.Integer()),
		fk,
	))
	fmt.Println(m.Validate())
	// Output:
	// table tickets
	//   id    bigint   not null
	//   hall  integer  not null
	//   seat  integer  not null
	//   primary key (id)
	//   foreign key ticket_seat (hall, seat) references seats (hall, nr) on delete restrict initially deferred
	// <nil>
}

func ExampleUniqueOn() {
	once := metadata.UniqueOn("hall", "seat").Named("seat_once")
	once.NullsNotDistinct = true // PostgreSQL 15
	m := metadata.New()
	show(metadata.NewTable(m, "tickets",
		metadata.Col("hall", metadata.Integer()),
		metadata.Col("seat", metadata.Integer()).Null(),
		once,
	))
	// Output:
	// table tickets
	//   hall  integer  not null
	//   seat  integer
	//   unique seat_once (hall, seat) nulls not distinct
}

func ExampleCheckThat() {
	m := metadata.New()
	show(metadata.NewTable(m, "stays",
		metadata.Col("arrival", metadata.Date()),
		metadata.Col("departure", metadata.Date()),
		metadata.CheckThat("arrival < departure").Named("at_least_a_night"),
	))
	// Output:
	// table stays
	//   arrival    date  not null
	//   departure  date  not null
	//   check at_least_a_night (arrival < departure)
}

func ExampleExclude() {
	m := metadata.New()
	show(metadata.NewTable(m, "bookings",
		metadata.Col("room", metadata.Integer()),
		metadata.Col("during", metadata.Exact("tstzrange")),
		&metadata.Exclude{Name: "one_at_a_time", Method: "gist", Elements: []metadata.ExcludeElement{
			{Part: metadata.Part{Column: "during"}, Operator: "&&"},
		}},
	))
	// Output:
	// table bookings
	//   room    integer    not null
	//   during  tstzrange  not null
	//   exclude one_at_a_time (during with &&) using gist
}

func ExampleIndexOn() {
	m := metadata.New()
	show(metadata.NewTable(m, "users",
		metadata.Col("email", metadata.String(200)),
		metadata.Col("name", metadata.String(200)),
		metadata.Col("score", metadata.Integer()),
		metadata.Col("active", metadata.Boolean()),
		metadata.IndexOn("name", "email").Named("by_name"),
		&metadata.Index{Name: "by_mail", Unique: true, Parts: []metadata.Part{{Expr: metadata.SQL("lower(email)")}}},
		&metadata.Index{Name: "best", Parts: []metadata.Part{{Column: "score", Desc: true, Nulls: metadata.NullsLast}},
			Where: metadata.SQL("active"), Include: []string{"name"}},
		&metadata.Index{Name: "beginning", Parts: []metadata.Part{{Column: "name", Length: 10}}, Comment: "ten characters are enough"},
	))
	// Output:
	// table users
	//   email   string(200)  not null
	//   name    string(200)  not null
	//   score   integer      not null
	//   active  boolean      not null
	//   index by_name (name, email)
	//   unique index by_mail ((lower(email)))
	//   index best (score desc nulls last) include (name) where active
	//   index beginning (name(10)) -- ten characters are enough
}

func ExamplePart() {
	key := metadata.Parts("country", "city")
	key[1].Desc = true
	key = append(key, metadata.Part{Expr: metadata.SQL("lower(street)")})
	fmt.Println(reflect.DescribeIndex(&metadata.Index{Name: "where", Parts: key}))
	// Output: index where (country, city desc, (lower(street)))
}

func ExampleColumnsOf() {
	i := &metadata.Index{Parts: append(metadata.Parts("country", "city"), metadata.Part{Expr: metadata.SQL("lower(street)")})}
	fmt.Println(metadata.ColumnsOf(i.Parts))
	// Output: [country city]
}

// A function that declares tables for others says where that was done.
func ExampleDeclaredAt() {
	t := metadata.NewTable(metadata.New(), "users", metadata.DeclaredAt(metadata.Position{File: "models.go", Line: 7}),
		metadata.Col("id", metadata.BigInt()))
	fmt.Println(t.Pos)
	// Output: models.go:7
}
