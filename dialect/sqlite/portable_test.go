package sqlite_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/engine"
	md "github.com/dbtool/dbtool/metadata"
)

// genericTypes are all that SQLite has, and a literal of each.
var genericTypes = map[string]struct {
	typ   md.Type
	value any
}{
	"boolean": {md.Boolean(), true}, "small": {md.SmallInt(), 1}, "integer": {md.Integer(), -7}, "big": {md.BigInt(), int64(1) << 60},
	"float": {md.Float(), 1.5}, "double": {md.Double(), -2.25e10}, "numeric": {md.Numeric(10, 2), 3.25}, "digits": {md.Numeric(5, 0), 4},
	"string": {md.String(20), "it's"}, "any_string": {md.String(0), ""}, "text": {md.Text(), "two\nlines"}, "binary": {md.Binary(0), nil},
	"binary16": {md.Binary(16), nil}, "date": {md.Date(), "2026-01-02"}, "time": {md.Time(), "12:00:00"}, "datetime": {md.DateTime(), "2026-01-02 03:04:05"},
	"datetime6": {md.DateTime().Digits(6), nil}, "timestamp": {md.Timestamp(), nil}, "json": {md.JSON(), `{"a": [1, "x"]}`}, "uuid": {md.UUID(), nil},
	"enum": {md.EnumOf("mood", "happy", "it's"), "happy"}, "exact": {md.Exact("varchar ( 10 )"), "x"}, "own": {md.Exact("My Type"), 1}, "none": {md.Text().On("sqlite", md.Exact("")), 1},
}

// defaults are the forms of a default that a column of the type may have.
func defaults(value any) []*md.Expr {
	list := []*md.Expr{nil, md.Literal(nil), md.SQL("(1 + 1)"), md.SQL("1 + 1"), md.SQL("NULL"), md.SQL("abs(-1)"), md.SQL("-5"), md.SQL("+5"), md.SQL("'x'"), md.SQL("x'00ff'"), md.SQL("TRUE"),
		md.SQL("current_timestamp"), md.SQL("datetime('now', '+1 day')"), md.SQL("1.5e3"), md.SQL(`"in quotes"`), md.SQL("[word]"), md.Now()}
	if value != nil {
		list = append(list, md.Literal(value))
	}
	return list
}

// portable has a table for each form of default, with a column of each type,
// in each kind of table.
func portable() *md.MetaData {
	m := md.New()
	for kind, options := range map[string]md.Options{"plain": nil, "strict": {"sqlite.strict": "true"}, "keyed": {"sqlite.without_rowid": "true"}} {
		for n := range defaults(0) {
			t := md.NewTable(m, fmt.Sprintf("%s_%d", kind, n), md.Col("id", md.Integer()).PrimaryKey())
			t.Options = options
			for _, name := range slices.Sorted(maps.Keys(genericTypes)) {
				g := genericTypes[name]
				list := defaults(g.value)
				c := &md.Column{Name: name, Type: g.typ, Nullable: n%2 == 0}
				if n < len(list) {
					c.ServerDefault = list[n]
				}
				if kind == "strict" && (name == "own" || name == "none") {
					continue
				}
				t.Columns = append(t.Columns, c)
			}
		}
	}
	md.NewTable(m, "keys",
		md.Col("a", md.String(10)).PrimaryKey(),
		md.Col("b", md.Integer()).PrimaryKey().References("plain_0", "id").OnDelete(md.Cascade).OnUpdate(md.SetNull),
		md.Col("c", md.Integer()).Null().Unique().Index().Check("c > 0"),
		md.Col("d", md.Text()).Collate("NOCASE").Virtual(md.SQL("upper(a)")).Null(),
		md.Col("e", md.Text()).Stored(md.SQL("a || 'x'")).Null(),
		md.UniqueOn("a", "c").Named("both"),
		md.IndexOn("c", "a").Named("ix"),
	)
	md.NewTable(m, "numbered", md.Col("id", md.Integer()).PrimaryKey().Autoincrement(true), md.Col("up", md.Integer()).Null().References("numbered", "id"))
	md.NewTable(m, "unnumbered", md.Col("id", md.Integer()).PrimaryKey().Autoincrement(false))
	md.NewTable(m, "big", md.Col("id", md.BigInt()).PrimaryKey())
	m.Views = append(m.Views, &md.View{Name: "v", Definition: md.SQL("SELECT id FROM big")})
	return m
}

