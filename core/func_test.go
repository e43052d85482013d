package core_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// one is what an expression is worth, in a query of the user ann.
func one[T any](t *testing.T, ctx context.Context, db *engine.Engine, servers string, e core.Projection[T], want T) {
	t.Helper()
	on(t, ctx, db, servers, core.Select(e).From(users).Where(users.ID.Eq(1)), want)
}

func TestStrings(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		one(t, ctx, db, "all", users.Name.Upper(), "ANN")
		one(t, ctx, db, "all", core.Concat(users.Name, core.Val("-"), users.Email).Lower(), "ann-ann@x.org")
		one(t, ctx, db, "all", users.Name.Append("\\'\"`").Prepend("é"), "éann\\'\"`")
		one(t, ctx, db, "all", core.StringOf(core.Val("  x ")).Trim(), "x")
		one(t, ctx, db, "all", core.StringOf(core.Val("éa")).Length(), 2)
		one(t, ctx, db, "all", users.Email.Substring(2, 3), "nn@")
		one(t, ctx, db, "all", users.Email.Replace("n", "mm"), "ammmm@x.org")
		one(t, ctx, db, "all", users.Email.Position("@"), 4)
		one(t, ctx, db, "all", users.Bio.Or("none"), "none")
		one(t, ctx, db, "all", core.Ptr(users.Name.NullIf("ann")), nil)
		one(t, ctx, db, "mysql mariadb postgres", users.Email.ReplaceMatch("[aeiou]", "_"), "_nn@x._rg")
		ids := core.Select(users.ID).OrderBy(users.ID.Asc())
		for pattern, p := range map[string]core.Pred{
			"Like": users.Name.Like("_nn"), "ILike": users.Name.ILike("A%"), "prefix": users.Name.HasPrefix("an"), "suffix": users.Name.HasSuffix("nn"),
			"contains": users.Email.Contains("n@"), "expression": core.Like(users.Email, core.Concat(users.Name, core.Val("@%"))),
		} {
			got, err := ids.Where(p, users.ID.Eq(1)).All(ctx, db)
			if err != nil || len(got) != 1 {
				t.Errorf("%s: %v, %v", pattern, got, err)
			}
		}
		on(t, ctx, db, "all", ids.Where(users.Name.NotLike("a%"), users.Name.NotILike("B%")), 3)
		on(t, ctx, db, "mysql mariadb postgres", ids.Where(users.Name.Match("^[ab]")), 1, 2)
		on(t, ctx, db, "mysql mariadb postgres", ids.Where(users.Name.NotMatch("^[ab]")), 3)
	})
}

// TestLikeTakesTextAsItIs: what a program looks for is no pattern.
func TestLikeTakesTextAsItIs(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		for i, odd := range []string{`100%`, `a_b`, `\`, `\%`, `'`, `%_\'"`, `é%`} {
			in := core.Insert(users).Values(users.ID.Set(int64(100+i)), users.Name.Set("<"+odd+">"), users.Email.Set(fmt.Sprint(i)), users.Age.Set(1), users.Joined.Set(joined))
			if _, err := in.Exec(ctx, db); err != nil {
				t.Fatal(err)
			}
			q := core.Select(users.ID).Where(users.Name.Contains(odd), users.Name.HasPrefix("<"+odd), users.Name.HasSuffix(odd+">"), users.ID.Eq(int64(100+i)))
			on(t, ctx, db, "all", q, int64(100+i))
		}
		on(t, ctx, db, "all", core.Select(users.ID).Where(users.Name.HasPrefix("<a_b")), 101)
		on(t, ctx, db, "all", core.Select(users.ID).Where(users.Name.HasPrefix("<a__")))
	})
}

func TestCollations(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		binary := map[string]string{"sqlite": "BINARY", "mysql": "utf8mb4_bin", "mariadb": "utf8mb4_bin", "postgres": "C"}[names(db)[0]]
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.Name.Collate(binary).Eq("ANN")))
		on(t, ctx, db, "all", core.Select(users.Name).OrderBy(users.Name.Collate(binary).Desc()).Limit(1), "cy")
	})
}

