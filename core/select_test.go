package core_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

func TestJoins(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		names := core.Select(core.Into(func(r *struct{ Name, Title *string }) []core.Field {
			return []core.Field{core.ToPtr(&r.Name, users.Name), core.ToPtr(&r.Title, posts.Title)}
		})).From(users)
		same := core.And(core.Eq(posts.UserID, users.ID), posts.ID.In(1, 4))
		type row = struct{ Name, Title *string }
		ann, bob, cy, a, d := ptr("ann"), ptr("bob"), ptr("cy"), ptr("post a"), ptr("post d")
		byID := []core.Order{users.ID.Asc().NullsLast(), posts.ID.Asc()}
		on(t, ctx, db, "all", names.Join(posts, same).OrderBy(byID...), row{ann, a}, row{bob, d})
		on(t, ctx, db, "all", names.LeftJoin(posts, same).OrderBy(byID...), row{ann, a}, row{bob, d}, row{cy, nil})
		on(t, ctx, db, "all", names.RightJoin(posts, same).OrderBy(byID...), row{ann, a}, row{bob, d}, row{nil, ptr("post b")}, row{nil, ptr("post c")})
		on(t, ctx, db, "sqlite postgres", names.FullJoin(posts, same).OrderBy(byID...),
			row{ann, a}, row{bob, d}, row{cy, nil}, row{nil, ptr("post b")}, row{nil, ptr("post c")})
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(users).CrossJoin(posts), 12)
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(users, posts), 12)
		last := core.Select(posts.Title).Where(core.Eq(posts.UserID, users.ID)).OrderBy(posts.ID.Desc()).Limit(1).Lateral("last")
		on(t, ctx, db, "mysql postgres", core.Select(core.Pair(users.Name, core.Of(last, posts.Title))).From(users).Join(last, core.True()).OrderBy(users.ID.Asc()),
			two("ann", "post b"), two("bob", "post d"))
	})
}

func TestSubqueries(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		wrote := core.Select(posts.UserID).Where(posts.ID.Gt(2))
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.ID.InQuery(wrote)), "bob")
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.ID.NotInQuery(wrote)).OrderBy(users.ID.Asc()), "ann", "cy")
		ages := core.Select(users.Age).Where(users.ID.Lt(3))
		on(t, ctx, db, "mysql mariadb postgres", core.Select(users.Name).Where(core.Gt(users.Age, core.AllRows(ages))), "cy")
		on(t, ctx, db, "mysql mariadb postgres", core.Select(users.Name).Where(core.Lt(users.Age, core.AnyRow(ages))), "ann")
		n := core.Select(core.CountAll()).From(posts).Where(core.Eq(posts.UserID, users.ID))
		on(t, ctx, db, "all", core.Select(core.Pair(users.Name, core.NumberOf(core.ScalarOf(n)).Or(0))).OrderBy(users.ID.Asc()),
			two("ann", int64(2)), two("bob", int64(2)), two("cy", int64(0)))
		on(t, ctx, db, "all", core.Select(users.Name).Where(core.NotExists(n.Having(core.CountAll().Gt(0)))), "cy")
		on(t, ctx, db, "all", core.Select(users.Name).Where(core.In(users.ID, core.Add(core.Val(int64(1)), core.Val(int64(1))), core.Val(int64(3)))).OrderBy(users.ID.Asc()), "bob", "cy")
		last := core.Select(posts.UserID).OrderBy(posts.ID.Desc())
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.ID.InQuery(last.Limit(1))), "bob")
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.ID.NotInQuery(last.Offset(2))).OrderBy(users.ID.Asc()), "bob", "cy")
		on(t, ctx, db, "mysql mariadb postgres", core.Select(users.Name).Where(core.Eq(users.ID, core.AnyRow(last.Limit(1)))), "bob")
		on(t, ctx, db, "all", core.Select(users.Name).Where(core.In[int64](users.ID)))
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(users).Where(core.NotIn[int64](users.ID)), 3)
	})
}

