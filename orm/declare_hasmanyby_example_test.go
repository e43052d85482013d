package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Invoice has a key of two columns: numbers begin anew each year.
type Invoice struct {
	Year, Number int
	Lines        []*InvoiceLine
}

func (i *Invoice) Declare(t *orm.Def) {
	t.PK(&i.Year, &i.Number)
	orm.HasManyBy(t, &i.Lines, func(l *InvoiceLine) []any { return []any{&l.Year, &l.Number} })
}

type InvoiceLine struct {
	ID           int64
	Year, Number int
	Text         string
}

func ExampleHasManyBy() {
	meta := metadata.New()
	if _, err := orm.Map[Invoice](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	i := &Invoice{Year: 2026, Number: 7, Lines: []*InvoiceLine{{Text: "tea"}}}
	if fail(s.Add(i)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Printf("%+v\n", *i.Lines[0])
	// Output: {ID:1 Year:2026 Number:7 Text:tea}
}