func TestNumbers(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		age := users.Age // 20
		one(t, ctx, db, "all", age.Add(1).Mul(2).Sub(3), 39)
		one(t, ctx, db, "all", core.Sub(age, core.Sub(core.Val(5), core.Val(3))), 18)
		one(t, ctx, db, "all", age.Div(-7), -2)
		one(t, ctx, db, "all", age.Neg().Mod(7), -6)
		one(t, ctx, db, "all", core.NumberOf(core.Val(7.0)).Div(2), 3.5)
		one(t, ctx, db, "all", age.Neg().Abs(), 20)
		one(t, ctx, db, "all", core.NumberOf(core.Val(2.345)).Round(1), 2.3)
		one(t, ctx, db, "all", age.BitAnd(6), 4)
		one(t, ctx, db, "all", age.BitOr(3), 23)
		one(t, ctx, db, "all", age.BitXor(5), 17)
		one(t, ctx, db, "all", age.Shl(2), 80)
		one(t, ctx, db, "all", age.Shr(2), 5)
		one(t, ctx, db, "all", age.BitNot().BitAnd(15), 11)
		one(t, ctx, db, "all", age.Neg().Sub(1).Shr(2), -6)
		one(t, ctx, db, "all", core.Add(age.Round(-2), age.Round(-1)), 20)
		one(t, ctx, db, "all", core.NumberOf(core.Val(-12345.5)).Round(-2), -12300)
		one(t, ctx, db, "all", core.NumberOf(core.Val(-2.5)).Mod(2), -0.5)
		one(t, ctx, db, "all", core.Mod(core.Val(7.5), core.Val(-2.0)), 1.5)
		one(t, ctx, db, "all", core.NumberOf(core.Val(int64(1<<53+1))).Add(0), 1<<53+1) // and no float
		one(t, ctx, db, "all", core.Mul(core.Val(int64(1<<53+1)), core.Val(int64(3))), (1<<53+1)*3)
		one(t, ctx, db, "all", core.NumberOf(core.Coalesce(core.Null[int](), age)).Add(1), 21)
		one(t, ctx, db, "all", core.Ptr(age.NullIf(20)), nil)
		one(t, ctx, db, "all", age.NullIf(20).Or(3), 3)
		one(t, ctx, db, "all", core.Greatest(age, core.Val(30), core.Val(25)), 30)
		one(t, ctx, db, "all", core.Least(age, core.Val(30)), 20)
		if db.Dialect.Name() != "postgres" { // where it is an error
			one(t, ctx, db, "all", core.Ptr(core.Div(age, core.Sub(age, age))), nil)
		}
	})
}

func TestConditions(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		count := core.Select(core.CountAll()).From(posts)
		for _, c := range []struct {
			p core.Pred
			n int64
		}{
			{core.Same(posts.Parent, posts.Parent), 4}, {core.Differ(posts.Parent, posts.ID), 4}, {posts.Parent.Same(ptr(int64(1))), 1}, {posts.Parent.Same(nil), 1},
			{core.Eq(posts.Parent, posts.Parent), 3}, {core.Ne(posts.Parent, posts.ID), 3}, {core.Not(posts.Parent.Eq(1)), 2},
			{posts.ID.Between(2, 3), 2}, {core.Between(posts.ID, posts.UserID, core.Val(int64(3))), 3}, {posts.ID.In(), 0}, {posts.ID.NotIn(), 4}, {posts.ID.NotIn(1, 2), 2},
			{core.And(), 4}, {core.Or(), 0}, {core.True(), 4}, {core.False(), 0}, {core.Not(core.True()), 0},
			{core.Or(posts.ID.Eq(1), core.And(posts.ID.Gt(1), core.Or(posts.UserID.Eq(2), posts.ID.Eq(9)))), 3},
			{core.Not(core.Or(posts.ID.Eq(1), posts.ID.Eq(2))), 2}, {core.Given(nil, posts.ID.Eq), 4},
			{core.PredOf(core.Coalesce[bool](posts.Parent.Gt(1), core.Val(false))), 2}, {posts.Parent.IsNull(), 1}, {posts.Parent.NotNull(), 3},
			{core.And(core.Le(posts.UserID, posts.ID), core.Ge(posts.ID, posts.UserID), core.Lt(posts.UserID, posts.ID)), 3},
		} {
			on(t, ctx, db, "all", count.Where(c.p), c.n)
		}
	})
}