// TestNamesTwice: columns of one name are told apart outside of their query, and
// a column is found by its name.
func TestNamesTwice(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(core.Pair(users.ID, posts.ID)).From(users).Join(posts, core.Eq(posts.UserID, users.ID))
		n, err := q.Count(ctx, db)
		if err != nil || n != 4 {
			t.Error(n, err)
		}
		for _, r := range []core.Relation{q.As("r"), q.CTE("r"), core.Union(q, q).As("r")} {
			on(t, ctx, db, "all", core.Select(core.Pair(core.Of(r, users.ID), core.Of(r, posts.ID))).Where(core.Of(r, posts.ID).Gt(1)).OrderBy(core.Of(r, posts.ID).Asc()),
				two(int64(1), int64(2)), two(int64(2), int64(3)), two(int64(2), int64(4)))
		}
		inner := q.As("inner")
		outer := core.Select(core.Pair(core.Of(inner, posts.ID), core.Of(inner, users.ID))).As("outer")
		on(t, ctx, db, "all", core.Select(core.Pair(core.Of(outer, users.ID), core.Of(outer, posts.ID))).Where(core.Of(outer, posts.ID).Eq(4)), two(int64(2), int64(4)))
		named := core.NameNum[int64]("id_2")
		on(t, ctx, db, "all", core.Select(core.Of(inner, named)).OrderBy(core.Of(inner, named).Desc()).Limit(1), 4)
		n1, n2 := inner.Alias("n1"), inner.Alias("n2")
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(n1).Join(n2, core.Lt(core.Of(n1, posts.ID), core.Of(n2, posts.ID))), 6)
		c := q.CTE("c")
		c1, c2 := c.Alias("c1"), c.Alias("c2")
		on(t, ctx, db, "all", core.Select(core.Pair(core.Of(c1, posts.ID), core.Of(c2, posts.ID))).From(c1).
			Join(c2, core.And(core.Lt(core.Of(c1, posts.ID), core.Of(c2, posts.ID)), core.Eq(core.Of(c1, users.ID), core.Of(c2, users.ID)))).OrderBy(core.Of(c1, posts.ID).Asc()),
			two(int64(1), int64(2)), two(int64(3), int64(4)))
	})
}

func TestRows(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		row := core.Row2(posts.UserID, posts.ID)
		ids := core.Select(posts.ID).OrderBy(posts.ID.Asc())
		on(t, ctx, db, "all", ids.Where(row.Eq(1, 2)), 2)
		on(t, ctx, db, "all", ids.Where(row.Ne(1, 2)), 1, 3, 4)
		on(t, ctx, db, "all", ids.Where(row.Gt(1, 1)), 2, 3, 4)
		on(t, ctx, db, "all", ids.Where(row.Ge(2, 3), row.Le(2, 3)), 3)
		on(t, ctx, db, "all", ids.Where(row.Lt(2, 4)), 1, 2, 3)
		on(t, ctx, db, "all", ids.Where(row.In(two(int64(1), int64(2)), two(int64(2), int64(3)), two(int64(9), int64(9)))), 2, 3)
		on(t, ctx, db, "all", ids.Where(row.In()))
		other := core.Alias(posts, "other")
		lasts := core.Select(core.Pair(other.UserID, core.NumberOf(core.Max(other.ID)).Or(0))).GroupBy(other.UserID)
		on(t, ctx, db, "all", ids.Where(row.InQuery(lasts)), 2, 4)
		on(t, ctx, db, "all", ids.Where(row.EqRow(core.Row2(posts.ID, posts.UserID))), 1)
		on(t, ctx, db, "all", ids.Where(row.LtRow(core.Row2(posts.ID, posts.UserID))), 2, 3, 4)
		long := core.Row3(posts.UserID, posts.ID, posts.Title)
		on(t, ctx, db, "all", ids.Where(long.Gt(1, 2, "a")), 2, 3, 4)
		on(t, ctx, db, "all", ids.Where(core.Or(long.Eq(1, 1, "post a"), long.In(three(int64(2), int64(4), "post d"))), long.Lt(2, 4, "x")), 1, 4)
	})
}

