package orm_test

import (
	"fmt"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Reader has an e-mail address, which somebody else may use when the reader is
// gone, and a number, which nobody gets again.
type Reader struct {
	ID      int64
	Email   string
	Card    int
	Deleted *time.Time
	Loans   []*Loan
}

func (r *Reader) Declare(t *orm.Def) {
	t.Col(&r.Email).Len(100).Unique()
	t.Col(&r.Card).Unique()
	t.SoftDelete(&r.Deleted).Keep(&r.Card)
	orm.HasMany(t, &r.Loans, func(l *Loan) *int64 { return &l.ReaderID }).Cascade()
}

type Loan struct {
	ID       int64
	ReaderID int64
	Deleted  *time.Time
}

func (l *Loan) Declare(t *orm.Def) { t.SoftDelete(&l.Deleted) }

var readerMeta = metadata.New()

var Readers = orm.Bind[struct {
	orm.Table[Reader]
	ID      core.Num[int64]
	Email   core.Str
	Card    core.Num[int]
	Deleted core.Time
	Loans   orm.Many[Reader, Loan]
}](readerMeta)

func ExampleSession_Restore() {
	ctx, db := open(readerMeta)
	defer db.Close()
	s := orm.NewSession(db, readerMeta)
	defer s.Close()

	ida := &Reader{Email: "ida@mail.example", Card: 1, Loans: []*Loan{{}, {}}}
	if fail(s.Add(ida)) || fail(s.Flush(ctx)) || fail(s.Delete(ida)) || fail(s.Commit(ctx)) {
		return
	}
	gone := Readers.Select().WithDeleted().Where(Readers.Email.Eq("ida@mail.example"))
	ida, err := gone.One(ctx, s)
	if fail(err) || fail(s.Restore(ctx, ida)) || fail(s.Commit(ctx)) {
		return
	}
	ida, err = Readers.Select().Load(Readers.Loans).One(ctx, s)
	if fail(err) {
		return
	}
	fmt.Println(ida.Deleted == nil, len(ida.Loans))
	// Output: true 2
}

func ExampleSession_HardDelete() {
	ctx, db := open(readerMeta)
	defer db.Close()
	s := orm.NewSession(db, readerMeta)
	defer s.Close()

	ida := &Reader{Email: "ida@mail.example", Card: 1, Loans: []*Loan{{}, {}}}
	if fail(s.Add(ida)) || fail(s.Flush(ctx)) || fail(s.HardDelete(ida)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(Readers.Select().WithDeleted().Count(ctx, s))
	// Output: 0 <nil>
}

func ExampleSoftDeletion_Keep() {
	ctx, db := open(readerMeta)
	defer db.Close()
	s := orm.NewSession(db, readerMeta)
	defer s.Close()

	ida := &Reader{Email: "ida@mail.example", Card: 1}
	if fail(s.Add(ida)) || fail(s.Flush(ctx)) || fail(s.Delete(ida)) || fail(s.Flush(ctx)) {
		return
	}
	again := &Reader{Email: "ida@mail.example", Card: 2} // the address is free, the number 1 is not
	fmt.Println(s.Add(again), s.Commit(ctx))
	// Output: <nil> <nil>
}
