package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

func vocabularyOf(d dialect.Dialect, anyCase bool, m *metadata.MetaData, views ...[]string) *vocabulary {
	v := newVocabulary(&engine.Engine{Dialect: d, Server: &dialect.Server{Caps: dialect.Caps{FoldColumns: anyCase}}})
	v.functions = []string{"count", "lower"}
	v.take(m, views)
	return v
}

func shopSchema() *metadata.MetaData {
	m := metadata.New()
	table := func(schema, name string, columns ...string) {
		t := &metadata.Table{Schema: schema, Name: name}
		for _, c := range columns {
			t.Columns = append(t.Columns, &metadata.Column{Name: c, Type: metadata.Integer()})
		}
		m.Add(t)
	}
	table("", "users", "id", "user_name", "Mixed Case", "order")
	table("", "orders", "id", "customer", "user_id")
	table("", "Odd", "oddity")
	table("audit", "log", "entry", "at")
	m.Schemas = []*metadata.Schema{{Name: "audit"}}
	m.Views = []*metadata.View{{Name: "busy", Definition: &metadata.Expr{Text: "select 1"}}}
	return m
}

// TestSuggestKnowsThePlace: the cursor is at |.
func TestSuggestKnowsThePlace(t *testing.T) {
	v := vocabularyOf(postgres.New(), false, shopSchema(), []string{"", "busy", "since", "date"})
	for _, c := range []struct{ text, want, without string }{
		{"select * from u|", "users", "user_name"},
		{"select * from |", "users orders busy audit", "user_name"},
		{"select * from users, o|", "orders", "order"},
		{"select use| from users", "user_name", "user_id"},
		{"select o.| from users u join orders o on true", "id customer user_id", "user_name"},
		{"select users.| from users", "user_name", "customer"},
		{"select 1; select | from orders", "customer", "user_name"},
		{"select * from users; select cu|", "", "customer"},
		{"select * from audit.|", "log", "users"},
		{"select | from audit.log", "entry at", "user_name"},
		{"select l.| from audit.log as l", "entry at", "users"},
		{"insert into users (|", "user_name", "count("},
		{"update orders set |", "customer", "user_name"},
		{"select | from busy", "since", "user_name"},
		{"SEL|", "SELECT", "select"},
		{"sel|", "select", "SELECT"},
		{"select cou|", "count(", ""},
		{"select 'u|", "", "users user_name"},
		{"select 1 -- u|", "", "users"},
		{"select 1 /* u|", "", "users"},
		{`select * from "O|`, `"Odd"`, "Odd"},
		{`select "o| from users`, `"order"`, "order"},
		{`select u.| from users u`, `"Mixed Case" "order"`, "order"},
		{"select 1\nfrom us|", "users", ""},
		{`\d|`, `\d \dt \dv`, `\l`},
		{`\d us|`, "users", "orders"},
		{`\format js|`, "json", "ndjson"},
	} {
		before, after, _ := strings.Cut(c.text, "|")
		prefix, list := v.suggest(before, after)
		var got []string
		for _, s := range list {
			got = append(got, s.text)
			if !strings.HasPrefix(fold(s.text), fold(prefix)) {
				t.Errorf("%s: %q does not go on from %q", c.text, s.text, prefix)
			}
		}
		for _, want := range split(c.want) {
			if want != prefix && !slices.Contains(got, want) {
				t.Errorf("%s: no %s in %q", c.text, want, got)
			}
		}
		for _, not := range split(c.without) {
			if slices.Contains(got, not) {
				t.Errorf("%s: %s is in %q", c.text, not, got)
			}
		}
	}
}

// split divides at blanks, which names in quotes keep.
func split(s string) (list []string) {
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			list = append(list, `"`+part+`"`)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// TestSuggestIsQuick: with 5,000 tables a key is answered well before anybody
// notices, which is 30 ms.
func TestSuggestIsQuick(t *testing.T) {
	m := metadata.New()
	for i := range 5000 {
		x := &metadata.Table{Name: fmt.Sprintf("table_%04d", i)}
		for k := range 20 {
			x.Columns = append(x.Columns, &metadata.Column{Name: fmt.Sprintf("column_%d", k), Type: metadata.Integer()})
		}
		m.Add(x)
	}
	v := vocabularyOf(sqlite.New(), true, m)
	text := "select c.column_1, d.* from table_0001 c join table_4999 d on c.column_2 = d."
	for _, before := range []string{text, "select * from table_", "select * from table_49", "t"} {
		began := time.Now()
		for range 10 {
			if _, list := v.suggest(before, " where 1 = 1"); len(list) == 0 || len(list) > 5*mostOfAKind {
				t.Errorf("%s: %d suggestions", before, len(list))
			}
			highlight(before, v.d.Rules(), func(w string) bool { return v.isKeyword[w] })
		}
		if took := time.Since(began) / 10; took > 10*time.Millisecond {
			t.Errorf("%s: %s for each key", before, took)
		} else {
			t.Logf("%s: %s for each key", before, took)
		}
	}
}

// TestShellPageListsTheCommands: docs/shell.md has each command as \? has it.
func TestShellPageListsTheCommands(t *testing.T) {
	page, err := os.ReadFile("../docs/shell.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, c := range shellCommands() {
		fmt.Fprintf(&want, "| `%s` | %s |\n", strings.ReplaceAll(c.usage(), "|", `\|`), c.about)
	}
	if !strings.Contains(string(page), "|---|---|\n"+want.String()+"\n") {
		t.Errorf("the table of docs/shell.md is not\n%s", want.String())
	}
}
