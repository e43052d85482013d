package core_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

var guests = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	Email  core.Str
	Beds   core.Num[int]
	RoomID core.Num[int64]
}](metadata.New(), "guests",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("email", metadata.String(100)).Unique(),
	metadata.Col("beds", metadata.Integer()),
	metadata.Col("room_id", metadata.BigInt()).References("rooms", "id"),
	metadata.CheckThat("beds > 0").Named("beds_ok"),
)

// errors.Is(err, key) tells whether a statement failed because of it.
func ExampleKeyOn() {
	fmt.Println(core.KeyOn(guests.Email))
	// Output: unique constraint (email) of guests
}

func ExampleForeignKeyOn() {
	fmt.Println(core.ForeignKeyOn(guests.RoomID))
	// Output: foreign key (room_id) of guests
}

func ExampleCheckOf() {
	fmt.Println(core.CheckOf(guests, "beds_ok"))
	// Output: check beds_ok of guests
}

func ExampleNotNullOf() {
	fmt.Println(core.NotNullOf(guests.Beds))
	// Output: not null constraint (beds) of guests
}

type guest struct{ Email string }

// The functions are given to InsertAll along with the rows.
func ExampleFromRow() {
	field := core.FromRow(guests.Email, func(g *guest) string { return g.Email })
	fmt.Printf("%T\n", field)
	// Output: core.RowField[github.com/dbtool/dbtool/core_test.guest]
}
