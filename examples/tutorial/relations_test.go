package tutorial

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

func Example_sides() {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		s := orm.NewSession(db, MetaData)
		defer s.Close()

		eve := &User{Name: "eve"}
		home := &Address{Email: "eve@home.example", User: eve}
		work := &Address{Email: "eve@work.example"}
		eve.Addresses = append(eve.Addresses, work)
		if err := s.Add(home); err != nil { // eve and work come along
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(home.UserID, work.UserID, work.User == eve)
		return nil
	})
	// Output: 1 1 true
}

func Example_orphan() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := Users.Select().Where(Users.Name.Eq("ida")).Load(Users.Addresses).One(ctx, s)
		if err != nil {
			return err
		}
		ida.Addresses = ida.Addresses[:1]
		if err := s.Commit(ctx); err != nil {
			return err
		}
		n, err := Addresses.Select().Count(ctx, db)
		fmt.Println(n)
		return err
	})
	// Output: 2
}

func Example_groups() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		admins, err := Groups.Select().Load(Groups.Users).One(ctx, s)
		if err != nil {
			return err
		}
		uwe, err := orm.Get[User](ctx, s, 3)
		if err != nil {
			return err
		}
		admins.Users = append(admins.Users, uwe)
		if err := s.Commit(ctx); err != nil {
			return err
		}
		n, err := Users.Select().Where(Users.Groups.Any(Groups.Name.Eq("admins"))).Count(ctx, db)
		fmt.Println(n)
		return err
	})
	// Output: 2
}

func Example_load() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Addresses, Users.Groups).All(ctx, s)
		if err != nil {
			return err
		}
		for _, u := range us {
			fmt.Println(u.Name, len(u.Addresses), len(u.Groups))
		}
		return nil
	})
	// Output:
	// ida 2 1
	// otto 1 0
	// uwe 0 0
}

func Example_loadSQL() {
	filled(func(ctx context.Context, db *engine.Engine, _ *orm.Session) error {
		s := orm.NewSession(db.WithHooks(echo{}), MetaData)
		defer s.Close()
		_, err := Users.Select().Load(Users.Addresses).All(ctx, s)
		return err
	})
	// Output:
	// SELECT "users"."id", "users"."name", "users"."full_name", "users"."settings", "users"."joined" FROM "users"
	// SELECT "addresses"."id", "addresses"."user_id", "addresses"."email" FROM "addresses" WHERE "addresses"."user_id" IN (?, ?, ?) ORDER BY "addresses"."id"
}

func Example_loadSome() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		newest := Users.Addresses.OrderBy(Addresses.ID.Desc()).Limit(1)
		us, err := Users.Select().OrderBy(Users.ID.Asc()).Load(newest).All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(us[0].Addresses[0].Email)
		return nil
	})
	// Output: ida@work.example
}

func Example_later() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		uwe, err := orm.Get[User](ctx, s, 3)
		if err != nil {
			return err
		}
		fmt.Println(len(uwe.Addresses), orm.Loaded(s, uwe, Users.Addresses))
		if err := orm.Load(ctx, s, []*User{uwe}, Users.Addresses); err != nil {
			return err
		}
		fmt.Println(len(uwe.Addresses), orm.Loaded(s, uwe, Users.Addresses))
		return nil
	})
	// Output:
	// 0 false
	// 0 true
}

func Example_any() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		atWork := Users.Addresses.Any(Addresses.Email.HasSuffix("@work.example"))
		u, err := Users.Select().Where(atWork).One(ctx, s)
		if err != nil {
			return err
		}
		none, err := Users.Select().Where(core.Not(Users.Addresses.Any())).One(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(u.Name, none.Name)
		return nil
	})
	// Output: ida uwe
}

func Example_join() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().
			Join(Addresses, Users.Addresses.On()).
			Where(Addresses.Email.HasSuffix("@mail.example")).
			OrderBy(Addresses.Email.Desc()).
			All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(us[0].Name, us[1].Name)
		return nil
	})
	// Output: otto ida
}

func Example_joined() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		as, err := Addresses.Select().OrderBy(Addresses.Email.Asc()).Load(Addresses.User.Joined()).All(ctx, s)
		if err != nil {
			return err
		}
		for _, a := range as {
			fmt.Println(a.Email, a.User.Name)
		}
		return nil
	})
	// Output:
	// ida@mail.example ida
	// ida@work.example ida
	// otto@mail.example otto
}

