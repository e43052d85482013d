package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Vehicle and what extends it are declared by tags.
type Vehicle struct {
	ID     int64
	Sort   string `db:"sort,discriminator=vehicle,size=20"`
	Wheels int
}

func (v *Vehicle) Rolls() int { return v.Wheels }

type Truck struct {
	Vehicle `db:",joined=truck"`
	Load    int
}

type Bike struct {
	Vehicle `db:",single=bike"`
	Gears   *int
}

// Wagon has a tag that says nothing.
type Wagon struct {
	Vehicle `db:",twice=x"`
}

// Tram is kept beside Carriage.
type Tram struct {
	Carriage `db:",concrete"`
	Line     string
}

type Carriage struct {
	ID    int64
	Seats int
}

func (c *Carriage) Rolls() int { return c.Seats }

type carriageTable struct {
	orm.Poly[Rolling, Carriage]
	ID    core.Num[int64]
	Seats core.Num[int]
}

type Rolling interface{ Rolls() int }

type vehicleTable struct {
	orm.Poly[Rolling, Vehicle]
	ID     core.Num[int64]
	Sort   core.Str
	Wheels core.Num[int]
}

// TestFamiliesByTags: tags say the same as Declare, and both may be said of
// tables that exist.
func TestFamiliesByTags(t *testing.T) {
	mapped := metadata.New()
	_, err := orm.Map[Truck](mapped)
	wants(t, err, "map orm_test.Vehicle before it")
	must[*vehicleTable](t)(orm.TryBind[vehicleTable](mapped))
	trucks := must[*metadata.Table](t)(orm.Map[Truck](mapped))
	bikes := must[*metadata.Table](t)(orm.Map[Bike](mapped))
	_, err = orm.Map[Wagon](mapped)
	wants(t, err, `the tag of Vehicle has "twice"; for a struct that is embedded there are single=VALUE, joined=VALUE, concrete`)
	if trucks.Name != "truck" || len(trucks.Columns) != 2 || bikes.Name != "vehicle" || bikes.Column("gears") == nil {
		t.Errorf("%v %v", trucks, bikes)
	}
	roll(t, mapped)

	existing := metadata.New()
	vehicles := metadata.NewTable(existing, "vehicle", metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("sort", metadata.String(20)), metadata.Col("wheels", metadata.BigInt()), metadata.Col("gears", metadata.BigInt()).Null())
	old := metadata.NewTable(existing, "truck", metadata.Col("number", metadata.BigInt()).PrimaryKey(), metadata.Col("load", metadata.BigInt()),
		metadata.ForeignKeyTo("vehicle", "id").From("number"))
	ok(t, orm.MapTo[Vehicle](existing, vehicles))
	wants(t, orm.MapTo[Bike](existing, old), "it is kept in vehicle, the table of orm_test.Vehicle, and cannot be mapped to truck")
	ok(t, orm.MapTo[Truck](existing, old))
	ok(t, orm.MapTo[Bike](existing, vehicles))
	roll(t, existing)

	lines := metadata.New()
	carriages := must[*carriageTable](t)(orm.TryBind[carriageTable](lines))
	trams := metadata.NewTable(lines, "trams", metadata.Col("number", metadata.BigInt()).PrimaryKey(), metadata.Col("seats", metadata.BigInt()), metadata.Col("line", metadata.Text()))
	wants(t, orm.MapTo[Tram](lines, trams), "table trams has no column id for the field ID")
	trams = metadata.NewTable(lines, "tram", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("seats", metadata.BigInt()), metadata.Col("line", metadata.Text()))
	ok(t, orm.MapTo[Tram](lines, trams))
	ctx, db := open(lines)
	defer db.Close()
	s := orm.NewSession(db, lines)
	defer s.Close()
	ok(t, s.Add(&Tram{Carriage{Seats: 90}, "U1"}, &Carriage{Seats: 40}))
	ok(t, s.Commit(ctx))
	list := must[[]Rolling](t)(carriages.Select().OrderBy(carriages.Seats.Desc()).All(ctx, db))
	if len(list) != 2 || list[0].(*Tram).Line != "U1" || list[0].(*Tram).ID == 0 || list[1].(*Carriage).Seats != 40 {
		t.Error(list)
	}
}

