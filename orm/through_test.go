package orm_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Player belongs to clubs by memberships, and knows other players.
type Player struct {
	ID          int64
	Name        string
	Memberships []*Membership
	Knows       []*Acquaintance
}

func (m *Player) Declare(t *orm.Def) {
	t.Name("players")
	orm.HasMany(t, &m.Memberships, func(x *Membership) *int64 { return &x.PlayerID }).Cascade()
	orm.HasMany(t, &m.Knows, func(x *Acquaintance) *int64 { return &x.PlayerID })
}

type Membership struct {
	PlayerID, ClubID int64
	Since            int
	Player           *Player
	Club             *Club
}

func (m *Membership) Declare(t *orm.Def) {
	t.Name("memberships")
	t.PK(&m.PlayerID, &m.ClubID)
	orm.BelongsTo(t, &m.Player, &m.PlayerID)
	orm.BelongsTo(t, &m.Club, &m.ClubID)
}

type Club struct {
	ID   int64
	Name string
}

func (c *Club) Declare(t *orm.Def) { t.Name("clubs") }

type Acquaintance struct {
	PlayerID, OtherID int64
	Other             *Player
}

func (a *Acquaintance) Declare(t *orm.Def) {
	t.Name("acquaintances")
	t.PK(&a.PlayerID, &a.OtherID)
	orm.BelongsTo(t, &a.Other, &a.OtherID)
}

var clubMeta = metadata.New()

var Clubs = orm.Bind[struct {
	orm.Table[Club]
	ID   core.Num[int64]
	Name core.Str
}](clubMeta)

var Players = orm.Bind[struct {
	orm.Table[Player]
	ID          core.Num[int64]
	Name        core.Str
	Memberships orm.Many[Player, Membership]
	Knows       orm.Many[Player, Acquaintance]
}](clubMeta)

var Memberships = orm.Bind[struct {
	orm.Table[Membership]
	PlayerID core.Num[int64]
	ClubID   core.Num[int64]
	Since    core.Num[int]
	Player   orm.One[Membership, Player]
	Club     orm.One[Membership, Club]
}](clubMeta)

var Acquaintances = orm.Bind[struct {
	orm.Table[Acquaintance]
	PlayerID core.Num[int64]
	OtherID  core.Num[int64]
	Other    orm.One[Acquaintance, Player]
}](clubMeta)

var (
	PlayerClubs   = orm.Through(Players.Memberships, Memberships.Club)
	PlayerFriends = orm.Through(Players.Knows, Acquaintances.Other)
)

func clubName(c *Club) string { return c.Name }

// TestThroughAnAssociation goes through one life of a player's clubs.
func TestThroughAnAssociation(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, clubMeta))
		s := orm.NewSession(db, clubMeta)
		defer s.Close()
		ann, bob, chess, choir, golf := &Player{Name: "ann"}, &Player{Name: "bob"}, &Club{Name: "chess"}, &Club{Name: "choir"}, &Club{Name: "golf"}
		ok(t, s.Add(ann, bob, golf))
		first := must[*Membership](t)(PlayerClubs.Add(ann, chess))
		first.Since = 1990
		must[*Membership](t)(PlayerClubs.Add(ann, choir))
		if again := must[*Membership](t)(PlayerClubs.Add(ann, chess)); again != first || len(ann.Memberships) != 2 {
			t.Fatal("it has the club already")
		}
		must[*Acquaintance](t)(PlayerFriends.Add(bob, ann))
		ok(t, s.Commit(ctx))
		if first.PlayerID != ann.ID || first.ClubID != chess.ID {
			t.Fatalf("%+v", first)
		}

		other := orm.NewSession(db, clubMeta)
		defer other.Close()
		got := must[*Player](t)(Players.Select().Where(Players.Name.Eq("ann")).Load(PlayerClubs).One(ctx, other))
		if names := must[[]string](t)(orm.Values(other, PlayerClubs, got, clubName)); !slices.Equal(names, []string{"chess", "choir"}) {
			t.Fatal(names)
		}
		bobsFriends := must[[]*Player](t)(PlayerFriends.Select(bob).All(ctx, other))
		if len(bobsFriends) != 1 || bobsFriends[0] != got {
			t.Fatalf("%+v", bobsFriends)
		}
		throughFilters(t, ctx, db, ann)

		ok(t, PlayerClubs.Remove(other, got, got.Memberships[0].Club))
		must[*Membership](t)(PlayerClubs.Add(got, must[*Club](t)(orm.Get[Club](ctx, other, golf.ID))))
		ok(t, other.Commit(ctx))
		if names := rows(t, ctx, db, core.Select(Clubs.Name).Where(Clubs.ID.InQuery(core.Select(Memberships.ClubID))).OrderBy(Clubs.Name.Asc())); !slices.Equal(names, []string{"choir", "golf"}) {
			t.Fatal(names)
		}
		if n := must[int64](t)(Clubs.Select().Count(ctx, db)); n != 3 {
			t.Fatal("a club was deleted", n)
		}
		throughMistakes(t, ctx, db, ann)
	})
}

