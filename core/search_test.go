package core_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

var notes = core.NewTable[struct {
	core.Table
	ID    core.Num[int]
	Title core.Str
	Body  core.Str
}](metadata.New(), "notes",
	metadata.Col("id", metadata.Integer()).PrimaryKey(),
	metadata.Col("title", metadata.String(100)).Null(),
	metadata.Col("body", metadata.Text()),
)

// noted makes the table as each server needs it for searching.
var noted = map[string][]string{
	"sqlite":   {"CREATE VIRTUAL TABLE notes USING fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61')"},
	"mysql":    {"CREATE TABLE notes (id int PRIMARY KEY, title varchar(100), body text NOT NULL, FULLTEXT (title), FULLTEXT (body), FULLTEXT (title, body))"},
	"postgres": {"CREATE TABLE notes (id int PRIMARY KEY, title varchar(100), body text NOT NULL)", "CREATE INDEX ON notes USING gin (to_tsvector('english', body))"},
}

// Searches find the rows that have the words, in any case, in one column and in
// several; a query's quotes are no quotes of SQL.
func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		ctx := t.Context()
		e, err := engine.Open(ctx, all.Dialects(), s.NewDB(t).URL)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		name := e.Dialect.Name()
		for _, text := range noted[name] {
			if _, err := e.Exec(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		for id, body := range []string{"", "the quick brown fox jumps", "a lazy dog sleeps; foxes at five o'clock", "Crème brûlée for the QUICK", "nothing of interest", "über den Fluß"} {
			title := notes.Title.Set([]string{"empty", "animals", "animals", "dessert", "dog", ""}[id])
			if id == 5 {
				title = notes.Title.SetNull()
			}
			insert := core.Insert(notes).Values(notes.ID.Set(id), title, notes.Body.Set(body))
			if _, err := insert.Exec(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		for what, c := range map[string]struct {
			servers string
			p       core.Pred
			want    []int
		}{
			"a word":                        {"all", core.Search("quick", notes.Body), []int{1, 3}},
			"in capitals":                   {"all", core.Search("BROWN", notes.Body), []int{1}},
			"letters with accents":          {"all", core.Search("brûlée", notes.Body), []int{3}},
			"another script's case":         {"all", core.Search("ÜBER", notes.Body), []int{5}},
			"not there":                     {"all", core.Search("elephant", notes.Body), nil},
			"another column":                {"all", core.Search("animals", notes.Title), []int{1, 2}},
			"with another condition":        {"all", core.And(core.Search("quick", notes.Body), notes.Title.Eq("dessert")), []int{3}},
			"one or the other":              {"mysql mariadb postgres", core.Or(core.Search("brown", notes.Body), core.Search("dessert", notes.Title)), []int{1, 3}},
			"not":                           {"mysql mariadb postgres", core.Not(core.Search("quick", notes.Body)), []int{0, 2, 4, 5}},
			"two columns":                   {"mysql mariadb postgres", core.Search("dog", notes.Title, notes.Body), []int{2, 4}},
			"two columns, one of them NULL": {"mysql mariadb postgres", core.Search("fluß", notes.Title, notes.Body), []int{5}},
			"words in any column":           {"postgres", core.Search("animals lazy", notes.Title, notes.Body), []int{2}},
			"all of the words":              {"postgres sqlite", core.Search("quick fox", notes.Body), []int{1}},
			"any of the words":              {"mysql mariadb", core.Search("brown dessert sleeps", notes.Body), []int{1, 2}},
			"a phrase":                      {"postgres sqlite", core.Search(`"brown fox"`, notes.Body), []int{1}},
			"without a word":                {"postgres", core.Search("quick -fox", notes.Body), []int{3}},
			"or":                            {"postgres sqlite", core.Search("brown OR sleeps", notes.Body), []int{1, 2}},
			"forms of a word":               {"postgres", core.SearchIn("english", "fox jumping", notes.Body), []int{1}},
			"forms, by the tokenizer":       {"sqlite", core.Search("jumping", notes.Body), []int{1}},
			"a quote":                       {"mysql mariadb postgres", core.Search("o'clock", notes.Body), []int{2}},
		} {
			if c.servers != "all" && !slices.Contains(strings.Fields(c.servers), s.Family) {
				continue
			}
			got, err := core.Select(notes.ID).Where(c.p).OrderBy(notes.ID.Asc()).All(ctx, e)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v: %v", what, got, c.want, err)
			}
		}
	})
}