// roll writes, reads and deletes one vehicle of each type.
func roll(t *testing.T, meta *metadata.MetaData) {
	t.Helper()
	ctx, db := open(meta)
	defer db.Close()
	vehicles := must[*vehicleTable](t)(orm.TryBind[vehicleTable](meta))
	s := orm.NewSession(db, meta)
	defer s.Close()
	gears := 21
	ok(t, s.Add(&Vehicle{Wheels: 3}, &Truck{Vehicle{Wheels: 6}, 900}, &Bike{Vehicle{Wheels: 2}, &gears}))
	ok(t, s.Commit(ctx))
	list := must[[]Rolling](t)(vehicles.Select().OrderBy(vehicles.Wheels.Asc()).All(ctx, s))
	if len(list) != 3 || *list[0].(*Bike).Gears != 21 || list[1].(*Vehicle).Sort != "vehicle" || list[2].(*Truck).Load != 900 {
		t.Fatal(list)
	}
	list[2].(*Truck).Load++
	ok(t, s.Delete(list[0]))
	ok(t, s.Commit(ctx))
	if got := sorts(t, ctx, db, vehicles); got != "[vehicle truck]" {
		t.Error(got)
	}
	_, err := vehicles.Select().Where(vehicles.Wheels.Gt(5)).Delete(ctx, s)
	if old := meta.Table(metadata.Name{Name: "truck"}).Column("number"); old != nil {
		wants(t, err, "does not cascade")
		ok(t, s.Delete(list[2]))
		err = s.Flush(ctx)
	}
	ok(t, err)
	ok(t, s.Commit(ctx))
	if got := sorts(t, ctx, db, vehicles); got != "[vehicle]" || s.Contains(list[2]) {
		t.Error(got)
	}
}

func sorts(t *testing.T, ctx context.Context, db *engine.Engine, vehicles *vehicleTable) string {
	t.Helper()
	return fmt.Sprint(rows(t, ctx, db, core.Select(vehicles.Sort).OrderBy(vehicles.ID.Asc())))
}

// TestStatementsOfFamilies: what is sent is what one would write.
func TestStatementsOfFamilies(t *testing.T) {
	meta := metadata.New()
	vehicles := must[*vehicleTable](t)(orm.TryBind[vehicleTable](meta))
	must[*metadata.Table](t)(orm.Map[Bike](meta))
	must[*metadata.Table](t)(orm.Map[Truck](meta))
	ctx, db := open(meta)
	defer db.Close()
	r := &recorder{}
	s := orm.NewSession(db.WithHooks(r), meta)
	defer s.Close()
	for want, do := range map[string]func() error{
		`SELECT "vehicle"."sort", "vehicle"."id", "vehicle"."wheels", "vehicle"."gears", "truck"."load" FROM "vehicle" LEFT JOIN "truck" ON "truck"."id" = "vehicle"."id" WHERE "vehicle"."wheels" > ?`: func() error {
			_, err := vehicles.Select().Where(vehicles.Wheels.Gt(2)).All(ctx, s)
			return err
		},
		`SELECT "vehicle"."sort", "vehicle"."id", "vehicle"."wheels" FROM "vehicle" ORDER BY "vehicle"."id"`: func() error {
			_, err := vehicles.Select().SelectIn().OrderBy(vehicles.ID.Asc()).All(ctx, s)
			return err
		},
		`SELECT "vehicle"."sort", "vehicle"."id", "vehicle"."wheels", "truck"."load" FROM "vehicle" JOIN "truck" ON "truck"."id" = "vehicle"."id" WHERE "vehicle"."id" = ?`: func() error {
			_, err := orm.Get[Truck](ctx, s, 7)
			if strings.Contains(fmt.Sprint(err), "no rows") {
				return nil
			}
			return err
		},
	} {
		r.reset()
		ok(t, do())
		if len(r.texts) != 1 || r.texts[0] != want {
			t.Errorf("got %q\nwant %q", r.texts, want)
		}
	}
}
