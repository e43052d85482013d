package sqlite_test

import (
	"errors"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

// TestWhatSQLiteHasNotIsRefused: no clause is dropped in silence. What comments
// say may fall away.
func TestWhatSQLiteHasNotIsRefused(t *testing.T) {
	fk := func() *metadata.ForeignKey { return metadata.ForeignKeyTo("t", "id").From("c") }
	for name, item := range map[string]metadata.Item{
		"a unique constraint without overlaps":       &metadata.Unique{Parts: metadata.Parts("c"), WithoutOverlaps: true},
		"a check that is not enforced":               &metadata.Check{Expr: metadata.SQL("c > 0"), NotEnforced: true},
		"a check that old rows need not meet":        &metadata.Check{Expr: metadata.SQL("c > 0"), NotValid: true},
		"a check that heirs do not have":             &metadata.Check{Expr: metadata.SQL("c > 0"), NoInherit: true},
		"a foreign key that is not enforced":         with(fk(), func(k *metadata.ForeignKey) { k.NotEnforced = true }),
		"a foreign key that old rows need not meet":  with(fk(), func(k *metadata.ForeignKey) { k.NotValid = true }),
		"a foreign key that sets some columns":       with(fk(), func(k *metadata.ForeignKey) { k.OnDeleteColumns = []string{"c"} }),
		"an index with NULL last":                    &metadata.Index{Parts: []metadata.Part{{Column: "c", Nulls: metadata.NullsLast}}},
		"an index of beginnings":                     &metadata.Index{Parts: []metadata.Part{{Column: "c", Length: 3}}},
		"a number that is always made":               metadata.Col("n", metadata.Integer()).AlwaysIdentity(metadata.SequenceOptions{}),
		"a number in a column that is no key":        metadata.Col("n", metadata.Integer()).Identity(metadata.SequenceOptions{}),
		"a primary key that is checked at the end":   &metadata.PrimaryKey{Parts: metadata.Parts("id"), Deferrable: metadata.InitiallyDeferred},
		"a unique constraint checked at the end":     &metadata.Unique{Parts: metadata.Parts("c"), Deferrable: metadata.InitiallyDeferred},
		"an index that the optimizer must not touch": &metadata.Index{Parts: metadata.Parts("c"), Invisible: true},
	} {
		m := metadata.New()
		metadata.NewTable(m, "t", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("c", metadata.Integer()).Null(), item)
		if _, err := sqlite.New().Normalize(m, &dialect.Server{Dialect: "sqlite", Names: []string{"sqlite"}}); !errors.Is(err, dialect.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func with(k *metadata.ForeignKey, change func(*metadata.ForeignKey)) *metadata.ForeignKey {
	change(k)
	return k
}