// throughFilters: ann is in the chess club since 1990 and in the choir since 0.
func throughFilters(t *testing.T, ctx context.Context, db *engine.Engine, ann *Player) {
	t.Helper()
	old := orm.Through(Players.Memberships.Where(Memberships.Since.Gt(0)), Memberships.Club)
	for name, c := range map[string]struct {
		got  func() (int64, error)
		want int64
	}{
		"any":  {func() (int64, error) { return Players.Select().Where(PlayerClubs.Any()).Count(ctx, db) }, 1},
		"none": {func() (int64, error) { return Players.Select().Where(core.Not(PlayerClubs.Any())).Count(ctx, db) }, 1},
		"with a condition": {func() (int64, error) {
			return Players.Select().Where(PlayerClubs.Any(Clubs.Name.Eq("golf"))).Count(ctx, db)
		}, 0},
		"both conditions": {func() (int64, error) { return Players.Select().Where(old.Any(Clubs.Name.Eq("choir"))).Count(ctx, db) }, 0},
		"both, and true":  {func() (int64, error) { return Players.Select().Where(old.Any(Clubs.Name.Eq("chess"))).Count(ctx, db) }, 1},
		"to its own table": {func() (int64, error) {
			return Players.Select().Where(PlayerFriends.Any(Players.Name.Eq("ann"))).Count(ctx, db)
		}, 1},
		"of one owner":    {func() (int64, error) { return PlayerClubs.Select(ann).Count(ctx, db) }, 2},
		"of one, in part": {func() (int64, error) { return old.Select(ann).Count(ctx, db) }, 1},
		"joined by relation": {func() (int64, error) {
			return Players.Select().Join(Memberships, Players.Memberships.Where(Memberships.Since.Gt(0)).On()).Count(ctx, db)
		}, 1},
	} {
		if n := must[int64](t)(c.got()); n != c.want {
			t.Errorf("%s: %d, want %d", name, n, c.want)
		}
	}
}

func throughMistakes(t *testing.T, ctx context.Context, db *engine.Engine, ann *Player) {
	t.Helper()
	s := orm.NewSession(db, clubMeta)
	got := must[*Player](t)(orm.Get[Player](ctx, s, ann.ID))
	_, err := PlayerClubs.Of(s, got)
	if !errors.Is(err, orm.ErrNotLoaded) {
		t.Error(err)
	}
	ok(t, orm.Load(ctx, s, []*Player{got}, Players.Memberships))
	if _, err = orm.Values(s, PlayerClubs, got, clubName); !errors.Is(err, orm.ErrNotLoaded) {
		t.Error("the clubs are not loaded:", err)
	}
	// The key alone is enough to find what is to be taken out.
	club := must[*Club](t)(Clubs.Select().Where(Clubs.Name.Eq("golf")).One(ctx, s))
	ok(t, PlayerClubs.Remove(s, got, club))
	if len(got.Memberships) != 1 {
		t.Errorf("%+v", got.Memberships)
	}
	ok(t, s.Close()) // SQLite has one writer at a time
	fresh := orm.NewSession(db, clubMeta)
	defer fresh.Close()
	got = must[*Player](t)(orm.Get[Player](ctx, fresh, ann.ID))
	if err := PlayerClubs.Remove(fresh, got, club); !errors.Is(err, orm.ErrNotLoaded) {
		t.Error(err)
	}
	if err := PlayerClubs.Remove(fresh, ann, club); !errors.Is(err, orm.ErrNotInSession) {
		t.Error(err)
	}
	says(t, PlayerFriends.Remove(fresh, got, ann), "Player.Knows is declared without Cascade")
	_, err = orm.Through(Players.Memberships.Limit(1), Memberships.Club).Select(ann).All(ctx, db)
	says(t, err, "limit the query that Select returns")
	_, err = Players.Select().Where(Players.Memberships.Limit(1).Any()).All(ctx, db)
	says(t, err, "Limit is for loading")
	if limited := must[[]*Membership](t)(Players.Memberships.Limit(1).Select(ann).All(ctx, db)); len(limited) != 1 {
		t.Error(len(limited))
	}
}
