package core_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
)

// TestNullability: a place without NULL is refused for what may be NULL, and
// for nothing else: every kind of join, with every kind of place, for columns
// of both sides.
func TestNullability(t *testing.T) {
	on := core.Eq(posts.UserID, users.ID)
	for _, join := range []struct {
		name        string
		left, right bool // the side may be without a row
	}{{"inner", false, false}, {"left", false, true}, {"right", true, false}, {"full", true, true}, {"cross", false, false}} {
		for _, c := range []struct {
			e    core.Str
			null bool
		}{{users.Name, join.left}, {users.Bio, true}, {posts.Title, join.right}} {
			for place, check := range placesFor(c.e) {
				err := check(join.name, on)
				if want := c.null && strings.HasPrefix(place, "T "); (err != nil) != want {
					t.Errorf("%s join, %s into %s: %v", join.name, c.e.Column().Name, place, err)
				}
			}
		}
	}
}

// placesFor are the places that a text can be read into. Those whose name begins
// with T and a space cannot hold NULL.
func placesFor(e core.Str) map[string]func(string, core.Pred) error {
	type row struct {
		Text  string
		Ptr   *string
		Maybe sql.Null[string]
	}
	return map[string]func(string, core.Pred) error{
		"T itself": checked(e),
		"T To":     checked(core.Into(func(r *row) []core.Field { return []core.Field{core.To(&r.Text, e)} })),
		"T Struct": checked(core.Struct[struct{ V string }](e.As("v"))),
		"Ptr":      checked(core.Ptr(e)),
		"Maybe":    checked(core.Maybe(e)),
		"ToPtr":    checked(core.Into(func(r *row) []core.Field { return []core.Field{core.ToPtr(&r.Ptr, e)} })),
		"ToNull":   checked(core.Into(func(r *row) []core.Field { return []core.Field{core.ToNull(&r.Maybe, e)} })),
		"Struct":   checked(core.Struct[struct{ V *string }](e.As("v"))),
		"Columns":  checked(core.Columns(e)),
		"Map":      checked(core.Map(e)),
		"Coalesce": checked(e.Or("")),
	}
}

// checked builds the query of a projection, for each kind of join.
func checked[R any](p core.Projection[R]) func(string, core.Pred) error {
	return func(join string, on core.Pred) error {
		q := core.Select(p).From(users)
		switch join {
		case "inner":
			q = q.Join(posts, on)
		case "left":
			q = q.LeftJoin(posts, on)
		case "right":
			q = q.RightJoin(posts, on)
		case "full":
			q = q.FullJoin(posts, on)
		case "cross":
			q = q.CrossJoin(posts)
		default:
			panic(fmt.Sprint("no join ", join))
		}
		_, err := q.Statement()
		return err
	}
}
