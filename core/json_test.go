package core_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

func TestDocuments(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		data := things.Data
		p := profile{Name: `a"b`, Tags: []string{"red", "blue"}, Size: map[string]int{"w": 3}, On: true}
		on(t, ctx, db, "all", core.Select(core.Ptr(data)).OrderBy(things.ID.Asc()), &p, nil)
		q := func(ps ...core.Expr[bool]) core.Query[int64] {
			return core.Select(things.ID).Where(ps...).OrderBy(things.ID.Asc())
		}
		on(t, ctx, db, "all", q(data.Key("name").Text().Eq(`a"b`)), 1)
		on(t, ctx, db, "all", q(data.Key("size").Key("w").Int().Add(1).Eq(4)), 1)
		on(t, ctx, db, "all", q(data.Key("size").Key("w").Float().Gt(2.5)), 1)
		on(t, ctx, db, "all", q(data.Key("on").Bool()), 1)
		on(t, ctx, db, "all", q(core.Not(data.Key("on").Bool())))
		on(t, ctx, db, "all", q(data.Key("on").Text().Eq("true")), 1)
		on(t, ctx, db, "all", q(data.Key("size").Key("w").Text().Eq("3")), 1)
		on(t, ctx, db, "all", q(data.Key("tags").Index(1).Text().Eq("blue")), 1)
		on(t, ctx, db, "all", q(data.Key("tags").Len().Eq(2)), 1)
		on(t, ctx, db, "all", q(data.Has("tags", 1), data.Has("none"), core.Not(data.Has("tags", 2)), core.Not(data.Has("nothing"))), 1)
		on(t, ctx, db, "all", q(data.Key("none").Text().IsNull(), data.Key("none").NotNull()), 1)
		on(t, ctx, db, "all", q(data.IsNull()), 2)
		on(t, ctx, db, "mysql mariadb postgres", q(data.Contains(map[string]any{"on": true, "tags": []string{"blue"}})), 1)
		on(t, ctx, db, "mysql mariadb postgres", q(data.Key("tags").Contains("green")))
		on(t, ctx, db, "all", core.Select(core.Ptr(core.DocAs[[]string](data.Key("tags")))).OrderBy(things.ID.Asc()), &p.Tags, nil)
		var three any = 3.0
		on(t, ctx, db, "all", core.Select(core.Ptr(data.Key("size").Key("w"))).Where(things.ID.Eq(1)), &three)
		changed := core.Update(things).Set(data.SetTo(data.With("green", "tags", 0).With(map[string]int{"h": 7}, "size").Without("on"))).Where(things.ID.Eq(1))
		done(t, ctx, db, "all", 1, changed)
		want := profile{Name: `a"b`, Tags: []string{"green", "blue"}, Size: map[string]int{"h": 7}}
		on(t, ctx, db, "all", core.Select(core.Ptr(data)).Where(things.ID.Eq(1)), &want)
		done(t, ctx, db, "all", 1, core.Update(things).Set(data.Set(p)).Where(things.ID.Eq(2)))
		on(t, ctx, db, "all", core.Select(core.Ptr(data)).Where(things.ID.Eq(2)), &p)
		done(t, ctx, db, "all", 1, core.Update(things).Set(data.SetPtr(nil)).Where(things.ID.Eq(2)))
		on(t, ctx, db, "all", q(data.IsNull()), 2)
	})
}

func TestElements(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		position, tag := core.NameNum[int]("position"), core.NameDoc[any]("tag")
		tags := core.Elements("tags", position, tag, things.Data.Key("tags"))
		q := core.Select(core.Pair(core.Of(tags, position), core.Of(tags, tag).Text().Or(""))).From(things).CrossJoin(tags)
		on(t, ctx, db, "all", q.Where(things.ID.Eq(1)).OrderBy(core.Of(tags, position).Asc()), two(1, "red"), two(2, "blue"))
		mixed := core.Elements("mixed", position, tag, core.DocOf([]any{1, "x", true, nil, map[string]any{"k": 2}, []int{3}}))
		got, err := core.Select(core.Ptr(core.Of(mixed, tag))).OrderBy(core.Of(mixed, position).Asc()).All(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []any{1.0, "x", true, nil, map[string]any{"k": 2.0}, []any{3.0}} {
			var v any
			if got[i] != nil {
				v = *got[i]
			}
			if !reflect.DeepEqual(v, want) {
				t.Errorf("element %d is %v, want %v", i+1, v, want)
			}
		}
		id, size := core.NameNum[int64]("id"), core.NameStr("size")
		boxes := core.JSONTable("boxes", core.DocOf([]map[string]any{{"id": 1, "s": []string{"xl"}}, {"id": 2}}),
			core.JSONField(id, metadata.BigInt(), "id"), core.JSONField(size, metadata.String(9), "s", 0))
		rows := core.Select(core.Into(func(r *struct {
			ID   *int64
			Size *string
		}) []core.Field {
			return []core.Field{core.ToPtr(&r.ID, core.Of(boxes, id)), core.ToPtr(&r.Size, core.Of(boxes, size))}
		})).OrderBy(core.Of(boxes, id).Asc())
		type row = struct {
			ID   *int64
			Size *string
		}
		on(t, ctx, db, "mysql mariadb postgres17", rows, row{ptr(int64(1)), ptr("xl")}, row{ptr(int64(2)), nil})
	})
}

// TestDocumentKeys: a key is a name, whatever characters it is made of.
func TestDocumentKeys(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		keys := []string{"a b", "$", "$.x", "[0]", "0", `it's`, `q"q`, `back\slash`, "é", "😀", "*", "", "a.b", "}", "--", "?", ":x", "\n", "\u200b"}
		doc := map[string]int{}
		for i, k := range keys {
			doc[k] = i
		}
		if _, err := core.Text("UPDATE things SET data = ? WHERE id = 1", core.DocOf(doc)).Exec(ctx, db); err != nil {
			t.Fatal(err)
		}
		for i, k := range keys {
			q := core.Select(core.Ptr(things.Data.Key(k).Int())).Where(things.ID.Eq(1))
			if k == "--" && !can(db, "sqlite mysql postgres") {
				refused(t, db, q)
				continue
			}
			got, err := q.One(ctx, db)
			if err != nil || got == nil || *got != int64(i) {
				t.Errorf("key %q: %v, %v", k, pretty(got), err)
			}
		}
	})
}
