package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var shop = metadata.New()

var (
	makers = core.NewTable[struct {
		core.Table
		ID   core.Num[int64]
		Name core.Str
	}](shop, "makers",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("name", metadata.String(40)),
	)
	articles = core.NewTable[struct {
		core.Table
		ID      core.Num[int64]
		Code    core.Str
		Name    core.Str
		Size    core.Num[int]
		MakerID core.Num[int64]
		Stock   core.Num[int]
	}](shop, "articles",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("code", metadata.String(40)).Unique(),
		metadata.Col("name", metadata.String(40)),
		metadata.Col("size", metadata.Integer()),
		metadata.Col("maker_id", metadata.BigInt()).References("makers", "id"),
		metadata.Col("stock", metadata.Integer()),
		metadata.CheckThat("stock >= 0").Named("stock_ok"),
		metadata.UniqueOn("name", "size").Named("uq_name_size"),
	)
)

var (
	idKey    = core.KeyOn(articles.ID)
	codeKey  = core.KeyOn(articles.Code)
	sizeKey  = core.KeyOn(articles.Size, articles.Name)
	makerKey = core.ForeignKeyOn(articles.MakerID)
	stockKey = core.CheckOf(articles, "stock_ok")
	nameKey  = core.NotNullOf(articles.Name)
	makersID = core.KeyOn(makers.ID)
	allKeys  = []core.Key{idKey, codeKey, sizeKey, makerKey, stockKey, nameKey, makersID}
)

// stocked is an engine with one maker and one article.
func stocked(t *testing.T, e *engine.Engine) {
	t.Helper()
	if err := migrate.CreateAll(t.Context(), e, shop); err != nil {
		t.Fatal(err)
	}
	if _, err := core.Insert(makers).Values(makers.ID.Set(1), makers.Name.Set("acme")).Exec(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := article(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// article inserts an article that differs from a usual one.
func article(ctx context.Context, db core.DB, differ ...core.Assign) error {
	set := []core.Assign{articles.ID.Set(1), articles.Code.Set("hush"), articles.Name.Set("secret"), articles.Size.Set(7), articles.MakerID.Set(1), articles.Stock.Set(3)}
	for _, d := range differ {
		i := slices.IndexFunc(set, func(a core.Assign) bool { return a.Column == d.Column })
		set[i] = d
	}
	_, err := core.Insert(articles).Values(set...).Exec(ctx, db)
	return err
}

// Each constraint is found in the error by its declaration, and no other is.
// The values of the row are in no message.
func TestErrorsNameTheConstraint(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		stocked(t, e)
		other := []core.Assign{articles.ID.Set(2), articles.Code.Set("hush2"), articles.Name.Set("secret2")}
		for _, c := range []struct {
			name   string
			differ []core.Assign
			class  error
			key    core.Key
		}{
			{"primary key", []core.Assign{articles.Code.Set("hush2"), articles.Name.Set("secret2")}, engine.ErrUnique, idKey},
			{"unique", []core.Assign{articles.ID.Set(2), articles.Name.Set("secret2")}, engine.ErrUnique, codeKey},
			{"unique of two, named", []core.Assign{articles.ID.Set(2), articles.Code.Set("hush2")}, engine.ErrUnique, sizeKey},
			{"foreign key", append(slices.Clip(other), articles.MakerID.Set(99)), engine.ErrForeignKey, makerKey},
			{"check", append(slices.Clip(other), articles.Stock.Set(-4711)), engine.ErrCheck, stockKey},
			{"not null", append(slices.Clip(other[:2]), articles.Name.SetNull()), engine.ErrNotNull, nameKey},
		} {
			err := article(t.Context(), e, c.differ...)
			if !errors.Is(err, c.class) {
				t.Errorf("%s: %v is no %v", c.name, err, c.class)
			}
			for _, k := range allKeys {
				if errors.Is(err, k) != (k == c.key) {
					t.Errorf("%s: %v: is it %v? %v", c.name, err, k, errors.Is(err, k))
				}
			}
			if strings.Contains(fmt.Sprint(err), "secret") || strings.Contains(fmt.Sprint(err), "hush") || strings.Contains(fmt.Sprint(err), "4711") {
				t.Errorf("%s: the message tells a value: %v", c.name, err)
			}
		}
		_, err := core.Update(articles).Set(articles.Stock.Set(-1)).AllRows().Exec(t.Context(), e)
		if !errors.Is(err, stockKey) {
			t.Errorf("update: %v", err)
		}
		_, err = core.Delete(makers).AllRows().Exec(t.Context(), e)
		if !errors.Is(err, engine.ErrForeignKey) || errors.Is(err, makerKey) == (e.Dialect.Name() == "sqlite") {
			t.Errorf("delete of what is referred to: %v", err)
		}
	})
}

// Whoever asks for values gets the server's whole message.
func TestVerboseErrors(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		stocked(t, e)
		err := article(t.Context(), e, articles.ID.Set(2), articles.Name.Set("secret2"))
		var s *engine.StatementError
		if !errors.As(err, &s) {
			t.Fatal(err)
		}
		if tells := strings.Contains(s.Verbose(), "hush"); tells != (e.Dialect.Name() != "sqlite") {
			t.Errorf("verbose: %s", s.Verbose())
		}
	})
}

