package engine_test

import (
	"errors"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var conventional = func() *metadata.MetaData {
	m := metadata.New()
	m.Naming = metadata.NamingConvention{
		"pk": "pk_%(table_name)s", "uq": "unique_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
		"ck": "ck_%(table_name)s_%(constraint_name)s",
	}
	return m
}()

var conventionals = core.NewTable[struct {
	core.Table
	ID      core.Num[int]
	Code    core.Num[int]
	Long    core.Num[int] `db:"a_column_with_a_rather_long_name"`
	Longer  core.Num[int] `db:"another_column_with_a_rather_long_name"`
	Indexed core.Num[int]
	Left    core.Num[int]
	Right   core.Num[int]
}](conventional, "conventionals",
	metadata.Col("id", metadata.Integer()).PrimaryKey(),
	metadata.Col("code", metadata.Integer()).Unique(),
	metadata.Col("a_column_with_a_rather_long_name", metadata.Integer()),
	metadata.Col("another_column_with_a_rather_long_name", metadata.Integer()),
	metadata.Col("indexed", metadata.Integer()),
	metadata.Col("left", metadata.Integer()).References("conventionals", "id"),
	metadata.Col("right", metadata.Integer()).References("conventionals", "id"),
	metadata.UniqueOn("a_column_with_a_rather_long_name", "another_column_with_a_rather_long_name"),
	&metadata.Index{Parts: metadata.Parts("indexed"), Unique: true},
	metadata.CheckThat("code > 0").Named("positive"),
)

// Constraints that a naming convention names, shortened where they must be,
// are found by their declarations.
func TestErrorsNameWhatAConventionNames(t *testing.T) {
	c := conventionals
	code, long, indexed := core.KeyOn(c.Code), core.KeyOn(c.Longer, c.Long), core.KeyOn(c.Indexed)
	left, right, positive := core.ForeignKeyOn(c.Left), core.ForeignKeyOn(c.Right), core.CheckOf(c, "positive")
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		if err := migrate.CreateAll(t.Context(), e, conventional); err != nil {
			t.Fatal(err)
		}
		insert := func(id, code, long, indexed, left, right int) error {
			_, err := core.Insert(c).Values(c.ID.Set(id), c.Code.Set(code), c.Long.Set(long), c.Longer.Set(1), c.Indexed.Set(indexed), c.Left.Set(left), c.Right.Set(right)).Exec(t.Context(), e)
			return err
		}
		if err := insert(1, 1, 1, 1, 1, 1); err != nil {
			t.Fatal(err)
		}
		for name, one := range map[string]struct {
			err error
			key core.Key
		}{
			"primary key": {insert(1, 2, 2, 2, 1, 1), core.KeyOn(c.ID)}, "unique": {insert(2, 1, 2, 2, 1, 1), code}, "long": {insert(2, 2, 1, 2, 1, 1), long},
			"index": {insert(2, 2, 2, 1, 1, 1), indexed}, "left": {insert(2, 2, 2, 2, 9, 1), left}, "right": {insert(2, 2, 2, 2, 1, 9), right},
			"check": {insert(2, 0, 2, 2, 1, 1), positive},
		} {
			untold := e.Dialect.Name() == "sqlite" && (one.key == left || one.key == right) // which of several it is
			for _, k := range []core.Key{core.KeyOn(c.ID), code, long, indexed, left, right, positive} {
				if want := k == one.key && !untold; errors.Is(one.err, k) != want {
					t.Errorf("%s: %v: is it %v? %v", name, one.err, k, !want)
				}
			}
		}
		_, err := core.Update(c).Set(c.ID.Set(7)).AllRows().Exec(t.Context(), e)
		if !errors.Is(err, engine.ErrForeignKey) || e.Dialect.Name() != "sqlite" && errors.Is(err, left) == errors.Is(err, right) {
			t.Errorf("what is referred to changes: %v", err)
		}
	})
}
