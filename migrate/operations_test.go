package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// steps are operations one after the other, each with what is wrong with it, if
// something is.
type steps []struct {
	do    func(ctx context.Context, op *migrate.Operations) error
	wrong string
}

var operations = steps{
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.CreateTable(ctx, "users", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("nick", metadata.String(20)).Null(), metadata.Col("doomed", metadata.Integer()).Null().Index())
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error { return op.CreateTable(ctx, "users") }, "create table users: it is there already"},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.CreateTable(ctx, "posts", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("author", metadata.Integer()).Null().References("users", "id"))
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.Add(ctx, "users", metadata.Col("age", metadata.Integer()).Default(metadata.Literal(7)), metadata.Col("mail", metadata.String(50)).Null(),
			metadata.IndexOn("mail").Named("ix_mail"), metadata.CheckThat("age >= 0").Named("ck_age"))
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.Add(ctx, "users", metadata.Col("boss", metadata.Integer()).Null(), metadata.ForeignKeyTo("users", "id").From("boss").Named("fk_boss"))
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.Add(ctx, "nobody", metadata.Col("a", metadata.Integer()))
	}, "there is no table nobody"},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.RenameColumn(ctx, "users", "nick", "name")
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.RenameColumn(ctx, "users", "nick", "name")
	}, "table users has no column nick"},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.AlterColumn(ctx, "users", metadata.Col("name", metadata.String(40)).Default(metadata.Literal("?")))
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error { return op.DropColumn(ctx, "users", "doomed") }, ""},
	{func(ctx context.Context, op *migrate.Operations) error {
		return op.Drop(ctx, "users", "ix_mail", "ck_age")
	}, ""},
	{func(ctx context.Context, op *migrate.Operations) error { return op.Drop(ctx, "users", "ix_mail") }, "table users has no constraint or index ix_mail"},
	{func(ctx context.Context, op *migrate.Operations) error { return op.DropTable(ctx, "posts") }, ""},
	{func(ctx context.Context, op *migrate.Operations) error { return op.RenameTable(ctx, "users", "people") }, ""},
	{func(ctx context.Context, op *migrate.Operations) error { return op.RenameTable(ctx, "people", "users") }, ""},
}

// TestOperations: a revision in Go changes the schema in one way on every server,
// and what comes out is what the metadata says, with the rows kept.
func TestOperations(t *testing.T) {
	want := metadata.New()
	metadata.NewTable(want, "users", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("name", metadata.String(40)).Default(metadata.Literal("?")),
		metadata.Col("age", metadata.Integer()).Default(metadata.Literal(7)), metadata.Col("mail", metadata.String(50)).Null(), metadata.Col("boss", metadata.Integer()).Null(),
		metadata.ForeignKeyTo("users", "id").From("boss").Named("fk_boss"))
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		e, err := engine.Open(t.Context(), all.Dialects(), s.NewDB(t).URL)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		g, err := migrate.NewGraph([]*migrate.Revision{{ID: "1", File: "ops.go:1", Up: func(ctx context.Context, tx migrate.Execer) error {
			for i, st := range operations {
				err := st.do(ctx, migrate.Op(tx))
				if (err == nil) != (st.wrong == "") || err != nil && !strings.Contains(err.Error(), st.wrong) {
					t.Errorf("operation %d: %v, want %q", i, err, st.wrong)
				}
				if i == 2 {
					if _, err := tx.ExecContext(ctx, "INSERT INTO users (id, nick) VALUES (1, 'ann')"); err != nil {
						return err
					}
				}
			}
			return nil
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (&migrate.Runner{Engine: e, Graph: g}).Up(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		have, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{Exclude: migrate.OwnTables()})
		if err != nil {
			t.Fatal(err)
		}
		normal, err := e.Dialect.Normalize(want, e.Server)
		if err != nil {
			t.Fatal(err)
		}
		left, err := migrate.Diff(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, normal, migrate.Renames{})
		for _, c := range left {
			t.Errorf("left: %s", c.Describe())
		}
		if err != nil {
			t.Fatal(err)
		}
		var name string
		var age int
		if err := e.DB.QueryRowContext(t.Context(), "SELECT name, age FROM users").Scan(&name, &age); err != nil || name != "ann" || age != 7 {
			t.Errorf("%q, %d: %v", name, age, err)
		}
	})
}

func TestOperationsNeedARunner(t *testing.T) {
	e, err := engine.Open(t.Context(), all.Dialects(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := migrate.Op(e.DB).DropTable(t.Context(), "x"); !errors.Is(err, migrate.ErrNoRunner) {
		t.Errorf("got %v", err)
	}
}
