package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Member is declared by tags: the column's name, then options.
type Member struct {
	Nick    string            `db:"nickname,pk,size=40"`
	Email   *string           `db:",unique,size=200"`
	Prefs   map[string]string `db:",json"`
	Changes int               `db:",version"`
	Draft   string            `db:"-"`
}

func ExampleMap() {
	members, err := orm.Map[Member](metadata.New())
	if fail(err) {
		return
	}
	fmt.Println(members.Name)
	for _, c := range members.Columns {
		fmt.Println(" ", c.Name, c.Type)
	}
	// Output:
	// member
	//   nickname string(40)
	//   email string(200)
	//   prefs json
	//   changes bigint
}
