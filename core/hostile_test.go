package core_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// spellings are one server of each kind, for what needs no connection.
var spellings = []struct {
	d dialect.Dialect
	s *dialect.Server
}{
	{sqlite.New(), &dialect.Server{Dialect: "sqlite", Product: "SQLite", Names: []string{"sqlite"}}},
	{mysql.New(), &dialect.Server{Dialect: "mysql", Product: "MySQL", Names: []string{"mysql"}, Number: 90700}},
	{mysql.New(), &dialect.Server{Dialect: "mysql", Product: "MariaDB", Names: []string{"mariadb", "mysql"}, Number: 101106}},
	{postgres.New(), &dialect.Server{Dialect: "postgres", Product: "PostgreSQL", Names: []string{"postgres"}, Number: 180000}},
}

// places are where a string of the program reaches the text of a statement.
func places(s string) map[string]interface {
	Statement() (core.Statement, error)
} {
	type statement = interface {
		Statement() (core.Statement, error)
	}
	t := metadata.NewTable(metadata.New(), s, metadata.Col(s, metadata.Integer()))
	rel := &ast.Relation{Table: t}
	var col core.Num[int]
	if _, err := core.BindColumn(&col, &ast.ColumnRef{Rel: rel, Name: s, Column: t.Column(s)}); err != nil {
		panic(err)
	}
	own := core.TableOf(rel)
	sub := core.Select(users.ID).As(s)
	cte := core.Select(users.ID).CTE(s)
	window := func(w *core.Window) { w.Frame = &ast.Frame{Unit: s, Exclude: s} }
	return map[string]statement{
		"table and column": core.Select(col).From(own),
		"alias":            core.Select(core.Alias(users, s).Name),
		"subquery":         core.Select(core.Of(sub, users.ID)),
		"cte":              core.Select(core.Of(cte, users.ID)),
		"label":            core.Select(users.Name.As(s)),
		"values":           core.Select(core.Of(core.Values1(s, core.NameNum[int](s), 1), core.NameNum[int](s))),
		"collation":        core.Select(users.Name.Collate(s)),
		"function":         core.Select(core.Ptr(core.Call[int](s, core.Val(1)))),
		"aggregate":        core.Select(core.Ptr(core.CallAgg[int](s, users.Age))),
		"table function":   core.Select(core.Of(core.TableFunc(s, []core.Expression{core.NameNum[int](s)}, s), core.NameNum[int](s))),
		"hint":             core.Select(users.Name).HintOn("mysql", s).HintOn("mariadb", s).HintOn("postgres", s).HintOn("sqlite", s),
		"document key":     core.Select(core.Ptr(things.Data.Key(s).Text())),
		"document change":  core.Select(core.Ptr(things.Data.With(1, s))),
		"json table":       core.Select(core.Ptr(core.Of(core.JSONTable(s, core.DocOf(1), core.JSONField(core.NameNum[int](s), metadata.Integer(), s)), core.NameNum[int](s)))),
		"unit":             core.Select(core.Ptr(core.Max(users.Joined.Plus(1, core.Unit(s))))),
		"frame":            core.Select(core.Ptr(core.Max(users.Age).Over(core.Over(window)))),
		"separator":        core.Select(core.Ptr(core.StringAgg(users.Name, s))),
		"search":           core.Select(users.ID).Where(core.SearchIn(s, s, users.Name)),
		"pattern":          core.Select(users.ID).Where(users.Name.Contains(s), users.Name.Match(s)),
		"cast":             core.Select(core.Cast[int](users.Age, metadata.Exact(s))),
		"insert":           core.Insert(own).Values(col.Set(1)),
		"truncate":         core.Truncate(own),
	}
}

// checkPlaces spells a statement for each place, with the string in it. Where
// it is not refused, the text must fall into as many tokens as it does for a
// harmless word: nothing came out of its quotes.
func checkPlaces(t *testing.T, s string) {
	harmless := places("harmless")
	for place, statement := range places(s) {
		for _, on := range spellings {
			stmt, err := statement.Statement()
			if err != nil {
				continue
			}
			text, _, err := dialect.Spell(on.d, on.s, stmt)
			if err != nil {
				continue
			}
			calm, err := harmless[place].Statement()
			if err != nil {
				t.Fatal(err)
			}
			plain, _, err := dialect.Spell(on.d, on.s, calm)
			if err != nil {
				continue // the word itself is refused: an exact type or unit may be a real one
			}
			if place == "cast" {
				checkType(t, s, text, on.d.Rules())
				continue
			}
			got, err := shape(text, on.d.Rules())
			want, werr := shape(plain, on.d.Rules())
			if err != nil || werr != nil || got != want {
				t.Errorf("%s, %s: %q became\n%s\n%s, %v; a plain word is\n%s", on.s.Product, place, s, text, got, err, want)
			}
		}
	}
}