func TestCompounds(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		us, ps := core.Select(users.ID), core.Select(posts.UserID)
		on(t, ctx, db, "all", core.Union(us, ps).OrderBy(users.ID.Asc()), 1, 2, 3)
		on(t, ctx, db, "all", core.UnionAll(us, ps).OrderBy(users.ID.Asc()), 1, 1, 1, 2, 2, 2, 3)
		on(t, ctx, db, "all", core.Intersect(us, ps).OrderBy(users.ID.Asc()), 1, 2)
		on(t, ctx, db, "all", core.Except(us, ps), 3)
		on(t, ctx, db, "mysql mariadb postgres", core.ExceptAll(ps, us).OrderBy(posts.UserID.Asc()), 1, 2)
		on(t, ctx, db, "mysql mariadb postgres", core.IntersectAll(ps, ps).OrderBy(posts.UserID.Asc()), 1, 1, 2, 2)
		part := core.Select(posts.ID).OrderBy(posts.ID.Desc()).Limit(1)
		on(t, ctx, db, "all", core.Union(part, us.Where(users.ID.Eq(1))).OrderBy(posts.ID.Desc()), 4, 1)
		nested := core.Except(core.Union(us, core.Select(posts.ID)), core.Union(ps, ps))
		on(t, ctx, db, "all", nested.OrderBy(users.ID.Asc()), 3, 4)
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(core.Union(us, ps).As("both")), 3)
		on(t, ctx, db, "all", core.Select(users.Name).Where(users.ID.InQuery(core.Except(us, ps))), "cy")
	})
}

// TestNothingIsDropped: what a query has no place for is refused while it is
// built.
func TestNothingIsDropped(t *testing.T) {
	us := core.Select(users.ID)
	both := core.UnionAll(us, us)
	cte := core.Returning(core.Delete(posts).AllRows(), posts.ID).CTE("gone")
	for what, q := range map[string]core.Query[int64]{
		"has no DISTINCT": both.Distinct(), "has no DISTINCT, no ties": both.Limit(1).WithTies(), "locks and hints": both.ForUpdate(), "hints of its own": both.Hint("x"),
		"is sorted and limited only": both.GroupBy(users.ID), "With(gone) is for the query that is sent": core.Union(us.With(cte), us),
		"select from it with As or CTE": core.Returning(core.Delete(posts).AllRows(), posts.ID).Where(posts.ID.Eq(1)), "in no other order": core.Returning(core.Delete(posts).AllRows(), posts.ID).OrderBy(posts.ID.Asc()),
		"text and what a statement returns": core.Read(core.Text("SELECT 1"), posts.ID).Limit(1), "have all their rows": us.Where(users.ID.InQuery(core.Read(core.Text("SELECT 1"), posts.ID).Limit(1))),
		"has one column, not 2":    us.Where(core.Exists(core.Select(core.Ptr(core.ScalarOf(core.Select(core.Pair(users.ID, users.Name))))))),
		"not for one inside of it": us.Where(users.ID.InQuery(us.With(cte))), "not both": us.ForUpdate(core.NoWait, core.SkipLocked),
	} {
		s, err := q.Statement()
		if err == nil {
			_, _, err = dialect.Spell(spellings[3].d, spellings[3].s, s)
		}
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n, err := core.Returning(core.Delete(posts).AllRows(), posts.ID).Count(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "once it has run") {
		t.Error(n, err)
	}
}

func TestExpressionsOfTables(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		old := core.Select(core.Pair(users.ID, users.Name)).Where(users.Age.Gt(25)).CTE("old")
		on(t, ctx, db, "all", core.Select(core.Of(old, users.Name)).OrderBy(core.Of(old, users.ID).Desc()), "cy", "bob")
		two := core.Select(core.Of(old, users.ID)).Where(core.Of(old, users.ID).Gt(2)).CTE("two")
		on(t, ctx, db, "all", core.Select(users.Name).Join(two, core.Eq(core.Of(two, users.ID), users.ID)), "cy")
		kept := core.Select(users.ID).CTE("kept", core.Materialized)
		on(t, ctx, db, "sqlite postgres", core.Select(core.CountAll()).From(kept), 3)
		inline := core.Select(users.ID).CTE("inline", core.NotMaterialized)
		on(t, ctx, db, "sqlite postgres", core.Select(core.CountAll()).From(inline), 3)
		gone := core.Returning(core.Delete(posts).Where(posts.ID.Gt(2)), posts.Title).CTE("gone")
		on(t, ctx, db, "postgres", core.Select(core.Of(gone, posts.Title)).OrderBy(core.Of(gone, posts.Title).Asc()), "post c", "post d")
		shifted := core.Returning(core.Update(posts).Set(posts.Title.Set("x")).Where(posts.ID.Lt(3)), core.Triple(posts.ID, posts.ID.Add(1), posts.ID)).CTE("shifted")
		on(t, ctx, db, "postgres", core.Select(core.Pair(core.Of(shifted, posts.ID), core.Of(shifted, core.NameNum[int64]("column2")))).OrderBy(core.Of(shifted, posts.ID).Asc()), core.Tuple2[int64, int64]{A: 1, B: 2}, core.Tuple2[int64, int64]{A: 2, B: 3})
		text := core.Read(core.Text("SELECT id, name FROM users WHERE id > :least", sql.Named("least", 1)), core.ScanRow())
		for _, r := range []core.Relation{text.As("text"), text.CTE("text")} {
			on(t, ctx, db, "all", core.Select(core.Pair(core.Of(r, users.ID), core.Of(r, core.NameStr("name")))).OrderBy(core.Of(r, users.ID).Desc()).Limit(1), core.Tuple2[int64, string]{A: 3, B: "cy"})
		}
		more := core.Returning(core.Update(users).Set(users.Age.Set(50)).Where(users.ID.Eq(1)), users.ID).CTE("more")
		if can(db, "postgres") {
			on(t, ctx, db, "all", core.Select(core.CountAll()).From(posts).With(more), 2)
			on(t, ctx, db, "all", core.Select(users.Age).Where(users.ID.Eq(1)), 50)
		}
		if _, err := core.Select(users.ID).With(core.Select(posts.ID).As("no_cte")).Statement(); err == nil {
			t.Error("With of a subquery")
		}
	})
}

