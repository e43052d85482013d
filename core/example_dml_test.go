package core_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/sqlite"
)

func ExampleInsert() {
	ctx, db := sample()
	defer db.Close()
	res, err := core.Insert(posts).
		Values(posts.ID.Set(10), posts.UserID.Set(3), posts.Title.Set("one")).
		Values(posts.ID.Set(11), posts.UserID.Set(3), posts.Title.Set("two")).Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	// Output: 2 <nil>
}

// An upsert is said in one way for all servers.
func ExampleUpsert() {
	up := core.Insert(users).Values(users.ID.Set(9), users.Email.Set("ann@x.org"), users.Name.Set("anna")).
		OnConflict(users.Email).DoUpdate(users.Name.SetExcluded())
	spell(sqlite.New(), up)
	spell(mysql.New(), up)
	// Output:
	// INSERT INTO "users" ("id", "email", "name") VALUES (?, ?, ?) ON CONFLICT ("email") DO UPDATE SET "name" = excluded."name" [9 ann@x.org anna]
	// INSERT INTO `users` (`id`, `email`, `name`) VALUES (?, ?, ?) AS excluded ON DUPLICATE KEY UPDATE `name` = excluded.`name` [9 ann@x.org anna]
}

// Without a condition it is refused, unless AllRows says that it is meant.
func ExampleUpdate() {
	ctx, db := sample()
	defer db.Close()
	older := core.Update(users).Set(users.Age.SetTo(users.Age.Add(1)))
	_, err := older.Exec(ctx, db)
	fmt.Println(err)
	res, err := older.Where(users.Name.Eq("ann")).Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	res, err = older.AllRows().Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	// Output:
	// core: update of every row of users: give a condition, or say AllRows
	// 1 <nil>
	// 3 <nil>
}

func ExampleDelete() {
	ctx, db := sample()
	defer db.Close()
	res, err := core.Delete(posts).Where(posts.UserID.Eq(2)).Exec(ctx, db)
	fmt.Println(res.RowsAffected, err)
	// Output: 2 <nil>
}

func ExampleReturning() {
	ctx, db := sample()
	defer db.Close()
	gone, err := core.Returning(core.Delete(posts).Where(posts.UserID.Eq(2)), posts.Title).All(ctx, db)
	fmt.Println(gone, err)
	// Output: [post c post d] <nil>
}
