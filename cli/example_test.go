package cli_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/metadata"
)

// An application builds its own dbtool around its own MetaData.
func ExampleRun() {
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	code := cli.Run(context.Background(), []string{"app", "create-all", "--dry-run", "--url", "sqlite::memory:"}, cli.Options{MetaData: m})
	fmt.Println(code)
	// Output:
	// PRAGMA foreign_keys = OFF;
	// BEGIN IMMEDIATE;
	// CREATE TABLE "users" (
	//   "id" INTEGER PRIMARY KEY NOT NULL
	// );
	// COMMIT;
	// PRAGMA foreign_keys = ON;
	// 0
}

// The reference of all commands is made from the commands.
func ExampleWriteReference() {
	var b bytes.Buffer
	err := cli.WriteReference(&b)
	fmt.Println(bytes.Contains(b.Bytes(), []byte("## dbtool migrate up")), err)
	// Output: true <nil>
}
