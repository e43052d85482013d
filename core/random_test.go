package core_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// aPost is a row of posts, to evaluate expressions on in Go.
type aPost struct {
	id, user int64
	parent   *int64
	title    string
}

// exprNumber and its like are an expression twice: for the server, and as a
// function that says what it is for a row. nil is NULL.
type (
	exprNumber struct {
		e core.Number[int64]
		f func(aPost) *int64
	}
	exprTruth struct {
		e core.Pred
		f func(aPost) *bool
	}
	exprText struct {
		e core.String
		f func(aPost) *string
	}
)

// both applies f to two values; NULL if one is.
func both[A, B any](a func(aPost) *A, b func(aPost) *A, f func(x, y A) B) func(aPost) *B {
	return func(r aPost) *B {
		x, y := a(r), b(r)
		if x == nil || y == nil {
			return nil
		}
		return ptr(f(*x, *y))
	}
}

func with[A, B any](a func(aPost) *A, f func(A) B) func(aPost) *B {
	return both(a, a, func(x, _ A) B { return f(x) })
}

// maker makes expressions from a seed.
type maker struct{ r *rand.Rand }

func (m maker) number(depth int) exprNumber {
	if depth == 0 || m.r.IntN(6) == 0 {
		switch m.r.IntN(4) {
		case 0:
			return exprNumber{posts.ID.Number, func(r aPost) *int64 { return &r.id }}
		case 1:
			return exprNumber{posts.UserID.Number, func(r aPost) *int64 { return &r.user }}
		case 2:
			return exprNumber{posts.Parent.Number, func(r aPost) *int64 { return r.parent }}
		}
		n := m.r.Int64N(19) - 9
		return exprNumber{core.Add(posts.ID.Mul(0), core.Val(n)), func(aPost) *int64 { return &n }}
	}
	a := m.number(depth - 1)
	n := m.r.Int64N(5) + 2
	switch m.r.IntN(11) {
	case 0:
		b := m.number(depth - 1)
		return exprNumber{core.Add(a.e, b.e), both(a.f, b.f, func(x, y int64) int64 { return x + y })}
	case 1:
		b := m.number(depth - 1)
		return exprNumber{core.Sub(a.e, b.e), both(a.f, b.f, func(x, y int64) int64 { return x - y })}
	case 2:
		b := m.number(depth - 1)
		return exprNumber{core.Mul(a.e, b.e), both(a.f, b.f, func(x, y int64) int64 { return x * y })}
	case 3:
		return exprNumber{a.e.Div(-n), with(a.f, func(x int64) int64 { return x / -n })}
	case 4:
		return exprNumber{a.e.Mod(n), with(a.f, func(x int64) int64 { return x % n })}
	case 5:
		return exprNumber{a.e.Neg(), with(a.f, func(x int64) int64 { return -x })}
	case 6:
		return exprNumber{a.e.Abs().BitAnd(n), with(a.f, func(x int64) int64 { return max(x, -x) & n })}
	case 7:
		return exprNumber{a.e.Abs().BitXor(n), with(a.f, func(x int64) int64 { return max(x, -x) ^ n })}
	case 8:
		return exprNumber{a.e.Or(n), func(r aPost) *int64 {
			if v := a.f(r); v != nil {
				return v
			}
			return &n
		}}
	case 9:
		t := m.text(depth - 1)
		return exprNumber{core.Add(core.Cast[int64](t.e.Length(), metadata.BigInt()), a.e), func(r aPost) *int64 {
			s, x := t.f(r), a.f(r)
			if s == nil || x == nil {
				return nil
			}
			return ptr(int64(len([]rune(*s))) + *x)
		}}
	}
	c, b := m.truth(depth-1), m.number(depth-1)
	return exprNumber{core.Add(core.If(c.e, a.e).Else(b.e), core.Val(int64(0))), func(r aPost) *int64 {
		if v := c.f(r); v != nil && *v {
			return a.f(r)
		}
		return b.f(r)
	}}
}

