package orm_test

import (
	"fmt"
	"time"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Seat has a key whose columns are in another order than its fields.
type Seat struct {
	Nr, Hall int
	Photo    []byte
	Note     orm.Opt[*string]
	Voucher  *Voucher
}

func (s *Seat) Declare(t *orm.Def) {
	t.Name("seats")
	t.Col(&s.Photo).Null()
	t.Col(&s.Note).Len(20).Default(metadata.SQL("'aisle'"))
	t.Add(metadata.PK("hall", "nr").Named("seat_key"), metadata.Comment("in all halls"), metadata.Option("sqlite.without_rowid", "true"))
	orm.HasOneBy(t, &s.Voucher, func(x *Voucher) []any { return []any{&x.Hall, &x.Nr} })
}

type Voucher struct {
	ID       int64
	Nr, Hall int
	Sold     time.Time
	Seat     *Seat
}

func (x *Voucher) Declare(t *orm.Def) {
	t.Name("tickets")
	t.Col(&x.Sold).Type(metadata.DateTime())
	t.Add(metadata.ForeignKeyTo("seats", "nr", "hall").From("nr", "hall").Named("ticket_seat"))
	orm.BelongsTo(t, &x.Seat, &x.Hall, &x.Nr)
}

func ExampleHasOneBy() {
	meta := metadata.New()
	seats, err := orm.Map[Seat](meta)
	if fail(err) {
		return
	}
	fmt.Println(metadata.ColumnsOf(seats.PrimaryKey.Parts), seats.Comment, len(meta.Tables()[1].ForeignKeys))
	// Output: [hall nr] in all halls 1
}
