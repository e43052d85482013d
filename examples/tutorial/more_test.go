package tutorial

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

func Example_savepoint() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		err := s.InTx(ctx, func(ctx context.Context) error {
			uwe, err := orm.Get[User](ctx, s, 3)
			if err != nil {
				return err
			}
			uwe.Name = "ute"
			err = s.InTx(ctx, func(ctx context.Context) error {
				uwe.Name = "nobody"
				if err := s.Flush(ctx); err != nil {
					return err
				}
				return errors.New("on second thoughts, no")
			})
			fmt.Println(err, uwe.Name)
			return nil
		})
		if err != nil {
			return err
		}
		left, err := core.Select(Users.Name).Where(Users.ID.Eq(3)).One(ctx, db)
		fmt.Println(left)
		return err
	})
	// Output:
	// on second thoughts, no ute
	// ute
}

func Example_stale() {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		mine, theirs := orm.NewSession(db, MetaData), orm.NewSession(db, MetaData)
		defer mine.Close()
		defer theirs.Close()
		page := &Page{Title: "Tea"}
		if err := mine.Add(page); err != nil {
			return err
		}
		if err := mine.Commit(ctx); err != nil {
			return err
		}

		same, err := orm.Get[Page](ctx, theirs, page.ID)
		if err != nil {
			return err
		}
		same.Title = "Green tea"
		if err := theirs.Commit(ctx); err != nil {
			return err
		}

		page.Title = "Black tea"
		err = mine.Commit(ctx)
		var stale *orm.StaleError
		if errors.As(err, &stale) {
			fmt.Println(stale.Fields, stale.Fresh.(*Page).Title)
		}
		return nil
	})
	// Output: [Title Version] Green tea
}

func Example_softDelete() {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		s := orm.NewSession(db, MetaData)
		defer s.Close()
		page := &Page{Title: "Tea"}
		if err := s.Add(page); err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		if err := s.Delete(page); err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		here, err := Pages.Select().Count(ctx, s)
		if err != nil {
			return err
		}
		all, err := Pages.Select().WithDeleted().Count(ctx, s)
		fmt.Println(here, all)
		return err
	})
	// Output: 0 1
}

func Example_json() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ida.Settings = map[string]string{"theme": "dark"}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		ida.Settings["theme"] = "light"
		fmt.Println(s.Dirty(ida))
		return s.Commit(ctx)
	})
	// Output: true
}

func Example_stream() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		for u, err := range Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Addresses).Iter(ctx, db) {
			if err != nil {
				return err
			}
			fmt.Println(u.Name, len(u.Addresses))
		}
		return nil
	})
	// Output:
	// ida 2
	// otto 1
	// uwe 0
}

func Example_expired() {
	filled(func(ctx context.Context, db *engine.Engine, s *orm.Session) error {
		ida, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		_, err = core.Update(Users).Set(Users.Name.Set("ada")).Where(Users.ID.Eq(1)).Exec(ctx, db)
		if err != nil {
			return err
		}
		fmt.Println(ida.Name)
		if _, err := orm.Get[User](ctx, s, 1); err != nil {
			return err
		}
		fmt.Println(ida.Name)
		return nil
	})
	// Output:
	// ida
	// ada
}