// checkType finds what no type is made of; types are not quoted.
func checkType(t *testing.T, s, text string, r lex.Rules) {
	if !strings.Contains(text, " AS "+s+")") {
		return // SQLite is told the kind of value only
	}
	tokens, err := lex.Tokens(s, r)
	if err != nil {
		t.Errorf("a type %q became %s", s, text)
	}
	for _, k := range tokens {
		if (k.Kind == lex.Op || k.Kind == lex.Comment || k.Kind == lex.Param) && !strings.Contains(".,()[]`", k.Text) {
			t.Errorf("a type %q became %s", s, text)
		}
	}
}

// shape is the kinds of the tokens of a text.
func shape(text string, r lex.Rules) (string, error) {
	tokens, err := lex.Tokens(text, r)
	var b strings.Builder
	for _, t := range tokens {
		switch t.Kind {
		case lex.Word:
			b.WriteString("w ")
		case lex.Quoted:
			b.WriteString("q ")
		case lex.String:
			b.WriteString("s ")
		default:
			b.WriteString(t.Text + " ")
		}
	}
	// The name of a function may be qualified.
	return strings.ReplaceAll(b.String(), "w . w ", "w "), err
}

var hostile = []string{
	`"`, `""`, "`", "``", `'`, `''`, `\`, `\'`, `\"`, "--", "-- x", "/*", "*/", "*/ x /*", ";", "; DROP TABLE users; --", `" OR 1=1 --`, "` OR 1=1 #", `' OR '1'='1`,
	"x) FROM users --", "a.b", `a"."b`, "?", "??", "$1", ":x", "\x00", "a\nb", "é", "😀", "\u2028", "$$", "$a$", "[x]", "x]", "{", "%", "_", "@@version", "0", "1e5", " ", "a b", "count(*)", "DAY)", "ROWS x", "varchar(10)", "int) AS x, (SELECT 1",
}

// TestHostileStrings: no string that reaches a statement leaves its place.
func TestHostileStrings(t *testing.T) {
	for _, s := range hostile {
		checkPlaces(t, s)
	}
}

// FuzzStrings looks for a string that leaves its place.
func FuzzStrings(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkPlaces)
}

// TestManyGoroutines: a thousand goroutines derive from one statement and
// spell what they made; the one they began with is as it was.
func TestManyGoroutines(t *testing.T) {
	base := core.Select(users.Name).From(users).Where(users.Age.Gt(1)).OrderBy(users.ID.Asc())
	insert := core.Insert(posts).Values(posts.ID.Set(1), posts.Title.Set("a"))
	before := text(t, base) + text(t, insert)
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			q := base.Where(users.ID.Eq(int64(i))).OrderBy(users.Name.Asc()).Join(posts, core.Eq(posts.UserID, users.ID)).GroupBy(users.ID).Limit(i)
			in := insert.Values(posts.ID.Set(int64(i)), posts.Title.Set("b")).OnConflict(posts.ID).DoNothing()
			if got := text(t, q); strings.Count(got, `"users"."id" = ?`) != 1 {
				t.Errorf("%d: %s", i, got)
			}
			if got := text(t, in); strings.Count(got, "(?, ?)") != 2 {
				t.Errorf("%d: %s", i, got)
			}
		})
	}
	wg.Wait()
	if after := text(t, base) + text(t, insert); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

func text(t *testing.T, s interface {
	Statement() (core.Statement, error)
}) string {
	stmt, err := s.Statement()
	if err != nil {
		t.Error(err)
		return ""
	}
	text, _, err := dialect.Spell(spellings[0].d, spellings[0].s, stmt)
	if err != nil {
		t.Error(err)
	}
	return text
}

// threeFilters builds a query of three conditions and spells it.
func threeFilters() (string, []any, error) {
	s, err := core.Select(users.Name).Where(users.Age.Ge(18), users.Name.Like("a%"), users.Active).Statement()
	if err != nil {
		return "", nil, err
	}
	return dialect.Spell(spellings[0].d, spellings[0].s, s)
}

func BenchmarkBuildAndSpell(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := threeFilters(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBuildingIsCheap holds the allocations of a query of three conditions.
func TestBuildingIsCheap(t *testing.T) {
	const most = 22
	n := testing.AllocsPerRun(100, func() {
		if _, _, err := threeFilters(); err != nil {
			t.Fatal(err)
		}
	})
	if n > most {
		t.Errorf("%v allocations, want at most %d", n, most)
	}
}
