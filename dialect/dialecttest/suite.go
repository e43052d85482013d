// Package dialecttest is the suite that every dialect passes. It is public, so
// that a dialect can live elsewhere.
package dialecttest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Run runs the suite for a dialect on the empty database that the URL names.
func Run(t *testing.T, d dialect.Dialect, url string) {
	e, err := engine.Open(t.Context(), []dialect.Dialect{d}, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("probe says who is there", func(t *testing.T) { probe(t, e) })
	t.Run("names come back as they were quoted", func(t *testing.T) { names(t, e) })
	t.Run("strings come back as they were quoted", func(t *testing.T) { strs(t, e) })
	t.Run("read only is refused by the server", func(t *testing.T) { readOnly(t, e) })
	t.Run("one holds the lock", func(t *testing.T) { lock(t, e) })
	t.Run("a normalized schema comes back", func(t *testing.T) { law(t, e) })
	t.Run("errors have classes", func(t *testing.T) { classes(t, e) })
	t.Run("scratch databases leave nothing", func(t *testing.T) { scratch(t, e) })
}

func probe(t *testing.T, e *engine.Engine) {
	s := e.Server
	if s.Product == "" || s.Version == "" || s.Number < 30000 || len(s.Names) == 0 || s.Dialect != e.Dialect.Name() {
		t.Errorf("Probe says %+v", s)
	}
}

// Odd are names and strings that break careless quoting.
var Odd = []string{"plain", "two words", `do"uble`, "it's", "back`tick", "semi;colon", "dash--dash", "/* x */", "per%cent", "ünïcode", "日本", "select", "a.b", `back\slash`, "br[acket]", "new\nline", "$1", "?", ":x"}

func names(t *testing.T, e *engine.Engine) {
	for _, name := range Odd {
		rows, err := e.DB.QueryContext(t.Context(), "SELECT 1 AS "+e.Dialect.Ident(name))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		columns, err := rows.Columns()
		if err := errors.Join(err, rows.Close()); err != nil || columns[0] != name {
			t.Errorf("%q came back as %q, %v", name, columns, err)
		}
	}
}

func strs(t *testing.T, e *engine.Engine) {
	for _, want := range append(Odd, "", "tab\there", `\'`, `'\`, "''") {
		var got string
		if err := e.DB.QueryRowContext(t.Context(), "SELECT "+e.Dialect.Literal(want)).Scan(&got); err != nil || got != want {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
	}
}

func readOnly(t *testing.T, e *engine.Engine) {
	c, err := e.DB.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	begin, end := e.Dialect.ReadOnly()
	exec := func(list []string) {
		for _, s := range list {
			if _, err := c.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
	exec(begin)
	_, err = c.ExecContext(t.Context(), "CREATE TABLE not_allowed (id INTEGER)")
	exec(end)
	if got := e.Dialect.Explain(err); err == nil || got.Class != dialect.ReadOnlyErr {
		t.Errorf("CREATE TABLE: %v, class %q", err, got.Class)
	}
}

func lock(t *testing.T, e *engine.Engine) {
	ctx := t.Context()
	other, err := engine.Open(ctx, []dialect.Dialect{e.Dialect}, urlOf(e))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	first, err := e.DB.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	second, err := other.DB.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := e.Dialect.Lock(ctx, first, e.Server, "suite", time.Second, nil); err != nil {
		t.Fatal(err)
	}
	told := ""
	_, err = e.Dialect.Lock(ctx, second, e.Server, "suite", 100*time.Millisecond, func(holder string) { told = holder })
	if !errors.Is(err, dialect.ErrLocked) || told == "" {
		t.Fatalf("a second lock: %v, told %q", err, told)
	}
	unlockByDeath(t, e, first)
}

// urlOf rebuilds a URL that Open takes; tests have no passwords.
func urlOf(e *engine.Engine) string {
	if e.URL.Host == "" {
		return e.URL.Scheme + ":" + strings.TrimSuffix("/"+strings.TrimPrefix(e.URL.Database, "/"), "?")
	}
	return e.URL.String()
}

// unlockByDeath takes the lock on a connection that then ends, and expects it
// to be free. A file lock is the process's own; a test of processes has that.
func unlockByDeath(t *testing.T, e *engine.Engine, first interface{ Raw(func(any) error) error }) {
	if e.URL.Host == "" {
		return
	}
	_ = first.Raw(func(any) error { return errDead }) // the pool throws the connection away
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	c, err := e.DB.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	unlock, err := e.Dialect.Lock(ctx, c, e.Server, "suite", 5*time.Second, nil)
	if err != nil {
		t.Fatalf("after its holder died: %v", err)
	}
	if err := unlock(ctx); err != nil {
		t.Error(err)
	}
}

// Everything is a portable schema that uses each generic type and feature that
// all servers have.
func Everything() *metadata.MetaData {
	m := metadata.New()
	metadata.NewTable(m, "parent",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("code", metadata.String(40)).Unique().Default(metadata.Literal("it's")),
		metadata.Col("flag", metadata.Boolean()).Default(metadata.Literal(true)),
		metadata.Col("small", metadata.SmallInt()).Default(metadata.Literal(-1)),
		metadata.Col("price", metadata.Numeric(10, 2)).Default(metadata.Literal(1.5)),
		metadata.Col("ratio", metadata.Double()).Null(),
		metadata.Col("weight", metadata.Float()).Null(),
		metadata.Col("body", metadata.Text()).Null(),
		metadata.Col("raw", metadata.Binary(0)).Null(),
		metadata.Col("day", metadata.Date()).Null(),
		metadata.Col("hour", metadata.Time()).Null(),
		metadata.Col("made", metadata.DateTime()).Default(metadata.Now()),
		metadata.Col("seen", metadata.Timestamp()).Default(metadata.Now()),
		metadata.Col("data", metadata.JSON()).Null(),
		metadata.Col("uid", metadata.UUID()).Null(),
		metadata.Col("kind", metadata.EnumOf("parent_kind", "a", "b'c")).Default(metadata.Literal("a")),
		metadata.Col("exact", metadata.DateTime().Digits(3)).Null(),
	)
	metadata.NewTable(m, "child",
		metadata.Col("parent_id", metadata.BigInt()).PrimaryKey().References("parent", "id").OnDelete(metadata.Cascade),
		metadata.Col("line", metadata.Integer()).PrimaryKey(),
		metadata.Col("name", metadata.String(20)).Index(),
		metadata.Col("up", metadata.BigInt()).Null().References("parent", "id"),
		metadata.UniqueOn("name", "line").Named("child_name_line"),
		metadata.IndexOn("line", "name").Named("child_line"),
	)
	return m
}

// law: creating Normalize(m) and reflecting gives Normalize(m).
func law(t *testing.T, e *engine.Engine) {
	want, err := e.Dialect.Normalize(Everything(), e.Server)
	if err != nil {
		t.Fatal(err)
	}
	for _, en := range want.Enums {
		execChange(t, e, ddl.CreateEnum{Enum: en})
	}
	tables, _ := metadata.SortTables(want.Tables())
	for _, table := range tables {
		changes := []ddl.Change{ddl.CreateTable{Table: table}}
		for _, i := range table.Indexes {
			changes = append(changes, ddl.CreateIndex{In: ddl.In{From: table, To: table}, Index: i})
		}
		changes, err := e.Dialect.Combine(e.Server, metadata.New(), want, changes)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			execChange(t, e, c)
		}
	}
	have, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	want.Sort()
	have.Sort()
	for _, w := range want.Tables() {
		h := have.Table(w.Ident())
		if h == nil {
			t.Errorf("table %s is not there", w.Ident())
			continue
		}
		h.Source = ""
		for _, i := range h.Indexes {
			i.Source = ""
		}
		if got, expect := text(t, h), text(t, w); got != expect {
			t.Errorf("table %s\nreflected  %s\nnormalized %s", w.Ident(), got, expect)
		}
	}
}

func execChange(t *testing.T, e *engine.Engine, c ddl.Change) {
	t.Helper()
	list, err := e.Dialect.Compile(e.Server, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if _, err := e.DB.ExecContext(t.Context(), s.SQL); err != nil {
			t.Fatalf("%s: %v", s.SQL, err)
		}
	}
}

func classes(t *testing.T, e *engine.Engine) {
	if p := e.Dialect.Explain(nil); p.Class != dialect.Unknown || p.Message != "" {
		t.Errorf("no error is explained as %+v", p)
	}
	cases := map[string]dialect.Class{
		"SELECT * FROM no_such_table": dialect.NotFound,
		"SELEC 1":                     dialect.Syntax,
		"INSERT INTO child (parent_id, line, name) VALUES (4711, 1, 'x')":  dialect.ForeignFails,
		"INSERT INTO child (parent_id, line, name) VALUES (4711, 1, NULL)": dialect.NullFails,
		"CREATE TABLE parent (id INTEGER)":                                 dialect.Exists,
	}
	for sql, want := range cases {
		_, err := e.DB.ExecContext(t.Context(), sql)
		if p := e.Dialect.Explain(err); err == nil || p.Class != want || p.Message == "" {
			t.Errorf("%s: %v is explained as %+v, want %q", sql, err, p, want)
		}
	}
}

func scratch(t *testing.T, e *engine.Engine) {
	s, err := e.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB.ExecContext(t.Context(), "CREATE TABLE in_scratch (id INTEGER)"); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Table(metadata.Name{Name: "in_scratch"}) != nil {
		t.Error("the scratch table is in the database")
	}
}