func TestValues(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		id, name, age := core.NameNum[int64]("id"), core.NameStr("name"), core.NameNum[int]("age")
		wanted := core.Values1("wanted", id, 3, 1, 9)
		on(t, ctx, db, "all", core.Select(users.Name).Join(wanted, core.Eq(users.ID, core.Of(wanted, id))).OrderBy(users.ID.Asc()), "ann", "cy")
		pairs := core.Values2("pairs", id, name, two(int64(1), "x"), two(int64(2), "y"))
		on(t, ctx, db, "all", core.Select(core.Pair(core.Of(pairs, name), core.Of(pairs, id).Add(1))).OrderBy(core.Of(pairs, id).Asc()), two("x", int64(2)), two("y", int64(3)))
		triples := core.Values3("triples", id, name, age, three(int64(1), "x", 7))
		on(t, ctx, db, "all", core.Select(core.Triple(core.Of(triples, id), core.Of(triples, name).Upper(), core.Of(triples, age))), three(int64(1), "X", 7))
		none := core.Values1("nothing", id)
		on(t, ctx, db, "all", core.Select(core.CountAll()).From(none), 0)
		on(t, ctx, db, "all", core.Select(users.Name).Join(none, core.Eq(users.ID, core.Of(none, id))))
		if can(db, "all") {
			upd := core.Update(users).Set(users.Name.SetTo(core.Of(pairs, name))).From(pairs).Where(core.Eq(users.ID, core.Of(pairs, id)))
			done(t, ctx, db, "all", 2, upd)
			on(t, ctx, db, "all", core.Select(users.Name).OrderBy(users.ID.Asc()), "x", "y", "cy")
		}
	})
}

