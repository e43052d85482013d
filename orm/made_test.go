package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Parcel has a key that the database makes, and that is no number.
type Parcel struct {
	ID   core.UUID
	Name string
}

func (p *Parcel) Declare(t *orm.Def) {
	t.Name("parcels")
	t.Col(&p.ID).Made().Default(metadata.SQL("gen_random_uuid()").For("mysql", "(uuid())").
		For("sqlite", "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"))
	t.Col(&p.Name).Len(20)
}

// TestKeysThatAreNoNumbers: each object gets the key of its own row, one at a
// time or many; where the server does not tell it, that is said.
func TestKeysThatAreNoNumbers(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		meta := metadata.New()
		must[*metadata.Table](t)(orm.Map[Parcel](meta))
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		var ps []*Parcel
		for i := range 25 {
			ps = append(ps, &Parcel{Name: fmt.Sprint("parcel ", i)})
			ok(t, s.Add(ps[i]))
		}
		err := s.Commit(ctx)
		if !db.Server.Caps.Returning {
			if err == nil || !strings.Contains(err.Error(), "the database makes orm_test.Parcel.ID, and MySQL does not tell") {
				t.Errorf("the error is %v", err)
			}
			return
		}
		ok(t, err)
		s.Close()
		s = orm.NewSession(db, meta)
		defer s.Close()
		for _, p := range ps {
			if got := must[*Parcel](t)(orm.Get[Parcel](ctx, s, p.ID)); got.Name != p.Name {
				t.Errorf("the key of %s is that of %s", p.Name, got.Name)
			}
		}
	})
}
