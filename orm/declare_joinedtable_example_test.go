package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Owed is a payment of any kind.
type Owed interface{ Sum() *Payment }

type Payment struct {
	ID     int64
	Kind   string
	Amount int64
}

func (p *Payment) Sum() *Payment { return p }

func (p *Payment) Declare(t *orm.Def) {
	t.Name("payments")
	orm.Discriminator(t, &p.Kind, "cash")
}

type CardPayment struct {
	Payment
	Network string
}

func (c *CardPayment) Declare(t *orm.Def) {
	t.Name("card_payments")
	orm.JoinedTable(t, &c.Payment, "card")
}

func ExampleJoinedTable() {
	meta := metadata.New()
	Payments := orm.Bind[struct {
		orm.Poly[Owed, Payment]
		ID     core.Num[int64]
		Kind   core.Str
		Amount core.Num[int64]
	}](meta)
	cards, err := orm.Map[CardPayment](meta)
	if fail(err) {
		return
	}
	fk := cards.ForeignKeys[0]
	fmt.Println(fk.Columns, fk.Ref, fk.RefColumns)

	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	if fail(s.Add(&Payment{Amount: 5}, &CardPayment{Payment: Payment{Amount: 90}, Network: "visa"})) || fail(s.Commit(ctx)) {
		return
	}
	owed, err := Payments.Select().Where(Payments.Amount.Gt(50)).One(ctx, s)
	if fail(err) {
		return
	}
	card := owed.(*CardPayment)
	fmt.Println(card.Kind, card.Amount, card.Network)
	// Output:
	// [id] payments [id]
	// card 90 visa
}
