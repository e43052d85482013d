package dbtest_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/dbtool/dbtool/dbtest"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
)

// told is a test that keeps what it is told.
type told struct {
	says  []string
	later []func()
}

func (t *told) Helper()                        {}
func (t *told) Cleanup(f func())               { t.later = append(t.later, f) }
func (t *told) Errorf(format string, a ...any) { t.says = append(t.says, fmt.Sprintf(format, a...)) }

func open(t testing.TB) *engine.Engine {
	e, err := engine.Open(context.Background(), []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestBudget(t *testing.T) {
	e := open(t)
	for n, want := range map[int]int{3: 0, 4: 0, 2: 1} {
		inner := &told{}
		db := dbtest.Budget(inner, e, n)
		err := db.InTx(t.Context(), func(ctx context.Context, tx *engine.Tx) error {
			for range 3 {
				if _, err := tx.Exec(ctx, "SELECT 1"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range inner.later {
			f()
		}
		if len(inner.says) != want {
			t.Errorf("3 statements of %d: %q", n, inner.says)
		}
		if want > 0 && !regexp.MustCompile(`^3 statements were sent, 2 may be:\n   3 x SELECT 1\n       .*budget_test\.go:\d+$`).MatchString(inner.says[0]) {
			t.Errorf("it says %s", inner.says[0])
		}
	}
}

// What a test of an application does with it.
func ExampleBudget() {
	t := &told{} // a *testing.T
	ctx := context.Background()
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	db := dbtest.Budget(t, e, 1)
	for range 2 {
		if _, err := db.Exec(ctx, "SELECT 1"); err != nil {
			fmt.Println(err)
		}
	}
	for _, f := range t.later {
		f()
	}
	fmt.Println(t.says[0][:41])
	// Output: 2 statements were sent, 1 may be:
	//    2 x
}