func (m maker) truth(depth int) exprTruth {
	if depth == 0 || m.r.IntN(4) == 0 {
		a, n := m.number(0), m.r.Int64N(5)
		return exprTruth{a.e.Gt(n), with(a.f, func(x int64) bool { return x > n })}
	}
	switch m.r.IntN(9) {
	case 0, 1:
		a, b := m.truth(depth-1), m.truth(depth-1)
		return exprTruth{core.And(a.e, b.e), kleene(a.f, b.f, false)}
	case 2, 3:
		a, b := m.truth(depth-1), m.truth(depth-1)
		return exprTruth{core.Or(a.e, b.e), kleene(a.f, b.f, true)}
	case 4:
		a := m.truth(depth - 1)
		return exprTruth{core.Not(a.e), with(a.f, func(x bool) bool { return !x })}
	case 5:
		a := m.number(depth - 1)
		return exprTruth{a.e.IsNull(), func(r aPost) *bool { return ptr(a.f(r) == nil) }}
	case 6:
		a := m.number(depth - 1)
		return exprTruth{a.e.Between(-3, 4), with(a.f, func(x int64) bool { return x >= -3 && x <= 4 })}
	case 7:
		a, b := m.number(depth-1), m.number(depth-1)
		return exprTruth{core.Differ(a.e, b.e), func(r aPost) *bool {
			x, y := a.f(r), b.f(r)
			return ptr((x == nil) != (y == nil) || x != nil && *x != *y)
		}}
	}
	t := m.text(depth - 1)
	return exprTruth{t.e.Contains("t_"), with(t.f, func(s string) bool { return strings.Contains(s, "t_") })}
}

// kleene is AND (or OR) of three values: one that is strong decides, whatever
// the other is.
func kleene(a, b func(aPost) *bool, strong bool) func(aPost) *bool {
	return func(r aPost) *bool {
		x, y := a(r), b(r)
		switch {
		case x != nil && *x == strong, y != nil && *y == strong:
			return ptr(strong)
		case x == nil || y == nil:
			return nil
		}
		return ptr(!strong)
	}
}

func (m maker) text(depth int) exprText {
	title := exprText{posts.Title.String, func(r aPost) *string { return &r.title }}
	if depth == 0 {
		return title
	}
	a := m.text(depth - 1)
	switch m.r.IntN(6) {
	case 0:
		return exprText{a.e.Append("t_%"), with(a.f, func(s string) string { return s + "t_%" })}
	case 1:
		b := m.text(depth - 1)
		return exprText{core.Concat(a.e, b.e), both(a.f, b.f, func(x, y string) string { return x + y })}
	case 2:
		from, n := m.r.IntN(4)+1, m.r.IntN(5)
		return exprText{a.e.Substring(from, n), with(a.f, func(s string) string {
			rs := []rune(s)
			return string(rs[min(from-1, len(rs)):min(from-1+n, len(rs))])
		})}
	case 3:
		return exprText{a.e.Replace("o", "é"), with(a.f, func(s string) string { return strings.ReplaceAll(s, "o", "é") })}
	case 4:
		c := m.truth(depth - 1)
		return exprText{core.Concat(core.If(c.e, a.e).End(), posts.Title), func(r aPost) *string {
			if v, s := c.f(r), a.f(r); v != nil && *v && s != nil {
				return ptr(*s + r.title)
			}
			return nil
		}}
	}
	return exprText{a.e.Lower(), with(a.f, strings.ToLower)}
}

// ask compares what a server says of an expression, row by row, with Go's word.
func ask[T comparable](t *testing.T, ctx context.Context, db *engine.Engine, seed int, e core.Expr[T], f func(aPost) *T) {
	t.Helper()
	got, err := core.Select(core.Into(func(r *struct {
		ID int64
		V  *T
	}) []core.Field {
		return []core.Field{core.To(&r.ID, posts.ID), core.ToPtr(&r.V, e)}
	})).OrderBy(posts.ID.Asc()).All(ctx, db)
	spelled := func() string {
		s, err := core.Select(core.Ptr(e)).From(posts).Statement()
		if err != nil {
			return err.Error()
		}
		text, args, err := db.Spell(s)
		return fmt.Sprint(text, args, err)
	}
	if err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, spelled())
	}
	for _, r := range got {
		row := aPost{id: r.ID, user: (r.ID-1)/2 + 1, parent: parent(int(r.ID - 1)), title: "post " + string(rune('a'+r.ID-1))}
		want := f(row)
		if (want == nil) != (r.V == nil) || want != nil && *want != *r.V {
			t.Fatalf("seed %d, row %d: the server says %v, Go %v\n%s", seed, r.ID, shown(r.V), shown(want), spelled())
		}
	}
}

func shown[T any](v *T) string {
	if v == nil {
		return "NULL"
	}
	return fmt.Sprint(*v)
}

// TestRandomExpressions: all servers give the answers that the standard gives.
// Set DBTOOL_TEST_SEEDS for more of it.
func TestRandomExpressions(t *testing.T) {
	seeds, err := strconv.Atoi(os.Getenv("DBTOOL_TEST_SEEDS"))
	if err != nil {
		seeds = 100
	}
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		for seed := range seeds {
			m := maker{rand.New(rand.NewPCG(uint64(seed), 2))}
			n, b, s := m.number(4), m.truth(4), m.text(3)
			ask(t, ctx, db, seed, n.e, n.f)
			ask(t, ctx, db, seed, b.e, b.f)
			ask(t, ctx, db, seed, s.e, s.f)
		}
	})
}