// TestValuesAreOfTheirColumns: a value that stands by itself is sent as one of
// the column that it stands beside, through queries too.
func TestValuesAreOfTheirColumns(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		if err := migrate.CreateAll(ctx, db, extremeMeta); err != nil {
			t.Fatal(err)
		}
		day, dark := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), shade("dark")
		set := []core.Assign{extremes.ID.Set(1), extremes.Day.SetTo(core.If(core.True(), core.Val(day)).End()), extremes.Exact.SetTo(core.Val(digits("1.5"))), extremes.Doc.SetTo(core.Val(any("x"))),
			extremes.Shade.SetTo(core.If(core.Val(true), core.Val(dark)).Else(core.Val(shade("it's \"light\""))))}
		if _, err := core.Insert(extremes).Values(set...).Exec(ctx, db); err != nil {
			t.Fatal(err)
		}
		sub := core.Select(core.Columns(extremes.Day, extremes.Shade, extremes.Exact)).From(extremes).As("sub")
		for i, p := range []core.Expr[bool]{
			core.Eq(extremes.Day, core.Val(day)), core.Ge(core.Val(day), extremes.Day), core.Between(extremes.Day, core.Val(day), core.Val(day)), core.In(extremes.Day, core.Val(day)),
			core.Of(sub, extremes.Day).Eq(day), core.Of(sub, extremes.Day).In(day), core.Eq(core.Of(sub, extremes.Shade), core.Val(dark)), core.Of(sub, extremes.Exact).Eq("1.5"),
			core.Eq(extremes.Shade, core.Val(dark)), core.Coalesce(extremes.Shade, core.Val(dark)).Eq(dark), core.Eq(core.Coalesce(core.Null[shade](), core.Val(dark)), extremes.Shade),
			core.Eq(core.If(core.True(), core.Val(dark)).Else(extremes.Shade), extremes.Shade), extremes.Shade.Or(dark).Eq(dark), core.Eq(core.Greatest(extremes.Day, core.Val(day)), core.Val(day)),
			core.Eq(extremes.Exact, core.Val(digits("1.5"))), core.Eq(core.ScalarOf(core.Select(extremes.Day).Where(extremes.ID.Eq(1))), core.Val(day)),
		} {
			n, err := core.Select(core.CountAll()).From(extremes, sub).Where(p).One(ctx, db)
			if err != nil || n != 1 {
				t.Errorf("%d: %d rows, %v", i, n, err)
			}
		}
	})
}

func TestCases(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		stage := core.If(users.Age.Lt(30), core.Val("a")).ElseIf(users.Age.Lt(40), core.Val("b"))
		on(t, ctx, db, "all", core.Select(stage.Else(core.Val("c"))).OrderBy(users.ID.Asc()), "a", "b", "c")
		on(t, ctx, db, "all", core.Select(core.Ptr(stage.End())).OrderBy(users.ID.Asc()), ptr("a"), ptr("b"), nil)
		which := core.Switch[string](users.Age).When(20, core.Val("twenty")).When(30, users.Name)
		on(t, ctx, db, "all", core.Select(which.Else(core.Val("old"))).OrderBy(users.ID.Asc()), "twenty", "bob", "old")
		on(t, ctx, db, "all", core.Select(core.Ptr(which.End())).Where(users.ID.Eq(3)), nil)
	})
}

func TestTimes(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		at := users.Joined // 2026-02-03 04:05:06.789, a Tuesday
		for want, field := range map[int]core.Number[int]{
			2026: at.Year(), 2: at.Month(), 3: at.Day(), 4: at.Hour(), 5: at.Minute(), 6: at.Second(), 34: at.YearDay(),
		} {
			one(t, ctx, db, "all", field, want)
		}
		one(t, ctx, db, "all", at.Weekday(), 2)
		one(t, ctx, db, "all", at.Week(), 6)
		one(t, ctx, db, "all", at.Quarter(), 1)
		one(t, ctx, db, "all", at.Unix(), joined.Unix())
		one(t, ctx, db, "all", at.Plus(-60, core.Years).Unix(), joined.AddDate(-60, 0, 0).Unix())
		one(t, ctx, db, "all", at.Plus(-60, core.Years).Plus(210, core.Hours).Unix(), joined.AddDate(-60, 0, 0).Unix()+210*3600)
		for want, later := range map[time.Time]core.Moment{
			joined.AddDate(2, 0, 0): at.Plus(2, core.Years), joined.AddDate(0, -3, 0): at.Plus(-3, core.Months), joined.AddDate(0, 0, 40): at.Plus(40, core.Days),
			joined.Add(30 * time.Hour): at.Plus(30, core.Hours), joined.Add(-90 * time.Minute): at.Plus(-90, core.Minutes), joined.Add(61 * time.Second): at.Plus(61, core.Seconds),
			joined.AddDate(0, 0, 20): core.PlusOf(at, users.Age, core.Days),
		} {
			one(t, ctx, db, "all", core.MomentOf(later), want)
			on(t, ctx, db, "all", core.Select(users.ID).Where(users.ID.Eq(1), later.Eq(want)), 1)
		}
		on(t, ctx, db, "all", core.Select(users.ID).Where(at.Between(joined, joined.AddDate(0, 1, 0))).OrderBy(users.ID.Asc()), 1, 2)
		now, err := core.Select(core.Now()).One(ctx, db)
		if d := time.Since(now); err != nil || math.Abs(d.Seconds()) > 60 {
			t.Errorf("now is %v, %v", now, err)
		}
		later, err := core.Select(core.Ptr(core.Max(at.Plus(1, core.Days)))).One(ctx, db)
		if err != nil || !later.Equal(joined.AddDate(0, 2, 1)) {
			t.Error(later, err)
		}
	})
}

