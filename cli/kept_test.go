package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// kept is a table that both schemas have, and the columns of it that keep name
// and type, so that their values must survive.
type kept struct {
	table   string
	columns []string
}

func keptColumns(t testing.TB, a, b *dbtest.DB) []kept {
	t.Helper()
	from, to := inspect(t, a), inspect(t, b)
	var list []kept
	for _, f := range from.Tables() {
		w := to.Table(f.Ident())
		if w == nil || w.PartitionBy != f.PartitionBy || f.PartitionOf != nil || w.PartitionOf != nil {
			continue
		}
		k := kept{table: f.Ident().String()}
		for _, c := range f.Columns {
			o := w.Column(c.Name)
			if o != nil && o.Type.Equal(c.Type) && o.Collation == c.Collation && c.Computed == nil && o.Computed == nil && c.Nullable == o.Nullable {
				k.columns = append(k.columns, c.Name)
			}
		}
		if len(k.columns) > 0 {
			list = append(list, k)
		}
	}
	return list
}

func inspect(t testing.TB, db *dbtest.DB) *metadata.MetaData {
	t.Helper()
	m := metadata.New()
	if err := json.Unmarshal([]byte(must(t, "inspect", "--format", "json", "--url", db.URL)), m); err != nil {
		t.Fatal(err)
	}
	return m
}

func rowsOf(t testing.TB, db *dbtest.DB, list []kept) string {
	t.Helper()
	there := dbtest.Tables(t, db)
	var b strings.Builder
	for _, k := range list {
		if slices.Contains(there, k.table) {
			b.WriteString(k.table + "\n" + dbtest.Rows(t, db, k.table, k.columns...) + "\n")
		}
	}
	return b.String()
}
