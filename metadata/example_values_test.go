package metadata_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
)

func ExampleType() {
	for _, t := range []metadata.Type{
		metadata.Boolean(),
		metadata.SmallInt(), metadata.Integer(), metadata.BigInt(),
		metadata.Float(), metadata.Double(), metadata.Numeric(10, 2),
		metadata.String(200), metadata.Text(), metadata.Binary(0), metadata.Binary(16),
		metadata.Date(), metadata.Time(), metadata.DateTime(), metadata.Timestamp().Digits(3), metadata.Interval(),
		metadata.JSON(), metadata.UUID(),
		metadata.EnumOf("mood", "sad", "happy"),
		metadata.Array(metadata.Text()),
		metadata.Exact("int unsigned"),
	} {
		fmt.Println(t)
	}
	// Output:
	// boolean
	// smallint
	// integer
	// bigint
	// float
	// double
	// numeric(10, 2)
	// string(200)
	// text
	// binary
	// binary(16)
	// date
	// time
	// datetime
	// datetime(3) with time zone
	// interval
	// json
	// uuid
	// enum mood(sad, happy)
	// text[]
	// int unsigned
}

func ExampleType_ValueRenamedFrom() {
	status := metadata.EnumOf("order_status", "new", "paid", "sent").ValueRenamedFrom("sent", "shipped")
	fmt.Println(status, "was", status.ValuesRenamedFrom["sent"])
	// Output: enum order_status(new, paid, sent) was shipped
}

func ExampleType_On() {
	t := metadata.JSON().On("postgres", metadata.Exact("json")).On("mysql", metadata.Text())
	fmt.Println(t.Resolve("sqlite"), t.Resolve("postgres"), t.Resolve("mariadb", "mysql"))
	// Output: json json text
}

func ExampleSQL() {
	e := metadata.SQL("gen_random_uuid()").For("mysql", "uuid()")
	fmt.Println(e.On("postgres"))
	fmt.Println(e.On("mariadb", "mysql"))
	// Output:
	// gen_random_uuid()
	// uuid()
}

func ExampleNow() {
	fmt.Println(metadata.Now().Kind, metadata.Literal(0).Kind, metadata.SQL("1 + 1").Kind == metadata.ExprText)
	// Output: now number true
}

func ExamplePtr() {
	o := metadata.SequenceOptions{Start: metadata.Ptr[int64](100)}
	fmt.Println(*o.Start, o.Increment == nil)
	// Output: 100 true
}

func ExampleTruncate() {
	name := metadata.Truncate("fk_purchase_orders_customer_id_customers", 24)
	fmt.Println(name, len(name))
	// Output: fk_purchase_orde_b33e 21
}
