package engine_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

// No query returns more than two rows, whoever has written it.
func ExampleEngine_WithRewriter() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	few := e.WithRewriter(func(_ context.Context, s ast.Statement) (ast.Statement, error) {
		sel, ok := s.(*ast.Select)
		if !ok || sel.Limit != nil {
			return s, nil
		}
		c := *sel
		c.Limit = &ast.Arg{Value: int64(2)}
		return &c, nil
	})
	one := core.Select(core.SQL[int]("1"))
	numbers := core.UnionAll(one, one, one)
	for _, db := range []*engine.Engine{e, few} {
		ns, err := numbers.All(ctx, db)
		fmt.Println(len(ns), err)
	}
	// Output:
	// 3 <nil>
	// 2 <nil>
}
