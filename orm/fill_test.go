package orm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Request has a key of the program's own, and counts of when it was written.
type Request struct {
	ID      core.UUID
	Subject string
	Made    int
	Changed *int
	Remarks []*RequestNote
}

// clock is a time that tests can foretell.
var clock = 0

func (x *Request) Declare(t *orm.Def) {
	t.Name("requests")
	t.Col(&x.Subject).Len(20)
	orm.Fill(t, &x.ID, core.NewUUID)
	orm.Fill(t, &x.Made, func() int { return clock })
	orm.FillOnUpdate(t, &x.Changed, func() *int { c := clock; return &c })
	orm.HasMany(t, &x.Remarks, func(n *RequestNote) *core.UUID { return &n.RequestID })
}

type RequestNote struct {
	ID        core.UUID
	RequestID core.UUID
}

func (n *RequestNote) Declare(t *orm.Def) {
	t.Name("request_notes")
	orm.Fill(t, &n.ID, core.NewUUID)
}

// The program makes the keys, which are known to all that refers to them.
func ExampleFill() {
	meta := metadata.New()
	if _, err := orm.Map[Request](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	x := &Request{Subject: "help", Remarks: []*RequestNote{{}}}
	if fail(s.Add(x)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(x.ID != core.UUID{}, x.Remarks[0].RequestID == x.ID, x.Changed == nil)
	// Output: true true true
}

func ExampleFillOnUpdate() {
	meta := metadata.New()
	if _, err := orm.Map[Request](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	x := &Request{Subject: "help"}
	if fail(s.Add(x)) || fail(s.Commit(ctx)) {
		return
	}
	x.Subject = "thanks"
	if fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(x.Changed != nil)
	// Output: true
}

// TestValuesOfTheProgram: what is zero is filled in, what is given stays, and a
// rollback takes back what was filled in.
func TestValuesOfTheProgram(t *testing.T) {
	clock = 7
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		meta := metadata.New()
		must[*metadata.Table](t)(orm.Map[Request](meta))
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		given := core.NewUUID()
		a, b := &Request{Subject: "a", Remarks: []*RequestNote{{}, {}}}, &Request{ID: given, Subject: "b", Made: 3}
		ok(t, s.Add(a, b))
		ok(t, s.Flush(ctx))
		if a.ID == (core.UUID{}) || b.ID != given || a.Made != 7 || b.Made != 3 || a.Remarks[1].RequestID != a.ID || a.Changed != nil {
			t.Errorf("%+v %+v", a, b)
		}
		ok(t, s.Rollback())
		if a.ID != (core.UUID{}) || a.Made != 0 || b.ID != given || b.Made != 3 {
			t.Errorf("rolled back: %+v %+v", a, b)
		}
		ok(t, s.Add(a, b))
		ok(t, s.Commit(ctx))
		a.Subject, b.Subject, b.Changed = "aa", "bb", &b.Made
		err := s.InTx(ctx, func(ctx context.Context) error {
			ok(t, s.Flush(ctx))
			if a.Changed == nil || *a.Changed != 7 || *b.Changed != 3 {
				t.Errorf("changed: %+v %+v", a, b)
			}
			a.Subject = "aaa"
			return errors.New("no")
		})
		if err == nil || a.Changed == nil || s.Dirty(a) {
			t.Errorf("%v %+v", err, a)
		}
		ok(t, s.Commit(ctx))
		got := must[*Request](t)(orm.Get[Request](ctx, s, a.ID))
		if got != a || got.Changed == nil || *got.Changed != 7 || got.Subject != "aa" {
			t.Errorf("%+v", got)
		}
		merged := must[[]*Request](t)(orm.Upsert(ctx, s, []*Request{{Subject: "up"}}))
		if merged[0].ID == (core.UUID{}) || merged[0].Made != 7 {
			t.Errorf("upserted: %+v", merged[0])
		}
	})
}