func TestAggregates(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		all := func(p core.Projection[string], servers, want string) {
			t.Helper()
			on(t, ctx, db, servers, core.Select(p).From(posts), want)
		}
		on(t, ctx, db, "all", core.Select(core.Triple(core.CountAll(), core.Count(posts.Parent), core.CountDistinct(posts.UserID))), three(int64(4), int64(3), int64(2)))
		on(t, ctx, db, "all", core.Select(core.Triple(core.Sum(posts.ID).Or(0), core.Avg(posts.ID).Or(0), core.Sum(posts.UserID).Distinct().Or(0))), three(int64(10), 2.5, int64(3)))
		on(t, ctx, db, "all", core.Select(core.Pair(core.Min(posts.Title).Or(""), core.Max(posts.Title).Or(""))), two("post a", "post d"))
		on(t, ctx, db, "all", core.Select(core.Pair(core.CountAll().Filter(posts.ID.Gt(1)), core.Sum(posts.ID).Filter(posts.UserID.Eq(2)).Or(0))).From(posts), two(int64(3), int64(7)))
		all(core.StringOf(core.StringAgg(posts.Title, ", ").OrderBy(posts.ID.Desc())).Or(""), "all", "post d, post c, post b, post a")
		all(core.StringAgg(posts.Title, "'\\").Filter(posts.ID.Gt(2)).OrderBy(posts.ID.Asc()).Or(""), "all", `post c'\post d`)
		on(t, ctx, db, "all", core.Select(core.Pair(core.BoolAnd(posts.ID.Gt(1)).Or(false), core.BoolOr(posts.ID.Gt(1)).Or(false))), two(false, true))
		on(t, ctx, db, "all", core.Select(posts.UserID).GroupBy(posts.UserID).Having(core.BoolAnd(posts.ID.Gt(2))), 2)
		on(t, ctx, db, "mysql mariadb postgres", core.Select(core.Pair(core.VariancePop(posts.ID).Or(0), core.Variance(posts.UserID).Filter(posts.ID.Le(2)).Or(1))), two(1.25, 0.0))
		on(t, ctx, db, "mysql mariadb postgres", core.Select(core.Pair(core.StdDevPop(posts.UserID).Or(0), core.StdDev(posts.UserID).Filter(posts.ID.Le(2)).Or(1))), two(0.5, 0.0))
		on(t, ctx, db, "postgres", core.Select(core.Ptr(core.ArrayAgg(posts.ID).OrderBy(posts.ID.Desc()).Filter(posts.ID.Gt(2)))), ptr([]int64{4, 3}))
		on(t, ctx, db, "postgres", core.Select(core.ArrayAgg(posts.ID).OrderBy(posts.ID.Asc())).GroupBy(posts.UserID).OrderBy(posts.UserID.Asc()), []int64{1, 2}, []int64{3, 4})
		titles, err := core.Select(core.Ptr(core.JSONAgg(posts.Title))).One(ctx, db)
		if err != nil || len(*titles) != 4 {
			t.Error(titles, err)
		}
		ids, err := core.Select(core.Ptr(core.JSONObjectAgg(posts.Title, posts.ID))).One(ctx, db)
		if err != nil || (*ids)["post c"] != 3 {
			t.Error(ids, err)
		}
		median := core.CallAgg[float64]("percentile_cont", core.Val(0.5)).Within(posts.ID.Asc())
		on(t, ctx, db, "postgres", core.Select(core.Ptr(median)).From(posts), ptr(2.5))
		on(t, ctx, db, "all", core.Select(core.Ptr(core.Max(posts.ID))).Where(posts.ID.Gt(99)), nil)
		on(t, ctx, db, "all", core.Select(core.CallAgg[int64]("count", posts.Parent).Distinct().Or(0)), 3)
	})
}

