package orm_test

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// likeMySQL and the others have fields of the types that their dialect says are
// like its own.
type likeMySQL struct {
	ID    int64
	Tiny  int16
	Small int32
	Med   int32
	Big   int64
	Dec   string
	Fix   string
	Mood  string
	Some  *string
	Bits  []byte
	Year  int16
}

func (l *likeMySQL) Declare(t *orm.Def) {
	t.Name("likes")
	for field, sql := range map[any]string{&l.ID: "bigint unsigned", &l.Tiny: "tinyint unsigned", &l.Small: "smallint unsigned", &l.Med: "mediumint", &l.Big: "int unsigned",
		&l.Dec: "decimal(10,2) unsigned", &l.Fix: "char(3)", &l.Mood: "enum('sad','ok')", &l.Some: "set('a','b')", &l.Bits: "bit(8)", &l.Year: "year"} {
		t.Col(field).Type(metadata.Exact(sql))
	}
	t.Col(&l.ID).Autoincrement(true)
}

type likePostgres struct {
	ID    int32
	Fix   string
	Doc   json.RawMessage
	Net   *string
	Num   string
	Words []string
	Nrs   *[]int32
	Span  core.Interval
	Zoned string
	Moods orm.Opt[[]string]
	Days  orm.Opt[*[]int32]
}

func (l *likePostgres) Declare(t *orm.Def) {
	t.Name("likes")
	for field, sql := range map[any]string{&l.Fix: "character(3)", &l.Net: "inet", &l.Num: "numeric", &l.Words: "text[]", &l.Nrs: "integer[]", &l.Span: "interval(3)", &l.Zoned: "time with time zone",
		&l.Moods: "text[]", &l.Days: "integer[]"} {
		t.Col(field).Type(metadata.Exact(sql))
	}
	t.Col(&l.Doc).JSON().Type(metadata.Exact("json")).NotNull()
	t.Col(&l.Moods).Default(metadata.SQL("'{ok}'"))
	t.Col(&l.Days).Null()
}

type likeSQLite struct {
	ID    int64
	Tiny  int64
	Words string
	Real  float64
	Money string
	Yes   bool
	Blob  []byte
	Doc   json.RawMessage
}

func (l *likeSQLite) Declare(t *orm.Def) {
	t.Name("likes")
	for field, sql := range map[any]string{&l.Tiny: "TINYINT", &l.Words: "NVARCHAR(10)", &l.Real: "DOUBLE PRECISION", &l.Money: "DECIMAL(10,2)", &l.Yes: "BOOL", &l.Blob: "blob"} {
		t.Col(field).Type(metadata.Exact(sql))
	}
	t.Col(&l.Doc).JSON().Type(metadata.Exact("JSON")).NotNull()
}

// TestTypesLikeTheServers: a field of the type that a dialect says an exact type
// resembles holds its values, there and back.
func TestTypesLikeTheServers(t *testing.T) {
	some, net := "a,b", "10.0.0.1"
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		switch db.Dialect.Name() {
		case "mysql":
			likes(t, ctx, db, &likeMySQL{Tiny: 255, Small: 65535, Med: -8388608, Big: 4294967295, Dec: "12.50", Fix: "abc", Mood: "ok", Some: &some, Bits: []byte{0xaa}, Year: 2026})
		case "postgres":
			likes(t, ctx, db, &likePostgres{Fix: "abc", Doc: json.RawMessage(`{"b":1}`), Net: &net, Num: "12.345678901234567890", Words: []string{"a", `"b",c`}, Nrs: &[]int32{1, 2},
				Span: core.Interval{Months: 14, Days: 3}, Zoned: "12:30:00+02", Days: orm.Some(&[]int32{7})})
		case "sqlite":
			likes(t, ctx, db, &likeSQLite{Tiny: 1 << 40, Words: "tea", Real: 0.5, Money: "12.5", Yes: true, Blob: []byte{0}, Doc: json.RawMessage(`{"b":1}`)})
		}
	})
}

func likes[T any](t *testing.T, ctx context.Context, db *engine.Engine, want *T) {
	t.Helper()
	meta := metadata.New()
	table := must[*metadata.Table](t)(orm.Map[T](meta))
	ok(t, migrate.CreateAll(ctx, db, meta))
	resembler := db.Dialect.(dialect.Resembler)
	for _, c := range table.Columns {
		if r, known := resembler.Resembles(c.Type); known && c.Type.SQL != "" && !core.Holds(r, fieldType[T](c.Name)) {
			t.Errorf("%s is said to be like %s, which a %s is not", c.Type, r, fieldType[T](c.Name))
		}
	}
	s := orm.NewSession(db, meta)
	ok(t, s.Add(want))
	ok(t, s.Commit(ctx))
	s.Close()
	s = orm.NewSession(db, meta)
	defer s.Close()
	got := must[*T](t)(orm.Get[T](ctx, s, 1))
	if s.Dirty(got) {
		t.Errorf("%+v was just read, and is said to differ", got)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sent %+v\ngot  %+v", want, got)
	}
}

// fieldType is the type of a column's values in a struct.
func fieldType[T any](column string) reflect.Type {
	typ := reflect.TypeFor[T]()
	for i := range typ.NumField() {
		if f := typ.Field(i); core.SnakeCase(f.Name) == column {
			if f.Type.Kind() == reflect.Pointer {
				return f.Type.Elem()
			}
			return f.Type
		}
	}
	return nil
}

type instant struct {
	ID int64
	At time.Time
}

func (i *instant) Declare(t *orm.Def) {
	t.Name("instants")
	t.Col(&i.At).Type(metadata.Timestamp().Digits(9))
}

// TestNanoseconds: SQLite keeps as many digits of a time as its column says.
func TestNanoseconds(t *testing.T) {
	ctx := t.Context()
	db := must[*engine.Engine](t)(engine.Open(ctx, all.Dialects(), "sqlite::memory:"))
	defer db.Close()
	own := metadata.New()
	must[*metadata.Table](t)(orm.Map[instant](own))
	ok(t, migrate.CreateAll(ctx, db, own))
	s := orm.NewSession(db, own)
	defer s.Close()
	i := &instant{At: time.Date(2026, 2, 3, 4, 5, 6, 123456789, time.UTC)}
	ok(t, s.Add(i))
	ok(t, s.Commit(ctx))
	i.At = i.At.Add(1)
	ok(t, s.Commit(ctx))
	ok(t, s.Refresh(ctx, i))
	if n := i.At.Nanosecond(); n != 123456790 {
		t.Errorf("%d nanoseconds came back", n)
	}
}
