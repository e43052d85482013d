package orm

import (
	"context"
	"fmt"
	"math"

	"github.com/dbtool/dbtool/core"
)

// Paging says where a page is among all.
type Paging struct {
	// Number is the page's, from 1, and Size how many objects a page has.
	Number, Size int
	// Total is how many objects there are on all pages.
	Total int64
}

// Page is the part of what a query finds that [Paged] has read.
type Page[R any] struct {
	Paging
	Items []R
}

// Pages is how many pages there are; at least one, which may be empty.
func (p Paging) Pages() int { return max(1, int((p.Total+int64(p.Size)-1)/int64(max(1, p.Size)))) }

// Next is the number of the next page; 0 if this is the last one, or none.
func (p Paging) Next() int {
	if p.Number < p.Pages() {
		return p.Number + 1
	}
	return 0
}

// Previous is the number of the page before this one, of which it is the last if
// this one is behind all; 0 for the first.
func (p Paging) Previous() int { return min(p.Number-1, p.Pages()) }

// Numbers are those to show links for: the first and the last page, and so many
// on both sides of this one. A 0 stands for those that are left out.
func (p Paging) Numbers(around int) []int {
	var list []int
	show := func(n int) {
		last := 0
		if len(list) > 0 {
			last = list[len(list)-1]
		}
		if n > last+1 {
			list = append(list, 0)
		}
		if n > last {
			list = append(list, n)
		}
	}
	pages := p.Pages()
	show(1)
	for n := max(1, p.Number-around); n <= min(pages, p.Number+around); n++ {
		show(n)
	}
	show(pages)
	return list
}

// pageable is a [Query] or a [PolyQuery].
type pageable[R any] interface {
	~struct{ query *query }
	All(ctx context.Context, db core.DB) ([]R, error)
}

// Paged reads one page of what a query finds, and counts all of it. Pages are
// counted from 1; one behind the last is empty. The primary key is put behind the
// query's order, so that none is on two pages; its own Limit and Offset give way
// to the page's. For what grows while it is read, and for far pages, see
// [Query.After].
func Paged[R any, Q pageable[R]](ctx context.Context, db core.DB, q Q, number, size int) (Page[R], error) {
	of, p, err := struct{ query *query }(q).query.paged(ctx, db, number, size)
	page := Page[R]{Paging: p}
	if err == nil && of != nil {
		page.Items, err = Q(struct{ query *query }{of}).All(ctx, db)
	}
	return page, err
}

// paged is the query of one page, nil if there is nothing on it.
//
//go:noinline // or each type would have it
func (q *query) paged(ctx context.Context, db core.DB, number, size int) (*query, Paging, error) {
	p := Paging{Number: number, Size: size}
	if number < 1 || size < 1 {
		return nil, p, fmt.Errorf("orm: Paged: page %d of %d objects each was asked for, and both are counted from 1", number, size)
	}
	q = q.limit(-1).offset(0)
	var err error
	if p.Total, err = q.count(ctx, db); err != nil {
		return nil, p, err
	}
	if number > math.MaxInt/size || int64(number-1)*int64(size) >= p.Total {
		return nil, p, nil
	}
	return q.orderBy(q.byKey()...).limit(size).offset((number - 1) * size), p, nil
}