func TestTableFunctions(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		n := core.NameNum[int64]("n")
		series := core.Series("series", n, core.Val(int64(2)), core.Val(int64(4)))
		on(t, ctx, db, "postgres", core.Select(core.Of(series, n)), 2, 3, 4)
		word := core.Name[string]("word")
		words := core.Unnest("words", word, core.ListOf("a", "b"))
		on(t, ctx, db, "postgres", core.Select(core.Of(words, word)), "a", "b")
		odd := core.TableFunc("odd", []core.Expression{n}, "generate_series", core.Val(1), core.Val(5), core.Val(2))
		on(t, ctx, db, "postgres", core.Select(core.Of(odd, n)), 1, 3, 5)
		on(t, ctx, db, "postgres", core.Select(users.ID).From(core.Sample(users, 100, core.System, core.Seed(7))).OrderBy(users.ID.Asc()), 1, 2, 3)
		on(t, ctx, db, "postgres", core.Select(core.CountAll()).From(core.Sample(users, 0)), 0)
	})
}

func TestGroupings(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(core.Into(func(r *struct {
			User *int64
			N    int64
		}) []core.Field {
			return []core.Field{core.ToPtr(&r.User, posts.UserID), core.To(&r.N, core.CountAll())}
		}))
		type row = struct {
			User *int64
			N    int64
		}
		one, two := ptr(int64(1)), ptr(int64(2))
		byUser := func(q core.Query[row]) core.Query[row] { return q.OrderBy(posts.UserID.Asc().NullsLast()) }
		if can(db, "mysql mariadb") { // which sort before they roll up, or not at all
			on(t, ctx, db, "all", q.GroupBy(core.Rollup(posts.UserID)), row{one, 2}, row{two, 2}, row{nil, 4})
		} else {
			on(t, ctx, db, "postgres", byUser(q.GroupBy(core.Rollup(posts.UserID))), row{one, 2}, row{two, 2}, row{nil, 4})
		}
		on(t, ctx, db, "postgres", byUser(q.GroupBy(core.Cube(posts.UserID))), row{one, 2}, row{two, 2}, row{nil, 4})
		on(t, ctx, db, "postgres", byUser(q.GroupBy(core.GroupingSets([]core.Expression{posts.UserID}, nil))), row{one, 2}, row{two, 2}, row{nil, 4})
		parity := func() core.Number[int64] { return posts.ID.Add(1).Mod(2) } // another one each time
		pairs := core.Select(core.Pair(parity(), core.CountAll())).From(posts)
		on(t, ctx, db, "all", pairs.GroupBy(parity()).OrderBy(parity().Asc()), core.Tuple2[int64, int64]{A: 0, B: 2}, core.Tuple2[int64, int64]{A: 1, B: 2})
		twice := core.Select(core.Triple(parity(), parity().Mul(3).As("m"), core.CountAll())).From(posts)
		on(t, ctx, db, "all", twice.GroupBy(parity(), parity().Mul(3)).Having(core.CountAll().Gt(0)).OrderBy(parity().Desc()).Limit(1), three(int64(1), int64(3), int64(2)))
		on(t, ctx, db, "all", core.Select(parity()).Distinct().OrderBy(parity().Desc()), 1, 0)
		on(t, ctx, db, "postgres", core.Select(core.Pair(parity(), posts.ID)).DistinctOn(parity()).OrderBy(parity().Asc(), posts.ID.Desc()), core.Tuple2[int64, int64]{A: 0, B: 3}, core.Tuple2[int64, int64]{A: 1, B: 4})
		sums := core.Select(core.CountAll()).From(posts).GroupBy(core.Rollup(posts.UserID)).Having(core.GroupedBy(posts.UserID).Eq(1))
		on(t, ctx, db, "mysql postgres", sums, 4)
		if _, err := core.Select(core.Pair(posts.UserID, core.CountAll())).GroupBy(core.Rollup(posts.UserID)).Statement(); err == nil {
			t.Error("a column that is rolled up is never NULL")
		}
	})
}

