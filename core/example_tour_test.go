package core_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// The code of docs/core.md, in its order.
func Example_tour() {
	ctx := context.Background()
	db, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db, meta); err != nil {
		log.Fatal(err)
	}
	insert := core.Insert(users).
		Values(users.ID.Set(1), users.Name.Set("ann"), users.Email.Set("ann@x.org"), users.Age.Set(20), users.Joined.Set(joined)).
		Values(users.ID.Set(2), users.Name.Set("bob"), users.Email.Set("bob@x.org"), users.Age.Set(30), users.Joined.Set(joined))
	res, err := insert.Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	upsert := core.Insert(users).
		Values(users.ID.Set(3), users.Name.Set("anna"), users.Email.Set("ann@x.org"), users.Age.Set(21), users.Joined.Set(joined)).
		OnConflict(users.Email).DoUpdate(users.Name.SetExcluded())
	id, err := core.Returning(upsert, users.ID).One(ctx, db)
	fmt.Println(id, err)
	adults := core.Select(users.Name).Where(users.Age.Ge(18)).OrderBy(users.Name.Asc())
	names, err := adults.All(ctx, db)
	fmt.Println(names, err)
	first, err := adults.Where(users.Name.HasPrefix("b")).First(ctx, db)
	fmt.Println(first, err)
	for name, err := range adults.Iter(ctx, db) {
		fmt.Println(name, err)
	}
	type user struct {
		ID  int64
		Bio *string
	}
	q := core.Select(core.Struct[user](users.ID, users.Bio)).Where(users.ID.Eq(2))
	u, err := q.One(ctx, db)
	fmt.Println(u.ID, u.Bio == nil, err)
	_, err = core.Select(users.Bio).All(ctx, db)
	fmt.Println(err)
	if _, err := core.Insert(posts).Values(posts.ID.Set(1), posts.UserID.Set(1), posts.Title.Set("hello")).Exec(ctx, db); err != nil {
		log.Fatal(err)
	}
	n := core.CountAll().As("n")
	counted := core.Select(core.Pair(posts.UserID, n)).GroupBy(posts.UserID).As("counted")
	writers := core.Select(core.Pair(users.Name, core.Of(counted, n))).From(users).
		Join(counted, core.Eq(core.Of(counted, posts.UserID), users.ID)).
		Where(core.Of(counted, n).Gt(0))
	rows, err := writers.All(ctx, db)
	fmt.Println(rows, err)
	res, err = core.Update(users).Set(users.Age.SetTo(users.Age.Add(1))).Where(users.ID.Eq(1)).Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	_, err = core.Delete(posts).Exec(ctx, db)
	fmt.Println(err)
	err = db.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
		_, err := core.Delete(posts).AllRows().Exec(ctx, tx)
		return err
	})
	fmt.Println(err)
	type oldest struct{ Name string }
	text := core.Text("SELECT name FROM users ORDER BY age DESC LIMIT :n", sql.Named("n", 1))
	old, err := core.Read(text, core.Scan[oldest]()).One(ctx, db)
	fmt.Println(old.Name, err)
	_, err = core.Select(users.Name).ForUpdate().All(ctx, db)
	fmt.Println(errors.Is(err, dialect.ErrUnsupported), err)
	// Output:
	// 2 <nil>
	// 1 <nil>
	// [anna bob] <nil>
	// bob <nil>
	// anna <nil>
	// bob <nil>
	// 2 true <nil>
	// core: users.bio may be NULL, and its place cannot hold that; use Ptr, Maybe, ToPtr or ToNull, or Coalesce
	// [{anna 1}] <nil>
	// 1 <nil>
	// core: delete of every row of posts: give a condition, or say AllRows
	// <nil>
	// bob <nil>
	// true not supported: SQLite has no row locks; a transaction that writes has the database for itself
}
