package core_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// A package that builds statements itself makes a condition of its nodes.
func ExampleCondition() {
	name := core.NodeOf(users.Name)
	show(core.Select(users.Name).Where(core.Condition(&ast.Binary{Op: ast.OpEq, L: name, R: &ast.Arg{Value: "bob"}})))
	// Output: bob
}

func ExampleOrderBy() {
	show(core.Select(users.Name).OrderBy(core.OrderBy(core.NodeOf(users.Age))))
	// Output:
	// ann
	// bob
	// cy
}

func ExampleOrderOf() {
	fmt.Println(core.OrderOf(users.Age.Desc()).Desc)
	// Output: true
}

// QueryOf reads what another query selects into a type of one's own.
func ExampleQueryOf() {
	names, err := core.Select(users.Name).OrderBy(users.Name.Asc()).Limit(1).Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	type person struct{ name string }
	show(core.QueryOf(names, core.ReadInto(nil, func() (*person, []any) {
		p := new(person)
		return p, []any{core.Place(&p.name)}
	})))
	// Output: {ann}
}

// A package that maps structs reads them without their types being compiled in.
func ExampleNewRowReader() {
	ctx, db := sample()
	type person struct {
		name string
		age  int
	}
	reader := core.NewRowReader(func() (any, []any) {
		p := new(person)
		return p, []any{core.Place(&p.name), core.Place(&p.age)}
	})
	youngest, err := core.Select(core.Pair(users.Name, users.Age)).OrderBy(users.Age.Asc()).Limit(1).Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = reader.Each(ctx, db, youngest, func(row any) bool {
		fmt.Println(*row.(*person))
		return true
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: {ann 20}
}

// What has no columns to read can still be counted, or be asked for.
func ExampleSelectNodes() {
	ctx, db := sample()
	grown := core.SelectNodes(core.NodeOf(users.ID)).Where(users.Age.Ge(30))
	n, err := grown.Count(ctx, db)
	fmt.Println(n, err)
	show(core.Select(users.Name).Where(users.ID.InQuery(core.Retyped[int64](grown))).OrderBy(users.ID.Asc()))
	_, err = grown.All(ctx, db)
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// bob
	// cy
	// core: the rows of this query cannot be read, as nothing says where to; it is to be a part of others
}

func ExampleRetyped() {
	ids := core.Retyped[int64](core.SelectNodes(core.NodeOf(users.ID)).Where(users.Name.Eq("ann")))
	show(core.Select(users.Name).Where(users.ID.InQuery(ids)))
	// Output: ann
}
