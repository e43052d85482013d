package core_test

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var meta = metadata.New()

var users = core.NewTable[struct {
	core.Table
	ID      core.Num[int64]
	Name    core.Str
	Email   core.Str
	Age     core.Num[int]
	Bio     core.Str
	Active  core.Bool
	Joined  core.Time
	Balance core.Num[float64]
}](meta, "users",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("name", metadata.String(50)),
	metadata.Col("email", metadata.String(100)).Unique(),
	metadata.Col("age", metadata.Integer()),
	metadata.Col("bio", metadata.Text()).Null(),
	metadata.Col("active", metadata.Boolean()).Default(metadata.Literal(true)),
	metadata.Col("joined", metadata.Timestamp().Digits(6)),
	metadata.Col("balance", metadata.Double()).Default(metadata.Literal(0)),
)

var posts = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	UserID core.Num[int64]
	Title  core.Str
	Parent core.Num[int64]
}](meta, "posts",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("user_id", metadata.BigInt()).References("users", "id"),
	metadata.Col("title", metadata.String(100)),
	metadata.Col("parent", metadata.BigInt()).Null(),
)

// profile is what the JSON column of things holds.
type profile struct {
	Name string         `json:"name"`
	Tags []string       `json:"tags"`
	Size map[string]int `json:"size,omitempty"`
	On   bool           `json:"on"`
	None *int           `json:"none"`
}

var things = core.NewTable[struct {
	core.Table
	ID    core.Num[int64]
	Data  core.JSON[profile]
	Raw   core.Bytes
	Key   core.Col[core.UUID]
	Price core.Dec[price]
}](meta, "things",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("data", metadata.JSON()).Null(),
	metadata.Col("raw", metadata.Binary(0)).Null(),
	metadata.Col("key", metadata.UUID()).Null(),
	metadata.Col("price", metadata.Numeric(12, 2)).Null(),
)

// price is a number with two digits behind the point, as a decimal package
// would have it.
type price struct{ cents int64 }

func (p price) Value() (driver.Value, error) { return p.String(), nil }

func (p price) String() string { return fmt.Sprintf("%d.%02d", p.cents/100, p.cents%100) }

func (p *price) Scan(src any) error {
	if b, ok := src.([]byte); ok {
		src = string(b)
	}
	f, err := strconv.ParseFloat(fmt.Sprint(src), 64)
	p.cents = int64(math.Round(f * 100))
	return err
}

var joined = time.Date(2026, 2, 3, 4, 5, 6, 789000000, time.UTC)

// onServers runs a test on an empty database of each server, with the tables
// above and a few rows in them.
func onServers(t *testing.T, f func(t *testing.T, ctx context.Context, db *engine.Engine)) {
	for _, s := range dbtest.Servers(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			db, err := engine.Open(ctx, all.Dialects(), s.NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := migrate.CreateAll(ctx, db, meta); err != nil {
				t.Fatal(err)
			}
			if err := fill(ctx, db); err != nil {
				t.Fatal(err)
			}
			f(t, ctx, db)
		})
	}
}

func fill(ctx context.Context, db core.DB) error {
	in := core.Insert(users)
	for i, name := range []string{"ann", "bob", "cy"} {
		in = in.Values(users.ID.Set(int64(i+1)), users.Name.Set(name), users.Email.Set(name+"@x.org"), users.Age.Set(20+10*i),
			users.Joined.Set(joined.AddDate(0, i, 0)), users.Bio.SetNull())
	}
	if _, err := in.Exec(ctx, db); err != nil {
		return err
	}
	key := core.UUID{0: 1, 15: 0xab}
	of := core.Insert(things).Values(things.ID.Set(1), things.Raw.Set([]byte{0, 1, 255}), things.Key.Set(key), things.Price.Set(price{1250}),
		things.Data.Set(profile{Name: "a\"b", Tags: []string{"red", "blue"}, Size: map[string]int{"w": 3}, On: true})).
		Values(things.ID.Set(2), things.Data.SetNull(), things.Raw.SetNull(), things.Key.SetNull(), things.Price.Set(price{5}))
	if _, err := of.Exec(ctx, db); err != nil {
		return err
	}
	in = core.Insert(posts)
	for i := range 4 {
		in = in.Values(posts.ID.Set(int64(i+1)), posts.UserID.Set(int64(i/2+1)), posts.Title.Set("post "+string(rune('a'+i))), posts.Parent.SetPtr(parent(i)))
	}
	_, err := in.Exec(ctx, db)
	return err
}

func parent(i int) *int64 {
	if i == 0 {
		return nil
	}
	p := int64(i)
	return &p
}

// names are what the tests call a server: "mysql", "mariadb", "sqlite",
// "postgres", and "postgres18" for one that is at least of that version.
func names(db *engine.Engine) []string {
	name := strings.ToLower(db.Server.Product)
	if db.Dialect.Name() != "postgres" {
		return []string{name}
	}
	all := []string{"postgres"}
	for v := 16; v <= db.Server.Number/10000; v++ {
		all = append(all, fmt.Sprintf("postgres%d", v))
	}
	return all
}

// can reports whether the server is one of those listed; "all" is every one.
func can(db *engine.Engine, servers string) bool {
	return servers == "all" || slices.ContainsFunc(strings.Fields(servers), func(s string) bool { return slices.Contains(names(db), s) })
}

// on runs a query on the servers listed, where it must have the rows, and on
// the others, where it must be refused with a word that it is not supported.
func on[R any](t *testing.T, ctx context.Context, db *engine.Engine, servers string, q core.Query[R], rows ...R) {
	t.Helper()
	if can(db, servers) {
		want(t, ctx, db, q, rows...)
		return
	}
	refused(t, db, q)
}

// refused spells a statement, which must fail because the server lacks
// something.
func refused(t *testing.T, db *engine.Engine, s interface {
	Statement() (core.Statement, error)
}) {
	t.Helper()
	stmt, err := s.Statement()
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := db.Spell(stmt)
	if !errors.Is(err, dialect.ErrUnsupported) {
		t.Errorf("not refused: %s, %v", text, err)
	}
}

// done runs a statement on the servers listed, where it must affect so many
// rows; elsewhere it must be refused. It reports whether it was run.
func done(t *testing.T, ctx context.Context, db *engine.Engine, servers string, affected int64, s interface {
	Statement() (core.Statement, error)
	Exec(context.Context, core.DB) (core.Result, error)
}) bool {
	t.Helper()
	if !can(db, servers) {
		refused(t, db, s)
		return false
	}
	res, err := s.Exec(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if res.RowsAffected != affected {
		t.Errorf("%d rows affected, want %d", res.RowsAffected, affected)
	}
	return true
}

func two[A, B any](a A, b B) core.Tuple2[A, B] { return core.Tuple2[A, B]{A: a, B: b} }

func three[A, B, C any](a A, b B, c C) core.Tuple3[A, B, C] {
	return core.Tuple3[A, B, C]{A: a, B: b, C: c}
}

func ptr[T any](v T) *T { return &v }

func want[R any](t *testing.T, ctx context.Context, db core.DB, q core.Query[R], want ...R) {
	t.Helper()
	got, err := q.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %s\nwant %s", pretty(got), pretty(want))
	}
}

// pretty is a value with what its pointers point to.
func pretty(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(b)
}
