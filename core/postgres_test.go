package core_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// exact are the types that one server alone has.
var exact = metadata.New()

var rooms = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	Tags   core.Array[string]
	Counts core.Array[int]
	Booked core.Span[int]
	Open   core.Span[time.Time]
	Stay   core.Col[core.Interval]
}](exact, "rooms",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("tags", metadata.Array(metadata.Text())),
	metadata.Col("counts", metadata.Array(metadata.Integer())).Null(),
	metadata.Col("booked", metadata.Exact("int4range")),
	metadata.Col("open", metadata.Exact("tstzrange")),
	metadata.Col("stay", metadata.Interval()),
)

func onPostgres(t *testing.T, f func(t *testing.T, ctx context.Context, db *engine.Engine)) {
	for _, s := range dbtest.Servers(t) {
		if !strings.HasPrefix(s.Name, "postgres") {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			ctx := t.Context()
			db, err := engine.Open(ctx, all.Dialects(), s.NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := migrate.CreateAll(ctx, db, exact); err != nil {
				t.Fatal(err)
			}
			stay := core.Interval{Months: 14, Days: -3, Time: 90*time.Minute + 1500*time.Microsecond}
			in := core.Insert(rooms).Values(rooms.ID.Set(1), rooms.Tags.Set([]string{"a", `b"\,{}`, ""}), rooms.Counts.Set([]int{1, 2}), rooms.Booked.Set(core.RangeFrom(10, 20)),
				rooms.Open.Set(core.RangeFrom(joined, joined.Add(time.Hour))), rooms.Stay.Set(stay)).
				Values(rooms.ID.Set(2), rooms.Tags.Set([]string{}), rooms.Counts.SetNull(), rooms.Booked.Set(core.Range[int]{Empty: true}),
					rooms.Open.Set(core.Range[time.Time]{Lower: &joined}), rooms.Stay.Set(core.Interval{Time: -time.Second}))
			if _, err := in.Exec(ctx, db); err != nil {
				t.Fatal(err)
			}
			f(t, ctx, db)
		})
	}
}

func TestArrays(t *testing.T) {
	onPostgres(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		tags := rooms.Tags
		first := []string{"a", `b"\,{}`, ""}
		on(t, ctx, db, "all", core.Select(tags).OrderBy(rooms.ID.Asc()), first, []string{})
		on(t, ctx, db, "all", core.Select(core.Ptr(rooms.Counts)).OrderBy(rooms.ID.Asc()), &[]int{1, 2}, nil)
		ids := core.Select(rooms.ID).OrderBy(rooms.ID.Asc())
		for _, c := range []struct {
			p    core.Pred
			want []int64
		}{
			{tags.Contains("a", ""), []int64{1}}, {tags.Contains(), []int64{1, 2}}, {tags.ContainedBy("a"), []int64{2}}, {tags.Overlaps("x", "a"), []int64{1}},
			{tags.Has("a"), []int64{1}}, {tags.Has("x"), nil}, {tags.Eq(first...), []int64{1}}, {tags.Ne(first...), []int64{2}}, {tags.Len().Eq(0), []int64{2}},
			{tags.At(1).Eq("a"), []int64{1}}, {rooms.Counts.IsNull(), []int64{2}}, {rooms.Counts.NotNull(), []int64{1}}, {rooms.Counts.Has(2), []int64{1}},
			{core.Eq(rooms.ID, core.AnyOf(core.ListOf[int64](2, 3))), []int64{2}}, {core.Ne(rooms.ID, core.AllOf(core.ListOf[int64](2, 3))), []int64{1}},
			{core.Eq(tags, core.ListFrom(core.Val("a"), core.Val(`b"\,{}`), core.Val(""))), []int64{1}},
		} {
			on(t, ctx, db, "all", ids.Where(c.p), c.want...)
		}
		on(t, ctx, db, "all", core.Select(tags.Append("é").Remove("")).OrderBy(rooms.ID.Asc()), []string{"a", `b"\,{}`, "é"}, []string{"é"})
		on(t, ctx, db, "all", core.Select(core.ListOf(1, 2).Append(3)), []int{1, 2, 3})
		done(t, ctx, db, "all", 1, core.Update(rooms).Set(rooms.Counts.Set([]int{7}), tags.SetTo(tags.Append("z"))).Where(rooms.ID.Eq(2)))
		on(t, ctx, db, "all", core.Select(core.Pair(core.Coalesce(rooms.Counts.At(1), core.Val(0)), tags.Len())).Where(rooms.ID.Eq(2)), two(7, 1))
		grid := metadata.Array(metadata.Array(metadata.Integer()))
		if _, err := core.Select(core.Ptr(core.Call[string]("array_dims", core.Cast[[][]int](core.Val([][]int{{1}, {2, 3}}), grid)))).All(ctx, db); !errors.Is(err, engine.ErrBadValue) {
			t.Errorf("an array whose parts differ in length: %v", err)
		}
		word := core.Name[string]("word")
		words := core.Unnest("words", word, tags)
		on(t, ctx, db, "all", core.Select(core.Of(words, word)).From(rooms).CrossJoin(words).Where(core.Of(words, word).Ne("")).OrderBy(rooms.ID.Asc(), core.Of(words, word).Asc()), "a", `b"\,{}`, "z")
	})
}

func TestRanges(t *testing.T) {
	onPostgres(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		hour := core.RangeFrom(joined, joined.Add(time.Hour))
		on(t, ctx, db, "all", core.Select(core.Pair(rooms.Booked, rooms.Open)).OrderBy(rooms.ID.Asc()),
			two(core.RangeFrom(10, 20), hour), two(core.Range[int]{Empty: true}, core.Range[time.Time]{Lower: &joined}))
		ids := core.Select(rooms.ID).OrderBy(rooms.ID.Asc())
		b := rooms.Booked
		for _, c := range []struct {
			p    core.Pred
			want []int64
		}{
			{b.Contains(10), []int64{1}}, {b.Contains(20), nil}, {b.Covers(core.RangeFrom(11, 12)), []int64{1}}, {b.CoveredBy(core.RangeFrom(0, 100)), []int64{1, 2}},
			{b.Overlaps(core.RangeFrom(19, 30)), []int64{1}}, {b.Before(core.RangeFrom(20, 30)), []int64{1}}, {b.After(core.RangeFrom(0, 10)), []int64{1}},
			{b.Adjacent(core.RangeFrom(20, 30)), []int64{1}}, {b.IsEmpty(), []int64{2}}, {b.Eq(core.Range[int]{Lower: ptr(9), LowerOpen: true, Upper: ptr(19), UpperClosed: true}), []int64{1}},
			{rooms.Open.Contains(joined.Add(2 * time.Hour)), []int64{2}}, {b.NotNull(), []int64{1, 2}}, {b.IsNull(), nil},
		} {
			on(t, ctx, db, "all", ids.Where(c.p), c.want...)
		}
		on(t, ctx, db, "all", core.Select(core.Pair(core.Coalesce(b.Lower(), core.Val(-1)), core.Coalesce(b.Upper(), core.Val(-1)))).OrderBy(rooms.ID.Asc()), two(10, 20), two(-1, -1))
	})
}

func TestIntervals(t *testing.T) {
	onPostgres(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		on(t, ctx, db, "all", core.Select(rooms.Stay).OrderBy(rooms.ID.Asc()),
			core.Interval{Months: 14, Days: -3, Time: 90*time.Minute + 1500*time.Microsecond}, core.Interval{Time: -time.Second})
		on(t, ctx, db, "all", core.Select(rooms.ID).Where(rooms.Stay.Gt(core.Interval{Days: 30})), 1)
	})
}
