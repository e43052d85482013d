package twelve

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

// task runs in a database that has ann (30), who wrote "tea" and answered it
// with "jam", and bob (17).
func task(f func(ctx context.Context, db *engine.Engine, s *orm.Session) error) {
	ctx := context.Background()
	err := func() error {
		db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
		if err != nil {
			return err
		}
		defer db.Close()
		s := orm.NewSession(db, MetaData)
		defer s.Close()
		tea := &Post{Title: "tea"}
		ann := &User{Name: "ann", Email: "ann@mail.example", Age: 30, Posts: []*Post{tea, {Title: "jam", Answers: tea}}}
		return errors.Join(
			migrate.CreateAll(ctx, db, MetaData),
			s.Add(ann, &User{Name: "bob", Email: "bob@mail.example", Age: 17}),
			s.Commit(ctx), s.Close(), f(ctx, db, s))
	}()
	if err != nil {
		fmt.Println("error:", err)
	}
}

func Example_insertOne() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		eve := &User{Name: "eve", Email: "eve@mail.example"}
		if err := s.Add(eve); err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(eve.ID)
		return nil
	})
	// Output: 3
}

func Example_insertMany() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		var us []User
		for i := range 1000 {
			us = append(us, User{Name: "u", Email: fmt.Sprint(i)})
		}
		err := core.InsertAllKeys(ctx, db, Users, us, Users.ID, func(u *User, id int64) { u.ID = id },
			core.FromRow(Users.Name, func(u *User) string { return u.Name }),
			core.FromRow(Users.Email, func(u *User) string { return u.Email }),
			core.FromRow(Users.Age, func(u *User) int { return u.Age }))
		fmt.Println(us[0].ID, us[999].ID)
		return err
	})
	// Output: 3 1002
}

func Example_insertObjects() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		for i := range 1000 {
			if err := s.Add(&User{Name: "u", Email: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		n, err := Users.Select().Count(ctx, db)
		fmt.Println(n)
		return err
	})
	// Output: 1002
}

func Example_filter() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().Where(Users.Age.Ge(18)).OrderBy(Users.ID.Desc()).Limit(10).All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(len(us), us[0].Name)
		return nil
	})
	// Output: 1 ann
}

func aged(atLeast, atMost *int) orm.Query[User] {
	return Users.Select().Where(core.Given(atLeast, Users.Age.Ge), core.Given(atMost, Users.Age.Le))
}

func Example_optional() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		all, err := aged(nil, nil).Count(ctx, s)
		if err != nil {
			return err
		}
		limit := 18
		some, err := aged(&limit, nil).Count(ctx, s)
		fmt.Println(all, some)
		return err
	})
	// Output: 2 1
}

func Example_aggregate() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		type row struct {
			Name  string
			Posts int64
		}
		rows, err := core.Select(core.Into(func(r *row) []core.Field {
			return []core.Field{core.To(&r.Name, Users.Name), core.To(&r.Posts, core.Count(Posts.ID))}
		})).
			From(Users).Join(Posts, Users.Posts.On()).
			GroupBy(Users.ID, Users.Name).Having(core.Count(Posts.ID).Gt(1)).
			All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(rows)
		return nil
	})
	// Output: [{ann 2}]
}

func Example_upsert() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		_, err := core.Insert(Users).
			Values(Users.Email.Set("ann@mail.example"), Users.Name.Set("anna"), Users.Age.Set(0)).
			OnConflict(Users.Email).DoUpdate(Users.Name.SetExcluded()).
			Exec(ctx, s)
		if err != nil {
			return err
		}
		ann, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		fmt.Println(ann.Name, ann.Age)
		return s.Commit(ctx)
	})
	// Output: anna 30
}

func Example_children() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		us, err := Users.Select().Load(Users.Posts.Where(Posts.Title.Ne(""))).All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(us[0].Posts[0].Title, us[0].Posts[1].Title)
		return nil
	})
	// Output: tea jam
}

func Example_zero() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ann, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ann.Age = 0
		if err := s.Commit(ctx); err != nil {
			return err
		}
		age, err := core.Select(Users.Age).Where(Users.ID.Eq(1)).One(ctx, db)
		fmt.Println(age)
		return err
	})
	// Output: 0
}

func Example_savepoint() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ann, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		err = s.InTx(ctx, func(ctx context.Context) error { // undone alone: what came before stays
			ann.Age = 31
			return errors.New("not yet")
		})
		fmt.Println(err, ann.Age)
		return s.Commit(ctx)
	})
	// Output: not yet 30
}

func Example_thread() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		thread := core.Recursive("thread", core.Select(Posts.ID).Where(Posts.ID.Eq(1)), func(self core.Relation) core.Query[int64] {
			return core.Select(Posts.ID).From(Posts).Join(self, core.Eq(Posts.AnswersID, core.Of(self, Posts.ID)))
		})
		ps, err := Posts.Select().Join(thread, core.Eq(Posts.ID, core.Of(thread, Posts.ID))).OrderBy(Posts.ID.Asc()).All(ctx, s)
		if err != nil {
			return err
		}
		fmt.Println(ps[0].Title, ps[1].Title)
		return nil
	})
	// Output: tea jam
}

func Example_stream() {
	task(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		for u, err := range Users.Select().Iter(ctx, db) {
			if err != nil {
				return err
			}
			fmt.Println(u.Name)
		}
		return nil
	})
	// Output:
	// ann
	// bob
}