func TestWindows(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		perUser := core.Over(core.PartitionBy(posts.UserID), core.SortBy(posts.ID.Desc()))
		q := func(p core.Projection[int64]) core.Query[int64] {
			return core.Select(p).From(posts).OrderBy(posts.ID.Asc())
		}
		on(t, ctx, db, "all", q(core.RowNumber(perUser)), 2, 1, 2, 1)
		byUser := core.Over(core.SortBy(posts.UserID.Asc()))
		on(t, ctx, db, "all", q(core.Rank(byUser)), 1, 1, 3, 3)
		on(t, ctx, db, "all", q(core.DenseRank(byUser)), 1, 1, 2, 2)
		on(t, ctx, db, "all", q(core.CountAll().Over(core.Over(core.PartitionBy(posts.UserID)))), 2, 2, 2, 2)
		on(t, ctx, db, "all", q(core.Lag(posts.ID, 1, core.Over(core.SortBy(posts.ID.Asc()))).Or(0)), 0, 1, 2, 3)
		on(t, ctx, db, "all", q(core.Lead(posts.ID, 2, core.Over(core.SortBy(posts.ID.Asc()))).Or(0)), 3, 4, 0, 0)
		sum := func(frame func(*core.Window)) core.Projection[int64] {
			return core.Sum(posts.ID).Over(core.Over(core.SortBy(posts.ID.Asc()), frame)).Or(0)
		}
		on(t, ctx, db, "all", q(sum(core.RowsBetween(core.Unbounded(), core.CurrentRow()))), 1, 3, 6, 10)
		on(t, ctx, db, "all", q(sum(core.RowsBetween(core.Preceding(1), core.Following(1)))), 3, 6, 9, 7)
		on(t, ctx, db, "all", q(sum(core.RowsBetween(core.Following(1), core.Unbounded()))), 9, 7, 4, 0)
		on(t, ctx, db, "all", q(sum(core.RangeBetween(core.Preceding(2), core.CurrentRow()))), 1, 3, 6, 9)
		groups := core.Over(core.SortBy(posts.UserID.Asc()), core.GroupsBetween(core.CurrentRow(), core.Following(1)))
		on(t, ctx, db, "sqlite postgres", q(core.CountAll().Over(groups)), 4, 4, 2, 2)
		others := core.Over(core.SortBy(posts.ID.Asc()), core.RowsBetween(core.Unbounded(), core.Unbounded()), core.Exclude(core.ExcludeCurrentRow))
		on(t, ctx, db, "sqlite postgres", q(core.Sum(posts.ID).Over(others).Or(0)), 9, 8, 7, 6)
		ties := core.Over(core.SortBy(posts.UserID.Asc()), core.Exclude(core.ExcludeTies))
		on(t, ctx, db, "sqlite postgres", q(core.CountAll().Over(ties)), 1, 1, 3, 3)
	})
}

func TestCalls(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		one(t, ctx, db, "all", core.NumberOf(core.Call[float64]("abs", core.Val(-3.5))).Or(0), 3.5)
		one(t, ctx, db, "all", core.SQL[int]("? * 2 + ?", users.Age, core.Val(1)), 41)
		one(t, ctx, db, "all", core.Cast[string](core.SQL[string]("'a?b'"), metadata.String(10)), "a?b")
		for _, name := range []string{"", "abs(1)--", "a b;c", "x y(", `"abs"`, "abs\x00", "1abs", "a..b", "ábs", "abs/**/"} {
			s, err := core.Select(core.Ptr(core.Call[int](name, core.Val(1)))).Statement()
			if err != nil {
				t.Fatal(err)
			}
			if text, _, err := db.Spell(s); err == nil {
				t.Errorf("a function %q became %s", name, text)
			}
		}
	})
}
