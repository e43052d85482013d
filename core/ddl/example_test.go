package ddl_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// A change is a value: it can be told, reversed and compared without a server.
func ExampleChange() {
	before := &metadata.Table{Name: "users", Columns: []*metadata.Column{{Name: "id", Type: metadata.Exact("bigint")}}}
	after := before.Clone()
	after.Columns = append(after.Columns, &metadata.Column{Name: "email", Type: metadata.Exact("text")})

	var c ddl.Change = ddl.AddColumn{In: ddl.In{From: before, To: after}, Column: after.Columns[1], After: "id"}
	fmt.Println(c.Describe())
	fmt.Println(c.Reverse().Describe())
	// Output:
	// add column users.email
	// drop column users.email
}

func ExampleTableOf() {
	users := &metadata.Table{Name: "users"}
	in, ok := ddl.TableOf(ddl.CreateIndex{In: ddl.In{From: users, To: users}, Index: metadata.IndexOn("email")})
	fmt.Println(in.Ident(), ok)
	_, ok = ddl.TableOf(ddl.CreateEnum{Enum: &metadata.Enum{Name: "mood"}})
	fmt.Println(ok)
	// Output:
	// users true
	// false
}

func ExampleDescribeConstraint() {
	fmt.Println(ddl.DescribeConstraint(metadata.PK("id")))
	fmt.Println(ddl.DescribeConstraint(metadata.CheckThat("age >= 0")))
	fmt.Println(ddl.DescribeConstraint(metadata.ForeignKeyTo("users", "id").From("author").Named("posts_author")))
	// Output:
	// primary key (id)
	// check (age >= 0)
	// foreign key posts_author
}

// Values that change places go by way of a third name.
func ExampleValueRenames() {
	from := map[string]string{"low": "high", "high": "low", "peak": "top"}
	for _, step := range ddl.ValueRenames([]string{"low", "high", "top"}, from) {
		fmt.Println(step[0], "to", step[1])
	}
	// Output:
	// top to peak
	// low to dbtool_aside_low
	// high to low
	// dbtool_aside_low to high
}

func ExampleRenamedValues() {
	fmt.Println(ddl.RenamedValues([]string{"low", "high", "top"}, map[string]string{"low": "high", "high": "low", "peak": "top"}))
	// Output: [high low peak]
}

// One name may follow another: each is free when it is taken.
func ExampleRenameOrder() {
	aside := func(name string) string { return "aside_" + name }
	taken := func(name string) bool { return name == "c" }
	for _, step := range ddl.RenameOrder(map[string]string{"a": "b", "b": "c"}, []string{"a", "b"}, taken, aside) {
		fmt.Println(step[0], "to", step[1])
	}
	// Output:
	// c to aside_c
	// b to c
	// a to b
}
