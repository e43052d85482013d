package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

// sharded are users in two databases, by their age.
func sharded() *orm.Shards[int] {
	_, young := open(meta)
	_, old := open(meta)
	sh := orm.NewShards(meta, func(age int) int {
		if age < 30 {
			return 0
		}
		return 1
	}, young, old)
	orm.ShardBy(sh, func(u *User) int { return u.Age })
	return sh
}

func ExampleNewShards() {
	sh := sharded()
	ctx, db := open(meta)
	defer db.Close()
	ss := sh.NewSession()
	defer ss.Close()
	if fail(ss.Add(&User{Name: "ann", Age: 31}, &User{Name: "bob", Age: 20})) || fail(ss.Commit(ctx)) {
		return
	}
	s, err := ss.At(31)
	if fail(err) {
		return
	}
	ann, err := Users.Select().One(ctx, s)
	if fail(err) {
		return
	}
	fmt.Println(ann.Name, ann.ID)
	// Output: ann 1
}

func ExampleShardBy() {
	sh := sharded()
	orm.ShardBy(sh, func(u *User) int { return u.Age })
	ss := sh.NewSession()
	defer ss.Close()
	ann := &User{Name: "ann", Age: 31}
	if fail(ss.Add(ann)) {
		return
	}
	fmt.Println(ss.SessionOf(ann) == ss.Sessions()[1])
	// Output: true
}

func ExampleAllOf() {
	sh := sharded()
	ctx, db := open(meta)
	defer db.Close()
	ss := sh.NewSession()
	defer ss.Close()
	if fail(ss.Add(&User{Name: "ann", Age: 31}, &User{Name: "bob", Age: 20})) {
		return
	}
	us, err := orm.AllOf(ctx, ss, Users.Select().Where(Users.Age.Gt(18)))
	if fail(err) {
		return
	}
	fmt.Println(us[0].Name, us[1].Name)
	// Output: bob ann
}

func ExampleCountOf() {
	sh := sharded()
	ctx, db := open(meta)
	defer db.Close()
	ss := sh.NewSession()
	defer ss.Close()
	if fail(ss.Add(&User{Name: "ann", Age: 31}, &User{Name: "bob", Age: 20})) {
		return
	}
	fmt.Println(orm.CountOf(ctx, ss, Users.Select()))
	// Output: 2 <nil>
}