// A value that does not fit is told without the value.
func TestBadValues(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		if e.Dialect.Name() == "sqlite" {
			must(t, e, "CREATE TABLE notes (n INTEGER NOT NULL) STRICT")
		} else {
			must(t, e, "CREATE TABLE notes (n INTEGER NOT NULL)")
		}
		_, err := e.Exec(t.Context(), "INSERT INTO notes VALUES ('hush')")
		if !errors.Is(err, engine.ErrBadValue) {
			t.Errorf("%v", err)
		}
		msg, _, _ := strings.Cut(err.Error(), ": INSERT")
		if strings.Contains(msg, "hush") {
			t.Errorf("the message tells the value: %s", msg)
		}
		if e.Dialect.Name() == "sqlite" {
			return // its sums become floats, and its texts zero
		}
		must(t, e, "INSERT INTO notes VALUES (1)")
		for _, set := range []string{"n + 9223372036854774711", "n + 'hu''sh'"} {
			_, err := e.Exec(t.Context(), "UPDATE notes SET n = "+set)
			msg, _, _ := strings.Cut(fmt.Sprint(err), ": UPDATE")
			if !errors.Is(err, engine.ErrBadValue) || strings.Contains(msg, "4711") || strings.Contains(msg, "sh") {
				t.Errorf("%s: %v", set, err)
			}
		}
	})
}

// The classes that a program decides by, from the real thing.
func TestErrorClasses(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		must(t, e, "CREATE TABLE notes (n INTEGER NOT NULL)")
		for text, class := range map[string]error{
			"SELEC 1":                         engine.ErrSyntax,
			"SELECT x FROM missing":           engine.ErrNotFound,
			"CREATE TABLE notes (n INTEGER)":  engine.ErrExists,
			"INSERT INTO notes VALUES (NULL)": engine.ErrNotNull,
		} {
			if _, err := e.Exec(t.Context(), text); !errors.Is(err, class) {
				t.Errorf("%s: %v is no %v", text, err, class)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer cancel()
		err := endless(ctx, e)
		if !errors.Is(err, engine.ErrCancelled) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a statement that took too long: %v", err)
		}
		if got := text(t, e, "SELECT count(*) FROM notes"); got != "0" {
			t.Error(got)
		}
	})
}

// endless runs a query that has no end of its own.
func endless(ctx context.Context, e *engine.Engine) error {
	rows, err := e.Query(ctx, map[string]string{
		"sqlite":   "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c",
		"mysql":    "SELECT SLEEP(30)",
		"postgres": "SELECT 1 FROM pg_sleep(30)",
	}[e.Dialect.Name()])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
