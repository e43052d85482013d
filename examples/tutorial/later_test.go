package tutorial

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

func Example_pages() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		page := Users.Select().OrderBy(Users.Name.Desc()).Limit(2)
		first, err := page.After(nil).All(ctx, s)
		if err != nil {
			return err
		}
		second, err := page.After(first[1]).All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(first[0].Name, first[1].Name, second[0].Name)
		return nil
	})
	// Output: uwe otto ida
}

func Example_pagesByNumber() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		p, err := orm.Paged(ctx, s, Users.Select().OrderBy(Users.Name.Desc()), 2, 2)
		if err != nil {
			return err
		}
		fmt.Println(p.Items[0].Name, "on page", p.Number, "of", p.Pages(), "with", p.Total, "in all")
		return nil
	})
	// Output: ida on page 2 of 2 with 3 in all
}

func Example_merge() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		form := &Group{ID: 1, Name: "owners"}
		group, err := orm.Merge(ctx, s, form)
		if err != nil {
			return err
		}
		fmt.Println(group != form, s.Dirty(group))
		return s.Commit(ctx)
	})
	// Output: true true
}