func Example_fromJoin() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().
			Join(Addresses, Users.Addresses.On()).
			Where(Addresses.Email.HasSuffix("@mail.example")).
			OrderBy(Users.ID.Asc()).
			Load(Users.Addresses.FromJoin(Addresses)).
			All(ctx, s)
		if err != nil {
			return err
		}
		for _, u := range us {
			fmt.Println(u.Name, len(u.Addresses))
		}
		return nil
	})
	// Output:
	// ida 1
	// otto 1
}

func Example_notLoaded() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		uwe, err := orm.Get[User](ctx, s, 3)
		if err != nil {
			return err
		}
		_, err = Users.Addresses.Of(s, uwe)
		fmt.Println(errors.Is(err, orm.ErrNotLoaded))
		if err := orm.Load(ctx, s, []*User{uwe}, Users.Addresses); err != nil {
			return err
		}
		as, err := Users.Addresses.Of(s, uwe)
		fmt.Println(len(as), err)
		return nil
	})
	// Output:
	// true
	// 0 <nil>
}

func Example_guard() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		s.GuardLoads(1, func(r *orm.RepeatedLoadError) error {
			fmt.Println(r.What, filepath.Base(r.Pos.File))
			return nil
		})
		us, err := Users.Select().All(ctx, s)
		if err != nil {
			return err
		}
		for _, u := range us {
			if err := orm.Load(ctx, s, []*User{u}, Users.Addresses); err != nil { // one query for each
				return err
			}
		}
		return nil
	})
	// Output: User.Addresses relations_test.go
}

func Example_criteria() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		if err := s.With(orm.Where(Addresses.Table, Addresses.Email.HasSuffix("@work.example"))); err != nil {
			return err
		}
		us, err := Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Addresses).All(ctx, s)
		if err != nil {
			return err
		}
		busy, err := Users.Select().Where(Users.Addresses.Any()).Count(ctx, s)
		if err != nil {
			return err
		}
		all, err := Addresses.Select().Unfiltered().Count(ctx, s)
		fmt.Println(len(us[0].Addresses), len(us[1].Addresses), busy, all)
		return err
	})
	// Output: 1 0 1 3
}

func Example_byCriteria() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		home, err := Addresses.Select().Where(Addresses.Email.Eq("ida@mail.example")).One(ctx, s)
		if err != nil {
			return err
		}
		n, err := Addresses.Select().Where(Addresses.UserID.Eq(1)).Update(ctx, s, Addresses.UserID.Set(2))
		if err != nil {
			return err
		}
		fmt.Println(n, home.UserID)
		n, err = Addresses.Select().Where(Addresses.Email.HasPrefix("ida@")).Delete(ctx, s)
		fmt.Println(n, s.Contains(home))
		return err
	})
	// Output:
	// 2 2
	// 2 false
}

func Example_upsert() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		feed := []*Address{{Email: "uwe@mail.example", UserID: 3}, {Email: "ida@mail.example", UserID: 3}}
		as, err := orm.Upsert(ctx, s, feed, Addresses.Email)
		if err != nil {
			return err
		}
		fmt.Println(as[0].ID, as[1].ID, s.Contains(as[0]))
		return s.Commit(ctx)
	})
	// Output: 4 1 true
}

func Example_only() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := Users.Select().Where(Users.ID.Eq(1)).Only(Users.FullName).One(ctx, s)
		if err != nil {
			return err
		}
		fmt.Printf("%q\n", ida.Name)
		if err := orm.LoadColumns(ctx, s, []*User{ida}, Users.Name); err != nil {
			return err
		}
		fmt.Printf("%q\n", ida.Name)
		return nil
	})
	// Output:
	// ""
	// "ida"
}

func Example_large() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ida.Addresses = append(ida.Addresses, &Address{Email: "ida@home.example"}) // the others are not loaded, and stay
		n, err := Users.Addresses.Select(ida).Where(Addresses.Email.HasPrefix("ida@")).Count(ctx, s)
		fmt.Println(n, len(ida.Addresses))
		return err
	})
	// Output: 3 1
}
