package cli_test

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/example/models"
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

// A program with the schema and the revisions inside is its own dbtool.
func ExampleMain() {
	var revisions embed.FS // with //go:embed migrations/*.sql above it, at the top of a file
	os.Exit(cli.Main(os.Args, cli.Options{MetaData: models.MetaData, Migrations: revisions}))
}

// The reference of all commands is made from the commands.
func ExampleWriteReference() {
	var b bytes.Buffer
	err := cli.WriteReference(&b)
	fmt.Println(bytes.Contains(b.Bytes(), []byte("## dbtool migrate up")), err)
	// Output: true <nil>
}
