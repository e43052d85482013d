package orm_test

import (
	"fmt"
	"time"

	"github.com/dbtool/dbtool/orm"
)

func ExampleSession_ReadReplicas() {
	ctx, db := sample()
	defer db.Close()

	var wrote time.Time // what a cookie has kept for somebody
	for _, age := range []int{31, 32} {
		s := orm.NewSession(db, meta)
		defer s.Close()
		if fail(s.ReadReplicas(wrote)) {
			return
		}
		ann, err := orm.Get[User](ctx, s, 1) // from a replica, if nothing was written lately
		if fail(err) {
			return
		}
		ann.Age = age
		if fail(s.Commit(ctx)) { // the database itself
			return
		}
		wrote = s.Wrote()
	}
	fmt.Println(time.Since(wrote) < time.Minute)
	// Output: true
}
