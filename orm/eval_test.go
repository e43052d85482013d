package orm_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Ware has values that may be missing.
type Ware struct {
	ID    int64
	Name  string
	Nick  *string
	Count int
	Price float64
	Off   *int
	Sold  bool
}

func (i *Ware) Declare(t *orm.Def) {
	t.Name("wares")
	t.Col(&i.Name).Len(20)
	t.Col(&i.Nick).Len(20)
}

var wareMeta = metadata.New()

var Wares = orm.Bind[struct {
	orm.Table[Ware]
	ID    core.Num[int64]
	Name  core.Str
	Nick  core.Str
	Count core.Num[int]
	Price core.Num[float64]
	Off   core.Num[int]
	Sold  core.Bool
}](wareMeta)

// InStock is one definition for queries and for what is in memory.
var InStock = core.And(Wares.Count.Gt(0), core.Not(Wares.Sold))

func ExampleEval() {
	ctx, db := open(wareMeta)
	defer db.Close()
	s := orm.NewSession(db, wareMeta)
	defer s.Close()
	tea := &Ware{Name: "tea", Count: 2}
	if fail(s.Add(tea, &Ware{Name: "jam"})) || fail(s.Commit(ctx)) {
		return
	}
	found, err := Wares.Select().Where(InStock).One(ctx, s)
	if fail(err) {
		return
	}
	is, err := orm.Eval(Wares.Table, found, InStock)
	if fail(err) {
		return
	}
	found.Count = 0
	still, err := orm.Eval(Wares.Table, found, InStock)
	fmt.Println(found.Name, is.V, still.V, err)
	// Output: tea true false <nil>
}

// evaluated is one of the test's expressions: what the database and Go make of it.
type evaluated struct {
	query func(ctx context.Context, db *engine.Engine) ([]any, error)
	eval  func(*Ware) (any, error)
}

func expression[V any](e core.Expr[V]) evaluated {
	return evaluated{
		func(ctx context.Context, db *engine.Engine) ([]any, error) {
			type row struct{ V sql.Null[V] }
			vs, err := core.Select(core.Into(func(r *row) []core.Field { return []core.Field{core.ToNull(&r.V, e)} })).
				From(Wares).OrderBy(Wares.ID.Asc()).All(ctx, db)
			var list []any
			for _, v := range vs {
				list = append(list, v.V)
			}
			return list, err
		},
		func(i *Ware) (any, error) { return orm.Eval(Wares.Table, i, e) },
	}
}

var (
	half    = core.Div(Wares.Price, core.Val(2.0))
	left    = core.Sub(Wares.Count, Wares.Off)
	called  = core.Coalesce[string](Wares.Nick, Wares.Name)
	evalled = map[string]evaluated{
		"in stock":    expression(InStock),
		"half":        expression(half),
		"left":        expression(left),
		"pairs":       expression(core.Div(Wares.Count, core.Val(2))),
		"odd":         expression(core.Mod(Wares.Count, core.Val(2))),
		"called":      expression(called),
		"full":        expression(core.Concat(Wares.Name, core.Val("/"), Wares.Nick)),
		"loud":        expression(Wares.Name.Upper()),
		"letters":     expression(Wares.Nick.Length()),
		"distance":    expression(core.Sub(Wares.Off, Wares.Count).Abs()),
		"cheap":       expression(core.Or(half.Lt(1), Wares.Off.Ge(2))),
		"not cheap":   expression(core.Not(core.Or(half.Lt(1), Wares.Off.Ge(2)))),
		"listed":      expression(Wares.Off.In(1, 2)),
		"not listed":  expression(Wares.Off.NotIn(1, 2)),
		"between":     expression(core.Not(Wares.Off.Between(1, 2))),
		"no nick":     expression(Wares.Nick.IsNull()),
		"same":        expression(core.Same(Wares.Off, Wares.Count)),
		"size":        expression(core.If(Wares.Count.Gt(2), core.Val("many")).ElseIf(Wares.Count.Gt(0), core.Val("some")).End()),
		"twice a sum": expression(core.Mul(core.Add(Wares.Count, Wares.Off), core.Val(2))),
	}
)

// TestEvalIsWhatTheDatabaseComputes, NULLs included.
func TestEvalIsWhatTheDatabaseComputes(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, wareMeta))
		s := orm.NewSession(db, wareMeta)
		defer s.Close()
		r := rand.New(rand.NewPCG(1, 2))
		for range 40 {
			i := &Ware{Name: string(rune('a' + r.IntN(3))), Count: r.IntN(5) - 1, Price: float64(r.IntN(8)) / 2, Sold: r.IntN(2) == 0}
			if r.IntN(3) > 0 {
				off, nick := r.IntN(4), string(rune('a'+r.IntN(3)))+"é"
				i.Off, i.Nick = &off, &nick
			}
			ok(t, s.Add(i))
		}
		ok(t, s.Commit(ctx))
		items := must[[]*Ware](t)(Wares.Select().OrderBy(Wares.ID.Asc()).All(ctx, s))
		for name, e := range evalled {
			want := must[[]any](t)(e.query(ctx, db))
			for k, i := range items {
				if got, err := e.eval(i); err != nil || got != want[k] {
					t.Fatalf("%s of %+v: %v, %v, and the database says %v", name, i, got, err, want[k])
				}
			}
		}
	})
	for what, err := range map[string]error{
		"the function round": second(orm.Eval(Wares.Table, &Ware{}, Wares.Price.Round(1))),
		"*ast.Like":          second(orm.Eval(Wares.Table, &Ware{}, Wares.Name.HasPrefix("a"))),
		"users.age":          second(orm.Eval(Wares.Table, &Ware{}, Users.Age.Gt(1))),
		"division by zero":   second(orm.Eval(Wares.Table, &Ware{}, core.Div(Wares.Count, Wares.Count))),
		"is too large":       second(orm.Eval(Wares.Table, &Ware{ID: 1 << 62}, core.Add(Wares.ID, Wares.ID))),
	} {
		wants(t, err, what)
	}
}

func second[V any](_ V, err error) error { return err }
