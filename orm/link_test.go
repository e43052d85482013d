package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Band and Gig know each other by rows that belong to a tenant, and say more.
type Band struct {
	ID   int64
	Gigs []*Gig
}

func (b *Band) Declare(t *orm.Def) {
	t.Name("bands")
	orm.ManyToMany(t, &b.Gigs, "band_gigs")
}

type Gig struct {
	ID    int64
	Bands []*Band
}

func (g *Gig) Declare(t *orm.Def) {
	t.Name("gigs")
	orm.ManyToMany(t, &g.Bands, "band_gigs")
}

// Part and Crate have keys of a tenant each, which their link shares.
type Part struct {
	Tenant, Number int
	Crates         []*Crate
}

func (p *Part) Declare(t *orm.Def) {
	t.Name("parts")
	t.PK(&p.Tenant, &p.Number)
	orm.ManyToMany(t, &p.Crates, "part_crates")
}

type Crate struct {
	Tenant, Number int
	Parts          []*Part
}

func (c *Crate) Declare(t *orm.Def) {
	t.Name("crates")
	t.PK(&c.Tenant, &c.Number)
	orm.ManyToMany(t, &c.Parts, "part_crates")
}

var linkMeta = metadata.New()

var bandGigs = core.Bind[struct {
	core.Table
	Tenant core.Num[int64]
	BandID core.Num[int64]
	GigID  core.Num[int64]
}](metadata.NewTable(linkMeta, "band_gigs",
	metadata.Col("tenant", metadata.BigInt()),
	metadata.Col("band_id", metadata.BigInt()).References("bands", "id"),
	metadata.Col("gig_id", metadata.BigInt()).References("gigs", "id"),
	metadata.Col("note", metadata.Text()).Null(),
	metadata.PK("tenant", "band_id", "gig_id"),
))

var _ = metadata.NewTable(linkMeta, "part_crates",
	metadata.Col("tenant", metadata.BigInt()),
	metadata.Col("part", metadata.BigInt()),
	metadata.Col("crate", metadata.BigInt()),
	metadata.PK("tenant", "part", "crate"),
	metadata.ForeignKeyTo("parts", "tenant", "number").From("tenant", "part"),
	metadata.ForeignKeyTo("crates", "tenant", "number").From("tenant", "crate"),
)

var Bands = orm.Bind[struct {
	orm.Table[Band]
	ID   core.Num[int64]
	Gigs orm.Many[Band, Gig]
}](linkMeta)

var Parts = orm.Bind[struct {
	orm.Table[Part]
	Tenant core.Num[int]
	Number core.Num[int]
	Crates orm.Many[Part, Crate]
}](linkMeta)

// TestLinksOfTenants: two tenants share bands and gigs, and not which belongs to
// which.
func TestLinksOfTenants(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, linkMeta))
		band, gigs := &Band{}, []*Gig{{}, {}, {}}
		s := orm.NewSession(db, linkMeta)
		defer s.Close()
		ok(t, s.Add(band, gigs[0], gigs[1], gigs[2]))
		ok(t, s.Commit(ctx))
		as := func(tenant int64, f func(s *orm.Session, b *Band)) {
			t.Helper()
			s := orm.NewSession(db, linkMeta)
			defer s.Close()
			ok(t, s.With(orm.Tenant(bandGigs.Tenant, tenant)))
			b := must[*Band](t)(Bands.Select().Load(Bands.Gigs).One(ctx, s))
			f(s, b)
			ok(t, s.Commit(ctx))
		}
		gig := func(s *orm.Session, i int) *Gig { return must[*Gig](t)(orm.Get[Gig](ctx, s, gigs[i].ID)) }
		has := func(tenant int64, want string) {
			t.Helper()
			as(tenant, func(s *orm.Session, b *Band) {
				got := ""
				for _, g := range b.Gigs {
					got += fmt.Sprint(g.ID - gigs[0].ID)
				}
				n := must[int64](t)(Bands.Gigs.Select(b).Count(ctx, s))
				if got != want || n != int64(len(want)) || must[bool](t)(Bands.Select().Where(Bands.Gigs.Any()).Exists(ctx, s)) != (want != "") {
					t.Errorf("tenant %d has %q, and %d, want %q", tenant, got, n, want)
				}
			})
		}
		as(1, func(s *orm.Session, b *Band) { b.Gigs = append(b.Gigs, gig(s, 0), gig(s, 1)) })
		as(2, func(s *orm.Session, b *Band) { b.Gigs = append(b.Gigs, gig(s, 1), gig(s, 2)) })
		has(1, "01")
		has(2, "12")
		as(1, func(s *orm.Session, b *Band) { b.Gigs = b.Gigs[:1] })
		as(2, func(s *orm.Session, b *Band) { ok(t, Bands.Gigs.Unlink(ctx, s, b, b.Gigs[1])) })
		has(1, "0")
		has(2, "1")
		if n := rows(t, ctx, db, core.Select(bandGigs.Tenant).OrderBy(bandGigs.Tenant.Asc())); len(n) != 2 || n[0] != 1 || n[1] != 2 {
			t.Errorf("rows of tenants %v", n)
		}
		linksThatShareAColumn(t, ctx, db)
	})
}

// linksThatShareAColumn: the tenant is a part of both keys, and stands in the row
// once. All rows are written, though the table has columns of which the session
// knows nothing.
func linksThatShareAColumn(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	s := orm.NewSession(db, linkMeta)
	defer s.Close()
	a, b := &Crate{Tenant: 7, Number: 1}, &Crate{Tenant: 7, Number: 2}
	p := &Part{Tenant: 7, Number: 1, Crates: []*Crate{a, b}}
	a.Parts = []*Part{p}
	ok(t, s.Add(p))
	ok(t, s.Commit(ctx))
	got := must[*Part](t)(Parts.Select().Load(Parts.Crates).One(ctx, db))
	if len(got.Crates) != 2 {
		t.Errorf("%d crates", len(got.Crates))
	}
	p.Crates = append(p.Crates[:1], &Crate{Tenant: 8, Number: 3})
	says(t, s.Flush(ctx), "part_crates.tenant belongs to both keys, and is 7 for the one and 8 for the other")
}
