package orm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Rate has keys of types that databases write in their own way.
type Rate struct {
	Value  string
	From   time.Time
	Code   string
	Series string
	Note   string
	Uses   []*RateUse
}

func (r *Rate) Declare(t *orm.Def) {
	t.Name("rates")
	t.PK(&r.Value, &r.From, &r.Code, &r.Series)
	t.Col(&r.Value).Type(metadata.Numeric(10, 2))
	t.Col(&r.From).Type(metadata.Timestamp().Digits(3))
	t.Col(&r.Code).Type(metadata.Exact("char(5)"))
	t.Col(&r.Series).Type(metadata.UUID())
	orm.HasManyBy(t, &r.Uses, func(u *RateUse) []any { return []any{&u.Value, &u.From, &u.Code, &u.Series} })
}

type RateUse struct {
	ID     int64
	Value  string
	From   time.Time
	Code   string
	Series string
	Rate   *Rate
}

func (u *RateUse) Declare(t *orm.Def) {
	t.Name("rate_uses")
	t.Col(&u.Value).Type(metadata.Numeric(10, 2))
	t.Col(&u.From).Type(metadata.Timestamp().Digits(3))
	t.Col(&u.Code).Type(metadata.Exact("char(5)"))
	t.Col(&u.Series).Type(metadata.UUID())
	orm.BelongsTo(t, &u.Rate, &u.Value, &u.From, &u.Code, &u.Series)
}

// Land has a key of letters.
type Land struct {
	Code  string
	Towns []*Town
}

func (l *Land) Declare(t *orm.Def) {
	t.Name("lands")
	t.PK(&l.Code)
	t.Col(&l.Code).Len(10)
	orm.HasMany(t, &l.Towns, func(x *Town) **string { return &x.LandCode })
}

type Town struct {
	ID       int64
	LandCode *string
	Land     *Land
}

func (x *Town) Declare(t *orm.Def) {
	t.Name("towns")
	t.Col(&x.LandCode).Len(10)
	orm.BelongsTo(t, &x.Land, &x.LandCode)
}

var keysMeta = metadata.New()

var Rates = orm.Bind[struct {
	orm.Table[Rate]
	Value  core.Dec[string]
	From   core.Time
	Code   core.Str
	Series core.Str
	Note   core.Str
	Uses   orm.Many[Rate, RateUse]
}](keysMeta)

var Lands = orm.Bind[struct {
	orm.Table[Land]
	Code  core.Str
	Towns orm.Many[Land, Town]
}](keysMeta)

var Towns = orm.Bind[struct {
	orm.Table[Town]
	ID       core.Num[int64]
	LandCode core.Str
	Land     orm.One[Town, Land]
}](keysMeta)

// TestKeysInTheDatabasesOwnWords: an object is found under the key that it was
// given, though the database writes it in another way.
func TestKeysInTheDatabasesOwnWords(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, keysMeta))
		s := orm.NewSession(db, keysMeta)
		defer s.Close()
		r := &Rate{Value: "1.5", From: time.Date(2024, 5, 6, 7, 8, 9, 123_987_654, time.FixedZone("", 7200)), Code: "ab", Series: "ABCDEF00-0000-0000-0000-000000000001"}
		r.Uses = []*RateUse{{}, {}}
		ok(t, s.Add(r))
		ok(t, s.Commit(ctx))
		given := *r
		if got := must[*Rate](t)(Rates.Select().Load(Rates.Uses).One(ctx, s)); got != r || len(r.Uses) != 2 || r.Uses[0].Rate != r || s.Dirty(r) {
			t.Errorf("the row became %+v", got)
		}
		r.Note = "changed"
		ok(t, s.Commit(ctx))
		s.Close()
		if db.Server.Product == "SQLite" {
			given.Series = r.Series // which compares text
		}
		got := must[*Rate](t)(orm.Get[Rate](ctx, s, given.Value, given.From, given.Code, given.Series))
		if again := must[*Rate](t)(orm.Get[Rate](ctx, s, "1.50", given.From, given.Code, given.Series)); again != got || got.Note != "changed" {
			t.Errorf("two objects for one row: %+v", got)
		}
		s.Close()
		spelledInOtherLetters(t, ctx, db)
	})
}

// spelledInOtherLetters: where 'de' is 'DE' to the server, it is so to relations.
func spelledInOtherLetters(t *testing.T, ctx context.Context, db *engine.Engine) {
	s := orm.NewSession(db, keysMeta)
	defer s.Close()
	ok(t, s.Add(&Land{Code: "DE"}, &Land{Code: "École"}, &Land{Code: "FR"}))
	ok(t, s.Commit(ctx))
	for _, code := range []string{"DE", "de", "dE", "ecole", "École", "FR"} {
		_, err := core.Insert(Towns).Values(Towns.LandCode.Set(code)).Exec(ctx, db)
		if db.Server.Caps.Returning && db.Server.Product != "MariaDB" && code != "DE" && code != "FR" {
			if !errors.Is(err, engine.ErrForeignKey) {
				t.Errorf("%s is %v", code, err)
			}
			return
		}
		ok(t, err)
	}
	ways := []struct {
		name  string
		towns orm.Loading[Land]
		land  orm.Loading[Town]
	}{
		{"load", Lands.Towns, Towns.Land},
		{"joined", Lands.Towns.Joined(), Towns.Land.Joined()},
		{"subquery", Lands.Towns.Subquery(), Towns.Land.Subquery()},
		{"immediate", Lands.Towns.Immediate(), Towns.Land.Immediate()},
	}
	for _, way := range ways {
		s.Close()
		lands := must[[]*Land](t)(Lands.Select().OrderBy(Lands.Code.Asc()).Load(way.towns).All(ctx, s))
		if len(lands[0].Towns) != 3 || len(lands[2].Towns) != 1 || len(lands[1].Towns) != 2 {
			t.Errorf("%s: %d, %d and %d towns", way.name, len(lands[0].Towns), len(lands[1].Towns), len(lands[2].Towns))
		}
		s.Close()
		for i, town := range must[[]*Town](t)(Towns.Select().OrderBy(Towns.ID.Asc()).Load(way.land).All(ctx, s)) {
			if town.Land == nil || i < 3 && town.Land.Code != "DE" || s.Dirty(town) {
				t.Errorf("%s: the land of %s is %+v", way.name, *town.LandCode, town.Land)
			}
		}
	}
	de := must[*Land](t)(orm.Get[Land](ctx, s, "de"))
	ok(t, s.Delete(de))
	ok(t, s.Commit(ctx))
	if n := must[int64](t)(Towns.Select().Where(Towns.LandCode.IsNull()).Count(ctx, s)); n != 3 {
		t.Errorf("%d towns were let go", n)
	}
}