func TestLimits(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ids := core.Select(posts.ID).OrderBy(posts.ID.Asc())
		on(t, ctx, db, "all", ids.Limit(2), 1, 2)
		on(t, ctx, db, "all", ids.Offset(3), 4)
		on(t, ctx, db, "all", ids.Limit(2).Offset(1), 2, 3)
		on(t, ctx, db, "all", ids.Limit(0))
		on(t, ctx, db, "all", ids.Limit(0).Limit(-1).Offset(3), 4)
		byUser := core.Select(posts.UserID).OrderBy(posts.UserID.Asc())
		on(t, ctx, db, "mariadb postgres", byUser.Limit(1).WithTies(), 1, 1)
		on(t, ctx, db, "mariadb postgres", byUser.Limit(1).Offset(2).WithTies(), 2, 2)
		on(t, ctx, db, "all", core.Select(posts.UserID).Distinct().OrderBy(posts.UserID.Asc()), 1, 2)
		on(t, ctx, db, "postgres", core.Select(posts.Title).DistinctOn(posts.UserID).OrderBy(posts.UserID.Asc(), posts.ID.Desc()), "post b", "post d")
	})
}

func TestOrders(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(posts.ID)
		on(t, ctx, db, "all", q.OrderBy(posts.Parent.Asc().NullsLast()), 2, 3, 4, 1)
		on(t, ctx, db, "all", q.OrderBy(posts.Parent.Asc().NullsFirst()), 1, 2, 3, 4)
		on(t, ctx, db, "all", q.OrderBy(posts.Parent.Desc().NullsLast()), 4, 3, 2, 1)
		on(t, ctx, db, "all", q.OrderBy(posts.Parent.Desc().NullsFirst()), 1, 4, 3, 2)
		on(t, ctx, db, "all", q.OrderBy(core.If(posts.ID.Eq(3), core.Val(0)).Else(core.Val(1)).Asc(), posts.ID.Asc()), 3, 1, 2, 4)
		n := posts.ID.Neg().As("n")
		on(t, ctx, db, "all", core.Select(n).OrderBy(n.Asc()).Limit(2), -4, -3)
	})
}

func TestLocks(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(posts.ID).Where(posts.ID.Eq(1))
		locking := "mysql mariadb postgres"
		on(t, ctx, db, locking, q.ForUpdate(), 1)
		on(t, ctx, db, locking, q.ForUpdate(core.NoWait), 1)
		on(t, ctx, db, locking, q.ForUpdate(core.SkipLocked), 1)
		on(t, ctx, db, locking, q.ForShare(), 1)
		on(t, ctx, db, "postgres", q.ForNoKeyUpdate(), 1)
		on(t, ctx, db, "postgres", q.ForKeyShare(), 1)
		both := core.Select(posts.ID).From(posts).Join(users, core.Eq(posts.UserID, users.ID)).Where(posts.ID.Eq(1))
		on(t, ctx, db, "mysql postgres", both.ForUpdate(core.LockOf(posts)), 1)
	})
}

func TestHints(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(users.Name).Where(users.ID.Eq(1))
		on(t, ctx, db, "mysql", q.Hint("MAX_EXECUTION_TIME(1000)"), "ann")
		on(t, ctx, db, "all", q.HintOn("mysql", "MAX_EXECUTION_TIME(1000)"), "ann")
	})
}

func TestCasts(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		q := core.Select(core.Pair(core.Cast[string](users.Age, metadata.String(10)), core.Cast[int64](core.Val("12"), metadata.BigInt()))).Where(users.ID.Eq(1))
		on(t, ctx, db, "all", q, two("20", int64(12)))
		on(t, ctx, db, "postgres16", core.Select(core.Ptr(core.TryCast[int](core.Val("x"), metadata.Integer()))), nil)
		on(t, ctx, db, "postgres16", core.Select(core.Ptr(core.TryCast[int](core.Val("7"), metadata.Integer()))), ptr(7))
		on(t, ctx, db, "all", core.Select(core.Cast[float64](core.Val(3), metadata.Double())), 3)
		on(t, ctx, db, "all", core.Select(users.Joined.Date()).Where(users.ID.Eq(1)), joined.Truncate(24*60*60*1e9))
	})
}
