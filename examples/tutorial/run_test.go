package tutorial

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// chapter runs one chapter in a database of its own that has the tables.
func chapter(f func(ctx context.Context, db *engine.Engine) error) {
	ctx := context.Background()
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	defer db.Close()
	if err = migrate.CreateAll(ctx, db, MetaData); err == nil {
		err = f(ctx, db)
	}
	if err != nil {
		fmt.Println("error:", err)
	}
}

// filled runs a chapter in a database that holds ida, otto and uwe.
func filled(f func(ctx context.Context, db *engine.Engine, s *orm.Session) error) {
	chapter(func(ctx context.Context, db *engine.Engine) error {
		s := orm.NewSession(db, MetaData)
		err := s.Add(
			&User{Name: "ida", Addresses: []*Address{{Email: "ida@mail.example"}, {Email: "ida@work.example"}}, Groups: []*Group{{Name: "admins"}}},
			&User{Name: "otto", Addresses: []*Address{{Email: "otto@mail.example"}}},
			&User{Name: "uwe"},
		)
		if err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		s = orm.NewSession(db, MetaData)
		defer s.Close()
		return f(ctx, db, s)
	})
}

// echo prints the statements that an engine sends.
type echo struct{}

func (echo) Before(ctx context.Context, ev *engine.Event) context.Context {
	fmt.Println(ev.SQL)
	return ctx
}

func (echo) After(context.Context, *engine.Event) {}