func normal(t *testing.T, e *engine.Engine, m *md.MetaData) *md.MetaData {
	t.Helper()
	n, err := e.Dialect.Normalize(m, e.Server)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDeclaredInGo: a portable schema is made, and nothing is left to do; a
// table that gets its columns later ends the same; all of it goes again.
func TestDeclaredInGo(t *testing.T) {
	live := scratch(t, "")
	nothingLeft := func(m *md.MetaData) {
		t.Helper()
		if left := plan(t, live, normal(t, live, m)); !left.Empty() {
			t.Errorf("still to do:\n%s", left.Script())
		}
	}
	migrateTo(t, live, normal(t, live, portable()))
	nothingLeft(portable())
	bare := portable()
	for _, table := range bare.Tables() {
		if table.Column("id") != nil {
			table.Columns, table.ForeignKeys = table.Columns[:1], nil
		}
	}
	migrateTo(t, live, normal(t, live, bare))
	nothingLeft(bare)
	migrateTo(t, live, normal(t, live, portable()))
	nothingLeft(portable())
	migrateTo(t, live, normal(t, live, md.New()))
	if left := texts(t, live); left != "" {
		t.Errorf("left over:\n%s", left)
	}
}

// changesInGo are edits of a portable schema, one each.
var changesInGo = map[string]func(m *md.MetaData, t *md.Table){
	"type":          func(_ *md.MetaData, t *md.Table) { t.Column("a").Type = md.BigInt() },
	"length":        func(_ *md.MetaData, t *md.Table) { t.Column("s").Type = md.String(99) },
	"precision":     func(_ *md.MetaData, t *md.Table) { t.Column("n").Type = md.Numeric(12, 3) },
	"null":          func(_ *md.MetaData, t *md.Table) { t.Column("a").Nullable = true },
	"not null":      func(_ *md.MetaData, t *md.Table) { t.Column("s").Nullable = false },
	"default":       func(_ *md.MetaData, t *md.Table) { t.Column("s").ServerDefault = md.Literal("z") },
	"no default":    func(_ *md.MetaData, t *md.Table) { t.Column("a").ServerDefault = nil },
	"collation":     func(_ *md.MetaData, t *md.Table) { t.Column("s").Collation = "NOCASE" },
	"enum value":    func(_ *md.MetaData, t *md.Table) { t.Column("e").Type = md.EnumOf("e", "x", "y", "w") },
	"computed":      func(_ *md.MetaData, t *md.Table) { t.Column("g").Computed.Expr = md.SQL("a + 2") },
	"computed kind": func(_ *md.MetaData, t *md.Table) { t.Column("g").Computed.Stored = true },
	"autoincrement": func(_ *md.MetaData, t *md.Table) { t.Column("id").Autoincrement = md.AutoincrementOn },
	"key":           func(_ *md.MetaData, t *md.Table) { t.PrimaryKey.Parts = md.Parts("id", "a") },
	"unique": func(_ *md.MetaData, t *md.Table) {
		t.Uniques = append(t.Uniques, &md.Unique{Parts: md.Parts("s", "a")})
	},
	"check": func(_ *md.MetaData, t *md.Table) {
		t.Checks = append(t.Checks, &md.Check{Name: "ck", Expr: md.SQL("a > 0")})
	},
	"foreign key": func(_ *md.MetaData, t *md.Table) { t.ForeignKeys = nil },
	"on delete":   func(_ *md.MetaData, t *md.Table) { t.ForeignKeys[0].OnDelete = md.SetNull },
	"deferrable":  func(_ *md.MetaData, t *md.Table) { t.ForeignKeys[0].Deferrable = md.InitiallyDeferred },
	"index": func(_ *md.MetaData, t *md.Table) {
		t.Indexes = append(t.Indexes, &md.Index{Name: "i2", Parts: md.Parts("a", "s")})
	},
	"index where":   func(_ *md.MetaData, t *md.Table) { t.Indexes[0].Where = md.SQL("a > 1") },
	"index desc":    func(_ *md.MetaData, t *md.Table) { t.Indexes[0].Parts[0].Desc = true },
	"unique index":  func(_ *md.MetaData, t *md.Table) { t.Indexes[0].Unique = true },
	"strict":        func(_ *md.MetaData, t *md.Table) { t.Options = md.Options{"sqlite.strict": "true"} },
	"without rowid": func(_ *md.MetaData, t *md.Table) { t.Options = md.Options{"sqlite.without_rowid": "true"} },
	"column": func(_ *md.MetaData, t *md.Table) {
		t.Columns = append(t.Columns, &md.Column{Name: "x", Type: md.Date(), Nullable: true})
	},
	"column renamed": func(_ *md.MetaData, t *md.Table) { t.Column("z").Name, t.Column("z").RenamedFrom = "zz", "z" },
	"table":          func(m *md.MetaData, _ *md.Table) { md.NewTable(m, "extra", md.Col("id", md.Integer()).PrimaryKey()) },
	"view": func(m *md.MetaData, _ *md.Table) {
		m.Views = append(m.Views, &md.View{Name: "v", Definition: md.SQL("SELECT a FROM t")})
	},
}

func small() (*md.MetaData, *md.Table) {
	m := md.New()
	md.NewTable(m, "p", md.Col("id", md.Integer()).PrimaryKey())
	t := md.NewTable(m, "t",
		md.Col("id", md.Integer()).PrimaryKey(), md.Col("a", md.Integer()).Default(md.Literal(1)), md.Col("s", md.String(20)).Null(),
		md.Col("n", md.Numeric(10, 2)).Null(), md.Col("e", md.EnumOf("e", "x", "y")).Default(md.Literal("x")),
		md.Col("g", md.Integer()).Null().Virtual(md.SQL("a + 1")), md.Col("p", md.Integer()).Null().References("p", "id"),
		md.Col("z", md.Text()).Null(), md.IndexOn("a").Named("i1"))
	return m, t
}

// TestChangesInGo: each change of a declaration is seen, made, and then seen no
// more; and so is its undoing.
func TestChangesInGo(t *testing.T) {
	for name, change := range changesInGo {
		t.Run(name, func(t *testing.T) {
			live := scratch(t, "")
			before, _ := small()
			after, table := small()
			change(after, table)
			migrateTo(t, live, normal(t, live, before))
			exec1(t, live, "INSERT INTO t (id, a, s, n) VALUES (1, 2, 'three', 4.5)")
			for _, m := range []*md.MetaData{after, before, after} {
				if plan(t, live, normal(t, live, m)).Empty() {
					t.Error("the change is not seen")
				}
				migrateTo(t, live, normal(t, live, m))
				if left := plan(t, live, normal(t, live, m)); !left.Empty() {
					t.Errorf("still to do:\n%s", left.Script())
				}
			}
			if got := values(t, live, "SELECT id, a, s, n FROM t"); got != "[1 2 three 4.5]" {
				t.Errorf("the row is %s", got)
			}
		})
	}
}
