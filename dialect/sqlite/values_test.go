package sqlite_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// A column whose values no check lists has none that could be renamed.
func TestRenamedValuesNeedTheirList(t *testing.T) {
	m := metadata.New()
	metadata.NewTable(m, "t",
		metadata.Col("s", metadata.Exact("TEXT").ValueRenamedFrom("sent", "shipped")),
		metadata.Col("k", metadata.Exact("TEXT").ValueRenamedFrom("b", "a")), metadata.CheckThat("k in ('b')"))
	_, err := sqlite.New().Normalize(m, &dialect.Server{Dialect: "sqlite", Names: []string{"sqlite"}})
	if err == nil || !strings.Contains(err.Error(), `column s: "sent" is renamed from "shipped" and is not one of the values`) || strings.Contains(err.Error(), "column k") {
		t.Errorf("got %v", err)
	}
}

func TestValuesOfAColumn(t *testing.T) {
	for text, want := range map[string]string{
		`s IN ('a', 'it''s')`: "a|it's", `("s" in('a'))`: "a", `t.s IN ('a','b')`: "a|b",
		`s IN ('a', 1)`: "", `s NOT IN ('a')`: "", `s IN ('a') OR x = 1`: "", `lower(s) IN ('a')`: "", `x IN ('a')`: "",
	} {
		table := &metadata.Table{Name: "t", Columns: []*metadata.Column{{Name: "s"}, {Name: "x"}}, Checks: []*metadata.Check{metadata.CheckThat(text)}}
		if got := strings.Join(sqlite.New().Values(table, table.Columns[0]), "|"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
