package tutorial

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

func start(ctx context.Context) error {
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		return err
	}
	defer db.Close()

	one, err := core.Select(core.SQL[int]("1 + 1")).One(ctx, db)
	fmt.Println(one, err)
	return migrate.CreateAll(ctx, db, MetaData)
}

func Example_start() {
	if err := start(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: 2 <nil>
}

func Example_tables() {
	for _, t := range MetaData.Tables() {
		fmt.Println(t.Name)
	}
	// Unordered output:
	// users
	// addresses
	// groups
	// membership
	// pages
}

func Example_add() {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		s := orm.NewSession(db, MetaData)
		defer s.Close()

		ida := &User{Name: "ida", Addresses: []*Address{{Email: "ida@mail.example"}, {Email: "ida@work.example"}}}
		otto := &User{Name: "otto"}
		if err := s.Add(ida, otto); err != nil {
			return err
		}
		fmt.Println(ida.ID, s.Dirty(ida))

		if err := s.Flush(ctx); err != nil {
			return err
		}
		fmt.Println(ida.ID, otto.ID, ida.Addresses[1].UserID, ida.Joined.Set)
		return s.Commit(ctx)
	})
	// Output:
	// 0 true
	// 1 2 1 true
}

func Example_flush() {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		s := orm.NewSession(db.WithHooks(echo{}), MetaData)
		defer s.Close()
		ida := &User{Name: "ida", Addresses: []*Address{{Email: "ida@mail.example"}, {Email: "ida@work.example"}}}
		if err := s.Add(ida, &User{Name: "otto"}); err != nil {
			return err
		}
		return s.Flush(ctx)
	})
	// Output:
	// INSERT INTO "users" ("name", "full_name", "settings") VALUES (?, ?, ?), (?, ?, ?) RETURNING "users"."id", "users"."joined"
	// INSERT INTO "addresses" ("user_id", "email") VALUES (?, ?), (?, ?)
}

func Example_identity() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		found, err := Users.Select().Where(Users.Name.Eq("ida")).One(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(found == ida)
		return nil
	})
	// Output: true
}

func Example_query() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().Where(Users.Name.Ne("uwe")).OrderBy(Users.Name.Desc()).All(ctx, s)
		if err != nil {
			return err
		}
		for _, u := range us {
			fmt.Println(u.ID, u.Name)
		}
		return nil
	})
	// Output:
	// 2 otto
	// 1 ida
}

func Example_some() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		_, err := Users.Select().Where(Users.Name.Eq("nobody")).One(ctx, s)
		fmt.Println(errors.Is(err, core.ErrNoRows))

		n, err := Users.Select().Where(Users.FullName.IsNull()).Count(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(n)
		return nil
	})
	// Output:
	// true
	// 3
}

func Example_columns() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		counts, err := core.Select(core.Pair(Users.Name, core.CountAll())).
			From(Users).Join(Addresses, Users.Addresses.On()).
			GroupBy(Users.Name).OrderBy(Users.Name.Asc()).
			All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(counts)
		return nil
	})
	// Output: [{ida 2} {otto 1}]
}

func Example_change() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		full := "Ida Vogel"
		ida.FullName = &full
		fmt.Println(s.Dirty(ida))

		named, err := Users.Select().Where(Users.FullName.NotNull()).Count(ctx, s) // flushes first
		if err != nil {
			return err
		}
		fmt.Println(named, s.Dirty(ida))
		return s.Commit(ctx)
	})
	// Output:
	// true
	// 1 false
}

func Example_changeSQL() {
	filled(func(ctx context.Context, db *engine.Engine, _ *orm.Session) error {
		s := orm.NewSession(db.WithHooks(echo{}), MetaData)
		defer s.Close()
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ida.Name = ""
		return s.Flush(ctx)
	})
	// Output:
	// SELECT "users"."id", "users"."name", "users"."full_name", "users"."settings", "users"."joined" FROM "users" WHERE "users"."id" = ?
	// UPDATE "users" SET "name" = ? WHERE "users"."id" = ?
}

func Example_delete() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		if err := s.Delete(ida); err != nil {
			return err
		}
		if err := s.Flush(ctx); err != nil {
			return err
		}
		left, err := Addresses.Select().Count(ctx, s)
		fmt.Println(left, s.Contains(ida), err)
		return s.Commit(ctx)
	})
	// Output: 1 false <nil>
}

func Example_bulk() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		_, err = core.Update(Users).Set(Users.Name.Set("somebody")).Where(Users.ID.Lt(3)).Exec(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(ida.Name)
		if err := s.Refresh(ctx, ida); err != nil {
			return err
		}
		fmt.Println(ida.Name)
		return s.Commit(ctx)
	})
	// Output:
	// ida
	// somebody
}

func Example_rollback() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ida.Name = "ada"
		zoe := &User{Name: "zoe"}
		if err := s.Add(zoe); err != nil {
			return err
		}
		if err := s.Flush(ctx); err != nil {
			return err
		}
		if err := s.Rollback(); err != nil {
			return err
		}
		fmt.Println(ida.Name, zoe.ID, s.Contains(zoe))
		return nil
	})
	// Output: ida 0 false
}
