package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

func ExamplePaged() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	page, err := orm.Paged(ctx, s, Posts.Select().OrderBy(Posts.Title.Asc()), 1, 2)
	if fail(err) {
		return
	}
	for _, p := range page.Items {
		fmt.Println(p.Title)
	}
	fmt.Println("page", page.Number, "of", page.Pages(), "with", page.Total, "in all")
	// Output:
	// jam
	// tea
	// page 1 of 1 with 2 in all
}

func ExamplePaging_Pages() {
	fmt.Println(orm.Paging{Number: 1, Size: 10, Total: 31}.Pages(), orm.Paging{Number: 1, Size: 10}.Pages())
	// Output: 4 1
}

func ExamplePaging_Next() {
	fmt.Println(orm.Paging{Number: 3, Size: 10, Total: 31}.Next(), orm.Paging{Number: 4, Size: 10, Total: 31}.Next())
	// Output: 4 0
}

func ExamplePaging_Previous() {
	fmt.Println(orm.Paging{Number: 3, Size: 10, Total: 31}.Previous(), orm.Paging{Number: 1, Size: 10, Total: 31}.Previous())
	// Output: 2 0
}

func ExamplePaging_Numbers() {
	fmt.Println(orm.Paging{Number: 6, Size: 10, Total: 117}.Numbers(2))
	fmt.Println(orm.Paging{Number: 1, Size: 10, Total: 117}.Numbers(1))
	fmt.Println(orm.Paging{Number: 3, Size: 10, Total: 31}.Numbers(1))
	fmt.Println(orm.Paging{Number: 900, Size: 10, Total: 31}.Numbers(1))
	// Output:
	// [1 0 4 5 6 7 8 0 12]
	// [1 2 0 12]
	// [1 2 3 4]
	// [1 0 4]
}
